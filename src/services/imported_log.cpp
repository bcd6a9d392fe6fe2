#include <algorithm>

#include "haven/srs/day_rule.hpp"

#include "crypto/bytes.hpp"
#include "services/study_importer.hpp"

namespace haven {
namespace {

constexpr Duration just_after{1'000};

/// A UUID of version 8 (RFC 9562), the same for the same name.
Uuid id_of(const std::string& name) {
  const crypto::Digest digest = crypto::sha256(name);
  Uuid id;
  std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0FU) | 0x80U);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3FU) | 0x80U);
  return id;
}

Uuid id_of(const StudiedImport& card, Timestamp at, ReviewKind kind) {
  return id_of(to_string(card.set) + '/' + card.guid + '/' + std::to_string(at.microseconds) + '/' +
               std::string(to_string(kind)));
}

/// What a line of Anki's log is here; nullopt for one that changed no memory: cramming, or a due day set by hand.
std::optional<ReviewKind> kind_of(const anki::ReviewLogEntry& entry) {
  const bool without_schedule = entry.ease == 0;
  if (entry.rating > 0 && !(entry.kind == anki::ReviewKind::filtered && without_schedule)) return ReviewKind::answer;
  const bool forgotten = entry.kind == anki::ReviewKind::manual && entry.interval == 0 && without_schedule;
  return forgotten ? std::optional(ReviewKind::reset) : std::nullopt;
}

}  // namespace

Uuid id_of_marks(bool suspended, int flag) {
  return id_of("anki/" + std::string(suspended ? "suspended" : "open") + '/' + std::to_string(flag));
}

std::vector<FlashcardReview> rows_of(const StudiedImport& import, const anki::Collection& collection,
                                     const srs::CalendarDays& calendar, int& skipped) {
  const PackagedCard& packaged = import.packaged;
  const srs::DayCounter days(calendar);
  std::vector<FlashcardReview> rows;
  const auto append = [&](ReviewKind kind, Timestamp at) -> FlashcardReview& {
    FlashcardReview row;
    row.id = id_of(import, at, kind);
    row.card = import.card;
    row.kind = kind;
    row.at = at;
    row.day = days.day(at);
    row.zone = calendar.zone;
    row.device = "anki";
    return rows.emplace_back(std::move(row));
  };
  for (const anki::ReviewLogEntry& entry : packaged.reviews) {
    const auto kind = kind_of(entry);
    if (!kind) {
      ++skipped;
      continue;
    }
    FlashcardReview& row = append(*kind, entry.at);
    row.duration = std::min(entry.duration, Duration::hours(24));
    if (kind == ReviewKind::answer) row.rating = srs::to_rating(entry.rating, "review");
  }
  const auto due = anki::due_at(collection, packaged.card);
  const bool answered = !rows.empty() && rows.back().kind == ReviewKind::answer;
  if (!due || !answered || packaged.card.type != anki::CardType::review) return rows;
  const Timestamp at = rows.back().at + just_after;
  if (*due >= at) append(ReviewKind::reschedule, at).due = *due;
  return rows;
}

}  // namespace haven
