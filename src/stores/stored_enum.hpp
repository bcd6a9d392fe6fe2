#pragma once

#include <string>

#include "haven/core/error.hpp"

namespace haven {

/// An enumerator read from a column; throws Error(corrupt_data) for a word that this library does not know.
template <class Parse>
auto stored_enum(const std::string& word, Parse parse) {
  const auto value = parse(word);
  if (!value) throw Error(ErrorCode::corrupt_data, "a stored word is unknown: " + word);
  return *value;
}

}  // namespace haven
