#pragma once

#include <span>
#include <string_view>

namespace haven::rest {

/// A file of page/, put into the library by embed.cmake.
struct PageFile {
  std::string_view name;  ///< "app.js"
  std::string_view content;
};
[[nodiscard]] std::span<const PageFile> page_files() noexcept;

}  // namespace haven::rest
