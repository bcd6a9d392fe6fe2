# Writes OUTPUT, a C++ file with the content of the page's files in FOLDER.
function(add_bytes name file)
  file(READ "${FOLDER}/${file}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  set(arrays "${arrays}constexpr char ${name}[] = {${bytes}};\n" PARENT_SCOPE)
endfunction()

set(arrays "")
add_bytes(index_html index.html)
add_bytes(app_css app.css)
add_bytes(app_js app.js)
file(WRITE "${OUTPUT}" "#include \"rest/page_files.hpp\"

namespace haven::rest {
namespace {

${arrays}
}  // namespace

PageFiles page_files() noexcept {
  return {{index_html, sizeof(index_html)}, {app_css, sizeof(app_css)}, {app_js, sizeof(app_js)}};
}

}  // namespace haven::rest
")
