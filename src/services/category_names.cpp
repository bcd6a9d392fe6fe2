#include "services/category_names.hpp"

namespace haven {
namespace {

constexpr std::string_view preferred_exam = "nclex-rn";

}  // namespace

std::optional<Id<Category>> find_category(std::span<const Category> categories, std::string_view name) {
  const std::size_t slash = name.find('/');
  const std::string_view code = slash == std::string_view::npos ? name : name.substr(slash + 1);
  std::optional<Id<Category>> found;
  for (const Category& category : categories) {
    if (category.code != code) continue;
    if (slash != std::string_view::npos && category.exam != name.substr(0, slash)) continue;
    if (!found || category.exam == preferred_exam) found = category.id;
  }
  return found;
}

}  // namespace haven
