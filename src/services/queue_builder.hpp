#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/exam_gain.hpp"
#include "services/new_cards.hpp"
#include "services/queue_cursor.hpp"
#include "stores/queue_page.hpp"

namespace haven {

/// The queue of a learner at a moment: one pass over all of his cards, then the choice of one page. O(cards), no
/// statement for each card but for those of the page. One use.
class QueueBuilder {
 public:
  QueueBuilder(Transaction& tx, Learner& learner, const Caller& caller, const StudyScope& scope,
               const QueueOccasion& occasion);

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
    bool may_wait;  ///< for another day, when a sibling comes before it or was answered today
  };
  using Candidates = std::vector<Candidate>;
  /// A scheduler whose cards the pass has met.
  struct Model {
    std::int64_t config = 0;
    const srs::Scheduler* scheduler = nullptr;
  };
  /// Reviews of one scheduler, to be ordered by what they are worth for an exam.
  struct ExamReviews {
    const srs::Scheduler* scheduler = nullptr;
    std::vector<std::size_t> places;  ///< in `reviews_`
    ExamCandidates cards;
  };

  void scan();
  void visit(const QueueEntry& entry);
  void visit_answered(const QueueEntry& entry, std::size_t group);
  [[nodiscard]] double key_of(const QueueEntry& entry, std::int64_t day);
  [[nodiscard]] double retrievability(const QueueEntry& entry, std::int64_t day);
  [[nodiscard]] const srs::Scheduler& scheduler(std::int64_t config);
  void add_for_exam(const QueueEntry& entry, std::int64_t day);
  void order_by_exam_gain();
  [[nodiscard]] bool waits(const Candidate& candidate) const;
  void let_siblings_wait(Candidates& candidates) const;
  void keep_limits();
  void see(const Candidates& candidates);
  void count_new();
  [[nodiscard]] NewCards new_cards() const;
  void add_new(std::vector<QueuePlace>& places, const std::optional<QueuePlace>& after, std::size_t limit);

  Transaction& tx_;
  Learner& learner_;
  Id<User> user_;
  const StudyScope& scope_;
  QueueOccasion occasion_;
  std::uint64_t seed_ = 0;
  Model model_;  ///< the last one used
  std::vector<Model> models_;
  std::vector<ExamReviews> for_exam_;
  Candidates learning_, reviews_, ahead_;
  std::vector<int> touched_;               ///< cards with a row of progress, by place in the scope
  std::vector<std::vector<NewCard>> new_;  ///< of them the new ones
  NoteSet seen_;                           ///< notes answered today, or of cards that come before those looked at
  int new_left_ = 0;
};

}  // namespace haven
