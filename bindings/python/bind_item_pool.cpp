#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "haven/cat/item_pool.hpp"

#include "arrays.hpp"
#include "bind.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;
using cat::ItemContent;

template <class Value>
Value as(py::handle value, const std::string& argument, const char* what) {
  try {
    return value.cast<Value>();
  } catch (const py::cast_error&) {
    refuse(argument, std::string("must be ") + what);
  }
}

ItemContent content_from_dict(const py::dict& fields, const std::string& place) {
  ItemContent content;
  for (const auto& [key, value] : fields) {
    const auto name = as<std::string>(key, place, "a dict whose keys are str");
    if (name == "attributes")
      content.attributes = as<std::map<std::string, std::string>>(value, place + " attributes", "a dict of str");
    else if (name == "set")
      content.set = value.is_none() ? "" : as<std::string>(value, place + " set", "a str or None");
    else if (name == "enemies")
      content.enemies = as<std::vector<std::string>>(value, place + " enemies", "a sequence of str");
    else if (name == "pretest")
      content.pretest = as<bool>(value, place + " pretest", "a bool");
    else
      refuse(place, "has no field " + name);
  }
  return content;
}

py::sequence column(py::handle values, const std::string& argument, std::size_t items) {
  if (!py::isinstance<py::sequence>(values) && !py::isinstance<py::array>(values))
    refuse(argument, "must be a sequence");
  auto list = py::list(py::reinterpret_borrow<py::object>(values));
  if (list.size() != items) refuse(argument, "must have one entry for each of the " + std::to_string(items) + " items");
  return list;
}

void add_attributes(std::vector<ItemContent>& content, py::handle attributes) {
  if (!py::isinstance<py::dict>(attributes)) refuse("attributes", "must be a dict of sequences");
  for (const auto& [key, values] : py::reinterpret_borrow<py::dict>(attributes)) {
    const auto name = as<std::string>(key, "attributes", "a dict whose keys are str");
    const auto list = column(values, "attributes " + name, content.size());
    for (std::size_t i = 0; i < content.size(); ++i)
      if (!py::object(list[i]).is_none())
        content[i].attributes[name] = as<std::string>(py::object(list[i]), "attributes " + name, "of str or None");
  }
}

void add_sets(std::vector<ItemContent>& content, py::handle sets) {
  const auto list = column(sets, "sets", content.size());
  for (std::size_t i = 0; i < content.size(); ++i)
    if (!py::object(list[i]).is_none()) content[i].set = as<std::string>(py::object(list[i]), "sets", "of str or None");
}

void add_pretest(std::vector<ItemContent>& content, py::handle pretest) {
  const auto list = column(pretest, "pretest", content.size());
  for (std::size_t i = 0; i < content.size(); ++i)
    content[i].pretest = as<bool>(py::object(list[i]), "pretest", "of bool");
}

/// Groups of ids of which an exam gives one at most.
void add_enemies(std::vector<ItemContent>& content, const irt::ItemBank& bank, py::handle groups) {
  for (const auto& group : as<std::vector<std::vector<std::string>>>(groups, "enemies", "a sequence of groups of ids"))
    for (const auto& id : group) {
      const auto item = bank.find(id);
      if (!item) refuse("enemies", "item " + id + " is not in the bank");
      for (const auto& other : group)
        if (other != id) content[*item].enemies.push_back(other);
    }
}

cat::ItemPool make_pool(const irt::ItemBank& bank, py::handle content, py::handle attributes, py::handle sets,
                        py::handle enemies, py::handle pretest) {
  std::vector<ItemContent> all(bank.size());
  if (!content.is_none()) {
    const auto list = column(content, "content", bank.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string place = "content of item " + bank.id(static_cast<irt::ItemIndex>(i));
      const py::object fields = list[i];
      if (!py::isinstance<py::dict>(fields)) refuse(place, "must be a dict");
      all[i] = content_from_dict(fields, place);
    }
  }
  if (!attributes.is_none()) add_attributes(all, attributes);
  if (!sets.is_none()) add_sets(all, sets);
  if (!enemies.is_none()) add_enemies(all, bank, enemies);
  if (!pretest.is_none()) add_pretest(all, pretest);
  return {bank, std::move(all)};
}

py::dict content_to_dict(const ItemContent& content) {
  return py::dict("attributes"_a = content.attributes,
                  "set"_a = content.set.empty() ? py::object(py::none()) : py::object(py::str(content.set)),
                  "enemies"_a = content.enemies, "pretest"_a = content.pretest);
}

py::list content_of(const cat::ItemPool& pool) {
  py::list list;
  for (irt::ItemIndex item = 0; item < pool.size(); ++item) list.append(content_to_dict(pool.content(item)));
  return list;
}

py::dict attributes_of(const cat::ItemPool& pool) {
  py::dict attributes;
  for (const auto& name : pool.attributes())
    attributes[py::str(name)] =
        py::tuple(py::cast(std::vector<std::string>(pool.values(name).begin(), pool.values(name).end())));
  return attributes;
}

}  // namespace

void bind_item_pool(py::module_& module) {
  py::class_<cat::ItemPool> pool(module, "ItemPool", py::is_final(), R"(
The items of a bank with their content: what an exam draws from. Immutable. Where a pool is wanted, a bank will do: it is
a pool of items without content.
)");
  pool.def(py::init(&make_pool), "bank"_a, py::kw_only(), "content"_a = py::none(), "attributes"_a = py::none(),
           "sets"_a = py::none(), "enemies"_a = py::none(), "pretest"_a = py::none(), R"(
bank: an ItemBank.
content: one dict for each item, each with any of "attributes" (a dict of str), "set" (str or None), "enemies" (ids) and
    "pretest" (bool). The other arguments add to it, by columns:
attributes: a dict of sequences, one value (str or None) for each item.
sets: for each item the case study that it belongs to, or None. Its items are given together, in the order of the bank.
enemies: groups of item ids of which no exam gives more than one.
pretest: for each item whether it is on trial: given by the pretest rule only, never scored.

Raises InvalidArgument, naming the item, for an enemy that is not in the bank or of the item's own set, a set of one item
or with a pretest item in it, and anything of another length or type.
)");
  pool.def("__len__", &cat::ItemPool::size);
  pool.def("__repr__", [](const cat::ItemPool& self) {
    return "<haven.ItemPool of " + std::to_string(self.size()) + " items, " + std::to_string(self.sets().size()) +
           " sets, " + std::to_string(self.pretest().size()) + " pretest items>";
  });
  pool.def_property_readonly("bank", &cat::ItemPool::bank);
  pool.def_property_readonly("fingerprint", &cat::ItemPool::fingerprint, "A 64-bit hash of bank and content.");
  pool.def_property_readonly("attributes", &attributes_of, "For every attribute its values: dict of tuples of str.");
  pool.def_property_readonly("content", &content_of, "For every item a dict, as the constructor takes it.");
  pool.def(py::pickle([](const cat::ItemPool& self) { return py::make_tuple(self.bank(), content_of(self)); },
                      [](const py::tuple& state) {
                        const py::none none;
                        return make_pool(state[0].cast<irt::ItemBank>(), py::object(state[1]), none, none, none, none);
                      }));
  py::implicitly_convertible<irt::ItemBank, cat::ItemPool>();
}

}  // namespace haven::python
