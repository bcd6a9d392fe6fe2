#include "bank_arguments.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "arrays.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;

/// The columns of a bank, in their order.
constexpr std::array<std::string_view, 4> column_names = {"discrimination", "difficulty", "pseudo_guessing",
                                                          "upper_asymptote"};

/// One item as a dict of Python, read by its model.
class ItemReader {
 public:
  ItemReader(const py::dict& item, std::string place) : item_(item), place_(std::move(place)) {}

  [[nodiscard]] bool has(const char* key) const { return item_.contains(key); }
  [[nodiscard]] double number(const char* key) const {
    const py::object value = at(key);
    const bool is_number = py::isinstance<py::float_>(value) || PyIndex_Check(value.ptr()) != 0 ||
                           PyObject_HasAttrString(value.ptr(), "__float__") != 0;
    if (!is_number || py::isinstance<py::bool_>(value))
      refuse(place_, std::string(key) + " must be a number, got " + py::repr(value).cast<std::string>());
    return py::float_(value);
  }
  [[nodiscard]] std::vector<double> list(const char* key) const {
    const RealArray values = to_reals(at(key), place_ + ": " + key);
    if (values.ndim() != 1)
      refuse(place_, std::string(key) + " must be a sequence of numbers, got " + py::repr(at(key)).cast<std::string>());
    return {values.data(), values.data() + values.size()};
  }

 private:
  [[nodiscard]] py::object at(const char* key) const {
    if (!item_.contains(key)) refuse(place_, std::string(key) + " is missing");
    return item_[key];
  }

  const py::dict& item_;
  std::string place_;
};

irt::Item to_1pl(const ItemReader& item) {
  return irt::LogisticItem{item.has("discrimination") ? item.number("discrimination") : 1.0, item.number("difficulty")};
}
irt::Item to_2pl(const ItemReader& item) {
  return irt::LogisticItem{item.number("discrimination"), item.number("difficulty")};
}
irt::Item to_3pl(const ItemReader& item) {
  return irt::LogisticItem{item.number("discrimination"), item.number("difficulty"), item.number("pseudo_guessing")};
}
irt::Item to_4pl(const ItemReader& item) {
  return irt::LogisticItem{item.number("discrimination"), item.number("difficulty"), item.number("pseudo_guessing"),
                           item.number("upper_asymptote")};
}
irt::Item to_grm(const ItemReader& item) {
  return irt::GradedItem{item.number("discrimination"), item.list("thresholds")};
}
irt::Item to_mgrm(const ItemReader& item) {
  return irt::modified_graded_item(item.number("discrimination"), item.number("difficulty"),
                                   item.list("category_offsets"));
}
irt::Item to_gpcm(const ItemReader& item) {
  return irt::PartialCreditItem{item.number("discrimination"), item.list("step_difficulties")};
}
irt::Item to_pcm(const ItemReader& item) { return irt::PartialCreditItem{1.0, item.list("step_difficulties")}; }
irt::Item to_rsm(const ItemReader& item) {
  return irt::rating_scale_item(item.number("difficulty"), item.list("step_offsets"));
}
irt::Item to_nrm(const ItemReader& item) { return irt::NominalItem{item.list("slopes"), item.list("intercepts")}; }

/// A model, the keys that its items may have, and how they become one.
struct Model {
  std::string_view name;
  std::array<std::string_view, 4> keys;
  irt::Item (*read)(const ItemReader& item);
};

constexpr std::array<Model, 10> models = {{{"1pl", {"discrimination", "difficulty"}, &to_1pl},
                                           {"2pl", {"discrimination", "difficulty"}, &to_2pl},
                                           {"3pl", {"discrimination", "difficulty", "pseudo_guessing"}, &to_3pl},
                                           {"4pl", column_names, &to_4pl},
                                           {"grm", {"discrimination", "thresholds"}, &to_grm},
                                           {"mgrm", {"discrimination", "difficulty", "category_offsets"}, &to_mgrm},
                                           {"gpcm", {"discrimination", "step_difficulties"}, &to_gpcm},
                                           {"pcm", {"step_difficulties"}, &to_pcm},
                                           {"rsm", {"difficulty", "step_offsets"}, &to_rsm},
                                           {"nrm", {"slopes", "intercepts"}, &to_nrm}}};

std::vector<std::string> to_ids(py::handle ids, std::size_t items) {
  std::vector<std::string> names;
  if (ids.is_none()) {
    for (std::size_t i = 0; i < items; ++i) names.push_back(std::to_string(i));
    return names;
  }
  if (py::isinstance<py::str>(ids)) refuse("ids", "must be a sequence of strings, got one string");
  for (const py::handle id : py::reinterpret_borrow<py::object>(ids)) {
    if (!py::isinstance<py::str>(id))
      refuse("ids", "must be strings, got " + py::repr(id).cast<std::string>() + " at position " +
                        std::to_string(names.size()));
    names.push_back(id.cast<std::string>());
  }
  if (names.size() != items)
    refuse("ids", "must have one entry for each of the " + std::to_string(items) + " items, got " +
                      std::to_string(names.size()));
  return names;
}

/// The value of a column for each item: its own, or the one for all.
double value_at(const RealArray& column, std::size_t item) { return column.data()[column.ndim() == 0 ? 0 : item]; }

/// The common length of the columns that are arrays; 1 when all are numbers.
std::size_t common_length(std::span<const RealArray> columns) {
  std::optional<std::size_t> length;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].ndim() == 0) continue;
    const auto size = static_cast<std::size_t>(columns[i].size());
    if (length && size != *length)
      refuse(std::string(column_names[i]), "must have as many entries as the columns before it, " +
                                               std::to_string(*length) + ", got " + std::to_string(size));
    length = size;
  }
  return length.value_or(1);
}

RealArray column_or(py::handle value, double otherwise, const char* name) {
  return value.is_none() ? to_reals(py::float_(otherwise), name) : to_reals(value, name);
}

std::string model_names() {
  std::string names;
  for (const Model& model : models) names += (names.empty() ? "" : ", ") + std::string(model.name);
  return names;
}

const Model& model_of(const py::dict& item, const std::string& place) {
  if (!item.contains("model")) refuse(place, "model is missing");
  const py::object found = item["model"];
  for (const Model& model : models)
    if (py::isinstance<py::str>(found) && found.cast<std::string>() == model.name) return model;
  refuse(place, "model must be one of " + model_names() + ", got " + py::repr(found).cast<std::string>());
}

void check_keys(const py::dict& item, const Model& model, const std::string& place) {
  for (const auto& entry : item) {
    const auto name = py::str(entry.first).cast<std::string>();
    const bool known = !name.empty() && std::find(model.keys.begin(), model.keys.end(), name) != model.keys.end();
    if (!known && name != "model" && name != "id")
      refuse(place, "model " + std::string(model.name) + " has no " + name);
  }
}

irt::Item to_item(const py::dict& item, const std::string& place) {
  const Model& model = model_of(item, place);
  check_keys(item, model, place);
  return model.read(ItemReader(item, place));
}

/// A polytomous item as bank_from_state() reads it; None for others.
struct ToState {
  py::object operator()(const irt::LogisticItem&) const { return py::none(); }
  py::object operator()(const irt::GradedItem& item) const {
    return py::dict("model"_a = "grm", "discrimination"_a = item.discrimination, "thresholds"_a = item.thresholds);
  }
  py::object operator()(const irt::PartialCreditItem& item) const {
    return py::dict("model"_a = "gpcm", "discrimination"_a = item.discrimination,
                    "step_difficulties"_a = item.step_difficulties);
  }
  py::object operator()(const irt::NominalItem& item) const {
    return py::dict("model"_a = "nrm", "slopes"_a = item.slopes, "intercepts"_a = item.intercepts);
  }
};

std::string id_of(const py::dict& item, const std::string& otherwise) {
  if (!item.contains("id")) return otherwise;
  const py::object id = item["id"];
  if (!py::isinstance<py::str>(id))
    refuse("item " + otherwise, "id must be a string, got " + py::repr(id).cast<std::string>());
  return id.cast<std::string>();
}

std::vector<irt::BankEntry> entries_of(const Columns& columns, py::handle ids) {
  const std::array<RealArray, 4> values = {to_reals(columns.discrimination, "discrimination"),
                                           to_reals(columns.difficulty, "difficulty"),
                                           column_or(columns.pseudo_guessing, 0.0, "pseudo_guessing"),
                                           column_or(columns.upper_asymptote, 1.0, "upper_asymptote")};
  const std::vector<std::string> names = to_ids(ids, common_length(values));
  std::vector<irt::BankEntry> entries;
  for (std::size_t i = 0; i < names.size(); ++i)
    entries.push_back({names[i], irt::LogisticItem{value_at(values[0], i), value_at(values[1], i),
                                                   value_at(values[2], i), value_at(values[3], i)}});
  return entries;
}

}  // namespace

irt::ItemBank bank_from_columns(const Columns& columns, py::handle ids, const irt::ItemLimits& limits) {
  return irt::ItemBank(entries_of(columns, ids), limits);
}

py::dict polytomous_state(const irt::ItemBank& bank) {
  py::dict state;
  for (const irt::ItemIndex item : bank.polytomous()) state[py::int_(item)] = std::visit(ToState{}, bank.item(item));
  return state;
}

irt::ItemBank bank_from_state(const Columns& columns, py::handle ids, const py::dict& polytomous) {
  // The bank was within its limits when it was made; they are not part of it.
  constexpr double any = std::numeric_limits<double>::max();
  std::vector<irt::BankEntry> entries = entries_of(columns, ids);
  for (const auto& [position, item] : polytomous)
    entries.at(position.cast<std::size_t>()).item = to_item(py::reinterpret_borrow<py::dict>(item), "pickled item");
  return irt::ItemBank(std::move(entries), {any, -any, any, 1.0, any, any});
}

irt::ItemBank bank_from_items(py::handle items, py::handle ids, const irt::ItemLimits& limits) {
  const py::list list{py::reinterpret_borrow<py::object>(items)};
  const std::vector<std::string> names = to_ids(ids, list.size());
  std::vector<irt::BankEntry> entries;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const py::handle item = list[i];
    if (!py::isinstance<py::dict>(item))
      refuse("item " + names[i], "must be a dict, got " + py::repr(item).cast<std::string>());
    const auto dict = py::reinterpret_borrow<py::dict>(item);
    const std::string id = ids.is_none() ? id_of(dict, names[i]) : names[i];
    entries.push_back({id, to_item(dict, "item " + id)});
  }
  return irt::ItemBank(std::move(entries), limits);
}

}  // namespace haven::python
