#include "haven/anki/package.hpp"

#include <algorithm>

namespace haven::anki {
namespace {

constexpr std::int64_t days_at_most = 3'650'000;  // ten thousand years: a date, however wrong it is
constexpr std::int64_t first_second = 1'000'000'000;

/// Suspended and buried cards keep the due of the queue that they have left, which only its size tells.
bool is_moment(const Card& card) {
  return card.queue == CardQueue::learning || card.queue == CardQueue::preview || card.due >= first_second;
}

}  // namespace

std::optional<Timestamp> due_at(const Collection& collection, const Card& card) {
  if (card.type == CardType::fresh) return std::nullopt;
  if (is_moment(card)) return Timestamp{} + Duration::seconds(card.due);
  return collection.created + Duration::days(std::clamp(card.due, -days_at_most, days_at_most));
}

}  // namespace haven::anki
