#pragma once

#include <string_view>

namespace haven::rest {

/// The files of page/, put into the library by embed.cmake.
struct PageFiles {
  std::string_view index_html;
  std::string_view app_css;
  std::string_view app_js;
};
[[nodiscard]] PageFiles page_files() noexcept;

}  // namespace haven::rest
