#include "dump.hpp"

#include <array>
#include <cstdio>
#include <vector>

#include "haven/core/random.hpp"
#include "haven/storage/integrity.hpp"

namespace haven::torture {
namespace {

/// 128 bits that depend on every byte and on the order of the lines; against mistakes, not against malice.
class Digest {
 public:
  void add(std::string_view line) {
    ++lines_;
    add_word(mix(line.size()));
    while (!line.empty()) {
      std::uint64_t word = 0;
      const std::size_t size = std::min(line.size(), sizeof word);
      for (std::size_t i = 0; i < size; ++i) word = word << 8U | static_cast<unsigned char>(line[i]);
      add_word(word);
      line.remove_prefix(size);
    }
  }
  [[nodiscard]] std::string text() const {
    std::array<char, 64> out{};
    std::snprintf(out.data(), out.size(), "%016llx%016llx, %llu lines", static_cast<unsigned long long>(words_[0]),
                  static_cast<unsigned long long>(words_[1]), static_cast<unsigned long long>(lines_));
    return out.data();
  }

 private:
  void add_word(std::uint64_t word) {
    words_[0] = mix(words_[0] ^ word);
    words_[1] = mix(words_[1] + 0x9E3779B97F4A7C15U * word + 1);
  }

  std::array<std::uint64_t, 2> words_{1, 2};
  std::uint64_t lines_ = 0;
};

std::vector<std::string> lines_of(Transaction& tx, const std::string& sql) {
  std::vector<std::string> lines;
  const auto query = tx.prepare(sql);
  while (query->step()) lines.emplace_back(query->text(0));
  return lines;
}

/// One text for each row, which says its values exactly; ordered by key.
std::string rows_query(Transaction& tx, const std::string& table) {
  std::string values;
  std::string keys;
  const auto columns = tx.prepare("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid");
  columns->bind(0, std::string_view(table));
  while (columns->step()) {
    const std::string name(columns->text(0));
    if (table == "schema_migrations" && (name == "applied_at" || name == "ms")) continue;
    values += (values.empty() ? "" : " || ',' || ") + ("quote(`" + name + "`)");
    if (columns->integer(1) > 0) keys += (keys.empty() ? "" : ", ") + ('`' + name + '`');
  }
  return "SELECT " + values + " FROM `" + table + "` ORDER BY " + (keys.empty() ? "1" : keys);
}

}  // namespace

std::string digest_of(Database& database) {
  const auto tables = count_rows(database);
  return read(database, [&](Transaction& tx) {
    Digest digest;
    for (const std::string& line :
         lines_of(tx, "SELECT name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1"))
      digest.add(line);
    for (const TableRows& table : tables) {
      digest.add(table.table);
      const auto rows = tx.prepare(rows_query(tx, table.table));
      while (rows->step()) digest.add(rows->text(0));
    }
    return digest.text();
  });
}

}  // namespace haven::torture
