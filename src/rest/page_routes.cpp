#include "rest/page_routes.hpp"

#include "rest/errors.hpp"
#include "rest/page_files.hpp"
#include "rest/reply.hpp"

namespace haven::rest {
namespace {

std::string_view type_of(std::string_view name) noexcept {
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  return "text/html; charset=utf-8";
}

Response serve(std::string_view name) {
  for (const PageFile& file : page_files())
    if (file.name == name) return cacheable(type_of(name), std::string(file.content));
  throw ApiError("SYS_002", std::string(error_row("SYS_002").meaning));
}

}  // namespace

Response page_index(Host&, const Call&) { return serve("index.html"); }
Response page_file(Host&, const Call& call) { return serve(call.path_values.front()); }

}  // namespace haven::rest
