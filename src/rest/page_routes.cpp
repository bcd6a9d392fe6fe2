#include "rest/page_routes.hpp"

#include "rest/page_files.hpp"

namespace haven::rest {
namespace {

Response file(std::string_view type, std::string_view content) {
  return {200, {{"Content-Type", std::string(type)}}, std::string(content)};
}

}  // namespace

Response page_index(Host&, const Call&) { return file("text/html; charset=utf-8", page_files().index_html); }
Response page_style(Host&, const Call&) { return file("text/css; charset=utf-8", page_files().app_css); }
Response page_script(Host&, const Call&) { return file("text/javascript; charset=utf-8", page_files().app_js); }

}  // namespace haven::rest
