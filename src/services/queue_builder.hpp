#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/study_scope.hpp"
#include "stores/queue_page.hpp"

namespace haven {

/// A card in a queue: section, then key, then id, all ascending.
struct QueuePlace {
  QueueSection section = QueueSection::learning;
  double key = 0.0;
  Uuid card;

  auto operator<=>(const QueuePlace&) const = default;
};

/// How a page begins: after a place of a queue that was asked for at a moment in an order.
struct QueueCursor {
  Timestamp at;
  QueueOrder order = QueueOrder::due;
  QueuePlace after;
};

[[nodiscard]] std::string to_string(const QueueCursor& cursor);
/// nullopt for any other text.
[[nodiscard]] std::optional<QueueCursor> parse_queue_cursor(const std::string& text);

/// The queue of a learner at a moment: one pass over all of his cards, then the choice of one page. O(cards), no
/// statement for each card but for those of the page. One use.
class QueueBuilder {
 public:
  QueueBuilder(Transaction& tx, Learner& learner, const Caller& caller, const StudyScope& scope, QueueOrder order,
               Timestamp at);

  /// Places after `after` in order, at most `limit`.
  [[nodiscard]] std::vector<QueuePlace> page(const std::optional<QueuePlace>& after, std::size_t limit);

  [[nodiscard]] int new_left() const noexcept { return new_left_; }
  [[nodiscard]] int reviews_left() const noexcept { return static_cast<int>(reviews_.size()); }
  [[nodiscard]] int learning_left() const noexcept { return static_cast<int>(learning_.size() + ahead_.size()); }

 private:
  struct Candidate {
    double key;
    Uuid card;
    std::int64_t note_key;
    std::uint32_t group;
    bool may_wait;  ///< for tomorrow, when a sibling was answered today
  };
  /// A scheduler whose cards the pass has met.
  struct Model {
    std::int64_t config = 0;
    const srs::Scheduler* scheduler = nullptr;
  };
  /// What the pass finds in one set.
  struct Found {
    int touched = 0;
    std::vector<Candidate> new_cards;  ///< touched, but not answered
  };

  void scan();
  void visit(const QueueEntry& entry);
  void visit_answered(const QueueEntry& entry, std::size_t group);
  [[nodiscard]] double key_of(const QueueEntry& entry, std::int64_t day);
  [[nodiscard]] double retrievability(const QueueEntry& entry, std::int64_t day);
  [[nodiscard]] const srs::Scheduler& scheduler(std::int64_t config);
  [[nodiscard]] bool waits(const Candidate& candidate) const;
  void let_siblings_wait();
  void keep_limits();
  void count_new();
  void add_new(std::vector<QueuePlace>& places, const std::optional<QueuePlace>& after, std::size_t limit);
  [[nodiscard]] std::vector<Candidate> new_of(std::size_t place, std::int64_t after, std::size_t limit);

  Transaction& tx_;
  Learner& learner_;
  Id<User> user_;
  const StudyScope& scope_;
  QueueOrder order_;
  Timestamp at_;
  std::uint64_t seed_ = 0;
  Model model_;  ///< the last one used
  std::vector<Model> models_;
  std::vector<Candidate> learning_, reviews_, ahead_;
  std::vector<Found> found_;                  ///< by place in the scope
  std::vector<std::int64_t> answered_today_;  ///< notes, ascending
  int new_left_ = 0;
};

}  // namespace haven
