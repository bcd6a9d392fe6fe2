#include "storage/migrations.hpp"

#include <algorithm>

#include "haven/core/error.hpp"

#include <sodium.h>

namespace haven {
namespace {

std::span<const MigrationText> texts_for(std::string_view engine) {
  if (engine == "sqlite") return sqlite_migration_texts();
  if (engine == "mariadb") return mariadb_migration_texts();
  throw Error(ErrorCode::invalid_argument, "migrate: no schema for the engine \"" + std::string(engine) + '"');
}

}  // namespace

std::vector<std::string> split_statements(std::string_view text) {
  std::vector<std::string> statements;
  bool between = true;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.starts_with("--")) continue;
    if (!line.empty() && between) statements.emplace_back();
    if (!line.empty()) statements.back().append(line) += '\n';
    between = line.empty();
  }
  return statements;
}

Sha256 checksum(const Migration& migration) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  for (const std::string& statement : migration.statements) {
    // The closing zero is hashed too, so that moving text between statements is a change.
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(statement.c_str()), statement.size() + 1);
  }
  Sha256 hash{};
  crypto_hash_sha256_final(&state, hash.data());
  return hash;
}

MigrationSet bundled_migrations(std::string_view engine) {
  const auto texts = texts_for(engine);
  MigrationSet set{.history_table = split_statements(texts.front().text).front(), .migrations = {}};
  for (const MigrationText& text : texts.subspan(1)) {
    set.migrations.push_back({text.version, std::string(text.name), split_statements(text.text)});
  }
  return set;
}

}  // namespace haven
