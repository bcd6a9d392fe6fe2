#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rest/route.hpp"

namespace haven::rest {

/// What a method and a path lead to.
struct Match {
  const Route* route = nullptr;           ///< none: see `allowed`
  std::vector<std::string> path_values;   ///< of the segments in braces
  std::vector<std::string_view> allowed;  ///< methods that the path takes; empty: there is no such path
};

/// Finds the route of a request. HEAD goes where GET goes. Immutable; share freely between threads.
class Router {
 public:
  /// The routes given must outlive the router.
  Router(std::string_view base_path, bool with_page);

  [[nodiscard]] Match find(std::string_view method, std::string_view path) const;
  /// Every route with its full path.
  struct Entry {
    const Route* route;
    std::string path;  ///< "/api/v1/quiz/sessions/{id}"
    std::vector<std::string> segments;
  };
  [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }

 private:
  std::vector<Entry> entries_;
};

}  // namespace haven::rest
