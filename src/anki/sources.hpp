#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "haven/anki/package.hpp"

#include "anki/sha1.hpp"

#include <zstd.h>

// Sources that do something to the bytes of another, which they own.
namespace haven::anki {

/// How far a content may grow when it is unpacked.
struct Growth {
  std::uint64_t at_most = 0;  ///< bytes
  std::uint64_t packed_bytes = 0;
  std::uint64_t ratio = 0;
  std::string what;  ///< for the message
};

/// Ends with Error(corrupt_data), reason "too_large", when more comes than may.
class LimitedSource final : public ByteSource {
 public:
  LimitedSource(std::unique_ptr<ByteSource> inner, Growth growth);
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override;
  [[nodiscard]] std::uint64_t taken() const noexcept { return taken_; }

 private:
  std::unique_ptr<ByteSource> inner_;
  Growth growth_;
  std::uint64_t taken_ = 0;
};

/// Unpacks Zstandard frames with a window of 32 MiB at most. Ends with Error(corrupt_data) for anything else.
class ZstdSource final : public ByteSource {
 public:
  explicit ZstdSource(std::unique_ptr<ByteSource> inner);
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override;

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const noexcept { ZSTD_freeDStream(stream); }
  };
  bool refill();

  std::unique_ptr<ByteSource> inner_;
  std::unique_ptr<ZSTD_DStream, Free> stream_;
  std::vector<std::uint8_t> packed_;
  ZSTD_inBuffer input_{};
  bool in_frame_ = false;
};

/// Packs into one Zstandard frame.
class ZstdPackingSource final : public ByteSource {
 public:
  /// `inner` must outlive this.
  explicit ZstdPackingSource(ByteSource& inner);
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override;

 private:
  struct Free {
    void operator()(ZSTD_CStream* stream) const noexcept { ZSTD_freeCStream(stream); }
  };
  ByteSource& inner_;
  std::unique_ptr<ZSTD_CStream, Free> stream_;
  std::vector<std::uint8_t> plain_;
  ZSTD_inBuffer input_{};
  bool at_end_ = false;
  bool done_ = false;
};

/// Passes bytes on, counts them and takes their SHA-1.
class HashedSource final : public ByteSource {
 public:
  /// `inner` must outlive this.
  explicit HashedSource(ByteSource& inner) : inner_(inner) {}
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override;
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] Sha1Digest digest() const { return sha1_.digest(); }
  /// Everything was read, and that was seen.
  [[nodiscard]] bool at_end() const noexcept { return at_end_; }

 private:
  ByteSource& inner_;
  Sha1 sha1_;
  std::uint64_t size_ = 0;
  bool at_end_ = false;
};

/// All that comes.
[[nodiscard]] std::string read_all(ByteSource& source);

}  // namespace haven::anki
