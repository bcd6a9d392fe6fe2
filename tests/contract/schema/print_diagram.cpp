// Prints docs/schema_diagram.md as the schema is now: haven_schema_diagram docs/schema.md > docs/schema_diagram.md
#include <exception>
#include <fstream>
#include <iostream>
#include <sstream>

#include "haven/storage/migrate.hpp"
#include "haven/storage/sqlite.hpp"

#include "contract/schema/diagram.hpp"

int main(int argc, char** argv) try {
  std::ifstream file(argc == 2 ? argv[1] : "");
  if (!file) {
    std::cerr << "usage: haven_schema_diagram docs/schema.md\n";
    return 2;
  }
  std::ostringstream page;
  page << file.rdbuf();
  const auto database = haven::open_sqlite({.path = ":memory:"});
  haven::migrate(*database);
  std::cout << haven::test::diagram_page(haven::test::read_schema(*database), haven::test::groups_of(page.str()));
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
