#include "haven/services/study_plan_service.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/srs/review_log.hpp"

#include "services/study_log.hpp"

namespace haven {
namespace {

constexpr std::size_t trial_cards = 1'000;  // of the deck that retention is advised by
constexpr int trial_days = 182;

/// FSRS-7 foretells answers of the same day too, where days have fractions.
srs::TrainingSetOptions training_options(const srs::Scheduler& scheduler) {
  srs::TrainingSetOptions options;
  options.day_rule = scheduler.days().rule();
  const bool fractional = std::holds_alternative<srs::FractionalDays>(options.day_rule);
  if (scheduler.model().algorithm() == srs::Algorithm::fsrs_7 && fractional) options.targets = srs::Targets::all;
  return options;
}

/// The predictions of answers before the present weights came into force, as the rows note it: those they may have been
/// trained on. All, where no answer was given under them.
std::size_t seen_by(const srs::Parameters& present, const std::vector<FlashcardReview>& log, FlashcardService& service,
                    const std::vector<srs::LoggedReview>& rows, const srs::TrainingSetOptions& options) {
  if (present == srs::default_parameters(srs::algorithm_of(present))) return 0;
  std::map<ConfigHash, bool> under_present;
  std::optional<Timestamp> since;
  for (const FlashcardReview& row : log) {
    if (row.kind != ReviewKind::answer) continue;
    const auto [place, is_new] = under_present.try_emplace(row.config, false);
    if (is_new) place->second = service.config(row.config).parameters == present;
    if (place->second && (!since || row.at < *since)) since = row.at;
  }
  std::vector<srs::LoggedReview> before;
  for (const srs::LoggedReview& row : rows)  // later resets count: they take earlier answers out of the set
    if (!since || row.at < *since || row.kind == srs::RowKind::reset) before.push_back(row);
  return srs::make_training_set(before, options).predictions;
}

class StudyPlans final : public StudyPlanService {
 public:
  StudyPlans(FlashcardService& flashcards, const Clock& clock) : flashcards_(flashcards), clock_(clock) {}

  MemoryFit fit_memory(const Caller& caller, const FitMemory& command) override;
  RetentionAdvice advise_retention(const Caller& caller, const ScopeQuery& query) override;
  srs::HardUse hard_use(const Caller& caller, const ScopeQuery& query) override;
  srs::StepAdvice advise_steps(const Caller& caller, const ScopeQuery& query) override;

 private:
  [[nodiscard]] srs::Scheduler scheduler(const Caller& caller, std::optional<Id<FlashcardSet>> set) {
    return srs::Scheduler(flashcards_.preset(caller, set).scheduler);
  }
  [[nodiscard]] srs::AnswerHabits habits(const Caller& caller, const ScopeQuery& query,
                                         const srs::Scheduler& scheduler) {
    return habits_of(scheduler, flashcards_.log(caller, query));
  }

  FlashcardService& flashcards_;
  const Clock& clock_;
};

MemoryFit StudyPlans::fit_memory(const Caller& caller, const FitMemory& command) {
  StudyPreset preset = flashcards_.preset(caller, command.set);
  const srs::Scheduler present(preset.scheduler);
  if (present.model().algorithm() == srs::Algorithm::sm_2)
    throw Error(ErrorCode::invalid_argument, "SM-2 has no weights to fit", "algorithm");
  const auto log = flashcards_.log(caller, {command.set});
  const auto rows = training_log(present, log);
  const srs::TrainingSet set = srs::make_training_set(rows, training_options(present));
  srs::OptimizerOptions options;
  options.present = preset.scheduler.parameters;
  options.seen = seen_by(preset.scheduler.parameters, log, flashcards_, rows, training_options(present));
  options.relearning_steps = static_cast<int>(preset.scheduler.relearning_steps.size());
  MemoryFit fit{srs::optimize(set, options), set.predictions, false};
  if (command.apply && fit.result.verdict == srs::TrainingVerdict::trained) {
    preset = flashcards_.preset(caller, command.set);  // training took its time
    if (preset.scheduler.parameters != options.present)
      throw Error(ErrorCode::conflict, "the weights of the preset were changed meanwhile", "preset_changed");
    preset.scheduler.parameters = fit.result.parameters;
    flashcards_.set_preset(caller, {command.set, preset});
    fit.applied = true;
  }
  return fit;
}

RetentionAdvice StudyPlans::advise_retention(const Caller& caller, const ScopeQuery& query) {
  const srs::Scheduler present = scheduler(caller, query.set);
  if (present.model().algorithm() == srs::Algorithm::sm_2)
    throw Error(ErrorCode::invalid_argument, "SM-2 knows no retention", "algorithm");
  const srs::SimulatedLearner learner(present.model(), habits(caller, query, present));
  srs::SimulationOptions deck;
  deck.new_cards = trial_cards;
  deck.days = trial_days;
  deck.start = clock_.now();
  return {present.options().desired_retention,
          srs::recommend_retention(present.options(), learner, deck, {.count = 4, .threads = 1})};
}

srs::HardUse StudyPlans::hard_use(const Caller& caller, const ScopeQuery& query) {
  const srs::Scheduler present = scheduler(caller, query.set);
  const bool has_curve = present.model().algorithm() != srs::Algorithm::sm_2;
  const srs::MemoryModel model(
      srs::default_parameters(has_curve ? present.model().algorithm() : srs::Algorithm::fsrs_6));
  const auto log = training_log(present, flashcards_.log(caller, query));
  return srs::hard_use(model, srs::make_training_set(log, training_options(present)));
}

srs::StepAdvice StudyPlans::advise_steps(const Caller& caller, const ScopeQuery& query) {
  const srs::Scheduler present = scheduler(caller, query.set);
  srs::StepAdviceOptions options;
  options.desired_retention = present.options().desired_retention;
  return srs::advise_steps(training_log(present, flashcards_.log(caller, query)), options);
}

}  // namespace

std::unique_ptr<StudyPlanService> make_study_plan_service(FlashcardService& flashcards, const Clock& clock) {
  return std::make_unique<StudyPlans>(flashcards, clock);
}

}  // namespace haven
