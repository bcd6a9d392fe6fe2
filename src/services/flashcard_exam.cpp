#include <algorithm>
#include <utility>

#include "services/flashcard_checks.hpp"
#include "services/flashcards.hpp"
#include "services/studied_cards.hpp"
#include "stores/daily_count_store.hpp"
#include "stores/queue_page.hpp"

namespace haven {
namespace {

constexpr std::size_t most_cards = 5'000;

/// All that a plan needs, taken from the database at once.
struct Material {
  srs::SchedulerOptions scheduler;
  StudiedCards studied;
  std::vector<Id<Flashcard>> ids;  ///< those answered, then new ones
  std::vector<srs::Card> cards;
  srs::DayPreferences preferences;
  std::int64_t today = 0;
  double minutes_spent = 0.0;  ///< today
};

class Collector {
 public:
  Collector(Transaction& tx, Learner& learner, const Caller& caller, const ExamQuery& query, Timestamp now)
      : tx_(tx), learner_(learner), caller_(caller), query_(query), now_(now) {}

  Material collect() {
    const Regime& regime = learner_.regime(query_.set);
    material_.scheduler = regime.scheduler->options();
    material_.preferences = regime.preset.days;
    material_.today = regime.calendar.day(now_);
    const StudyScope scope(tx_, learner_, caller_, query_.set, now_);
    material_.studied = studied_cards(tx_, learner_, caller_.user, scope, std::nullopt, most_cards);
    material_.ids = material_.studied.ids;
    material_.cards = under(regime, material_.studied);
    std::vector<NewCards> touched = touched_cards(scope);
    for (std::size_t place = 0; place < touched.size(); ++place) {
      add_new(scope.members()[place], std::move(touched[place]));
    }
    count_minutes();
    return std::move(material_);
  }

 private:
  /// By position in the set.
  using NewCards = std::vector<std::pair<std::int64_t, Id<Flashcard>>>;

  /// New cards that were marked or reset, by place in the scope: they have a row of progress all the same.
  std::vector<NewCards> touched_cards(const StudyScope& scope) {
    std::vector<NewCards> touched(scope.members().size());
    QueuePageStore(tx_).each(caller_.user, [&](const QueueEntry& entry) {
      const auto place = scope.place(entry.study);
      if (!place || entry.is_removed() || entry.is_suspended() || !entry.is_new()) return;
      touched[*place].emplace_back(entry.position, entry.id());
    });
    return touched;
  }

  void add_new(const StudyScope::Member& member, NewCards cards) {
    const std::int64_t room = query_.new_cards - new_cards_;
    if (room <= 0) return;
    const std::int64_t from = member.study ? member.study->new_from : 0;
    for (const auto& untouched : learner_.counters().untouched(caller_.user, member.set.id, from, -1, room)) {
      cards.emplace_back(untouched.position, untouched.card);
    }
    std::sort(cards.begin(), cards.end());
    if (std::ssize(cards) > room) cards.resize(static_cast<std::size_t>(room));
    for (const auto& [position, card] : cards) {
      material_.ids.push_back(card);
      material_.cards.push_back(srs::new_card(card_key(caller_.user, card), now_));
    }
    new_cards_ += std::ssize(cards);
  }

  void count_minutes() {
    for (const DailyCount& count : DailyCountStore(tx_).list(caller_.user, material_.today, material_.today)) {
      material_.minutes_spent += count.duration.in_seconds() / 60.0;
    }
  }

  Transaction& tx_;
  Learner& learner_;
  const Caller& caller_;
  const ExamQuery& query_;
  Timestamp now_;
  Material material_;
  std::int64_t new_cards_ = 0;
};

srs::AnswerHabits habits_of(const srs::Scheduler& scheduler, const StudiedCards& studied) {
  std::vector<srs::CardHistory> log;
  for (std::size_t i = 0; i < studied.ids.size(); ++i) log.push_back({studied.fresh[i], studied.answers[i]});
  return srs::estimate_habits(scheduler, log);
}

/// What is left of today's minutes.
double minutes_left(const Material& material, double minutes_per_day) {
  const srs::DayLoad load = material.preferences.load_on(material.today);
  const double share = load == srs::DayLoad::normal ? 1.0 : load == srs::DayLoad::reduced ? 0.5 : 0.0;
  return std::max(0.0, share * minutes_per_day - material.minutes_spent);
}

srs::ExamOptions options_of(const ExamQuery& query, const srs::Scheduler& scheduler, const Material& material) {
  srs::ExamOptions options;
  options.exam = query.exam;
  options.minutes_per_day = query.minutes_per_day;
  options.minutes_today = query.minutes_today;
  options.minutes_in_all = query.minutes_in_all;
  if (!query.minutes_today && material.minutes_spent > 0.0)
    options.minutes_today = minutes_left(material, query.minutes_per_day);
  options.preferences = material.preferences;
  options.habits = habits_of(scheduler, material.studied);
  options.target = query.target;
  return options;
}

/// The first of today's cards. Planning took its time: those removed meanwhile are left out.
std::vector<ExamQueueCard> tasks(Transaction& tx, const Material& material, const srs::ExamPlan& plan, int limit) {
  std::vector<ExamQueueCard> tasks;
  for (const std::size_t place : plan.today) {
    if (std::ssize(tasks) == limit) break;
    auto card = FlashcardStore(tx).find(material.ids[place]);
    if (card && !card->removed) tasks.push_back({std::move(card->card), plan.cards[place]});
  }
  return tasks;
}

}  // namespace

ExamStudyPlan Flashcards::plan_for_exam(const Caller& caller, const ExamQuery& query) {
  check_range(query.new_cards, 0, most_cards, "new_cards");
  check_range(query.limit, 1, FlashcardLimits::page, "limit");
  const Timestamp now = clock_.now();
  const Material material = read(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    return Collector(tx, learner, caller, query, now).collect();
  });
  const srs::Scheduler scheduler(material.scheduler);
  srs::ExamPlan plan = srs::plan_for_exam(scheduler, material.cards, now, options_of(query, scheduler, material));
  ExamStudyPlan result;
  result.today = read(database_, [&](Transaction& tx) { return tasks(tx, material, plan, query.limit); });
  result.worth_today = static_cast<int>(plan.today.size());
  result.fitting = static_cast<int>(plan.fitting);
  result.cards = static_cast<int>(material.ids.size());
  result.days = std::move(plan.days);
  result.outlook = std::move(plan.outlook);
  return result;
}

}  // namespace haven
