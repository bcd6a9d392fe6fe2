#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/schema/model.hpp"

namespace haven::test {

/// Tables that docs/schema.md shows together.
struct Group {
  std::string title;
  std::vector<std::string> tables;
};

/// The groups under "## Tables" of docs/schema.md: each `### title`, and what stands in backticks in the first column
/// of its table.
[[nodiscard]] std::vector<Group> groups_of(std::string_view schema_page);

/// docs/schema_diagram.md: one Mermaid diagram for each group.
[[nodiscard]] std::string diagram_page(const Schema& schema, const std::vector<Group>& groups);

}  // namespace haven::test
