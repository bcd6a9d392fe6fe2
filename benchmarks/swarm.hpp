#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "floors.hpp"

namespace haven::benchmarks {

/// Gives the next request of one connection, whole; told the body of the answer to the last one, "" at first.
using Script = std::function<std::string(std::string_view answer)>;

/// Runs one keep-alive connection for each script, all on the calling thread, each sending its next request as soon as
/// it has the last answer. Sends `warm_up` requests on each before the clock starts. `client_cpu`, if given, is set to
/// the CPU seconds of this side. Throws std::runtime_error for an answer that is no success.
[[nodiscard]] Sample run_swarm(const Settings& settings, std::uint16_t port, const std::vector<Script>& scripts,
                               double* client_cpu = nullptr, int warm_up = 1);

/// The text of a request with the usual headers.
[[nodiscard]] std::string request_text(std::string_view method, std::string_view target, std::string_view token,
                                       std::string_view body = {}, std::string_view more_headers = {});

}  // namespace haven::benchmarks
