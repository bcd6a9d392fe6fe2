#include "anki/archive.hpp"

#include <algorithm>
#include <system_error>

#include "haven/codec/utf8.hpp"

#include "anki/refusal.hpp"

namespace haven::anki {
namespace {

struct CloseEntry {
  void operator()(zip_file_t* file) const noexcept { zip_fclose(file); }
};

class EntrySource final : public ByteSource {
 public:
  explicit EntrySource(zip_file_t* file) : file_(file) {}

  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override {
    const auto count = zip_fread(file_.get(), into.data(), into.size());
    if (count < 0) refuse(std::string("an entry is damaged: ") + zip_file_strerror(file_.get()));
    return static_cast<std::size_t>(count);
  }

 private:
  std::unique_ptr<zip_file_t, CloseEntry> file_;
};

[[noreturn]] void refuse_archive(zip_error_t& error) {
  const int code = zip_error_code_zip(&error);
  const std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  if (code == ZIP_ER_OPEN || code == ZIP_ER_MEMORY) fail(text);
  refuse("not a readable archive: " + text);
}

/// Takes over the source.
zip_t* open_source(zip_source_t* source, zip_error_t& error) {
  if (source == nullptr) refuse_archive(error);
  zip_t* zip = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (zip == nullptr) {
    zip_source_free(source);
    refuse_archive(error);
  }
  return zip;
}

}  // namespace

bool is_unsafe_path(std::string_view name) {
  if (name.starts_with('/') || name.find_first_of("\\:") != std::string_view::npos) return true;
  for (std::size_t start = 0; start <= name.size();) {
    const std::size_t end = std::min(name.find('/', start), name.size());
    if (name.substr(start, end - start) == "..") return true;
    start = end + 1;
  }
  return false;
}

Archive::Archive(const std::filesystem::path& file, const ReadLimits& limits) {
  // libzip calls much "no such file", also within an archive.
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored))
    throw Error(ErrorCode::not_found, "anki package: no file " + file.string());
  zip_error_t error;
  zip_error_init(&error);
  zip_.reset(open_source(zip_source_file_create(file.c_str(), 0, -1, &error), error));
  list(limits);
}

Archive::Archive(std::span<const std::uint8_t> bytes, const ReadLimits& limits) {
  zip_error_t error;
  zip_error_init(&error);
  zip_.reset(open_source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error), error));
  list(limits);
}

void Archive::list(const ReadLimits& limits) {
  const auto count = static_cast<std::uint64_t>(zip_get_num_entries(zip_.get(), 0));
  if (count > limits.entries) refuse_size("has " + std::to_string(count) + " entries");
  for (std::uint64_t index = 0; index < count; ++index) take(index);
}

void Archive::take(std::uint64_t index) {
  zip_stat_t about;
  zip_stat_init(&about);
  if (zip_stat_index(zip_.get(), index, ZIP_FL_ENC_RAW, &about) != 0) refuse("an entry cannot be read");
  const bool known = (about.valid & (ZIP_STAT_NAME | ZIP_STAT_COMP_SIZE)) == (ZIP_STAT_NAME | ZIP_STAT_COMP_SIZE);
  if (!known) refuse("an entry has no name or size");
  const std::string name = about.name;
  const std::string shown = codec::is_utf8(name) ? codec::excerpt(name) : "?";
  if (is_unsafe_path(name)) refuse("an entry is named like a path: " + shown);
  if (!entries_.emplace(name, Entry{index, about.comp_size}).second) refuse("two entries are named " + shown);
}

const Entry* Archive::find(std::string_view name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second;
}

std::unique_ptr<ByteSource> Archive::open(const Entry& entry) const {
  zip_file_t* file = zip_fopen_index(zip_.get(), entry.index, 0);
  if (file == nullptr) refuse(std::string("an entry cannot be opened: ") + zip_strerror(zip_.get()));
  return std::make_unique<EntrySource>(file);
}

}  // namespace haven::anki
