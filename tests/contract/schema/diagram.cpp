#include "contract/schema/diagram.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <stdexcept>

namespace haven::test {
namespace {

constexpr std::string_view heading =
    "# Diagram of the schema\n\n"
    "Drawn from the live schema by `haven_schema_diagram`; a test fails when it differs. What the tables are for:\n"
    "[schema.md](schema.md). PK, FK and UK mark columns of primary, foreign and unique keys; a question mark stands "
    "where NULL may.\n";

/// What stands in backticks in `text`.
std::vector<std::string> quoted_names(std::string_view text) {
  std::vector<std::string> names;
  for (auto begin = text.find('`'); begin != std::string_view::npos; begin = text.find('`', begin)) {
    const auto end = text.find('`', begin + 1);
    names.emplace_back(text.substr(begin + 1, end - begin - 1));
    begin = end + 1;
  }
  return names;
}

const Table& table_called(const Schema& schema, const std::string& name) {
  const auto found = std::ranges::find(schema, name, &Table::name);
  if (found == schema.end()) throw std::runtime_error("docs/schema.md names " + name + ", which is no table");
  return *found;
}

bool contains(const std::vector<std::string>& columns, const std::string& column) {
  return std::ranges::count(columns, column) > 0;
}

std::string marks(const Table& table, const std::string& column) {
  const auto has = [&](const auto& key) { return contains(key.columns, column); };
  std::vector<std::string> marks;
  if (contains(table.primary_key, column)) marks.emplace_back("PK");
  if (std::ranges::any_of(table.foreign_keys, has)) marks.emplace_back("FK");
  if (std::ranges::any_of(table.unique_keys, has)) marks.emplace_back("UK");
  return marks.empty() ? "" : " " + joined(marks);
}

/// Mermaid takes no colons in types.
std::string type_word(const Column& column) {
  std::string type = column.type;
  std::ranges::replace(type, ':', '_');
  return type;
}

void draw(const Table& table, std::ostream& page) {
  page << "  " << table.name << " {\n";
  for (const Column& column : table.columns) {
    page << "    " << type_word(column) << ' ' << column.name << marks(table, column.name);
    if (column.nullable) page << " \"?\"";
    page << '\n';
  }
  page << "  }\n";
}

bool is_whole_key(const Table& table, const std::vector<std::string>& columns) {
  const auto same = [&](const Key& key) { return key.columns == columns; };
  return table.primary_key == columns || std::ranges::any_of(table.unique_keys, same);
}

bool may_be_null(const Table& table, const std::vector<std::string>& columns) {
  return std::ranges::any_of(table.columns,
                             [&](const Column& column) { return column.nullable && contains(columns, column.name); });
}

void draw(const Table& table, const ForeignKey& key, std::ostream& page) {
  page << "  " << key.table << (may_be_null(table, key.columns) ? " |o--" : " ||--")
       << (is_whole_key(table, key.columns) ? "o| " : "o{ ") << table.name << " : \"" << joined(key.columns) << "\"\n";
}

void draw(const Schema& schema, const Group& group, std::ostream& page) {
  page << "\n## " << group.title << "\n\n```mermaid\nerDiagram\n";
  for (const std::string& name : group.tables) draw(table_called(schema, name), page);
  for (const std::string& name : group.tables) {
    const Table& table = table_called(schema, name);
    for (const ForeignKey& key : table.foreign_keys) draw(table, key, page);
  }
  page << "```\n";
}

}  // namespace

std::vector<Group> groups_of(std::string_view schema_page) {
  std::vector<Group> groups;
  std::istringstream lines{std::string(schema_page.substr(schema_page.find("\n## Tables")))};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("### ")) groups.push_back({line.substr(4), {}});
    if (!line.starts_with("| `") || groups.empty()) continue;
    const auto cell = std::string_view(line).substr(1, line.find('|', 1) - 1);
    for (std::string& name : quoted_names(cell)) groups.back().tables.push_back(std::move(name));
  }
  return groups;
}

std::string diagram_page(const Schema& schema, const std::vector<Group>& groups) {
  std::ostringstream page;
  page << heading;
  for (const Group& group : groups) draw(schema, group, page);
  return page.str();
}

}  // namespace haven::test
