#include <utility>

#include "crypto/bytes.hpp"
#include "services/flashcard_access.hpp"
#include "services/flashcard_checks.hpp"
#include "services/flashcards.hpp"

namespace haven {
namespace {

bool says_nothing(const CardMark& mark) { return mark == CardMark{}; }

CardMark mark_of(const MarkCards& command, const Regime& regime, Timestamp now) {
  CardMark mark{command.suspended, std::nullopt, command.flag, command.leech, command.desired_retention};
  if (!command.buried) return mark;
  mark.buried_until = *command.buried ? regime.calendar.start_of(regime.calendar.day(now) + 1) : now;
  return mark;
}

/// Is the row what the command says? The day may be another by now, so that of burial only whether it is one counts.
bool says_the_same(const FlashcardReview& row, const CardMark& mark, Timestamp now) {
  if (row.kind != ReviewKind::mark || row.mark->buried_until.has_value() != mark.buried_until.has_value()) return false;
  const bool buries = mark.buried_until && *mark.buried_until > now;
  if (mark.buried_until && buries != (*row.mark->buried_until > row.at)) return false;
  CardMark known = *row.mark;
  known.buried_until = mark.buried_until;
  return known == mark;
}

CardProgress mark_card(Transaction& tx, Learner& learner, const Caller& caller, const MarkCards& command,
                       Id<Flashcard> id) {
  const StoredCard card = readable_card(tx, caller, id);
  FlashcardReview row;
  row.kind = ReviewKind::mark;
  row.id = command.id ? derived_id(*command.id, to_string(id)) : crypto::new_uuid(learner.now());
  row.mark = mark_of(command, learner.regime(card.card.set), learner.now());
  if (says_nothing(*row.mark)) return learner.progress(card.card).progress;
  if (const auto known = learner.log().find(caller.user, row.id)) {
    if (!says_the_same(*known, *row.mark, learner.now())) throw review_differs();
    return learner.progress(card.card).progress;
  }
  return learner.add(card, std::move(row), std::nullopt);
}

}  // namespace

std::vector<CardProgress> Flashcards::mark(const Caller& caller, const MarkCards& command) {
  check_range(static_cast<long long>(command.cards.size()), 0, FlashcardLimits::batch, "cards");
  if (command.flag) check_flag(*command.flag);
  if (command.desired_retention) check_retention(*command.desired_retention);
  if (command.id) check_submission(*command.id, {}, "");
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    std::vector<CardProgress> marked;
    for (const Id<Flashcard>& id : command.cards) marked.push_back(mark_card(tx, learner, caller, command, id));
    return marked;
  });
}

}  // namespace haven
