#include "source_folder.hpp"

#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

std::string haven::test::source_folder() { return HAVEN_SOURCE_DIR; }
