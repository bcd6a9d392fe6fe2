#include "stores/review_log_store.hpp"

#include <string>

#include "stores/sql.hpp"
#include "stores/stored_enum.hpp"

namespace haven {
namespace {

constexpr const char* columns =
    "SELECT r.id, r.card_id, r.kind, r.rating, r.reviewed_at, r.local_day, r.zone, c.hash, r.balanced, r.duration, "
    "r.device, r.due_at, r.sequence FROM flashcard_reviews r JOIN scheduler_configs c ON c.id = r.config_id ";

constexpr const char* counts =
    " AND NOT EXISTS (SELECT 1 FROM flashcard_review_undos u WHERE u.user_id = r.user_id AND u.review_id = r.id) ";

FlashcardReview read_review(const Sql& row) {
  FlashcardReview review;
  review.id = row.uuid(0);
  review.card = row.id<Flashcard>(1);
  review.kind = stored_enum(row.text(2), parse_review_kind);
  if (!row.is_null(3)) review.rating = srs::to_rating(row.integer(3), "flashcard_reviews");
  review.at = row.time(4);
  review.day = row.integer(5);
  review.zone = row.text(6);
  review.config = row.digest(7);
  review.balanced = row.small(8);
  review.duration = Duration{row.integer(9)};
  review.device = row.text(10);
  review.due = row.maybe_time(11);
  review.sequence = row.integer(12);
  return review;
}

FlashcardUndo read_undo(const Sql& row) { return {row.uuid(0), row.uuid(1), row.time(2), row.integer(3)}; }

std::vector<FlashcardReview> read_reviews(Sql& sql) {
  std::vector<FlashcardReview> reviews;
  while (sql.next()) reviews.push_back(read_review(sql));
  return reviews;
}

std::optional<FlashcardReview> read_one(Sql& sql) {
  if (!sql.next()) return std::nullopt;
  return read_review(sql);
}

std::optional<int> number_of(const std::optional<srs::Rating>& rating) {
  if (!rating) return std::nullopt;
  return static_cast<int>(*rating);
}

}  // namespace

std::optional<FlashcardReview> ReviewLogStore::find(Id<User> user, const Uuid& id) {
  Sql sql(tx_, std::string(columns) + "WHERE r.user_id = ? AND r.id = ?");
  return read_one(sql.with(user, id));
}

std::vector<FlashcardReview> ReviewLogStore::log(Id<User> user, Id<Flashcard> card) {
  Sql sql(tx_,
          std::string(columns) + "WHERE r.user_id = ? AND r.card_id = ?" + counts + "ORDER BY r.reviewed_at, r.id");
  return read_reviews(sql.with(user, card));
}

std::optional<FlashcardReview> ReviewLogStore::last(Id<User> user, Id<Flashcard> card) {
  Sql sql(tx_, std::string(columns) + "WHERE r.user_id = ? AND r.card_id = ?" + counts +
                   "ORDER BY r.reviewed_at DESC, r.id DESC LIMIT 1");
  return read_one(sql.with(user, card));
}

std::optional<FlashcardReview> ReviewLogStore::latest(Id<User> user) {
  Sql sql(tx_,
          std::string(columns) + "WHERE r.user_id = ?" + counts + "ORDER BY r.reviewed_at DESC, r.id DESC LIMIT 1");
  return read_one(sql.with(user));
}

std::vector<FlashcardReview> ReviewLogStore::batch(Id<User> user, const Uuid& batch) {
  Sql sql(tx_, std::string(columns) + "WHERE r.user_id = ? AND r.batch_id = ?" + counts + "ORDER BY r.card_id, r.id");
  return read_reviews(sql.with(user, batch));
}

void ReviewLogStore::each_card(Id<User> user, const std::function<void(const std::vector<FlashcardReview>&)>& visit) {
  Sql sql(tx_, std::string(columns) + "WHERE r.user_id = ?" + counts + "ORDER BY r.card_id, r.reviewed_at, r.id");
  sql.with(user);
  std::vector<FlashcardReview> log;
  while (sql.next()) {
    FlashcardReview review = read_review(sql);
    if (!log.empty() && log.back().card != review.card) {
      visit(log);
      log.clear();
    }
    log.push_back(std::move(review));
  }
  if (!log.empty()) visit(log);
}

std::vector<FlashcardReview> ReviewLogStore::since(Id<User> user, std::int64_t after, std::int64_t last) {
  Sql sql(tx_, std::string(columns) + "WHERE r.user_id = ? AND r.sequence > ? AND r.sequence <= ? ORDER BY r.sequence");
  return read_reviews(sql.with(user, after, last));
}

void ReviewLogStore::append(Id<User> user, const FlashcardReview& review, const std::optional<Uuid>& batch,
                            Timestamp now) {
  Sql sql(tx_,
          "INSERT INTO flashcard_reviews (user_id, card_id, reviewed_at, id, sequence, kind, rating, local_day, zone, "
          "config_id, balanced, duration, device, due_at, batch_id, recorded_at) "
          "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, id, ?, ?, ?, ?, ?, ? FROM scheduler_configs WHERE hash = ?");
  sql.with(user, review.card, review.at, review.id, review.sequence, to_string(review.kind), number_of(review.rating),
           review.day, review.zone, review.balanced, review.duration.microseconds, review.device, review.due, batch,
           now, review.config);
  if (sql.run() != 1) throw Error(ErrorCode::conflict, "the scheduler of a review is not known", "unknown_config");
}

std::optional<FlashcardUndo> ReviewLogStore::find_undo(Id<User> user, const Uuid& id) {
  Sql sql(tx_, "SELECT id, review_id, undone_at, sequence FROM flashcard_review_undos WHERE user_id = ? AND id = ?");
  if (!sql.with(user, id).next()) return std::nullopt;
  return read_undo(sql);
}

bool ReviewLogStore::is_undone(Id<User> user, const Uuid& review) {
  Sql sql(tx_, "SELECT 1 FROM flashcard_review_undos WHERE user_id = ? AND review_id = ?");
  return sql.with(user, review).next();
}

std::vector<FlashcardUndo> ReviewLogStore::undos_since(Id<User> user, std::int64_t after, std::int64_t last) {
  Sql sql(tx_,
          "SELECT id, review_id, undone_at, sequence FROM flashcard_review_undos WHERE user_id = ? AND sequence > ? "
          "AND sequence <= ? ORDER BY sequence");
  sql.with(user, after, last);
  std::vector<FlashcardUndo> undos;
  while (sql.next()) undos.push_back(read_undo(sql));
  return undos;
}

void ReviewLogStore::append_undo(Id<User> user, const FlashcardUndo& undo, Timestamp now) {
  Sql sql(tx_,
          "INSERT INTO flashcard_review_undos (user_id, id, review_id, undone_at, sequence, recorded_at) "
          "VALUES (?, ?, ?, ?, ?, ?)");
  sql.with(user, undo.id, undo.review, undo.at, undo.sequence, now).run();
}

}  // namespace haven
