#pragma once

#include "haven/services/flashcard_service.hpp"

#include "services/learner.hpp"
#include "services/scheduler_cache.hpp"

namespace haven {

/// The flashcard service, spread over the files flashcard_*.cpp of this folder.
class Flashcards final : public FlashcardService {
 public:
  Flashcards(Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  FlashcardSet create_set(const Caller& caller, const CreateSet& command) override;
  FlashcardSet set(const Caller& caller, Id<FlashcardSet> id) override;
  FlashcardSet set_to_change(const Caller& caller, Id<FlashcardSet> id) override;
  SetPage sets(const Caller& caller, const ListSets& query) override;
  FlashcardSet update_set(const Caller& caller, const UpdateSet& command) override;
  void remove_set(const Caller& caller, Id<FlashcardSet> id, std::optional<std::int64_t> row_version) override;

  AddedNotes add_notes(const Caller& caller, const AddNotes& command) override;
  CardPage cards(const Caller& caller, const ListCards& query) override;
  Flashcard card(const Caller& caller, Id<Flashcard> id) override;
  std::vector<Flashcard> update_card(const Caller& caller, const UpdateCard& command) override;
  void remove_card(const Caller& caller, Id<Flashcard> id, std::optional<std::int64_t> row_version) override;
  Flashcard add_missed_question(const Caller& caller, const CardFromQuestion& command) override;

  StudyPreset preset(const Caller& caller, std::optional<Id<FlashcardSet>> set) override;
  StudyPreset set_preset(const Caller& caller, const SetPreset& command) override;
  void remove_preset(const Caller& caller, Id<FlashcardSet> set) override;

  QueuePage queue(const Caller& caller, const QueueQuery& query) override;

  ReviewReceipt review(const Caller& caller, const SubmitReview& command) override;
  std::vector<ReviewResult> review_batch(const Caller& caller, const std::vector<SubmitReview>& commands) override;
  CardProgress reset(const Caller& caller, Uuid id, Id<Flashcard> card) override;
  UndoReceipt undo(const Caller& caller, const UndoReview& command) override;
  int undo_schedule(const Caller& caller, Uuid batch) override;
  std::vector<AnswerPreview> preview(const Caller& caller, Id<Flashcard> card) override;
  DueReason why_due(const Caller& caller, Id<Flashcard> card) override;
  CardProgress progress(const Caller& caller, Id<Flashcard> card) override;
  std::vector<FlashcardReview> history(const Caller& caller, Id<Flashcard> card) override;
  std::vector<CardProgress> mark(const Caller& caller, const MarkCards& command) override;

  SyncResult sync(const Caller& caller, const SyncFlashcards& command) override;

  CardCounts counts(const Caller& caller, const ScopeQuery& query) override;
  Forecast forecast(const Caller& caller, const ForecastQuery& query) override;
  std::vector<DailyCount> daily_counts(const Caller& caller, const HistoryQuery& query) override;
  TrueRetention true_retention(const Caller& caller, const HistoryQuery& query) override;
  MemoryCalibration calibration(const Caller& caller, const HistoryQuery& query) override;
  std::vector<TagKnowledge> knowledge(const Caller& caller, const ScopeQuery& query) override;

  std::vector<UnlikelyCard> leeches(const Caller& caller, const ScopeQuery& query) override;

  ExamStudyPlan plan_for_exam(const Caller& caller, const ExamQuery& query) override;

  std::vector<FlashcardReview> log(const Caller& caller, const ScopeQuery& query) override;
  RescheduleDryRun plan_reschedule(const Caller& caller, const RescheduleQuery& query) override;
  int apply_schedule(const Caller& caller, const ApplySchedule& command) override;
  srs::SchedulerOptions config(const ConfigHash& hash) override;

  RebuildReport rebuild(Id<User> user) override;

  void together(const std::function<void(FlashcardService&)>& work) override;

 private:
  [[nodiscard]] Learner learner(Transaction& tx, Id<User> user, Timestamp now) { return {tx, schedulers_, user, now}; }

  Database& database_;
  const Clock& clock_;
  SchedulerCache schedulers_;
};

/// An id that follows from another and a word, the same wherever it is computed.
[[nodiscard]] Uuid derived_id(const Uuid& from, const std::string& word);
/// For an id that stands for another row of the log, and for a row that no longer counts.
[[nodiscard]] Error review_differs();
[[nodiscard]] Error taken_back();

/// What the answers that the learner has buttons for would come to at a moment.
[[nodiscard]] std::vector<AnswerPreview> preview_of(Learner& learner, const Flashcard& card,
                                                    const CardProgress& progress, Timestamp at);

}  // namespace haven
