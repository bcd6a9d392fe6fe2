#include "storage/mariadb/row_buffer.hpp"

#include <cstring>

#include "haven/core/error.hpp"

namespace haven::mariadb {
namespace {

constexpr std::size_t memory_at_most = std::size_t{4} << 20U;

[[noreturn]] void fail() {
  throw Error(ErrorCode::unavailable, "mariadb: a result is too large for the folder of temporary files", "full");
}

}  // namespace

void RowBuffer::append(const Row& row) {
  const std::size_t count = row.cells_.size();
  std::string record(sizeof count + count * sizeof(Row::Cell), '\0');
  std::memcpy(record.data(), &count, sizeof count);
  std::memcpy(record.data() + sizeof count, row.cells_.data(), count * sizeof(Row::Cell));  // a row has columns
  record += row.bytes_;
  if (!file_ && memory_bytes_ + record.size() <= memory_at_most) {
    memory_bytes_ += record.size();
    memory_.push_back(std::move(record));
    return;
  }
  write(record);
}

void RowBuffer::write(const std::string& record) {
  if (!file_) file_.reset(std::tmpfile());
  const std::size_t size = record.size();
  const bool written = file_ && std::fwrite(&size, sizeof size, 1, file_.get()) == 1 &&
                       std::fwrite(record.data(), 1, size, file_.get()) == size;
  if (!written) fail();
}

bool RowBuffer::read(std::string& record) {
  if (!file_) return false;
  if (!reading_ && std::fflush(file_.get()) != 0) fail();
  if (!reading_) std::rewind(file_.get());
  reading_ = true;
  std::size_t size = 0;
  if (std::fread(&size, sizeof size, 1, file_.get()) != 1) return false;
  record.resize(size);
  if (std::fread(record.data(), 1, size, file_.get()) != size) fail();
  return true;
}

bool RowBuffer::take(Row& row) {
  std::string record;
  if (!memory_.empty()) {
    record = std::move(memory_.front());
    memory_.pop_front();
  } else if (!read(record)) {
    return false;
  }
  std::size_t count = 0;
  std::memcpy(&count, record.data(), sizeof count);
  row.cells_.resize(count);
  std::memcpy(row.cells_.data(), record.data() + sizeof count, count * sizeof(Row::Cell));
  row.bytes_.assign(record, sizeof count + count * sizeof(Row::Cell));
  return true;
}

void RowBuffer::clear() noexcept {
  memory_.clear();
  memory_bytes_ = 0;
  file_.reset();
  reading_ = false;
}

}  // namespace haven::mariadb
