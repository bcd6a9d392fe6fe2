#pragma once

#include <tuple>

#include "haven/scoring/item_key.hpp"

/// The fields of each type of item key under their own names, so that one reader and one writer serve all of them.
namespace haven::python {

template <class Owner, class Value>
struct Field {
  const char* name;
  Value Owner::*member;
};

[[nodiscard]] constexpr auto fields(const scoring::OneOf&) {
  return std::tuple(Field{"options", &scoring::OneOf::options}, Field{"correct", &scoring::OneOf::correct});
}
[[nodiscard]] constexpr auto fields(const scoring::SomeOf&) {
  return std::tuple(Field{"options", &scoring::SomeOf::options}, Field{"correct", &scoring::SomeOf::correct});
}
[[nodiscard]] constexpr auto fields(const scoring::MultipleChoice&) {
  return std::tuple(Field{"options", &scoring::MultipleChoice::options},
                    Field{"correct", &scoring::MultipleChoice::correct});
}
[[nodiscard]] constexpr auto fields(const scoring::SelectN&) {
  return std::tuple(Field{"options", &scoring::SelectN::options}, Field{"select", &scoring::SelectN::select},
                    Field{"correct", &scoring::SelectN::correct});
}
[[nodiscard]] constexpr auto fields(const scoring::SelectAll&) {
  return std::tuple(Field{"options", &scoring::SelectAll::options}, Field{"correct", &scoring::SelectAll::correct});
}
[[nodiscard]] constexpr auto fields(const scoring::MatrixMultipleChoice&) {
  return std::tuple(Field{"columns", &scoring::MatrixMultipleChoice::columns},
                    Field{"correct", &scoring::MatrixMultipleChoice::correct});
}
[[nodiscard]] constexpr auto fields(const scoring::MatrixMultipleResponse&) {
  return std::tuple(Field{"rows", &scoring::MatrixMultipleResponse::rows},
                    Field{"correct", &scoring::MatrixMultipleResponse::correct});
}
[[nodiscard]] constexpr auto fields(const scoring::GroupedMultipleResponse&) {
  return std::tuple(Field{"groups", &scoring::GroupedMultipleResponse::groups});
}
[[nodiscard]] constexpr auto fields(const scoring::DropDownCloze&) {
  return std::tuple(Field{"gaps", &scoring::DropDownCloze::gaps});
}
[[nodiscard]] constexpr auto fields(const scoring::DragAndDropCloze&) {
  return std::tuple(Field{"words", &scoring::DragAndDropCloze::words}, Field{"gaps", &scoring::DragAndDropCloze::gaps});
}
[[nodiscard]] constexpr auto fields(const scoring::DropDownTable&) {
  return std::tuple(Field{"gaps", &scoring::DropDownTable::gaps});
}
[[nodiscard]] constexpr auto fields(const scoring::DropDownRationale&) {
  return std::tuple(Field{"claim", &scoring::DropDownRationale::claim},
                    Field{"reasons", &scoring::DropDownRationale::reasons});
}
[[nodiscard]] constexpr auto fields(const scoring::DragAndDropRationale&) {
  return std::tuple(Field{"claim", &scoring::DragAndDropRationale::claim},
                    Field{"reasons", &scoring::DragAndDropRationale::reasons});
}
[[nodiscard]] constexpr auto fields(const scoring::HighlightText&) {
  return std::tuple(Field{"phrases", &scoring::HighlightText::phrases},
                    Field{"correct", &scoring::HighlightText::correct});
}
[[nodiscard]] constexpr auto fields(const scoring::HighlightTable&) {
  return std::tuple(Field{"phrases", &scoring::HighlightTable::phrases},
                    Field{"correct", &scoring::HighlightTable::correct});
}
[[nodiscard]] constexpr auto fields(const scoring::BowTie&) {
  return std::tuple(Field{"condition", &scoring::BowTie::condition}, Field{"actions", &scoring::BowTie::actions},
                    Field{"parameters", &scoring::BowTie::parameters});
}

/// Calls `action` with each field of `record`.
template <class Record, class Action>
void for_each_field(const Record& record, Action action) {
  std::apply([&](const auto&... field) { (action(field), ...); }, fields(record));
}

}  // namespace haven::python
