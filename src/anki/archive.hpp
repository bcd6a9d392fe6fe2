#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "haven/anki/reader.hpp"

#include <zip.h>

namespace haven::anki {

/// One file of an archive.
struct Entry {
  std::uint64_t index = 0;
  std::uint64_t packed_bytes = 0;
};

/// A ZIP archive, read only. Every name has been checked: none twice, none that climbs out of a folder.
class Archive {
 public:
  Archive(const std::filesystem::path& file, const ReadLimits& limits);
  /// The bytes must outlive the archive.
  Archive(std::span<const std::uint8_t> bytes, const ReadLimits& limits);

  /// nullptr when there is none of that name.
  [[nodiscard]] const Entry* find(std::string_view name) const;
  /// The content, as it was packed; it ends with Error(corrupt_data) when its checksum is wrong. The archive must
  /// outlive it.
  [[nodiscard]] std::unique_ptr<ByteSource> open(const Entry& entry) const;

 private:
  struct Discard {
    void operator()(zip_t* zip) const noexcept { zip_discard(zip); }
  };

  void list(const ReadLimits& limits);
  void take(std::uint64_t index);

  std::unique_ptr<zip_t, Discard> zip_;
  std::map<std::string, Entry, std::less<>> entries_;
};

/// Says that a name could lead out of a folder: absolute, with "..", a backslash or a drive.
[[nodiscard]] bool is_unsafe_path(std::string_view name);

}  // namespace haven::anki
