#pragma once

#include <cstddef>
#include <cstdio>
#include <deque>
#include <memory>
#include <string>

#include "storage/mariadb/row.hpp"

namespace haven::mariadb {

/// Rows of a result that are put aside, in order: some in memory, the rest in a file without a name.
class RowBuffer {
 public:
  /// Throws Error(unavailable, "full") when the file takes no more.
  void append(const Row& row);
  /// Moves the next row into `row`; false when there is none.
  bool take(Row& row);
  void clear() noexcept;

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };

  void write(const std::string& record);
  [[nodiscard]] bool read(std::string& record);

  std::deque<std::string> memory_;
  std::size_t memory_bytes_ = 0;
  std::unique_ptr<std::FILE, CloseFile> file_;
  bool reading_ = false;  ///< the file was turned round
};

}  // namespace haven::mariadb
