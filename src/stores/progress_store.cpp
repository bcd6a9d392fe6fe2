#include "stores/progress_store.hpp"

#include <string>

#include "haven/core/random.hpp"

#include "stores/scheduler_config_store.hpp"
#include "stores/sql.hpp"
#include "stores/stored_enum.hpp"

namespace haven {
namespace {

constexpr const char* columns =
    "SELECT p.user_id, p.card_id, p.set_id, p.slot, p.state, p.step, p.algorithm, p.stability, p.stability_fast, "
    "p.difficulty, p.ease, p.interval_days, p.repetitions, c.hash, c.model, p.due_at, p.last_review_at, p.last_day, "
    "p.reviews, p.lapses, p.suspension, p.buried_until, p.flag, p.leech, p.sequence, p.row_version, "
    "p.desired_retention "
    "FROM user_flashcard_progress p LEFT JOIN scheduler_configs c ON c.id = p.config_id ";

std::optional<srs::MemoryState> read_memory(const Sql& row) {
  if (row.is_null(6)) return std::nullopt;
  switch (stored_enum(row.text(6), srs::parse_algorithm)) {
    case srs::Algorithm::fsrs_6:
      return srs::Fsrs6State{row.real(7), row.real(9)};
    case srs::Algorithm::fsrs_7:
      return srs::Fsrs7State{row.real(7), row.real(8), row.real(9)};
    case srs::Algorithm::sm_2:
      break;
  }
  return srs::Sm2State{row.real(10), row.real(11), row.small(12)};
}

srs::Card read_schedule(const Sql& row, std::uint64_t key) {
  srs::Card card;
  card.key = key;
  card.state = stored_enum(row.text(4), srs::parse_card_state);
  card.step.reset();
  if (!row.is_null(5)) card.step = row.small(5);
  card.memory = read_memory(row);
  if (card.memory) card.model = row.word(14);
  card.due = row.time(15);
  card.last_review = row.maybe_time(16);
  if (!row.is_null(17)) card.last_day = row.integer(17);
  card.reviews = row.small(18);
  card.lapses = row.small(19);
  return card;
}

StoredProgress read_progress(const Sql& row) {
  StoredProgress stored;
  CardProgress& progress = stored.progress;
  progress.user = row.id<User>(0);
  progress.card = row.id<Flashcard>(1);
  progress.set = row.id<FlashcardSet>(2);
  stored.slot = row.integer(3);
  progress.schedule = read_schedule(row, card_key(progress.user, progress.card));
  if (!row.is_null(13)) progress.config = row.digest(13);
  progress.suspension = stored_enum(row.text(20), parse_suspension);
  progress.buried_until = row.maybe_time(21);
  progress.flag = row.small(22);
  progress.leech = row.integer(23) == 1;
  progress.sequence = row.integer(24);
  progress.row_version = row.integer(25);
  if (!row.is_null(26)) progress.desired_retention = row.real(26);
  return stored;
}

/// The columns of a memory state; those of other algorithms are null.
struct MemoryColumns {
  explicit MemoryColumns(const std::optional<srs::MemoryState>& memory) {
    if (!memory) return;
    algorithm = srs::to_string(srs::algorithm_of(*memory));
    std::visit([&](const auto& state) { take(state); }, *memory);
  }
  void take(const srs::Fsrs6State& state) {
    stability = state.stability;
    difficulty = state.difficulty;
  }
  void take(const srs::Fsrs7State& state) {
    stability = state.stability;
    stability_fast = state.stability_fast;
    difficulty = state.difficulty;
  }
  void take(const srs::Sm2State& state) {
    ease = state.ease;
    interval = state.interval;
    repetitions = state.repetitions;
  }
  std::optional<std::string_view> algorithm;
  std::optional<double> stability, stability_fast, difficulty, ease, interval;
  std::optional<int> repetitions;
};

std::optional<std::int64_t> config_of(const CardProgress& progress) {
  if (progress.config == ConfigHash{}) return std::nullopt;
  return config_id(progress.config);
}

std::vector<Timestamp> read_times(Sql& sql) {
  std::vector<Timestamp> times;
  while (sql.next()) times.push_back(sql.time(0));
  return times;
}

}  // namespace

std::uint64_t card_key(Id<User> user, Id<Flashcard> card) noexcept {
  std::uint64_t key = 0;
  for (const Uuid& uuid : {user.uuid, card.uuid}) {
    for (const std::uint8_t byte : uuid.bytes) key = mix(key ^ byte);
  }
  return key;
}

std::optional<StoredProgress> ProgressStore::find(Id<User> user, Id<Flashcard> card) {
  Sql sql(tx_, std::string(columns) + "WHERE p.user_id = ? AND p.card_id = ?");
  if (!sql.with(user, card).next()) return std::nullopt;
  return read_progress(sql);
}

std::vector<StoredProgress> ProgressStore::all(Id<User> user) {
  Sql sql(tx_, std::string(columns) + "WHERE p.user_id = ? ORDER BY p.card_id");
  sql.with(user);
  std::vector<StoredProgress> all;
  while (sql.next()) all.push_back(read_progress(sql));
  return all;
}

std::vector<CardProgress> ProgressStore::since(Id<User> user, std::int64_t after, std::int64_t last) {
  Sql sql(tx_, std::string(columns) + "WHERE p.user_id = ? AND p.sequence > ? AND p.sequence <= ? ORDER BY p.sequence");
  sql.with(user, after, last);
  std::vector<CardProgress> changed;
  while (sql.next()) changed.push_back(read_progress(sql).progress);
  return changed;
}

std::vector<Timestamp> ProgressStore::due_between(Id<User> user, Timestamp from, Timestamp until, Id<Flashcard> but) {
  Sql sql(tx_,
          "SELECT due_at FROM user_flashcard_progress WHERE user_id = ? AND due_at >= ? AND due_at < ? AND card_id <> "
          "? AND algorithm IS NOT NULL AND suspension = 'none'");
  return read_times(sql.with(user, from, until, but));
}

std::vector<Timestamp> ProgressStore::due_of_note(Id<User> user, const Flashcard& card) {
  Sql sql(tx_,
          "SELECT p.due_at FROM flashcards c JOIN user_flashcard_progress p ON p.card_id = c.id AND p.user_id = ? "
          "WHERE c.set_id = ? AND c.note_guid = ? AND c.id <> ? AND p.algorithm IS NOT NULL ORDER BY p.due_at");
  return read_times(sql.with(user, card.set, card.note_guid, card.id));
}

std::vector<std::pair<Id<User>, std::int64_t>> ProgressStore::slots_of(Id<Flashcard> card, Id<User> after, int limit) {
  Sql sql(tx_,
          "SELECT user_id, slot FROM user_flashcard_progress WHERE card_id = ? AND user_id > ? ORDER BY user_id "
          "LIMIT ?");
  sql.with(card, after, limit);
  std::vector<std::pair<Id<User>, std::int64_t>> slots;
  while (sql.next()) slots.emplace_back(sql.id<User>(0), sql.integer(1));
  return slots;
}

void ProgressStore::insert(const StoredProgress& stored, Timestamp now) {
  const CardProgress& progress = stored.progress;
  const srs::Card& card = progress.schedule;
  const MemoryColumns memory(card.memory);
  Sql sql(tx_,
          "INSERT INTO user_flashcard_progress (user_id, card_id, set_id, slot, state, step, algorithm, stability, "
          "stability_fast, difficulty, ease, interval_days, repetitions, config_id, due_at, last_review_at, last_day, "
          "reviews, lapses, suspension, buried_until, flag, leech, desired_retention, sequence, updated_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  sql.with(progress.user, progress.card, progress.set, stored.slot, srs::to_string(card.state), card.step,
           memory.algorithm, memory.stability, memory.stability_fast, memory.difficulty, memory.ease, memory.interval,
           memory.repetitions, config_of(progress), card.due, card.last_review, card.last_day, card.reviews,
           card.lapses, to_string(progress.suspension), progress.buried_until, progress.flag, progress.leech,
           progress.desired_retention, progress.sequence, now)
      .run();
}

void ProgressStore::update(CardProgress& progress, Timestamp now) {
  const srs::Card& card = progress.schedule;
  const MemoryColumns memory(card.memory);
  Sql sql(tx_,
          "UPDATE user_flashcard_progress SET state = ?, step = ?, algorithm = ?, stability = ?, stability_fast = ?, "
          "difficulty = ?, ease = ?, interval_days = ?, repetitions = ?, config_id = ?, due_at = ?, last_review_at = "
          "?, last_day = ?, reviews = ?, lapses = ?, suspension = ?, buried_until = ?, flag = ?, leech = ?, "
          "desired_retention = ?, sequence = ?, updated_at = ?, row_version = row_version + 1 WHERE user_id = ? AND "
          "card_id = ? AND row_version = ?");
  sql.with(srs::to_string(card.state), card.step, memory.algorithm, memory.stability, memory.stability_fast,
           memory.difficulty, memory.ease, memory.interval, memory.repetitions, config_of(progress), card.due,
           card.last_review, card.last_day, card.reviews, card.lapses, to_string(progress.suspension),
           progress.buried_until, progress.flag, progress.leech, progress.desired_retention, progress.sequence, now,
           progress.user, progress.card, progress.row_version);
  if (sql.run() != 1) throw lost_race("card");
  ++progress.row_version;
}

}  // namespace haven
