#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "haven/storage/sqlite.hpp"

namespace haven::torture {

/// What every program can be told; each says in its usage which of these it heeds.
struct Arguments {
  std::string folder{};  ///< for its databases; default: a temporary one
  std::uint64_t seed = 1;
  int rounds = 0;
  int threads = 0;
  double seconds = 0.0;
  int megabytes = 0;
  bool relaxed = false;   ///< durability `normal`
  bool thorough = false;  ///< more of everything
};

/// Reads the command line over the program's own defaults, and prints what the run is. Ends the program for --help and
/// for bad use.
[[nodiscard]] Arguments read_arguments(int argc, char** argv, const std::string& what, Arguments defaults);

}  // namespace haven::torture
