#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "haven/model/flashcard.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// What queues and statistics need to know of a card, as it stands in the pages: the same bytes in memory and on disk.
struct QueueEntry {
  std::array<std::uint8_t, 16> card{};
  std::int64_t note_key = 0;
  std::int64_t config = 0;  ///< 0: none
  std::int64_t due = 0;
  std::int64_t last_review = 0;
  std::int64_t buried_until = 0;
  std::int64_t position = 0;       ///< in the set
  std::array<double, 3> memory{};  ///< FSRS: stability, difficulty, fast stability; SM-2: interval, ease, repetitions
  std::int32_t last_day = 0;
  std::int32_t study = 0;  ///< number of the set
  std::int32_t reviews = 0;
  std::uint8_t state = 0;      ///< srs::CardState, or 0: no answer counts
  std::uint8_t algorithm = 0;  ///< srs::Algorithm
  std::uint8_t suspension = 0;
  std::uint8_t marks = 0;  ///< bit 0 leech, bit 1 removed from its set

  static constexpr std::uint8_t leech = 1, removed = 2;

  [[nodiscard]] Id<Flashcard> id() const noexcept { return {Uuid{card}}; }
  [[nodiscard]] bool is_new() const noexcept { return state == 0; }
  [[nodiscard]] bool is(srs::CardState wanted) const noexcept { return state == static_cast<std::uint8_t>(wanted); }
  [[nodiscard]] bool is_suspended() const noexcept { return suspension != 0; }
  [[nodiscard]] bool is_removed() const noexcept { return (marks & removed) != 0; }
  [[nodiscard]] srs::MemoryState memory_state() const noexcept;  ///< of a card that is not new

  bool operator==(const QueueEntry&) const = default;
};
static_assert(sizeof(QueueEntry) == 104 && std::is_trivially_copyable_v<QueueEntry>);
static_assert(std::endian::native == std::endian::little, "pages are stored with the least byte first");

constexpr std::int64_t cards_of_page = 38;

/// The pages of a learner: his cards by slot, 38 to a page, small enough to be read whole.
class QueuePageStore {
 public:
  explicit QueuePageStore(Transaction& tx) : tx_(tx) {}

  /// Stores the entry of a slot. Slots are given in order, so that only the last page grows.
  void put(Id<User> user, std::int64_t slot, const QueueEntry& entry);
  /// Notes that the card of a slot was removed from its set, or is back.
  void mark_removed(Id<User> user, std::int64_t slot, bool removed);
  /// Calls `visit` with each entry in turn.
  template <class Visit>
  void each(Id<User> user, Visit visit);
  /// All entries, by slot.
  [[nodiscard]] std::vector<QueueEntry> all(Id<User> user);

 private:
  [[nodiscard]] std::vector<QueueEntry> page(Id<User> user, std::int64_t number);
  void visit_pages(Id<User> user, const std::function<void(std::span<const QueueEntry>)>& visit);

  Transaction& tx_;
};

template <class Visit>
void QueuePageStore::each(Id<User> user, Visit visit) {
  visit_pages(user, [&](std::span<const QueueEntry> entries) {
    for (const QueueEntry& entry : entries) visit(entry);
  });
}

}  // namespace haven
