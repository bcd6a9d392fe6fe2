#include "services/studied_cards.hpp"

#include <utility>

#include "haven/core/error.hpp"

#include "stores/queue_page.hpp"

namespace haven {

StudiedCards studied_cards(Transaction& tx, Learner& learner, Id<User> user, const StudyScope& scope,
                           std::optional<std::size_t> group, std::size_t most) {
  StudiedCards studied;
  QueuePageStore(tx).each(user, [&](const QueueEntry& entry) {
    const auto place = scope.place(entry.study);
    if (!place || entry.is_removed() || entry.is_suspended() || entry.is_new()) return;
    if (!group || scope.members()[*place].group == *group) studied.ids.push_back(entry.id());
  });
  if (studied.ids.size() > most) {
    throw Error(ErrorCode::invalid_argument, "cards: at most " + std::to_string(most) + " can be planned for at once",
                "cards");
  }
  for (const Id<Flashcard>& id : studied.ids) {
    const Flashcard card = FlashcardStore(tx).find(id).value().card;
    CardProgress progress = learner.progress(card).progress;
    studied.cards.push_back(std::move(progress.schedule));
    studied.configs.push_back(progress.config);
    studied.desired_retention.push_back(progress.desired_retention);
    studied.fresh.push_back(learner.fresh(card));
    studied.answers.push_back(answers_since_reset(learner.log().log(user, id)));
  }
  return studied;
}

std::vector<srs::Card> under(const Regime& regime, const StudiedCards& studied) {
  std::vector<srs::Card> cards = studied.cards;
  for (std::size_t i = 0; i < cards.size(); ++i) {
    if (studied.configs[i] == regime.config) continue;
    const Timestamp due = cards[i].due;
    cards[i] = srs::replay(*regime.scheduler, studied.fresh[i], studied.answers[i]);
    cards[i].due = due;
  }
  return cards;
}

}  // namespace haven
