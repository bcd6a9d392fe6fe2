#pragma once

#include <string>

#include "swarm.hpp"

namespace haven::benchmarks {

/// A candidate behind one connection: goes on with the open exam, answers, and starts the next exam when one has ended.
[[nodiscard]] Script candidate(std::string token);

}  // namespace haven::benchmarks
