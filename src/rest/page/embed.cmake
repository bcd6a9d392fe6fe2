# Writes OUTPUT, a C++ file with the content of the page's FILES in FOLDER.
set(arrays "")
set(rows "")
foreach(file IN LISTS FILES)
  string(MAKE_C_IDENTIFIER "${file}" name)
  file(READ "${FOLDER}/${file}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND arrays "constexpr char ${name}[] = {${bytes}};\n")
  string(APPEND rows "    {\"${file}\", {${name}, sizeof(${name})}},\n")
endforeach()

file(WRITE "${OUTPUT}" "#include \"rest/page_files.hpp\"

namespace haven::rest {
namespace {

${arrays}
constexpr PageFile files[] = {
${rows}};

}  // namespace

std::span<const PageFile> page_files() noexcept { return files; }

}  // namespace haven::rest
")
