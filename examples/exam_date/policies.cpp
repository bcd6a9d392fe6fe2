#include "policies.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "haven/core/random.hpp"
#include "haven/srs/exam_date.hpp"

namespace example {

namespace srs = haven::srs;

namespace {

using Places = std::vector<std::size_t>;

template <class Wanted>
Places places_where(const Student& student, const Wanted& wanted) {
  Places places;
  for (std::size_t i = 0; i < student.cards().size(); ++i)
    if (wanted(student.cards()[i])) places.push_back(i);
  return places;
}

void meet_all(Student& student, const Places& places, const srs::Scheduler& scheduler) {
  for (const std::size_t place : places)
    if (student.has_time() && !student.met_today(place)) student.meet(place, scheduler);
}

Places due(const Student& student) {
  auto places = places_where(student, [&](const auto& card) { return !card.is_new() && card.due <= student.now(); });
  const auto& cards = student.cards();
  std::stable_sort(places.begin(), places.end(), [&](auto a, auto b) { return cards[a].due < cards[b].due; });
  return places;
}

Places unseen(const Student& student, std::size_t at_most) {
  auto places = places_where(student, [](const auto& card) { return card.is_new(); });
  places.resize(std::min(places.size(), at_most));
  return places;
}

Places least_known(const Student& student, const srs::Scheduler& scheduler) {
  std::vector<std::pair<double, std::size_t>> ranked;
  for (const std::size_t i : places_where(student, [](const auto& card) { return !card.is_new(); }))
    ranked.emplace_back(scheduler.retrievability(student.cards()[i], student.now()), i);
  std::sort(ranked.begin(), ranked.end());
  Places places;
  for (const auto& [recall, place] : ranked) places.push_back(place);
  return places;
}

void study_as_due(Student& student, const srs::Scheduler& scheduler, std::size_t new_cards, bool ahead) {
  meet_all(student, due(student), scheduler);
  meet_all(student, unseen(student, new_cards), scheduler);
  if (ahead) meet_all(student, least_known(student, scheduler), scheduler);
}

Result result(const Scenario& scenario, const Student& student) {
  return {student.known(morning(scenario.days)), student.seconds_used() / 60.0};
}

constexpr std::size_t no_limit = 1'000'000;

}  // namespace

Result study_by_plan(const Scenario& scenario, std::uint64_t seed, Freedom freedom) {
  const srs::Scheduler scheduler(beliefs());
  Student student(scenario, seed);
  const double in_all = scenario.minutes * scenario.days;
  std::vector<srs::ExamDay> last;
  for (int day = 0; day < scenario.days; ++day) {
    srs::ExamOptions options;
    options.exam = morning(scenario.days);
    options.minutes_per_day = freedom == Freedom::none ? scenario.minutes : in_all / 7.0;
    if (freedom == Freedom::choose_days) options.minutes_in_all = std::max(0.0, in_all - student.seconds_used() / 60.0);
    options.last_plan = last;
    const auto plan = srs::plan_for_exam(scheduler, student.cards(), morning(day), options);
    student.begin(day, freedom == Freedom::none ? options.minutes_per_day : plan.days.front().planned);
    meet_all(student, plan.today, scheduler);
    last = plan.days;
  }
  return result(scenario, student);
}

Result keep_retention(const Scenario& scenario, std::uint64_t seed, double retention, Pace pace, bool ahead) {
  const srs::Scheduler scheduler(beliefs(retention));
  Student student(scenario, seed);
  const auto days = static_cast<std::size_t>(scenario.days);
  const std::size_t a_day = pace == Pace::greedy ? no_limit : scenario.new_cards * 4 / (days * 3) + 1;
  for (int day = 0; day < scenario.days; ++day) {
    student.begin(day, scenario.minutes);
    study_as_due(student, scheduler, a_day, ahead);
  }
  return result(scenario, student);
}

Result cram(const Scenario& scenario, std::uint64_t seed) {
  const srs::Scheduler scheduler(beliefs());
  Student student(scenario, seed);
  for (int day = scenario.days - 7; day < scenario.days; ++day) {
    student.begin(day, scenario.minutes * scenario.days / 7.0);
    study_as_due(student, scheduler, no_limit, true);
  }
  return result(scenario, student);
}

Result study_at_random(const Scenario& scenario, std::uint64_t seed) {
  const srs::Scheduler scheduler(beliefs());
  Student student(scenario, seed);
  haven::Rng rng(haven::mix(seed));
  for (int day = 0; day < scenario.days; ++day) {
    student.begin(day, scenario.minutes);
    Places places = places_where(student, [](const auto&) { return true; });
    for (std::size_t i = places.size(); i > 1; --i) std::swap(places[i - 1], places[rng.below(i)]);
    meet_all(student, places, scheduler);
  }
  return result(scenario, student);
}

}  // namespace example
