# Writes OUTPUT, a C++ file with the migrations in FILES as the engine ENGINE speaks them. NNNN_name.<engine>.sql, where
# there is one, stands in for NNNN_name.sql.
include("${CMAKE_CURRENT_LIST_DIR}/${ENGINE}.dialect.cmake")

function(translate text result)
  list(LENGTH dialect_words length)
  math(EXPR last "${length} - 1")
  foreach(i RANGE 0 ${last} 2)
    math(EXPR j "${i} + 1")
    list(GET dialect_words ${i} word)
    list(GET dialect_words ${j} meaning)
    string(REGEX REPLACE "${word}" "${meaning}" text "${text}")
  endforeach()
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

set(entries "")
set(expected 0)
foreach(path IN LISTS FILES)
  get_filename_component(file "${path}" NAME)
  if(NOT file MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)(\\.${ENGINE})?\\.sql$")
    message(FATAL_ERROR "${file}: the name must be NNNN_name.sql or NNNN_name.${ENGINE}.sql")
  endif()
  set(number "${CMAKE_MATCH_1}")
  set(name "${CMAKE_MATCH_2}")
  string(REGEX REPLACE "^0+(.)" "\\1" version "${number}")
  if(NOT version EQUAL expected)
    message(FATAL_ERROR "${file}: expected migration ${expected} here")
  endif()
  math(EXPR expected "${expected} + 1")
  file(READ "${path}" text)
  translate("${text}" text)
  if(text MATCHES "{[a-z_]+(:[^}]*)?}")
    message(FATAL_ERROR "${file}: ${CMAKE_MATCH_0} is not a word of ${ENGINE}.dialect.cmake")
  endif()
  string(APPEND entries "    {${version}, \"${name}\", R\"sql(${text})sql\"},\n")
endforeach()

file(WRITE "${OUTPUT}" "#include \"storage/migrations.hpp\"

namespace haven {
namespace {

constexpr MigrationText texts[] = {
${entries}};

}  // namespace

std::span<const MigrationText> ${ENGINE}_migration_texts() noexcept { return texts; }

}  // namespace haven
")
