#pragma once

#include <memory>

#include "haven/storage/database.hpp"

#include "storage/sqlite/reader_pool.hpp"
#include "storage/sqlite/writer.hpp"

namespace haven::sqlite {

/// Waits for the writer's turn and begins; with Access::read it only reads there. Throws as Database::begin does.
[[nodiscard]] std::unique_ptr<Transaction> begin_on_writer(Writer& writer, Connection& connection, Access access,
                                                           Deadline deadline);
/// Waits for a free reader and begins. Throws as Database::begin does.
[[nodiscard]] std::unique_ptr<Transaction> begin_on_reader(ReaderPool& readers, Deadline deadline);

}  // namespace haven::sqlite
