#pragma once

// An item of any model as a JSON object. Private.

#include <vector>

#include "haven/irt/item.hpp"

#include "codec/object_reader.hpp"

namespace haven::codec {

/// Reads `model` and exactly the parameters that the model has. The parameters' ranges are left to irt::validate().
[[nodiscard]] irt::Item read_item(ObjectReader& reader);

/// A list of numbers; `name` must be there.
[[nodiscard]] std::vector<double> read_numbers(ObjectReader& reader, const char* name);

}  // namespace haven::codec
