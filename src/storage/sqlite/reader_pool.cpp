#include "storage/sqlite/reader_pool.hpp"

#include "storage/sqlite/error.hpp"

namespace haven::sqlite {

ReaderPool::ReaderPool(const SqliteOptions& options) : places_(options.readers) {
  for (int i = 0; i < options.readers; ++i) {
    connections_.push_back(std::make_unique<Connection>(options, Role::reader));
    free_.push_back(connections_.back().get());
  }
}

Connection& ReaderPool::begin(Deadline deadline) {
  if (!places_.enter(deadline)) throw busy_error();
  Connection& connection = take();
  connection.wait_until(deadline);
  try {
    check(connection.get(), connection.control(Control::begin), "sqlite: BEGIN");
  } catch (...) {
    put_back(connection);
    throw;
  }
  return connection;
}

void ReaderPool::end(Connection& connection) noexcept {
  connection.control(Control::rollback);  // nothing was written; this cannot fail
  put_back(connection);
}

Connection& ReaderPool::take() {
  const std::lock_guard lock(mutex_);
  Connection& connection = *free_.back();
  free_.pop_back();
  return connection;
}

void ReaderPool::put_back(Connection& connection) {
  {
    const std::lock_guard lock(mutex_);
    free_.push_back(&connection);  // has room: it was built with all of them
  }
  places_.leave();
}

}  // namespace haven::sqlite
