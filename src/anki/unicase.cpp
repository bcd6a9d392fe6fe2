#include "anki/unicase.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace haven::anki {
namespace {

int folded(char c) {
  const int byte = static_cast<unsigned char>(c);
  return byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte;
}

int compare(void*, int left_bytes, const void* left, int right_bytes, const void* right) {
  const std::string_view a(static_cast<const char*>(left), static_cast<std::size_t>(left_bytes));
  const std::string_view b(static_cast<const char*>(right), static_cast<std::size_t>(right_bytes));
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (const int difference = folded(a[i]) - folded(b[i]); difference != 0) return difference;
  }
  return a.size() == b.size() ? 0 : (a.size() < b.size() ? -1 : 1);
}

}  // namespace

void register_unicase(sqlite3* db) { sqlite3_create_collation(db, "unicase", SQLITE_UTF8, nullptr, compare); }

}  // namespace haven::anki
