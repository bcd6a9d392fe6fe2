#include "stores/review_log_store.hpp"

#include <string>
#include <string_view>

#include "stores/scheduler_config_store.hpp"
#include "stores/sql.hpp"
#include "stores/stored_enum.hpp"

namespace haven {
namespace {

constexpr const char* columns =
    "SELECT r.id, r.card_id, r.kind, r.rating, r.reviewed_at, r.local_day, r.zone, c.hash, r.balanced, r.duration, "
    "r.device, r.due_at, r.sequence, r.leech_threshold, r.leech_unlikely, r.leech_action, r.mark_suspended, "
    "r.mark_buried_until, r.mark_flag, r.mark_leech, r.mark_retention, r.score, "
    "r.confidence, r.grading FROM flashcard_reviews r LEFT JOIN scheduler_configs c ON c.id = r.config_id ";

constexpr const char* counts =
    " AND NOT EXISTS (SELECT 1 FROM flashcard_review_undos u WHERE u.user_id = r.user_id AND u.review_id = r.id) ";

template <class Value, class Read>
std::optional<Value> maybe(const Sql& row, int column, Read read) {
  if (row.is_null(column)) return std::nullopt;
  return read(column);
}

std::optional<LeechRule> read_leech_rule(const Sql& row) {
  if (row.is_null(13)) return std::nullopt;
  return LeechRule{row.small(13), row.integer(14) == 1, stored_enum(row.text(15), parse_leech_action)};
}

CardMark read_mark(const Sql& row) {
  const auto flag = [&](int column) { return row.integer(column) == 1; };
  return {.suspended = maybe<bool>(row, 16, flag),
          .buried_until = row.maybe_time(17),
          .flag = maybe<int>(row, 18, [&](int column) { return row.small(column); }),
          .leech = maybe<bool>(row, 19, flag),
          .desired_retention = maybe<double>(row, 20, [&](int column) { return row.real(column); })};
}

std::optional<AnswerGrading> read_grading(const Sql& row) {
  if (row.is_null(21)) return std::nullopt;
  return AnswerGrading{row.real(21), maybe<double>(row, 22, [&](int column) { return row.real(column); }),
                       stored_enum(row.text(23), parse_grading_reason)};
}

FlashcardReview read_review(const Sql& row) {
  FlashcardReview review;
  review.id = row.uuid(0);
  review.card = row.id<Flashcard>(1);
  review.kind = stored_enum(row.text(2), parse_review_kind);
  if (!row.is_null(3)) review.rating = srs::to_rating(row.integer(3), "flashcard_reviews");
  review.at = row.time(4);
  review.day = row.integer(5);
  review.zone = row.text(6);
  if (!row.is_null(7)) review.config = row.digest(7);
  review.balanced = row.small(8);
  review.duration = Duration{row.integer(9)};
  review.device = row.text(10);
  review.due = row.maybe_time(11);
  review.sequence = row.integer(12);
  review.leech_rule = read_leech_rule(row);
  review.grading = read_grading(row);
  if (review.kind == ReviewKind::mark) review.mark = read_mark(row);
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

std::optional<std::int64_t> config_of(const FlashcardReview& review) {
  if (review.kind == ReviewKind::mark) return std::nullopt;
  return config_id(review.config);
}

/// The columns of a grading; null for a row that has none.
struct GradingColumns {
  explicit GradingColumns(const std::optional<AnswerGrading>& grading) {
    if (!grading) return;
    score = grading->score;
    confidence = grading->confidence;
    reason = srs::to_string(grading->reason);
  }
  std::optional<double> score, confidence;
  std::optional<std::string_view> reason;
};

/// The columns of a leech rule; null for a row that has none.
struct LeechColumns {
  explicit LeechColumns(const std::optional<LeechRule>& rule) {
    if (!rule) return;
    threshold = rule->threshold;
    unlikely = rule->unlikely;
    action = to_string(rule->action);
  }
  std::optional<int> threshold;
  std::optional<bool> unlikely;
  std::optional<std::string_view> action;
};

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

std::vector<FlashcardReview> ReviewLogStore::log_as_of(Id<User> user, Id<Flashcard> card, std::int64_t sequence) {
  Sql sql(tx_, std::string(columns) +
                   "WHERE r.user_id = ? AND r.card_id = ? AND r.sequence <= ? AND NOT EXISTS (SELECT 1 FROM "
                   "flashcard_review_undos u WHERE u.user_id = r.user_id AND u.review_id = r.id AND u.sequence < ?) "
                   "ORDER BY r.reviewed_at, r.id");
  return read_reviews(sql.with(user, card, sequence, sequence));
}

std::optional<FlashcardReview> ReviewLogStore::last(Id<User> user, Id<Flashcard> card) {
  Sql sql(tx_, std::string(columns) + "WHERE r.user_id = ? AND r.card_id = ?" + counts +
                   "ORDER BY r.reviewed_at DESC, r.id DESC LIMIT 1");
  return read_one(sql.with(user, card));
}

std::optional<FlashcardReview> ReviewLogStore::last_of_study(Id<User> user, Id<Flashcard> card) {
  Sql sql(tx_, std::string(columns) + "WHERE r.user_id = ? AND r.card_id = ? AND r.kind <> 'mark'" + counts +
                   "ORDER BY r.reviewed_at DESC, r.id DESC LIMIT 1");
  return read_one(sql.with(user, card));
}

std::vector<FlashcardReview> ReviewLogStore::latest_answers(Id<User> user, int count) {
  Sql sql(tx_, std::string(columns) + "WHERE r.user_id = ? AND r.kind = 'answer'" + counts +
                   "ORDER BY r.reviewed_at DESC, r.id DESC LIMIT ?");
  return read_reviews(sql.with(user, count));
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
          "config_id, balanced, duration, device, due_at, leech_threshold, leech_unlikely, leech_action, "
          "mark_suspended, mark_buried_until, mark_flag, mark_leech, mark_retention, score, confidence, grading, "
          "batch_id, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
          "?, ?)");
  const LeechColumns leech(review.leech_rule);
  const GradingColumns grading(review.grading);
  const CardMark mark = review.mark.value_or(CardMark{});
  sql.with(user, review.card, review.at, review.id, review.sequence, to_string(review.kind), number_of(review.rating),
           review.day, review.zone, config_of(review), review.balanced, review.duration.microseconds, review.device,
           review.due, leech.threshold, leech.unlikely, leech.action, mark.suspended, mark.buried_until, mark.flag,
           mark.leech, mark.desired_retention, grading.score, grading.confidence, grading.reason, batch, now)
      .run();
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
