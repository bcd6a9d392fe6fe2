#include "item_key_dict.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "arrays.hpp"
#include "item_key_fields.hpp"

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace scoring;

std::string text_of(py::handle value) { return py::repr(value).cast<std::string>(); }

// Booleans are refused: a mask of options would pass for the options 0 and 1.
void read(py::handle value, int& result, const std::string& where) {
  const auto boolean = py::module_::import("numpy").attr("bool_");
  if (PyIndex_Check(value.ptr()) == 0 || PyBool_Check(value.ptr()) || py::isinstance(value, boolean))
    refuse(where, "must be an integer, got " + text_of(value));
  const auto integer = py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
  if (!integer) {
    PyErr_Clear();
    refuse(where, "must be an integer, got " + text_of(value));
  }
  int overflow = 0;
  const long long number = PyLong_AsLongLongAndOverflow(integer.ptr(), &overflow);
  if (overflow != 0 || !std::in_range<int>(number)) refuse(where, "is out of range, got " + text_of(value));
  result = static_cast<int>(number);
}

template <class Record>
void read(py::handle value, Record& record, const std::string& where);

/// The items of a list, a tuple, a set or an array.
py::list items_of(py::handle value, const std::string& where) {
  if (PyUnicode_Check(value.ptr()) || PyBytes_Check(value.ptr()) || PyDict_Check(value.ptr()) ||
      !py::isinstance<py::iterable>(value))
    refuse(where, "must be a list, got " + text_of(value));
  return py::list(py::reinterpret_borrow<py::object>(value));
}

template <class Value>
void read(py::handle value, std::vector<Value>& result, const std::string& where) {
  const py::list items = items_of(value, where);
  result.resize(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) read(items[i], result[i], where + "[" + std::to_string(i) + "]");
}

/// Takes the fields of `record` out of `entries`, all of them, and refuses what is left.
template <class Record>
void read_fields(const py::dict& entries, Record& record, const std::string& where) {
  const py::dict left = entries.attr("copy")();
  for_each_field(record, [&](const auto& field) {
    if (!left.contains(field.name)) refuse(where, std::string(field.name) + " is missing");
    read(left.attr("pop")(field.name), record.*field.member, where + ": " + field.name);
  });
  for (const auto& entry : left) refuse(where, "has no field " + text_of(entry.first));
}

template <class Record>
void read(py::handle value, Record& record, const std::string& where) {
  if (!py::isinstance<py::dict>(value)) refuse(where, "must be a dict, got " + text_of(value));
  read_fields(py::reinterpret_borrow<py::dict>(value), record, where);
}

py::object write(int value) { return py::int_(value); }

template <class Record>
py::dict write(const Record& record);

template <class Value>
py::list write(const std::vector<Value>& values) {
  py::list list;
  for (const Value& value : values) list.append(write(value));
  return list;
}

template <class Record>
py::dict write(const Record& record) {
  py::dict entries;
  for_each_field(record, [&](const auto& field) { entries[field.name] = write(record.*field.member); });
  return entries;
}

/// An empty key of the type.
template <std::size_t index = 0>
ItemKey empty_key(ItemType type) {
  if constexpr (index + 1 < std::variant_size_v<ItemKey>)
    if (static_cast<std::size_t>(type) != index) return empty_key<index + 1>(type);
  return ItemKey(std::in_place_index<index>);
}

ItemType to_item_type(py::handle value) {
  const std::optional<ItemType> type =
      py::isinstance<py::str>(value) ? parse_item_type(value.cast<std::string>()) : std::nullopt;
  if (!type) refuse("item key: type", "must be the name of an item type, got " + text_of(value));
  return *type;
}

std::vector<int> to_options(py::handle value, const std::string& where) {
  std::vector<int> options;
  if (value.is_none()) return options;
  if (PyIndex_Check(value.ptr()) != 0 && !py::isinstance<py::iterable>(value)) {
    read(value, options.emplace_back(), where);
    return options;
  }
  read(value, options, where);
  return options;
}

}  // namespace

ItemKey item_key_from_dict(const py::dict& entries) {
  const py::dict left = entries.attr("copy")();
  if (!left.contains("type")) refuse("item key", "type is missing");
  ItemKey key = empty_key(to_item_type(left.attr("pop")("type")));
  std::visit([&](auto& of) { read_fields(left, of, std::string(to_string(of.type))); }, key);
  return key;
}

py::dict item_key_to_dict(const ItemKey& key) {
  py::dict entries;
  entries["type"] = std::string(to_string(type_of(key)));
  const py::dict of_type = std::visit([](const auto& of) { return write(of); }, key);
  entries.attr("update")(of_type);
  return entries;
}

Selection to_selection(const ItemKey& key, py::handle response) {
  if (response.is_none()) return {};
  if (parts(key).front().kind == PartKind::item) return {to_options(response, "response")};
  if (PySequence_Check(response.ptr()) == 0) refuse("response", "must be a list of parts, got " + text_of(response));
  Selection selection;
  for (const py::handle part : items_of(response, "response"))
    selection.push_back(to_options(part, "response: part " + std::to_string(selection.size())));
  return selection;
}

std::vector<int> to_integers(py::handle value, const std::string& where) {
  std::vector<int> integers;
  read(value, integers, where);
  return integers;
}

}  // namespace haven::python
