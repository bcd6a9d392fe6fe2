#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "haven/core/error.hpp"

namespace haven {

/// The statements that a connection keeps prepared, by their text; the one that was not used for longest makes room.
/// One thread at a time.
template <class Prepared>
class StatementCache {
 public:
  struct Entry {
    explicit Entry(Prepared statement) : prepared(std::move(statement)) {}

    Prepared prepared;
    bool in_use = false;
    std::uint64_t last_use = 0;
  };

  /// The statement for `sql`, made by `prepare()` the first time, and marked as in use. Throws Error(conflict,
  /// "statement_in_use") when it is that already.
  template <class Prepare>
  [[nodiscard]] Entry& take(std::string_view sql, Prepare prepare) {
    auto found = entries_.find(sql);
    if (found == entries_.end()) {
      Prepared prepared = prepare();
      make_room();
      found = entries_.try_emplace(std::string(sql), std::move(prepared)).first;
    }
    Entry& entry = found->second;
    if (entry.in_use) throw Error(ErrorCode::conflict, "still in use: " + std::string(sql), "statement_in_use");
    in_use_.push_back(&entry);
    entry.in_use = true;
    entry.last_use = ++uses_;
    return entry;
  }

  void give_back(Entry& entry) noexcept {
    entry.in_use = false;
    in_use_.erase(std::find(in_use_.begin(), in_use_.end(), &entry));
  }

  /// Null when none is in use.
  [[nodiscard]] Entry* last_in_use() noexcept { return in_use_.empty() ? nullptr : in_use_.back(); }

 private:
  static constexpr std::size_t entries_at_most = 256;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };

  void make_room() {
    if (entries_.size() < entries_at_most) return;
    auto oldest = entries_.end();
    for (auto it = entries_.begin(); it != entries_.end(); ++it) {
      if (it->second.in_use) continue;
      if (oldest == entries_.end() || it->second.last_use < oldest->second.last_use) oldest = it;
    }
    if (oldest != entries_.end()) entries_.erase(oldest);
  }

  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
  std::vector<Entry*> in_use_;
  std::uint64_t uses_ = 0;
};

}  // namespace haven
