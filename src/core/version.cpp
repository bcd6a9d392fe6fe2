#include "haven/core/version.hpp"

namespace haven {

std::string_view version() noexcept { return HAVEN_VERSION; }

}  // namespace haven
