#include "rest/page_routes.hpp"

#include "rest/page_files.hpp"
#include "rest/reply.hpp"

namespace haven::rest {
Response page_index(Host&, const Call&) { return cacheable("text/html; charset=utf-8", page_files().index_html); }
Response page_style(Host&, const Call&) { return cacheable("text/css; charset=utf-8", page_files().app_css); }
Response page_script(Host&, const Call&) { return cacheable("text/javascript; charset=utf-8", page_files().app_js); }

}  // namespace haven::rest
