#include "stores/preset_store.hpp"

#include <string>

#include "haven/codec/scheduler_json.hpp"

#include "codec/srs_json.hpp"
#include "codec/strict_json.hpp"
#include "stores/sql.hpp"
#include "stores/stored_enum.hpp"

namespace haven {
namespace {

constexpr const char* columns =
    "SELECT scheduler, zone, rollover, new_per_day, reviews_per_day, learn_ahead, day_preferences, balance_load, "
    "bury_new, bury_reviews, bury_learning, leech_threshold, leech_unlikely, leech_action, set_id, two_buttons "
    "FROM flashcard_presets ";

std::optional<int> maybe_small(const Sql& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.small(column);
}

StudyPreset read_preset(const Sql& row) {
  StudyPreset preset;
  preset.scheduler = codec::scheduler_options_from_json(row.text(0));
  preset.calendar = {row.text(1), Duration{row.integer(2)}};
  preset.new_per_day = maybe_small(row, 3);
  preset.reviews_per_day = maybe_small(row, 4);
  preset.learn_ahead = Duration{row.integer(5)};
  preset.days = codec::read_preferences(codec::parse_strict(row.text(6), ErrorCode::corrupt_data), "day_preferences",
                                        {ErrorCode::corrupt_data, codec::Missing::refused});
  preset.balance_load = row.integer(7) == 1;
  preset.two_buttons = row.integer(15) == 1;
  preset.bury_new_siblings = row.integer(8) == 1;
  preset.bury_review_siblings = row.integer(9) == 1;
  preset.bury_learning_siblings = row.integer(10) == 1;
  preset.leech_rule = {row.small(11), row.integer(12) == 1, stored_enum(row.text(13), parse_leech_action)};
  return preset;
}

/// The key of a preset: the set, or nothing but zeros for the one of all others.
Uuid scope_of(const std::optional<Id<FlashcardSet>>& set) { return set ? set->uuid : Uuid{}; }

}  // namespace

std::optional<StudyPreset> PresetStore::find(Id<User> user, std::optional<Id<FlashcardSet>> set) {
  Sql sql(tx_, std::string(columns) + "WHERE user_id = ? AND scope_id = ?");
  if (!sql.with(user, scope_of(set)).next()) return std::nullopt;
  return read_preset(sql);
}

std::vector<std::pair<Id<FlashcardSet>, StudyPreset>> PresetStore::of_sets(Id<User> user) {
  Sql sql(tx_, std::string(columns) + "WHERE user_id = ? AND set_id IS NOT NULL ORDER BY scope_id");
  sql.with(user);
  std::vector<std::pair<Id<FlashcardSet>, StudyPreset>> presets;
  while (sql.next()) presets.emplace_back(sql.id<FlashcardSet>(14), read_preset(sql));
  return presets;
}

void PresetStore::put(Id<User> user, std::optional<Id<FlashcardSet>> set, const StudyPreset& preset, Timestamp now) {
  const std::string scheduler = codec::to_json(preset.scheduler);
  const std::string preferences = codec::preferences_to_json(preset.days).dump();
  Sql change(
      tx_,
      "UPDATE flashcard_presets SET scheduler = ?, zone = ?, rollover = ?, new_per_day = ?, reviews_per_day = "
      "?, learn_ahead = ?, day_preferences = ?, balance_load = ?, two_buttons = ?, bury_new = ?, bury_reviews = ?, "
      "bury_learning = ?, leech_threshold = ?, leech_unlikely = ?, leech_action = ?, updated_at = ?, row_version = "
      "row_version + 1 WHERE user_id = ? AND scope_id = ?");
  change.with(scheduler, preset.calendar.zone, preset.calendar.rollover.microseconds, preset.new_per_day,
              preset.reviews_per_day, preset.learn_ahead.microseconds, preferences, preset.balance_load,
              preset.two_buttons, preset.bury_new_siblings, preset.bury_review_siblings, preset.bury_learning_siblings,
              preset.leech_rule.threshold, preset.leech_rule.unlikely, to_string(preset.leech_rule.action), now, user,
              scope_of(set));
  if (change.run() == 1) return;
  Sql sql(tx_,
          "INSERT INTO flashcard_presets (user_id, scope_id, set_id, scheduler, zone, rollover, new_per_day, "
          "reviews_per_day, learn_ahead, day_preferences, balance_load, two_buttons, bury_new, bury_reviews, "
          "bury_learning, leech_threshold, leech_unlikely, leech_action, created_at, updated_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  sql.with(user, scope_of(set), set, scheduler, preset.calendar.zone, preset.calendar.rollover.microseconds,
           preset.new_per_day, preset.reviews_per_day, preset.learn_ahead.microseconds, preferences,
           preset.balance_load, preset.two_buttons, preset.bury_new_siblings, preset.bury_review_siblings,
           preset.bury_learning_siblings, preset.leech_rule.threshold, preset.leech_rule.unlikely,
           to_string(preset.leech_rule.action), now, now)
      .run();
}

void PresetStore::remove(Id<User> user, Id<FlashcardSet> set) {
  Sql sql(tx_, "DELETE FROM flashcard_presets WHERE user_id = ? AND set_id = ?");
  sql.with(user, set).run();
}

}  // namespace haven
