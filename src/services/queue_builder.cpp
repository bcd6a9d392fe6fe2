#include "services/queue_builder.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>

#include "haven/core/random.hpp"

namespace haven {
namespace {

/// Keys of new cards: place of the set, then position in it; both exact in a double.
constexpr double positions_of_a_set = 1'099'511'627'776.0;  // 2^40

/// So many new cards are counted one by one.
constexpr int counted_exactly = 2'000;

double key_of_new(const NewCard& card) {
  return static_cast<double>(card.place) * positions_of_a_set + static_cast<double>(card.position);
}

template <class Candidate>
bool sooner(const Candidate& a, const Candidate& b) {
  return std::tie(a.key, a.card) < std::tie(b.key, b.card);
}

/// For each candidate the place of the one of its note that comes first. Notes are found by open addressing, since
/// their keys are hashes; O(candidates).
template <class Candidate>
std::vector<std::uint32_t> first_of_notes(const std::vector<Candidate>& candidates) {
  std::vector<std::uint32_t> table(std::bit_ceil(2 * candidates.size() + 2));  // places, counted from 1; 0: empty
  std::vector<std::uint32_t> slots(candidates.size());
  for (std::uint32_t i = 0; i < candidates.size(); ++i) {
    std::size_t slot = static_cast<std::size_t>(candidates[i].note_key) & (table.size() - 1);
    while (table[slot] != 0 && candidates[table[slot] - 1].note_key != candidates[i].note_key) {
      slot = (slot + 1) & (table.size() - 1);
    }
    if (table[slot] == 0 || sooner(candidates[i], candidates[table[slot] - 1])) table[slot] = i + 1;
    slots[i] = static_cast<std::uint32_t>(slot);
  }
  for (std::uint32_t& slot : slots) slot = table[slot] - 1;
  return slots;
}

std::uint64_t word_of(const Uuid& uuid, std::size_t from) {
  std::uint64_t word = 0;
  for (std::size_t i = from; i < from + 8; ++i) word = (word << 8U) | uuid.bytes[i];
  return word;
}

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

}  // namespace

QueueBuilder::QueueBuilder(Transaction& tx, Learner& learner, const Caller& caller, const StudyScope& scope,
                           const QueueOccasion& occasion)
    : tx_(tx), learner_(learner), user_(caller.user), scope_(scope), occasion_(occasion) {
  seed_ = mix(word_of(user_.uuid, 8) ^ static_cast<std::uint64_t>(scope.groups()[0].day));
  touched_.resize(scope.members().size());
  new_.resize(scope.members().size());
  scan();
  order_by_exam_gain();
  let_siblings_wait(learning_);
  see(learning_);
  let_siblings_wait(reviews_);
  keep_limits();
  if (!ahead_.empty()) see(reviews_);
  let_siblings_wait(ahead_);
  count_new();
}

void QueueBuilder::scan() {
  reviews_.reserve(static_cast<std::size_t>(learner_.counters().slots(user_)));
  QueuePageStore(tx_).each(user_, [&](const QueueEntry& entry) { visit(entry); });
  for (std::vector<NewCard>& cards : new_) {
    std::sort(cards.begin(), cards.end(), [](const NewCard& a, const NewCard& b) { return a.position < b.position; });
  }
}

void QueueBuilder::visit(const QueueEntry& entry) {
  const auto place = scope_.place(entry.study);
  if (!place || entry.is_removed()) return;
  const std::size_t group = scope_.members()[*place].group;
  ++touched_[*place];
  if (!entry.is_new() && entry.last_day == scope_.groups()[group].day) seen_.insert(entry.note_key);
  if (entry.is_suspended() || entry.buried_until > occasion_.at.microseconds) return;
  if (!entry.is_new()) return visit_answered(entry, group);
  new_[*place].push_back({*place, entry.position, entry.id().uuid, entry.note_key});
}

void QueueBuilder::visit_answered(const QueueEntry& entry, std::size_t group) {
  const Timestamp at = occasion_.at;
  if (entry.last_review > at.microseconds) return;  // answered since the first page
  const StudyGroup& of = scope_.groups()[group];
  const StudyPreset& preset = of.regime->preset;
  const bool is_review = entry.is(srs::CardState::review), is_earlier = entry.last_day != of.day;
  const bool may_wait = is_earlier && (is_review ? preset.bury_review_siblings : preset.bury_learning_siblings);
  Candidate candidate{static_cast<double>(entry.due), entry.id().uuid, entry.note_key,
                      static_cast<std::uint32_t>(group), may_wait};
  if (entry.due > at.microseconds) {
    if (!is_review && entry.due <= (at + preset.learn_ahead).microseconds) ahead_.push_back(candidate);
  } else if (!is_review) {
    learning_.push_back(candidate);
  } else {
    candidate.key = key_of(entry, of.day);
    if (occasion_.exam) add_for_exam(entry, of.day);
    reviews_.push_back(candidate);
  }
}

double QueueBuilder::key_of(const QueueEntry& entry, std::int64_t day) {
  switch (occasion_.order) {
    case QueueOrder::due:
    case QueueOrder::exam_gain:  // when all are known
      break;
    case QueueOrder::retrievability_ascending:
      return retrievability(entry, day);
    case QueueOrder::retrievability_descending:
      return -retrievability(entry, day);
    case QueueOrder::relative_overdueness:
      return -static_cast<double>(occasion_.at.microseconds - entry.due) /
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
  const double elapsed = by.days().elapsed(Timestamp{entry.last_review}, occasion_.at, entry.last_day, day);
  return by.model().retrievability(entry.memory_state(), elapsed);
}

const srs::Scheduler& QueueBuilder::scheduler(std::int64_t config) {
  if (model_.scheduler != nullptr && model_.config == config) return *model_.scheduler;
  const auto known =
      std::find_if(models_.begin(), models_.end(), [&](const Model& model) { return model.config == config; });
  model_ = known != models_.end() ? *known : models_.emplace_back(Model{config, &learner_.schedulers().get(config)});
  return *model_.scheduler;
}

/// The next of `reviews_`.
void QueueBuilder::add_for_exam(const QueueEntry& entry, std::int64_t day) {
  const srs::Scheduler& by = scheduler(entry.config);
  auto found = std::find_if(for_exam_.begin(), for_exam_.end(),
                            [&](const ExamReviews& reviews) { return reviews.scheduler == &by; });
  if (found == for_exam_.end()) found = for_exam_.insert(for_exam_.end(), ExamReviews{&by, {}, {}});
  const srs::DayCounter& days = by.days();
  const Timestamp last{entry.last_review};
  found->places.push_back(reviews_.size());
  found->cards.memory.push_back(entry.memory_state());
  found->cards.elapsed_days.push_back(days.elapsed(last, occasion_.at, entry.last_day, day));
  found->cards.days_left.push_back(days.elapsed(occasion_.at, *occasion_.exam, day));
  found->cards.days_if_left.push_back(days.elapsed(last, *occasion_.exam, entry.last_day));
}

/// The worthiest first.
void QueueBuilder::order_by_exam_gain() {
  for (const ExamReviews& reviews : for_exam_) {
    const std::vector<double> gain = exam_gain(reviews.scheduler->model(), reviews.cards);
    for (std::size_t i = 0; i < gain.size(); ++i) reviews_[reviews.places[i]].key = -gain[i];
  }
}

bool QueueBuilder::waits(const Candidate& candidate) const {
  return candidate.may_wait && seen_.contains(candidate.note_key);
}

/// For those answered today, and those that come before: of the candidates too, in their order.
void QueueBuilder::let_siblings_wait(Candidates& candidates) const {
  const std::vector<std::uint32_t> first = first_of_notes(candidates);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (waits(candidates[i]) || (candidates[i].may_wait && first[i] != i)) continue;
    candidates[kept++] = candidates[i];
  }
  candidates.resize(kept);
}

void QueueBuilder::see(const Candidates& candidates) {
  seen_.reserve(candidates.size());
  for (const Candidate& candidate : candidates) seen_.insert(candidate.note_key);
}

/// Of each group with a limit, the reviews that come first.
void QueueBuilder::keep_limits() {
  for (std::size_t group = 0; group < scope_.groups().size(); ++group) {
    if (!scope_.groups()[group].reviews_left) continue;
    const auto limit = static_cast<std::ptrdiff_t>(*scope_.groups()[group].reviews_left);
    const auto begin = std::partition(reviews_.begin(), reviews_.end(),
                                      [&](const Candidate& candidate) { return candidate.group != group; });
    if (reviews_.end() - begin <= limit) continue;
    std::nth_element(begin, begin + limit, reviews_.end(), sooner<Candidate>);
    reviews_.erase(begin + limit, reviews_.end());
  }
}

NewCards QueueBuilder::new_cards() const { return {learner_.counters(), user_, scope_, new_, seen_}; }

/// How many new cards there are, as far as limits and siblings let them come; from `counted_exactly` on siblings among
/// themselves are no longer taken off.
void QueueBuilder::count_new() {
  std::vector<int> by_group(scope_.groups().size());
  for (std::size_t place = 0; place < touched_.size(); ++place) {
    const StudyScope::Member& member = scope_.members()[place];
    by_group[member.group] += std::max(0, member.set.cards - touched_[place]) + static_cast<int>(new_[place].size());
  }
  int most = 0;
  for (std::size_t group = 0; group < by_group.size(); ++group) {
    most += std::min(by_group[group], scope_.groups()[group].new_left.value_or(by_group[group]));
  }
  if (most == 0) return;
  see(reviews_);
  see(ahead_);
  NewCards cards = new_cards();
  while (new_left_ < std::min(most, counted_exactly) && cards.next()) ++new_left_;
  if (new_left_ == counted_exactly) new_left_ = most;
}

std::vector<QueuePlace> QueueBuilder::page(const std::optional<QueuePlace>& after, std::size_t limit) {
  std::vector<QueuePlace> places;
  add_sorted(QueueSection::learning, learning_, after, limit, places);
  add_sorted(QueueSection::review, reviews_, after, limit, places);
  add_new(places, after, limit);
  add_sorted(QueueSection::learn_ahead, ahead_, after, limit, places);
  return places;
}

void QueueBuilder::add_new(std::vector<QueuePlace>& places, const std::optional<QueuePlace>& after, std::size_t limit) {
  NewCards cards = new_cards();
  if (after && after->section == QueueSection::new_card) {
    const double place = std::clamp(std::floor(after->key / positions_of_a_set), 0.0, positions_of_a_set);
    const double position = std::clamp(after->key - place * positions_of_a_set, -1.0, positions_of_a_set);
    cards.begin_after(static_cast<std::size_t>(place), static_cast<std::int64_t>(position));
  }
  while (places.size() < limit) {
    const auto card = cards.next();
    if (!card) return;
    const QueuePlace next{QueueSection::new_card, key_of_new(*card), card->card};
    if (!after || next > *after) places.push_back(next);
  }
}

}  // namespace haven
