#include "stores/daily_count_store.hpp"

#include "stores/sql.hpp"

namespace haven {
namespace {

bool is_nothing(const DailyCount& count) {
  return count.new_cards == 0 && count.reviews == 0 && count.answers == 0 && count.duration == Duration{};
}

}  // namespace

void DailyCountStore::add(Id<User> user, const DailyCount& change) {
  if (is_nothing(change)) return;
  Sql add(tx_,
          "UPDATE flashcard_daily_counts SET new_cards = new_cards + ?, reviews = reviews + ?, answers = answers + ?, "
          "duration = duration + ? WHERE user_id = ? AND local_day = ? AND set_id = ?");
  add.with(change.new_cards, change.reviews, change.answers, change.duration.microseconds, user, change.day,
           change.set);
  if (add.run() == 0) {
    Sql sql(tx_,
            "INSERT INTO flashcard_daily_counts (user_id, local_day, set_id, new_cards, reviews, answers, duration) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)");
    sql.with(user, change.day, change.set, change.new_cards, change.reviews, change.answers,
             change.duration.microseconds)
        .run();
  } else if (change.answers < 0) {
    Sql sql(tx_,
            "DELETE FROM flashcard_daily_counts WHERE user_id = ? AND local_day = ? AND set_id = ? AND answers = 0");
    sql.with(user, change.day, change.set).run();
  }
}

std::vector<DailyCount> DailyCountStore::list(Id<User> user, std::int64_t first_day, std::int64_t last_day) {
  Sql sql(tx_,
          "SELECT set_id, local_day, new_cards, reviews, answers, duration FROM flashcard_daily_counts "
          "WHERE user_id = ? AND local_day >= ? AND local_day <= ? ORDER BY local_day, set_id");
  sql.with(user, first_day, last_day);
  std::vector<DailyCount> counts;
  while (sql.next()) {
    counts.push_back(
        {sql.id<FlashcardSet>(0), sql.integer(1), sql.small(2), sql.small(3), sql.small(4), Duration{sql.integer(5)}});
  }
  return counts;
}

void DailyCountStore::remove_all(Id<User> user) {
  Sql sql(tx_, "DELETE FROM flashcard_daily_counts WHERE user_id = ?");
  sql.with(user).run();
}

}  // namespace haven
