#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace haven {

/// One file of migrations/, in the words of one engine.
struct MigrationText {
  int version;
  std::string_view name;
  std::string_view text;
};

/// The files of migrations/ in order, built into the library; the one with version 0 makes the history table.
[[nodiscard]] std::span<const MigrationText> sqlite_migration_texts() noexcept;
[[nodiscard]] std::span<const MigrationText> mariadb_migration_texts() noexcept;

using Sha256 = std::array<std::uint8_t, 32>;

/// One schema change that the library brings along.
struct Migration {
  int version = 0;                      ///< 1, 2, 3, ... without gaps
  std::string name;                     ///< e.g. "users_and_sessions"
  std::vector<std::string> statements;  ///< each makes one change
};

/// Splits a file at its empty lines; lines that begin with "--" are left out.
[[nodiscard]] std::vector<std::string> split_statements(std::string_view text);

/// Of the statements, so that a comment may be mended after release.
[[nodiscard]] Sha256 checksum(const Migration& migration);

/// What the library brings for an engine: the statement that makes the history table, and the migrations 1, 2, 3, ...
/// Throws Error(invalid_argument) for an engine that it has no schema for.
struct MigrationSet {
  std::string history_table;
  std::vector<Migration> migrations;
};
[[nodiscard]] MigrationSet bundled_migrations(std::string_view engine);

}  // namespace haven
