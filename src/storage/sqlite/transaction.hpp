#pragma once

#include <memory>

#include "haven/storage/database.hpp"

#include "storage/sqlite/reader_pool.hpp"
#include "storage/sqlite/writer.hpp"

namespace haven::sqlite {

/// A transaction whose writer.begin() has returned; with Access::read it only reads there.
[[nodiscard]] std::unique_ptr<Transaction> make_writer_transaction(Writer& writer, Connection& connection,
                                                                   Access access);
/// A transaction on a connection that readers.begin() has returned.
[[nodiscard]] std::unique_ptr<Transaction> make_reader_transaction(ReaderPool& readers, Connection& connection);

}  // namespace haven::sqlite
