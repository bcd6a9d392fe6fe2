#include "services/queue_builder.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <tuple>

#include "haven/core/random.hpp"

namespace haven {
namespace {

/// Keys of new cards: place of the set, then position in it; both exact in a double.
constexpr double positions_of_a_set = 1'099'511'627'776.0;  // 2^40

std::uint64_t word_of(const Uuid& uuid, std::size_t from) {
  std::uint64_t word = 0;
  for (std::size_t i = from; i < from + 8; ++i) word = (word << 8U) | uuid.bytes[i];
  return word;
}

bool buries_new(const Regime& regime) { return regime.preset.bury_new_siblings; }

/// Adds the first places after `after`, so that there are `limit` in all: a heap holds those that are first so far.
template <class Candidates>
void add_sorted(QueueSection section, const Candidates& candidates, const std::optional<QueuePlace>& after,
                std::size_t limit, std::vector<QueuePlace>& places) {
  const std::size_t room = limit - places.size();
  std::vector<QueuePlace> first;
  for (const auto& candidate : candidates) {
    const QueuePlace place{section, candidate.key, candidate.card};
    if (room == 0 || (after && place <= *after) || (first.size() == room && place > first.front())) continue;
    if (first.size() == room) {
      std::pop_heap(first.begin(), first.end());
      first.pop_back();
    }
    first.push_back(place);
    std::push_heap(first.begin(), first.end());
  }
  std::sort_heap(first.begin(), first.end());
  places.insert(places.end(), first.begin(), first.end());
}

template <class Number>
bool read_number(std::string_view& text, Number& number, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!text.empty()) {
    if (text.front() != '.') return false;
    text.remove_prefix(1);
  }
  return true;
}

}  // namespace

std::string to_string(const QueueCursor& cursor) {
  return std::to_string(cursor.at.microseconds) + "." + std::to_string(static_cast<int>(cursor.order)) + "." +
         std::to_string(static_cast<int>(cursor.after.section)) + "." +
         std::to_string(std::bit_cast<std::uint64_t>(cursor.after.key)) + "." + to_string(cursor.after.card);
}

std::optional<QueueCursor> parse_queue_cursor(const std::string& text) {
  std::string_view rest = text;
  QueueCursor cursor;
  int order = 0, section = 0;
  std::uint64_t key = 0;
  if (!read_number(rest, cursor.at.microseconds) || !read_number(rest, order) || !read_number(rest, section) ||
      !read_number(rest, key)) {
    return std::nullopt;
  }
  const auto card = parse_uuid(rest);
  const bool known = order >= 0 && order <= static_cast<int>(QueueOrder::random) && section >= 0 &&
                     section <= static_cast<int>(QueueSection::learn_ahead);
  if (!card || !known) return std::nullopt;
  cursor.order = static_cast<QueueOrder>(order);
  cursor.after = {static_cast<QueueSection>(section), std::bit_cast<double>(key), *card};
  if (cursor.after.key != cursor.after.key) return std::nullopt;  // no number
  return cursor;
}

QueueBuilder::QueueBuilder(Transaction& tx, Learner& learner, const Caller& caller, const StudyScope& scope,
                           QueueOrder order, Timestamp at)
    : tx_(tx), learner_(learner), user_(caller.user), scope_(scope), order_(order), at_(at) {
  seed_ = mix(word_of(user_.uuid, 8) ^ static_cast<std::uint64_t>(scope.groups()[0].day));
  found_.resize(scope.members().size());
  scan();
  let_siblings_wait();
  keep_limits();
  count_new();
}

void QueueBuilder::scan() {
  reviews_.reserve(static_cast<std::size_t>(learner_.counters().slots(user_)));
  QueuePageStore(tx_).each(user_, [&](const QueueEntry& entry) { visit(entry); });
  std::sort(answered_today_.begin(), answered_today_.end());
}

void QueueBuilder::visit(const QueueEntry& entry) {
  const auto place = scope_.place(entry.study);
  if (!place || entry.is_removed()) return;
  const std::size_t group = scope_.members()[*place].group;
  ++found_[*place].touched;
  if (!entry.is_new() && entry.last_day == scope_.groups()[group].day) answered_today_.push_back(entry.note_key);
  if (entry.is_suspended() || entry.buried_until > at_.microseconds) return;
  if (!entry.is_new()) return visit_answered(entry, group);
  const double key = static_cast<double>(*place) * positions_of_a_set + static_cast<double>(entry.position);
  const bool may_wait = buries_new(*scope_.groups()[group].regime);
  found_[*place].new_cards.push_back(
      {key, entry.id().uuid, entry.note_key, static_cast<std::uint32_t>(group), may_wait});
}

void QueueBuilder::visit_answered(const QueueEntry& entry, std::size_t group) {
  if (entry.last_review > at_.microseconds) return;  // answered since the first page
  const StudyGroup& of = scope_.groups()[group];
  const StudyPreset& preset = of.regime->preset;
  const bool is_review = entry.is(srs::CardState::review), is_earlier = entry.last_day != of.day;
  const bool may_wait = is_earlier && (is_review ? preset.bury_review_siblings : preset.bury_learning_siblings);
  Candidate candidate{static_cast<double>(entry.due), entry.id().uuid, entry.note_key,
                      static_cast<std::uint32_t>(group), may_wait};
  if (entry.due > at_.microseconds) {
    if (!is_review && entry.due <= (at_ + preset.learn_ahead).microseconds) ahead_.push_back(candidate);
  } else if (!is_review) {
    learning_.push_back(candidate);
  } else {
    candidate.key = key_of(entry, of.day);
    reviews_.push_back(candidate);
  }
}

double QueueBuilder::key_of(const QueueEntry& entry, std::int64_t day) {
  switch (order_) {
    case QueueOrder::due:
      break;
    case QueueOrder::retrievability_ascending:
      return retrievability(entry, day);
    case QueueOrder::retrievability_descending:
      return -retrievability(entry, day);
    case QueueOrder::relative_overdueness:
      return -static_cast<double>(at_.microseconds - entry.due) /
             static_cast<double>(std::max<std::int64_t>(1, entry.due - entry.last_review));
    case QueueOrder::difficulty_ascending:
      return srs::difficulty(entry.memory_state());
    case QueueOrder::difficulty_descending:
      return -srs::difficulty(entry.memory_state());
    case QueueOrder::random:
      return static_cast<double>(mix(mix(seed_ ^ word_of(entry.id().uuid, 0)) ^ word_of(entry.id().uuid, 8)) >> 11U);
  }
  return static_cast<double>(entry.due);
}

double QueueBuilder::retrievability(const QueueEntry& entry, std::int64_t day) {
  const srs::Scheduler& by = scheduler(entry.config);
  const double elapsed = by.days().elapsed(Timestamp{entry.last_review}, at_, entry.last_day, day);
  return by.model().retrievability(entry.memory_state(), elapsed);
}

const srs::Scheduler& QueueBuilder::scheduler(std::int64_t config) {
  if (model_.scheduler != nullptr && model_.config == config) return *model_.scheduler;
  const auto known =
      std::find_if(models_.begin(), models_.end(), [&](const Model& model) { return model.config == config; });
  model_ = known != models_.end() ? *known : models_.emplace_back(Model{config, &learner_.schedulers().get(config)});
  return *model_.scheduler;
}

bool QueueBuilder::waits(const Candidate& candidate) const {
  return candidate.may_wait && std::binary_search(answered_today_.begin(), answered_today_.end(), candidate.note_key);
}

void QueueBuilder::let_siblings_wait() {
  if (answered_today_.empty()) return;
  const auto drop = [this](std::vector<Candidate>& candidates) {
    std::erase_if(candidates, [this](const Candidate& candidate) { return waits(candidate); });
  };
  drop(learning_);
  drop(reviews_);
  drop(ahead_);
  for (Found& found : found_) drop(found.new_cards);
}

/// Of each group with a limit, the reviews that come first.
void QueueBuilder::keep_limits() {
  const auto sooner = [](const Candidate& a, const Candidate& b) {
    return std::tie(a.key, a.card) < std::tie(b.key, b.card);
  };
  for (std::size_t group = 0; group < scope_.groups().size(); ++group) {
    if (!scope_.groups()[group].reviews_left) continue;
    const auto limit = static_cast<std::ptrdiff_t>(*scope_.groups()[group].reviews_left);
    const auto begin = std::partition(reviews_.begin(), reviews_.end(),
                                      [&](const Candidate& candidate) { return candidate.group != group; });
    if (reviews_.end() - begin <= limit) continue;
    std::nth_element(begin, begin + limit, reviews_.end(), sooner);
    reviews_.erase(begin + limit, reviews_.end());
  }
}

void QueueBuilder::count_new() {
  std::vector<int> by_group(scope_.groups().size());
  for (std::size_t place = 0; place < found_.size(); ++place) {
    const StudyScope::Member& member = scope_.members()[place];
    const int untouched = std::max(0, member.set.cards - found_[place].touched);
    by_group[member.group] += untouched + static_cast<int>(found_[place].new_cards.size());
    std::sort(found_[place].new_cards.begin(), found_[place].new_cards.end(),
              [](const Candidate& a, const Candidate& b) { return a.key < b.key; });
  }
  for (std::size_t group = 0; group < by_group.size(); ++group) {
    new_left_ += std::min(by_group[group], scope_.groups()[group].new_left.value_or(by_group[group]));
  }
}

std::vector<QueuePlace> QueueBuilder::page(const std::optional<QueuePlace>& after, std::size_t limit) {
  std::vector<QueuePlace> places;
  add_sorted(QueueSection::learning, learning_, after, limit, places);
  add_sorted(QueueSection::review, reviews_, after, limit, places);
  if (places.size() < limit) add_new(places, after, limit);
  add_sorted(QueueSection::learn_ahead, ahead_, after, limit, places);
  return places;
}

/// A limit of the day counts from the first new card, so those before the page are gone through too; without a limit
/// the page begins where the last one ended.
void QueueBuilder::add_new(std::vector<QueuePlace>& places, const std::optional<QueuePlace>& after, std::size_t limit) {
  std::vector<std::size_t> used(scope_.groups().size());
  for (std::size_t place = 0; place < found_.size() && places.size() < limit; ++place) {
    const std::size_t group = scope_.members()[place].group;
    const auto left = scope_.groups()[group].new_left;
    std::int64_t position = -1;
    std::size_t most = limit + 1;
    if (left) {
      most = static_cast<std::size_t>(*left) - used[group];
    } else if (after && after->section == QueueSection::new_card) {
      const double first = static_cast<double>(place) * positions_of_a_set;
      position = static_cast<std::int64_t>(std::clamp(after->key - first, -1.0, positions_of_a_set));
    }
    for (const Candidate& candidate : new_of(place, position, most)) {
      ++used[group];
      const QueuePlace next{QueueSection::new_card, candidate.key, candidate.card};
      if ((!after || next > *after) && places.size() < limit) places.push_back(next);
    }
  }
}

/// New cards of a set after a position, in order: those never touched and those touched but not answered.
std::vector<QueueBuilder::Candidate> QueueBuilder::new_of(std::size_t place, std::int64_t after, std::size_t limit) {
  const StudyScope::Member& member = scope_.members()[place];
  const std::int64_t from = member.study ? member.study->new_from : 0;
  const double first = static_cast<double>(place) * positions_of_a_set;
  const bool may_wait = buries_new(*scope_.groups()[member.group].regime);
  std::vector<Candidate> cards;
  for (const Candidate& candidate : found_[place].new_cards) {
    if (candidate.key > first + static_cast<double>(after)) cards.push_back(candidate);
  }
  std::size_t fresh = 0;
  for (bool more = true; more && fresh < limit;) {
    const auto chunk =
        learner_.counters().untouched(user_, member.set.id, from, after, static_cast<std::int64_t>(limit));
    for (const LearnerStore::Untouched& card : chunk) {
      after = card.position;
      const Candidate candidate{first + static_cast<double>(card.position), card.card.uuid, card.note_key,
                                static_cast<std::uint32_t>(member.group), may_wait};
      if (waits(candidate)) continue;
      cards.push_back(candidate);
      ++fresh;
    }
    more = chunk.size() == limit;
  }
  std::sort(cards.begin(), cards.end(), [](const Candidate& a, const Candidate& b) { return a.key < b.key; });
  if (cards.size() > limit) cards.resize(limit);
  return cards;
}

}  // namespace haven
