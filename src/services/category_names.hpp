#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "haven/model/question.hpp"

namespace haven {

/// The category that `name` means: `exam/code`, or a code alone. Exams share codes; a code alone that is in several of
/// them means the NCLEX-RN's.
[[nodiscard]] std::optional<Id<Category>> find_category(std::span<const Category> categories, std::string_view name);

}  // namespace haven
