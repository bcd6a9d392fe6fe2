#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "haven/core/random.hpp"

#include "recording_vfs.hpp"

namespace haven::torture {

/// The files of a folder, by name.
using Image = std::map<std::string, std::string>;

/// A disk to which operations come, and what it may hold when the power fails. What was done to a file since its last
/// sync may have reached it or not, write by write, in any order, and a write sector by sector; a file that was made or
/// removed may be there or not until the folder is synced.
class Disk {
 public:
  /// Keeps a pointer to the operation.
  void add(const Operation& operation);

  /// As if everything had reached it.
  [[nodiscard]] Image all() const;
  /// One of the many ways in which it may have been.
  [[nodiscard]] Image by_chance(Rng& rng) const;

 private:
  void sync_folder();

  struct File {
    std::optional<std::string> synced;  ///< nullopt: it is not there
    std::vector<const Operation*> since;
  };
  std::map<std::string, File> files_;
};

/// Writes an image into a folder, from which everything else goes.
void lay_out(const Image& image, const std::string& folder);

}  // namespace haven::torture
