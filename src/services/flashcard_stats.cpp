#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "haven/srs/evaluation.hpp"
#include "haven/srs/leech.hpp"

#include "services/flashcard_access.hpp"
#include "services/flashcard_checks.hpp"
#include "services/flashcards.hpp"
#include "services/study_scope.hpp"
#include "stores/daily_count_store.hpp"
#include "stores/queue_page.hpp"

namespace haven {
namespace {

constexpr std::int64_t mature = Duration::days(21).microseconds;
constexpr int bin_count = 20;

bool is_mature(const QueueEntry& entry) { return entry.due - entry.last_review >= mature; }

/// Calls `visit` with each card of the scope that is still in its set, and its place in the scope.
template <class Visit>
void each_card(Transaction& tx, Id<User> user, const StudyScope& scope, Visit visit) {
  QueuePageStore(tx).each(user, [&](const QueueEntry& entry) {
    const auto place = scope.place(entry.study);
    if (place && !entry.is_removed()) visit(entry, *place);
  });
}

void count(const QueueEntry& entry, Timestamp now, CardCounts& counts) {
  if (entry.is_suspended()) ++counts.suspended;
  if (entry.buried_until > now.microseconds) ++counts.buried;
  if ((entry.marks & QueueEntry::leech) != 0) ++counts.leeches;
  if (entry.is_new()) {
    ++counts.new_cards;
  } else if (entry.is(srs::CardState::learning)) {
    ++counts.learning;
  } else if (entry.is(srs::CardState::relearning)) {
    ++counts.relearning;
  } else {
    ++(is_mature(entry) ? counts.mature : counts.young);
    const bool open = !entry.is_suspended() && entry.buried_until <= now.microseconds;
    if (open && entry.due <= now.microseconds) ++counts.due;
  }
}

/// An answer on a later day than the card's last one, with what was predicted of it.
struct Trial {
  bool is_review = false, is_mature = false;
  srs::Prediction prediction;
  Id<Flashcard> card;
};

std::optional<Trial> trial_of(const AnswerInContext& answer) {
  if (!answer.prediction) return std::nullopt;
  const srs::Card& before = answer.before;
  return Trial{before.state == srs::CardState::review, (before.due - *before.last_review).microseconds >= mature,
               *answer.prediction, answer.review.card};
}

/// Calls `visit` with each trial of the query's set and days.
template <class Visit>
void each_trial(Transaction& tx, Learner& learner, const Caller& caller, const HistoryQuery& query, Visit visit) {
  FlashcardStore cards(tx);
  learner.log().each_card(caller.user, [&](const std::vector<FlashcardReview>& log) {
    const Flashcard card = cards.find(log.front().card).value().card;
    if (query.set && card.set != *query.set) return;
    each_answer(learner.schedulers(), learner.fresh(card), log, [&](const AnswerInContext& answer) {
      const auto trial = trial_of(answer);
      const std::int64_t day = answer.review.day;
      if (!trial || day < query.first_day.value_or(day) || day > query.last_day.value_or(day)) return;
      visit(*trial);
    });
  });
}

MemoryCalibration figures(const std::vector<srs::Prediction>& predictions) {
  MemoryCalibration result;
  result.answers = static_cast<int>(predictions.size());
  if (predictions.empty()) return result;
  const srs::Metrics metrics = srs::evaluate(predictions);
  result.log_loss = metrics.log_loss;
  result.rmse_bins = metrics.rmse_bins;
  result.bins = srs::calibration(predictions, bin_count);
  std::erase_if(result.bins, [](const srs::CalibrationBin& bin) { return bin.count == 0; });
  return result;
}

void check(const HistoryQuery& query) {
  if (query.first_day && query.last_day) check_range(*query.last_day, *query.first_day, 10'000'000, "last_day");
}

/// Retrievability now by card.
std::map<Id<Flashcard>, double> recall_now(Transaction& tx, Learner& learner, const Caller& caller,
                                           const StudyScope& scope, Timestamp now) {
  std::map<Id<Flashcard>, double> recall;
  std::map<std::int64_t, const srs::Scheduler*> schedulers;
  each_card(tx, caller.user, scope, [&](const QueueEntry& entry, std::size_t place) {
    if (entry.is_new()) return;
    auto& by = schedulers[entry.config];
    if (by == nullptr) by = &learner.schedulers().get(entry.config);
    const std::int64_t day = scope.groups()[scope.members()[place].group].day;
    const double elapsed = by->days().elapsed(Timestamp{entry.last_review}, now, entry.last_day, day);
    recall[entry.id()] = by->model().retrievability(entry.memory_state(), elapsed);
  });
  return recall;
}

}  // namespace

CardCounts Flashcards::counts(const Caller& caller, const ScopeQuery& query) {
  const Timestamp now = clock_.now();
  return read(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    const StudyScope scope(tx, learner, caller, query.set, now);
    CardCounts counts;
    each_card(tx, caller.user, scope, [&](const QueueEntry& entry, std::size_t) { count(entry, now, counts); });
    return counts;
  });
}

Forecast Flashcards::forecast(const Caller& caller, const ForecastQuery& query) {
  check_range(query.days, 1, 365, "days");
  const Timestamp now = clock_.now();
  return read(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    const StudyScope scope(tx, learner, caller, query.set, now);
    const srs::DayCounter& calendar = learner.regime(query.set).calendar;
    const std::int64_t today = calendar.day(now);
    std::vector<std::int64_t> ends;  // of each day
    Forecast forecast;
    for (int i = 0; i < query.days; ++i) {
      ends.push_back(calendar.start_of(today + i + 1).microseconds);
      forecast.days.push_back({today + i, 0, 0});
    }
    const std::int64_t start = calendar.start_of(today).microseconds;
    each_card(tx, caller.user, scope, [&](const QueueEntry& entry, std::size_t) {
      if (entry.is_new() || entry.is_suspended()) return;
      if (entry.due < start) ++forecast.overdue;
      const auto day = std::upper_bound(ends.begin(), ends.end(), entry.due) - ends.begin();
      if (entry.due < start || day >= query.days) return;
      ForecastDay& of = forecast.days[static_cast<std::size_t>(day)];
      ++(entry.is(srs::CardState::review) ? of.reviews : of.learning);
    });
    return forecast;
  });
}

std::vector<DailyCount> Flashcards::daily_counts(const Caller& caller, const HistoryQuery& query) {
  check(query);
  using Limits = std::numeric_limits<std::int64_t>;
  return read(database_, [&](Transaction& tx) {
    auto counts = DailyCountStore(tx).list(caller.user, query.first_day.value_or(Limits::min()),
                                           query.last_day.value_or(Limits::max()));
    if (query.set) std::erase_if(counts, [&](const DailyCount& count) { return count.set != *query.set; });
    return counts;
  });
}

TrueRetention Flashcards::true_retention(const Caller& caller, const HistoryQuery& query) {
  check(query);
  return read(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, clock_.now());
    TrueRetention retention;
    each_trial(tx, learner, caller, query, [&](const Trial& trial) {
      if (!trial.is_review) return;
      int& young = trial.prediction.recalled ? retention.young_passed : retention.young_failed;
      int& old = trial.prediction.recalled ? retention.mature_passed : retention.mature_failed;
      ++(trial.is_mature ? old : young);
    });
    return retention;
  });
}

MemoryCalibration Flashcards::calibration(const Caller& caller, const HistoryQuery& query) {
  check(query);
  return read(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, clock_.now());
    std::vector<srs::Prediction> predictions;
    each_trial(tx, learner, caller, query, [&](const Trial& trial) { predictions.push_back(trial.prediction); });
    return figures(predictions);
  });
}

std::vector<TagKnowledge> Flashcards::knowledge(const Caller& caller, const ScopeQuery& query) {
  const Timestamp now = clock_.now();
  return read(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    const StudyScope scope(tx, learner, caller, query.set, now);
    const auto recall = recall_now(tx, learner, caller, scope, now);
    std::map<std::string, TagKnowledge> tags;
    for (const StudyScope::Member& member : scope.members()) {
      FlashcardStore(tx).each_tagged(member.set.id, [&](Id<Flashcard> card, const std::vector<std::string>& of) {
        const auto known = recall.find(card);
        for (const std::string& tag : of) {
          TagKnowledge& knowledge = tags[tag];
          ++knowledge.cards;
          if (known == recall.end()) continue;
          ++knowledge.answered;
          knowledge.retrievability += known->second;
        }
      });
    }
    std::vector<TagKnowledge> result;
    for (auto& [tag, knowledge] : tags) {
      knowledge.tag = tag;
      if (knowledge.answered > 0) knowledge.retrievability /= knowledge.answered;
      result.push_back(std::move(knowledge));
    }
    return result;
  });
}

std::vector<UnlikelyCard> Flashcards::leeches(const Caller& caller, const ScopeQuery& query) {
  return read(database_, [&](Transaction& tx) {
    if (query.set) static_cast<void>(readable_set(tx, caller, *query.set));
    Learner learner = this->learner(tx, caller.user, clock_.now());
    std::map<std::uint64_t, Id<Flashcard>> cards;
    std::vector<srs::Prediction> predictions;
    each_trial(tx, learner, caller, {.set = query.set}, [&](const Trial& trial) {
      cards.emplace(trial.prediction.card, trial.card);
      predictions.push_back(trial.prediction);
    });
    std::vector<UnlikelyCard> found;
    for (const srs::Leech& leech : srs::find_leeches(predictions)) {
      found.push_back({cards.at(leech.card), static_cast<int>(leech.at_review), static_cast<int>(leech.lapses),
                       leech.expected, leech.p_value});
    }
    std::sort(found.begin(), found.end(), [](const UnlikelyCard& a, const UnlikelyCard& b) {
      return std::tie(a.p_value, a.card) < std::tie(b.p_value, b.card);
    });
    return found;
  });
}

std::vector<FlashcardReview> Flashcards::log(const Caller& caller, const ScopeQuery& query) {
  return read(database_, [&](Transaction& tx) {
    std::vector<FlashcardReview> all;
    FlashcardStore cards(tx);
    ReviewLogStore(tx).each_card(caller.user, [&](const std::vector<FlashcardReview>& log) {
      if (query.set && cards.find(log.front().card).value().card.set != *query.set) return;
      all.insert(all.end(), log.begin(), log.end());
    });
    return all;
  });
}

}  // namespace haven
