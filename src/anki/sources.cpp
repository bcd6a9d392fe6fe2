#include "anki/sources.hpp"

#include <new>
#include <utility>

#include "anki/refusal.hpp"
#include "anki/scratch_file.hpp"

namespace haven::anki {
namespace {

/// Anki's own packages stay below 8 MiB.
constexpr int window_log_at_most = 25;
/// Small contents may be as repetitive as they like: a database has empty pages.
constexpr std::uint64_t ratio_counts_from = 16 << 20;

}  // namespace

LimitedSource::LimitedSource(std::unique_ptr<ByteSource> inner, Growth growth)
    : inner_(std::move(inner)), growth_(std::move(growth)) {}

std::size_t LimitedSource::read(std::span<std::uint8_t> into) {
  const std::size_t count = inner_->read(into);
  taken_ += count;
  if (taken_ > growth_.at_most) refuse_size(growth_.what + " is larger than " + std::to_string(growth_.at_most));
  if (taken_ > ratio_counts_from && taken_ / growth_.ratio > growth_.packed_bytes) {
    refuse_size(growth_.what + " grows by more than " + std::to_string(growth_.ratio));
  }
  return count;
}

ZstdSource::ZstdSource(std::unique_ptr<ByteSource> inner)
    : inner_(std::move(inner)), stream_(ZSTD_createDStream()), packed_(piece_bytes) {
  if (!stream_) throw std::bad_alloc();
  ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, window_log_at_most);
}

std::size_t ZstdSource::read(std::span<std::uint8_t> into) {
  ZSTD_outBuffer output{into.data(), into.size(), 0};
  while (output.pos == 0 && !into.empty()) {
    const bool more = input_.pos < input_.size || refill();
    if (!more && !in_frame_) return 0;
    const std::size_t before = input_.pos;
    const std::size_t result = ZSTD_decompressStream(stream_.get(), &output, &input_);
    if (ZSTD_isError(result) != 0) refuse(std::string("not valid Zstandard: ") + ZSTD_getErrorName(result));
    in_frame_ = result != 0;
    if (in_frame_ && output.pos == 0 && !more && input_.pos == before) refuse("Zstandard data is cut off");
  }
  return output.pos;
}

bool ZstdSource::refill() {
  const std::size_t count = inner_->read(packed_);
  input_ = {packed_.data(), count, 0};
  return count > 0;
}

ZstdPackingSource::ZstdPackingSource(ByteSource& inner)
    : inner_(inner), stream_(ZSTD_createCStream()), plain_(piece_bytes) {
  if (!stream_) throw std::bad_alloc();
}

std::size_t ZstdPackingSource::read(std::span<std::uint8_t> into) {
  ZSTD_outBuffer output{into.data(), into.size(), 0};
  while (output.pos == 0 && !done_ && !into.empty()) {
    if (!at_end_ && input_.pos == input_.size) {
      input_ = {plain_.data(), inner_.read(plain_), 0};
      at_end_ = input_.size == 0;
    }
    const auto mode = at_end_ ? ZSTD_e_end : ZSTD_e_continue;
    const std::size_t result = ZSTD_compressStream2(stream_.get(), &output, &input_, mode);
    if (ZSTD_isError(result) != 0) fail(std::string("cannot compress: ") + ZSTD_getErrorName(result));
    done_ = at_end_ && result == 0;
  }
  return output.pos;
}

std::size_t HashedSource::read(std::span<std::uint8_t> into) {
  const std::size_t count = inner_.read(into);
  sha1_.add(into.first(count));
  size_ += count;
  at_end_ = count == 0 && !into.empty();
  return count;
}

std::string read_all(ByteSource& source) {
  std::string all;
  std::vector<std::uint8_t> piece(piece_bytes);
  while (const std::size_t count = source.read(piece)) {
    all.append(reinterpret_cast<const char*>(piece.data()), count);
  }
  return all;
}

}  // namespace haven::anki
