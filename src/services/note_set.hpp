#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace haven {

/// Notes by their keys, which are hashes already: open addressing, a few nanoseconds each.
class NoteSet {
 public:
  /// Room for so many more.
  void reserve(std::size_t more) {
    if (2 * (size_ + more) > slots_.size()) grow(std::bit_ceil(std::max<std::size_t>(64, 2 * (size_ + more))));
  }

  /// False when it was there.
  bool insert(std::int64_t note) {
    if (2 * (size_ + 1) > slots_.size()) grow(std::max<std::size_t>(64, 2 * slots_.size()));
    std::int64_t& slot = slots_[place_of(note)];
    if (slot != empty) return false;
    slot = key(note);
    ++size_;
    return true;
  }

  [[nodiscard]] bool contains(std::int64_t note) const noexcept { return size_ > 0 && slots_[place_of(note)] != empty; }

 private:
  static constexpr std::int64_t empty = 0;

  [[nodiscard]] static std::int64_t key(std::int64_t note) noexcept { return note == empty ? 1 : note; }

  [[nodiscard]] std::size_t place_of(std::int64_t note) const noexcept {
    std::size_t place = static_cast<std::size_t>(note) & (slots_.size() - 1);
    while (slots_[place] != empty && slots_[place] != key(note)) place = (place + 1) & (slots_.size() - 1);
    return place;
  }

  void grow(std::size_t slots) {
    std::vector<std::int64_t> old(slots, empty);
    old.swap(slots_);
    for (const std::int64_t note : old) {
      if (note != empty) slots_[place_of(note)] = note;
    }
  }

  std::vector<std::int64_t> slots_;  ///< a power of two of them
  std::size_t size_ = 0;
};

}  // namespace haven
