#pragma once

#include <filesystem>

#include "haven/core/id.hpp"
#include "haven/model/user.hpp"

#include "floors.hpp"

/// The same work by the C API of SQLite alone: what the layers above it are measured by.
namespace haven::benchmarks {

/// Transactions of an update and an insert as an answer has them, each with its own sync to the disk.
[[nodiscard]] Sample bare_transactions(const Settings& settings);

/// Reads a user by primary key, each read in a transaction of its own, with all columns that the store reads.
[[nodiscard]] Sample bare_point_reads(const Settings& settings, const std::filesystem::path& file, Id<User> user);

}  // namespace haven::benchmarks
