# Every library of the project is declared by one call of haven_module(). Its DEPENDS list is the architecture:
# tests/architecture checks that a folder includes nothing else.

# Warnings, sanitizers and floating-point rules, for our own targets only; never exported.
add_library(haven_build_options INTERFACE)
target_compile_features(haven_build_options INTERFACE cxx_std_20)
target_compile_options(haven_build_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wnull-dereference
  # Same seed, same exam, everywhere: no fused multiply-add that another compiler or processor would not form.
  -ffp-contract=off)
if(HAVEN_WARNINGS_AS_ERRORS)
  target_compile_options(haven_build_options INTERFACE -Werror)
endif()
if(HAVEN_SANITIZE)
  target_compile_options(haven_build_options INTERFACE -fsanitize=${HAVEN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(haven_build_options INTERFACE -fsanitize=${HAVEN_SANITIZE})
endif()

# haven_module(<name> COMPONENT engine|platform|rest
#              HEADERS <public headers below include/haven/<name>/>... SOURCES <files>...
#              DEPENDS <modules>... [PRIVATE <link items>...])
# makes the target haven_<name> with the alias haven::<name>.
function(haven_module name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "COMPONENT" "HEADERS;SOURCES;DEPENDS;PRIVATE")
  set(target haven_${name})
  add_library(${target} STATIC ${ARG_SOURCES})
  add_library(haven::${name} ALIAS ${target})
  list(TRANSFORM ARG_HEADERS PREPEND "${PROJECT_SOURCE_DIR}/include/haven/")
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES ${ARG_HEADERS})
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/src")
  target_compile_features(${target} PUBLIC cxx_std_20)
  list(TRANSFORM ARG_DEPENDS PREPEND "haven::")
  target_link_libraries(${target} PUBLIC ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE} $<BUILD_INTERFACE:haven_build_options>)
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON CXX_EXTENSIONS OFF VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL})
  set_property(GLOBAL APPEND PROPERTY HAVEN_COMPONENT_${ARG_COMPONENT} ${target})
endfunction()

# haven_component(<name> [HEADERS <public headers over all its modules>...] MODULES <modules>...) is what a user links:
# haven::<name>.
function(haven_component name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "HEADERS;MODULES")
  add_library(haven_${name} INTERFACE)
  add_library(haven::${name} ALIAS haven_${name})
  list(TRANSFORM ARG_MODULES PREPEND "haven::")
  target_link_libraries(haven_${name} INTERFACE ${ARG_MODULES})
  list(TRANSFORM ARG_HEADERS PREPEND "${PROJECT_SOURCE_DIR}/include/haven/")
  target_sources(haven_${name} INTERFACE FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES ${ARG_HEADERS})
  set_target_properties(haven_${name} PROPERTIES
    EXPORT_NAME ${name} VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL})
  set_property(GLOBAL APPEND PROPERTY HAVEN_COMPONENT_${name} haven_${name})
endfunction()
