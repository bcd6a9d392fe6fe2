#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "haven/codec/scheduler_json.hpp"
#include "haven/srs/history.hpp"
#include "haven/srs/scheduler.hpp"

#include "arrays.hpp"
#include "bind_srs.hpp"
#include "owned_workload.hpp"
#include "review_values.hpp"
#include "srs_outcome.hpp"
#include "srs_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;
using srs::Card, srs::Occasion, srs::Scheduler;

using Text = std::optional<std::string>;
using Retention = std::optional<double>;
using Load = const OwnedWorkload*;

Scheduler make_scheduler(const std::string& model, const py::object& parameters, double desired_retention,
                         const py::object& learning_steps, const py::object& relearning_steps, int maximum_interval,
                         bool fuzz, const Text& day_rule, const Text& zone, const py::object& rollover_hour,
                         const std::string& rules, bool ordered_answers, std::optional<double> initial_ease) {
  srs::SchedulerOptions options;
  options.parameters = to_parameters({model, parameters, rules, initial_ease});
  options.desired_retention = desired_retention;
  options.learning_steps = to_lengths(learning_steps, "learning_steps");
  options.relearning_steps = to_lengths(relearning_steps, "relearning_steps");
  options.maximum_interval = maximum_interval;
  options.fuzz = fuzz;
  options.ordered_answers = ordered_answers;
  options.day_rule = to_day_rule(day_rule, zone, rollover_hour);
  return Scheduler(std::move(options));
}

/// What may differ from answer to answer. It looks at `load`, which must outlive it.
class Occasions {
 public:
  Occasions(Retention desired_retention, Load load, std::optional<std::int64_t> day, std::optional<int> balanced) {
    if (load != nullptr) workload_ = load->view();
    occasion_.desired_retention = desired_retention;
    occasion_.workload = load != nullptr ? &workload_ : nullptr;
    if (day) occasion_.day = to_day(*day);
    if (balanced) occasion_.balanced = static_cast<int>(to_day(*balanced));
  }
  Occasions(const Occasions&) = delete;
  Occasions& operator=(const Occasions&) = delete;

  [[nodiscard]] const Occasion& get() const noexcept { return occasion_; }

 private:
  srs::Workload workload_;
  Occasion occasion_;
};

Card review(const Scheduler& scheduler, const Card& card, const py::object& rating, const py::object& at,
            Retention desired_retention, Load workload, std::optional<std::int64_t> day, std::optional<int> balanced) {
  const Occasions occasion(desired_retention, workload, day, balanced);
  return scheduler.review(card, to_rating(rating, "review"), to_timestamp(at, "at"), occasion.get());
}

BoundOutcome outcome(const Scheduler& scheduler, const Card& card, const py::object& rating, const py::object& at,
                     Retention desired_retention, Load workload, std::optional<std::int64_t> day,
                     std::optional<int> balanced) {
  const Occasions occasion(desired_retention, workload, day, balanced);
  return BoundOutcome(scheduler.outcome(card, to_rating(rating, "outcome"), to_timestamp(at, "at"), occasion.get()));
}

py::dict preview(const Scheduler& scheduler, const Card& card, const py::object& at, Retention desired_retention,
                 Load workload, std::optional<std::int64_t> day, std::optional<int> balanced) {
  const Occasions occasion(desired_retention, workload, day, balanced);
  const auto outcomes = scheduler.preview(card, to_timestamp(at, "at"), occasion.get());
  py::dict by_rating;
  for (int rating = 1; rating <= srs::rating_count; ++rating)
    by_rating[rating_object(static_cast<srs::Rating>(rating))] =
        BoundOutcome(outcomes.at(static_cast<std::size_t>(rating - 1)));
  return by_rating;
}

Card replay(const Scheduler& scheduler, const py::object& card, const py::iterable& reviews,
            Retention desired_retention) {
  const Card fresh = py::isinstance<Card>(card) ? card.cast<Card>() : srs::new_card(0, to_timestamp(card, "created"));
  Occasion occasion;
  occasion.desired_retention = desired_retention;
  return srs::replay(scheduler, fresh, to_reviews(reviews), occasion);
}

void def_answers(py::class_<Scheduler>& scheduler) {
  scheduler.def("review", &review, "card"_a, "rating"_a, "at"_a, py::kw_only(), "desired_retention"_a = py::none(),
                "workload"_a = py::none(), "day"_a = py::none(), "balanced"_a = py::none(), R"(
The card after an answer, a new one.

rating: 1 again, 2 hard, 3 good, 4 easy; a Rating, or its name.
at: seconds since 1970-01-01 UTC or an aware datetime.
desired_retention: of this card, instead of the scheduler's.
workload: a Workload; balances the load of the days ahead, where intervals are fuzzed.
day: local day of the answer as it was noted; None: by the day rule.
balanced: instead of balancing, move the due day by these days, as a Review has noted.

Raises InvalidArgument, for an answer before the card's last review with reason "clock_backwards", for a card whose
memory is that of another model or other weights with reason "other_model": replay() its reviews instead.
)");
  scheduler.def("outcome", &outcome, "card"_a, "rating"_a, "at"_a, py::kw_only(), "desired_retention"_a = py::none(),
                "workload"_a = py::none(), "day"_a = py::none(), "balanced"_a = py::none(),
                "The same as an Outcome: the card with the reasons.");
  scheduler.def("preview", &preview, "card"_a, "at"_a, py::kw_only(), "desired_retention"_a = py::none(),
                "workload"_a = py::none(), "day"_a = py::none(), "balanced"_a = py::none(), R"(
What each of the four answers would come to: a dict of an Outcome by Rating (or 1 to 4). The answer then given comes to
just that.
)");
  scheduler.def(
      "retrievability",
      [](const Scheduler& self, const Card& card, const py::object& at) {
        return self.retrievability(card, to_timestamp(at, "at"));
      },
      "card"_a, "at"_a, "The probability of recall at a moment; 0 of a new card.");
  scheduler.def("replay", &replay, "card"_a, "reviews"_a, py::kw_only(), "desired_retention"_a = py::none(), R"(
The schedule that the reviews come to, in their order.

card: a Card as it was made, or the moment at which it was made (with the key 0).
reviews: of Review, or pairs (rating, at). Days moved by balancing are moved again.

Raises InvalidArgument as review() does, naming the review for what is none.
)");
}

void def_options(py::class_<Scheduler>& scheduler) {
  const auto def = [&scheduler](const char* name, auto read, const char* doc) {
    scheduler.def_property_readonly(name, read, doc);
  };
  def(
      "model", [](const Scheduler& self) { return std::string(to_string(self.model().algorithm())); },
      R"("fsrs-6", "fsrs-7" or "sm-2".)");
  def(
      "memory_model", [](const Scheduler& self) { return self.model(); }, "The MemoryModel, with rules and weights.");
  def(
      "parameters", [](const Scheduler& self) { return weights_tuple(self.options().parameters); },
      "Its weights; none of SM-2.");
  def(
      "desired_retention", [](const Scheduler& self) { return self.options().desired_retention; },
      "Probability of recall when a card comes due.");
  const auto steps = [](const std::vector<Duration>& lengths) {
    py::list seconds;
    for (const Duration length : lengths) seconds.append(seconds_of(length));
    return py::tuple(seconds);
  };
  def(
      "learning_steps", [steps](const Scheduler& self) { return steps(self.options().learning_steps); }, "Seconds.");
  def(
      "relearning_steps", [steps](const Scheduler& self) { return steps(self.options().relearning_steps); },
      "Seconds.");
  def(
      "maximum_interval", [](const Scheduler& self) { return self.options().maximum_interval; }, "Days.");
  def(
      "fuzz", [](const Scheduler& self) { return self.options().fuzz; }, "Whether intervals are spread.");
  def(
      "ordered_answers", [](const Scheduler& self) { return self.options().ordered_answers; },
      "Whether Hard < Good < Easy is kept in review.");
  def(
      "day_rule", [](const Scheduler& self) { return name_of(self.days().rule()); },
      R"("24h", "calendar" or "fractional".)");
  def(
      "days", [](const Scheduler& self) { return self.days(); }, "The DayCounter.");
}

}  // namespace

void bind_scheduler(py::module_& module) {
  py::class_<Scheduler> scheduler(module, "Scheduler", py::is_final(), R"(
Schedules cards by one memory model. Immutable; safe to share between threads.

With "24h" and "fractional" days a card falls due a whole number of 24 hours after its answer; with "calendar" days when
the local day begins. Intervals below half a day are kept to the second with fractional days, otherwise an interval is
at least one day.
)");
  scheduler.def(py::init(&make_scheduler), "model"_a = "fsrs-6", "parameters"_a = py::none(),
                "desired_retention"_a = 0.9, "learning_steps"_a = py::make_tuple(60, 600),
                "relearning_steps"_a = py::make_tuple(600), "maximum_interval"_a = 36'500, "fuzz"_a = true,
                "day_rule"_a = py::none(), py::kw_only(), "zone"_a = py::none(), "rollover_hour"_a = 4,
                "rules"_a = "current", "ordered_answers"_a = false, "initial_ease"_a = py::none(), R"(
model, parameters, rules, initial_ease: as for MemoryModel.
desired_retention: probability of recall when a card comes due, in (0, 1).
learning_steps, relearning_steps: seconds or timedeltas, at most 100, each more than 0; may be empty.
maximum_interval: days, 1 to 36,500.
fuzz: spread intervals of 2.5 days and more, by the card's key.
day_rule: "24h", "calendar" or "fractional". None: "fractional" for FSRS-7, else "24h".
zone: of the calendar, an IANA name; None: "UTC".
rollover_hour: of the calendar, when after local midnight a day begins, 0 to less than 24.
ordered_answers: keep Hard < Good < Easy in review, by a day at least, as fsrs-rs and ts-fsrs do; py-fsrs does not.

Raises InvalidArgument, naming what is out of range.
)");
  def_answers(scheduler);
  def_options(scheduler);
  scheduler.def(
      "to_dict", [](const Scheduler& self) { return from_json_text(codec::to_json(self.options())); },
      "The options as the REST API's JSON has them; lengths of time in microseconds.");
  scheduler.def_static(
      "from_dict",
      [](const py::dict& fields) { return Scheduler(codec::scheduler_options_from_json(to_json_text(fields))); },
      "fields"_a, "The scheduler of to_dict(); fields left out keep their defaults. Raises InvalidArgument.");
  scheduler.def(
      "__eq__",
      [](const Scheduler& self, const Scheduler& other) {
        return codec::canonical_json(self.options()) == codec::canonical_json(other.options());
      },
      py::is_operator());
  scheduler.def("__repr__", [](const Scheduler& self) {
    return "<haven.srs.Scheduler " + std::string(to_string(self.model().algorithm())) + ", " +
           name_of(self.days().rule()) + ">";
  });
  scheduler.def(
      py::pickle([](const Scheduler& self) { return codec::to_json(self.options()); },
                 [](const std::string& text) { return Scheduler(codec::scheduler_options_from_json(text)); }));
}

}  // namespace haven::python
