#include "services/study_importer.hpp"

#include <algorithm>
#include <iterator>

namespace haven {
namespace {

/// The schedule of a card that no answer speaks for.
bool loses_schedule(const anki::Card& card, const std::vector<FlashcardReview>& rows) {
  const bool scheduled = card.type == anki::CardType::review || card.type == anki::CardType::relearning;
  return scheduled && (rows.empty() || rows.back().kind == ReviewKind::reset);
}

}  // namespace

void StudyImporter::run() {
  for (const StudiedImport& import : file_.studied) take(import);
  send();
  mark();
}

void StudyImporter::take(const StudiedImport& import) {
  const anki::Card& card = import.packaged.card;
  auto rows = rows_of(import, file_.collection, calendar_of(import.set), file_.report.skipped_reviews);
  file_.report.skipped_schedules += loses_schedule(card, rows) ? 1 : 0;
  if (rows_.size() + rows.size() > FlashcardLimits::sync) send();
  std::move(rows.begin(), rows.end(), std::back_inserter(rows_));
  const bool suspended = card.queue == anki::CardQueue::suspended;
  if (suspended || card.flag != 0) marks_[{suspended, card.flag}].push_back(import.card);
}

const srs::CalendarDays& StudyImporter::calendar_of(Id<FlashcardSet> set) {
  const auto known = calendars_.find(set);
  return known != calendars_.end() ? known->second
                                   : calendars_.emplace(set, service_.preset(caller_, set).calendar).first->second;
}

void StudyImporter::send() {
  for (std::size_t begin = 0; begin < rows_.size(); begin += FlashcardLimits::sync) {
    const auto first = rows_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto count = std::min(FlashcardLimits::sync, rows_.size() - begin);
    send({first, first + static_cast<std::ptrdiff_t>(count)});
  }
  rows_.clear();
}

void StudyImporter::send(std::vector<FlashcardReview> rows) {
  const SyncFlashcards command{.reviews = std::move(rows), .limit = 1};
  FlashcardImportReport& report = file_.report;
  for (const SyncItem& item : service_.sync(caller_, command).reviews) {
    ++(item.outcome == SyncOutcome::known
           ? report.known_reviews
           : (item.outcome == SyncOutcome::accepted ? report.reviews : report.skipped_reviews));
  }
}

void StudyImporter::mark() {
  for (const auto& [what, cards] : marks_) {
    for (std::size_t begin = 0; begin < cards.size(); begin += FlashcardLimits::batch) {
      const auto first = cards.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto count = std::min(FlashcardLimits::batch, cards.size() - begin);
      MarkCards command{.cards = {first, first + static_cast<std::ptrdiff_t>(count)}};
      command.id = id_of_marks(what.first, what.second);
      if (what.first) command.suspended = true;
      if (what.second != 0) command.flag = what.second;
      static_cast<void>(service_.mark(caller_, command));
    }
  }
}

}  // namespace haven
