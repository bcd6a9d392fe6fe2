#pragma once

#include <string>

namespace haven::test {

/// The folder of this repository, in which tests find their tables and the documents that they check.
[[nodiscard]] std::string source_folder();

}  // namespace haven::test
