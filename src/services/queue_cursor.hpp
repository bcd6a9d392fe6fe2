#pragma once

#include <optional>
#include <string>

#include "haven/services/flashcard_service.hpp"

namespace haven {

/// A card in a queue: section, then key, then id, all ascending.
struct QueuePlace {
  QueueSection section = QueueSection::learning;
  double key = 0.0;
  Uuid card;

  auto operator<=>(const QueuePlace&) const = default;
};

/// What a queue is asked for: the same for all of its pages.
struct QueueOccasion {
  Timestamp at;
  QueueOrder order = QueueOrder::due;
  std::optional<Timestamp> exam;  ///< of the order by exam gain

  bool operator==(const QueueOccasion&) const = default;
};

/// How a page begins: after a place of a queue.
struct QueueCursor {
  QueueOccasion occasion;
  QueuePlace after;
};

[[nodiscard]] std::string to_string(const QueueCursor& cursor);
/// nullopt for any other text.
[[nodiscard]] std::optional<QueueCursor> parse_queue_cursor(const std::string& text);

}  // namespace haven
