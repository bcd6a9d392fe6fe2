#include <utility>

#include "haven/core/error.hpp"

#include "services/flashcard_checks.hpp"
#include "services/flashcards.hpp"
#include "services/queue_builder.hpp"
#include "services/study_scope.hpp"

namespace haven {
namespace {

/// How far ahead an exam may be.
constexpr Duration furthest_exam = Duration::days(FlashcardLimits::due_days);

void check(const QueueQuery& query) {
  check_range(query.limit, 1, FlashcardLimits::page, "limit");
  if (query.exam.has_value() == (query.order == QueueOrder::exam_gain)) return;
  throw Error(ErrorCode::invalid_argument, "exam: the order by exam gain needs one, no other takes one", "exam");
}

/// Of a first page. An exam that was ahead when it was asked for stays so for the pages after it.
QueueOccasion occasion_of(const QueueQuery& query, Timestamp now) {
  if (query.exam && (*query.exam <= now || *query.exam > now + furthest_exam)) {
    throw Error(ErrorCode::invalid_argument, "exam: it must lie ahead, at most a hundred years", "exam");
  }
  return {now, query.order, query.exam};
}

std::optional<QueueCursor> cursor_of(const QueueQuery& query) {
  if (query.after.empty()) return std::nullopt;
  const auto cursor = parse_queue_cursor(query.after);
  if (cursor && cursor->occasion == QueueOccasion{cursor->occasion.at, query.order, query.exam}) return cursor;
  throw Error(ErrorCode::invalid_argument, "after: it is not the end of a page of this queue", "after");
}

double retrievability(Learner& learner, const CardProgress& progress, Timestamp at, std::int64_t day) {
  const srs::Card& card = progress.schedule;
  if (card.is_new()) return 0.0;
  const srs::Scheduler& by = learner.schedulers().get(progress.config);
  return by.model().retrievability(*card.memory, by.days().elapsed(*card.last_review, at, card.last_day, day));
}

QueuedCard queued(Transaction& tx, Learner& learner, const QueuePlace& place, Timestamp at, bool preview) {
  QueuedCard queued;
  queued.card = FlashcardStore(tx).find({place.card}).value().card;
  queued.progress = learner.progress(queued.card).progress;
  queued.section = place.section;
  const std::int64_t day = learner.regime(queued.card.set).calendar.day(at);
  queued.retrievability = retrievability(learner, queued.progress, at, day);
  if (!preview) return queued;
  queued.answers = preview_of(learner, queued.card, queued.progress, at);
  return queued;
}

}  // namespace

QueuePage Flashcards::queue(const Caller& caller, const QueueQuery& query) {
  check(query);
  const auto cursor = cursor_of(query);
  const QueueOccasion occasion = cursor ? cursor->occasion : occasion_of(query, clock_.now());
  const Timestamp at = occasion.at;
  return read(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, at);
    const StudyScope scope(tx, learner, caller, query.set, at);
    QueueBuilder builder(tx, learner, caller, scope, occasion);
    const auto limit = static_cast<std::size_t>(query.limit);
    auto places = builder.page(cursor ? std::optional(cursor->after) : std::nullopt, limit + 1);
    QueuePage page;
    page.at = at;
    page.day = scope.groups()[0].day;
    page.new_left = builder.new_left();
    page.reviews_left = builder.reviews_left();
    page.learning_left = builder.learning_left();
    if (places.size() > limit) {
      places.pop_back();
      page.next = to_string(QueueCursor{occasion, places.back()});
    }
    for (const QueuePlace& place : places) page.cards.push_back(queued(tx, learner, place, at, query.preview));
    return page;
  });
}

}  // namespace haven
