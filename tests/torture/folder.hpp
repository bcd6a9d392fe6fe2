#pragma once

#include <memory>
#include <string>

#include "arguments.hpp"
#include "storage/temporary_folder.hpp"

namespace haven::torture {

/// The folder that the arguments name, else one that is removed with the object.
class Folder {
 public:
  explicit Folder(const Arguments& arguments) : named_(arguments.folder) {
    if (named_.empty()) own_ = std::make_unique<test::TemporaryFolder>();
    if (own_ == nullptr) std::filesystem::create_directories(named_);
  }
  [[nodiscard]] std::string path(const std::string& file) const {
    return own_ != nullptr ? own_->path(file) : named_ + '/' + file;
  }

 private:
  std::string named_;
  std::unique_ptr<test::TemporaryFolder> own_;
};

[[nodiscard]] inline SqliteOptions sqlite_options(const Arguments& arguments, std::string path) {
  return {.path = std::move(path), .durability = arguments.relaxed ? Durability::normal : Durability::full};
}

}  // namespace haven::torture
