// The pages about the schema tell what it is.
#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "haven/storage/migrate.hpp"

#include "contract/engines.hpp"
#include "contract/schema/diagram.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

std::string page(const std::string& name) {
  std::ifstream file(std::string(HAVEN_SOURCE_DIR) + "/docs/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("schema docs: schema.md names every table once, and nothing else") {
  SqliteMemory engine;
  migrate(engine.database());
  std::vector<std::string> documented, live;
  for (const Group& group : groups_of(page("schema.md"))) {
    documented.insert(documented.end(), group.tables.begin(), group.tables.end());
  }
  for (const Table& table : read_schema(engine.database())) live.push_back(table.name);
  std::ranges::sort(documented);
  CHECK(joined(documented) == joined(live));
}

TEST_CASE("schema docs: the diagram is the one that haven_schema_diagram draws") {
  SqliteMemory engine;
  migrate(engine.database());
  CHECK(page("schema_diagram.md") == diagram_page(read_schema(engine.database()), groups_of(page("schema.md"))));
}
