#include <algorithm>
#include <utility>

#include "services/flashcard_checks.hpp"
#include "services/flashcards.hpp"
#include "services/studied_cards.hpp"
#include "stores/queue_page.hpp"

namespace haven {
namespace {

/// Due by day, from today, of the cards that the plan leaves alone; overdue ones count as of today.
std::vector<int> due_besides(Transaction& tx, Id<User> user, const StudyScope& scope, std::size_t group,
                             const srs::DayCounter& calendar, std::int64_t today) {
  std::vector<int> due;
  QueuePageStore(tx).each(user, [&](const QueueEntry& entry) {
    const auto place = scope.place(entry.study);
    if (entry.is_new() || entry.is_removed() || entry.is_suspended()) return;
    if (place && scope.members()[*place].group == group) return;
    const auto day = static_cast<std::size_t>(std::max<std::int64_t>(0, calendar.day({entry.due}) - today));
    if (day >= due.size()) due.resize(day + 1);
    ++due[day];
  });
  return due;
}

srs::ReschedulePlan plan_of(const RescheduleQuery& query, const Regime& regime, const StudiedCards& studied,
                            const srs::SpreadOptions& options, Timestamp now) {
  if (query.kind == RescheduleKind::spread) {
    return srs::plan_spread(*regime.scheduler, under(regime, studied), now, options);
  }
  if (query.kind == RescheduleKind::advance) {
    return srs::plan_advance(*regime.scheduler, under(regime, studied), now, query.count);
  }
  std::vector<srs::ScheduledCard> cards;
  for (std::size_t i = 0; i < studied.ids.size(); ++i) {
    cards.push_back({studied.cards[i], studied.fresh[i], studied.answers[i], studied.desired_retention[i]});
  }
  return srs::plan_reschedule(*regime.scheduler, cards, now, options);
}

RescheduleDryRun dry_run(srs::ReschedulePlan plan, const StudiedCards& studied) {
  RescheduleDryRun result;
  for (const srs::Move& move : plan.moves) {
    result.moves.push_back({{studied.ids[move.card], move.after.due}, move.before.due});
  }
  result.days = std::move(plan.days);
  result.earlier = plan.earlier;
  result.later = plan.later;
  result.above_limit = plan.above_limit;
  result.recall_lost = plan.recall_lost;
  return result;
}

}  // namespace

RescheduleDryRun Flashcards::plan_reschedule(const Caller& caller, const RescheduleQuery& query) {
  check_range(query.count, 0, FlashcardLimits::plan, "count");
  const Timestamp now = clock_.now();
  return read(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    const StudyScope scope(tx, learner, caller, query.set, now);
    const std::size_t group = query.set ? scope.members().at(0).group : 0;
    const Regime& regime = *scope.groups()[group].regime;
    const StudiedCards studied = studied_cards(tx, learner, caller.user, scope, group, FlashcardLimits::plan);
    const auto others = due_besides(tx, caller.user, scope, group, regime.calendar, scope.groups()[group].day);
    srs::SpreadOptions options;
    options.cards_per_day = query.cards_per_day;
    options.minutes_per_day = query.minutes_per_day;
    options.preferences = regime.preset.days;
    options.other_cards = others;
    options.longest_delay = query.longest_delay;
    return dry_run(plan_of(query, regime, studied, options, now), studied);
  });
}

}  // namespace haven
