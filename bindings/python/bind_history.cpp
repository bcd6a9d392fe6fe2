#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "haven/codec/scheduler_json.hpp"
#include "haven/srs/history.hpp"

#include "arrays.hpp"
#include "bind_srs.hpp"
#include "exam_values.hpp"
#include "owned_workload.hpp"
#include "review_values.hpp"
#include "srs_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;
using srs::History, srs::Review;

/// A uuid.UUID or its text.
Uuid to_uuid(py::handle id, const std::string& argument) {
  const auto uuid = parse_uuid(py::str(id).cast<std::string>());
  if (!uuid) refuse(argument, "must be a UUID, got " + py::repr(id).cast<std::string>());
  return *uuid;
}

py::object from_uuid(const Uuid& uuid) { return py::module_::import("uuid").attr("UUID")(to_string(uuid)); }

Review make_review(const py::object& id, const py::object& rating, const py::object& at,
                   std::optional<std::int64_t> day, int balanced, const py::object& duration) {
  Review review;
  review.id = to_uuid(id, "id");
  review.at = to_timestamp(at, "at");
  review.rating = to_rating(rating, "review");
  if (day) review.day = to_day(*day);
  review.balanced = static_cast<int>(to_day(balanced));
  review.duration = to_length(duration, "duration");
  return review;
}

void bind_review(py::module_& module) {
  py::class_<Review> review(module, "Review", py::is_final(), R"(
One answer, as it is kept for ever. Immutable. Together with a scheduler the answers of a card give its schedule.
)");
  review.def(py::init(&make_review), "id"_a, "rating"_a, "at"_a, py::kw_only(), "day"_a = py::none(), "balanced"_a = 0,
             "duration"_a = 0, R"(
id: uuid.UUID or its text, given by the client, so that the same answer sent twice is one.
rating, at: as for Scheduler.review().
day: local day at the answer, with calendar days.
balanced: days that balancing moved the due day, kept because the load of then is gone.
duration: seconds spent on the card or a timedelta; 0 if unknown.
)");
  review.def_property_readonly(
      "id", [](const Review& self) { return from_uuid(self.id); }, "A uuid.UUID.");
  review.def_property_readonly(
      "rating", [](const Review& self) { return rating_object(self.rating); }, "A Rating.");
  review.def_property_readonly(
      "at", [](const Review& self) { return seconds_of(self.at); }, "Seconds since 1970.");
  review.def_readonly("day", &Review::day, "Local day at the answer, or None.");
  review.def_readonly("balanced", &Review::balanced, "Days that balancing moved the due day.");
  review.def_property_readonly(
      "duration", [](const Review& self) { return seconds_of(self.duration); }, "Seconds; 0 if unknown.");
  review.def(
      "to_dict", [](const Review& self) { return from_json_text(codec::to_json(self)); },
      "The review as the REST API's JSON has it; times in microseconds.");
  review.def_static(
      "from_dict", [](const py::dict& fields) { return codec::review_from_json(to_json_text(fields)); }, "fields"_a,
      "The review of to_dict(). Raises InvalidArgument.");
  review.def(
      "__eq__", [](const Review& self, const Review& other) { return self == other; }, py::is_operator());
  review.def("__repr__", [](const py::object& self) {
    return describe(self, {"id", "rating", "at", "day", "balanced", "duration"});
  });
  review.def(py::pickle([](const Review& self) { return codec::to_json(self); },
                        [](const std::string& text) { return codec::review_from_json(text); }));
}

History make_history(std::vector<Review> reviews, const py::iterable& undone) {
  History history;
  history.reviews = std::move(reviews);
  for (const auto& id : undone) history.undone.push_back(to_uuid(id, "undone"));
  return merge(history, {});  // in order, each once
}

py::tuple undone_of(const History& history) {
  py::list ids;
  for (const Uuid& id : history.undone) ids.append(from_uuid(id));
  return py::tuple(ids);
}

void bind_history_class(py::module_& module) {
  py::class_<History> history(module, "History", py::is_final(), R"(
The log of one card as one device knows it: answers, and the ids of answers taken back. Immutable.
)");
  history.def(py::init(&make_history), "reviews"_a = std::vector<Review>(), "undone"_a = py::tuple(), R"(
reviews: of Review, in any order, those taken back included.
undone: ids of answers taken back, uuid.UUID or text.

Raises Conflict, reason "review_differs", when one id stands for two different answers.
)");
  history.def_property_readonly(
      "reviews", [](const History& self) { return py::tuple(py::cast(self.reviews)); }, "By time, then id.");
  history.def_property_readonly("undone", &undone_of, "Ids, ascending.");
  history.def(
      "__eq__", [](const History& self, const History& other) { return self == other; }, py::is_operator());
  history.def("__repr__", [](const History& self) {
    return "<haven.srs.History of " + std::to_string(self.reviews.size()) + " reviews, " +
           std::to_string(self.undone.size()) + " undone>";
  });
  history.def(py::pickle([](const History& self) { return py::make_tuple(self.reviews, undone_of(self)); },
                         [](const py::tuple& state) {
                           return make_history(state[0].cast<std::vector<Review>>(), state[1].cast<py::tuple>());
                         }));
}

Review to_review(py::handle item, const std::string& place) {
  if (py::isinstance<Review>(item)) return item.cast<Review>();
  if (!py::isinstance<py::tuple>(item) && !py::isinstance<py::list>(item))
    refuse(place, "must be a Review or a pair (rating, at), got " + py::repr(item).cast<std::string>());
  const auto pair = py::reinterpret_borrow<py::sequence>(item);
  if (pair.size() != 2) refuse(place, "must be a pair (rating, at), got " + std::to_string(pair.size()) + " values");
  Review review;
  review.rating = to_rating(pair[0], place);
  review.at = to_timestamp(pair[1], place);
  return review;
}

}  // namespace

std::vector<Review> to_reviews(const py::iterable& reviews) {
  std::vector<Review> list;
  for (const auto& item : reviews) list.push_back(to_review(item, "review " + std::to_string(list.size())));
  return list;
}

void bind_history(py::module_& module) {
  bind_review(module);
  bind_history_class(module);
  module.def("merge", &srs::merge, "a"_a, "b"_a, R"(
Everything that either History knows, once: independent of the order of the arguments, and the same again when merged
again. Raises Conflict, reason "review_differs", when one id stands for two different answers.
)");
  module.def("effective", &srs::effective, "history"_a, "The answers that count: those not taken back, in order.");
}

}  // namespace haven::python
