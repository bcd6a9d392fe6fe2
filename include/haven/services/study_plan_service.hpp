#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "haven/core/clock.hpp"
#include "haven/model/flashcard.hpp"
#include "haven/model/user.hpp"
#include "haven/services/flashcard_service.hpp"
#include "haven/srs/grading.hpp"
#include "haven/srs/optimizer.hpp"
#include "haven/srs/simulator.hpp"
#include "haven/srs/step_advice.hpp"

namespace haven {

/// Weights for the memory model of the caller's preset, from the caller's answers.
struct FitMemory {
  std::optional<Id<FlashcardSet>> set;  ///< absent: all that the caller studies, for the preset of all
  bool apply = false;                   ///< put better weights into the preset
};

struct MemoryFit {
  srs::OptimizerResult result;
  std::size_t predictions = 0;  ///< that the answers offer
  bool applied = false;
};

/// What desired retentions would cost this learner, by simulation of a deck of 1,000 new cards over half a year.
struct RetentionAdvice {
  double present = 0.9;
  srs::RecommendedRetention recommended;
};

/// Advice that rests on a learner's log: better weights, retention, steps. Reads through
/// FlashcardService and keeps nothing of its own; thread-safe. Errors are those of FlashcardService and of the engine's
/// functions. Each call computes for some time, up to about a second for 10,000 answers, outside of any transaction.
class StudyPlanService {
 public:
  virtual ~StudyPlanService() = default;

  /// Trains on the log, guarded: weights that do not foretell later answers better are not taken (see
  /// srs::optimize()). Present weights are judged on answers from when they came into force, which they cannot have
  /// been trained on; the defaults, on all. Throws invalid_argument for SM-2, which has no weights ("algorithm");
  /// conflict when the preset got other weights meanwhile
  /// ("preset_changed").
  virtual MemoryFit fit_memory(const Caller& caller, const FitMemory& command) = 0;
  /// The retention at which what this learner knows costs least time.
  virtual RetentionAdvice advise_retention(const Caller& caller, const ScopeQuery& query) = 0;
  /// Whether Hard is pressed on cards that were forgotten, by the default weights of the preset's model (those of
  /// FSRS-6 for SM-2, which has no forgetting curve).
  virtual srs::HardUse hard_use(const Caller& caller, const ScopeQuery& query) = 0;
  /// Learning and relearning steps from the answers that followed them.
  virtual srs::StepAdvice advise_steps(const Caller& caller, const ScopeQuery& query) = 0;
};

/// `flashcards` and `clock` must outlive it.
[[nodiscard]] std::unique_ptr<StudyPlanService> make_study_plan_service(FlashcardService& flashcards,
                                                                        const Clock& clock);

}  // namespace haven
