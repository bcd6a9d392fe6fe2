#include "bank_arguments.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arrays.hpp"

namespace haven::python {
namespace {

namespace py = pybind11;

/// A dictionary key that holds a parameter of the item.
struct Key {
  std::string_view name;
  double irt::LogisticItem::*parameter;
};

constexpr std::array<Key, 4> keys = {{{"discrimination", &irt::LogisticItem::discrimination},
                                      {"difficulty", &irt::LogisticItem::difficulty},
                                      {"pseudo_guessing", &irt::LogisticItem::pseudo_guessing},
                                      {"upper_asymptote", &irt::LogisticItem::upper_asymptote}}};

/// A logistic model has the first so many of `keys`.
struct Model {
  std::string_view name;
  std::size_t parameters;
};

constexpr std::array<Model, 4> models = {{{"1pl", 2}, {"2pl", 2}, {"3pl", 3}, {"4pl", 4}}};

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
      refuse(std::string(keys[i].name), "must have as many entries as the columns before it, " +
                                            std::to_string(*length) + ", got " + std::to_string(size));
    length = size;
  }
  return length.value_or(1);
}

RealArray column_or(py::handle value, double otherwise, const char* name) {
  return value.is_none() ? to_reals(py::float_(otherwise), name) : to_reals(value, name);
}

const Model& model_of(const py::dict& item, const std::string& place) {
  if (!item.contains("model")) refuse(place, "model is missing");
  const py::object found = item["model"];
  for (const Model& model : models)
    if (py::isinstance<py::str>(found) && found.cast<std::string>() == model.name) return model;
  refuse(place, "model must be one of 1pl, 2pl, 3pl, 4pl, got " + py::repr(found).cast<std::string>());
}

double number_of(const py::dict& item, const Key& key, const std::string& place) {
  const py::object value = item[py::str(key.name)];
  const bool is_number = py::isinstance<py::float_>(value) || PyIndex_Check(value.ptr()) != 0 ||
                         PyObject_HasAttrString(value.ptr(), "__float__") != 0;
  if (!is_number || py::isinstance<py::bool_>(value))
    refuse(place, std::string(key.name) + " must be a number, got " + py::repr(value).cast<std::string>());
  return py::float_(value);
}

void check_keys(const py::dict& item, const Model& model, const std::string& place) {
  for (const auto& entry : item) {
    const auto name = py::str(entry.first).cast<std::string>();
    const auto* const end = keys.begin() + model.parameters;
    const bool known = std::any_of(keys.begin(), end, [&](const Key& key) { return key.name == name; });
    if (!known && name != "model" && name != "id")
      refuse(place, "model " + std::string(model.name) + " has no " + name);
  }
}

irt::LogisticItem to_item(const py::dict& item, const std::string& place) {
  const Model& model = model_of(item, place);
  check_keys(item, model, place);
  irt::LogisticItem result;
  for (const Key& key : std::span(keys).first(model.parameters)) {
    if (item.contains(py::str(key.name)))
      result.*key.parameter = number_of(item, key, place);
    else if (model.name != "1pl" || key.name != "discrimination")
      refuse(place, std::string(key.name) + " is missing");
  }
  return result;
}

std::string id_of(const py::dict& item, const std::string& otherwise) {
  if (!item.contains("id")) return otherwise;
  const py::object id = item["id"];
  if (!py::isinstance<py::str>(id))
    refuse("item " + otherwise, "id must be a string, got " + py::repr(id).cast<std::string>());
  return id.cast<std::string>();
}

}  // namespace

irt::ItemBank bank_from_columns(const Columns& columns, py::handle ids, const irt::ItemLimits& limits) {
  const std::array<RealArray, 4> values = {to_reals(columns.discrimination, "discrimination"),
                                           to_reals(columns.difficulty, "difficulty"),
                                           column_or(columns.pseudo_guessing, 0.0, "pseudo_guessing"),
                                           column_or(columns.upper_asymptote, 1.0, "upper_asymptote")};
  const std::vector<std::string> names = to_ids(ids, common_length(values));
  std::vector<irt::BankEntry> entries;
  for (std::size_t i = 0; i < names.size(); ++i)
    entries.push_back({names[i], irt::LogisticItem{value_at(values[0], i), value_at(values[1], i),
                                                   value_at(values[2], i), value_at(values[3], i)}});
  return irt::ItemBank(std::move(entries), limits);
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
