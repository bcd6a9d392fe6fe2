#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "haven/anki/writer.hpp"
#include "haven/codec/utf8.hpp"

#include "anki/collection_writer.hpp"
#include "anki/layout_18.hpp"
#include "anki/media_list.hpp"
#include "anki/refusal.hpp"
#include "anki/scratch_file.hpp"
#include "anki/sources.hpp"

#include <protozero/pbf_builder.hpp>
#include <zip.h>

namespace haven::anki {
namespace {

struct Discard {
  void operator()(zip_t* zip) const noexcept { zip_discard(zip); }
};

/// A ZIP archive that is being made. The contents are read when it is closed, so that they must stay until then.
class NewArchive {
 public:
  explicit NewArchive(const std::filesystem::path& file) {
    int code = 0;
    zip_.reset(zip_open(file.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code));
    if (!zip_) fail("cannot write " + file.string());
  }

  void add(const std::string& name, const std::string& content) {
    add(name, zip_source_buffer(zip_.get(), content.data(), content.size(), 0), ZIP_CM_STORE);
  }
  /// `size` bytes of a file, from `offset`.
  void add(const std::string& name, const ScratchFile& file, std::uint64_t offset, std::uint64_t size, int method) {
    const auto length = static_cast<zip_int64_t>(size);
    // Length 0 would mean all the rest.
    zip_source_t* source = size == 0 ? zip_source_buffer(zip_.get(), nullptr, 0, 0)
                                     : zip_source_file(zip_.get(), file.path().c_str(), offset, length);
    add(name, source, method);
  }

  void close() {
    if (zip_close(zip_.get()) != 0) fail(std::string("cannot write the archive: ") + zip_strerror(zip_.get()));
    static_cast<void>(zip_.release());
  }

 private:
  void add(const std::string& name, zip_source_t* source, int method) {
    if (source == nullptr) fail(std::string("cannot write the archive: ") + zip_strerror(zip_.get()));
    const zip_int64_t index = zip_file_add(zip_.get(), name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      zip_source_free(source);
      fail(std::string("cannot write the archive: ") + zip_strerror(zip_.get()));
    }
    zip_set_file_compression(zip_.get(), static_cast<zip_uint64_t>(index), method, 0);
  }

  std::unique_ptr<zip_t, Discard> zip_;
};

void copy(ByteSource& source, ScratchFile& file) {
  std::vector<std::uint8_t> piece(piece_bytes);
  while (const std::size_t count = source.read(piece)) file.append(std::span(piece).first(count));
}

std::string meta_of(PackageFormat format) {
  std::string bytes;
  protozero::pbf_builder<layout::Meta> meta(bytes);
  meta.add_uint32(layout::Meta::version, static_cast<std::uint32_t>(format) + 1);
  return bytes;
}

const char* collection_name(PackageFormat format) {
  switch (format) {
    case PackageFormat::anki2:
      return "collection.anki2";
    case PackageFormat::anki21:
      return "collection.anki21";
    default:
      return "collection.anki21b";
  }
}

std::string packed(const std::string& text) {
  class TextSource final : public ByteSource {
   public:
    explicit TextSource(std::string_view text) : left_(text) {}
    [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override {
      const std::size_t count = left_.copy(reinterpret_cast<char*>(into.data()), into.size());
      left_.remove_prefix(count);
      return count;
    }

   private:
    std::string_view left_;
  };
  TextSource source(text);
  ZstdPackingSource packing(source);
  return read_all(packing);
}

}  // namespace

class PackageWriter::Parts {
 public:
  Parts(std::filesystem::path package, const WriteOptions& options)
      : package_(std::move(package)),
        format_(options.format),
        scratch_folder_(options.scratch_folder),
        database_(options.scratch_folder),
        media_(options.scratch_folder),
        collection_(std::in_place, database_.path(), compressed() ? 18 : 11, options.created) {}

  [[nodiscard]] CollectionWriter& collection() {
    if (!collection_) refuse_value("the package is finished");
    return *collection_;
  }

  void add_media(const std::string& name, ByteSource& content) {
    static_cast<void>(collection());
    if (!is_media_name(name))
      refuse_value("not a name for media: " + (codec::is_utf8(name) ? codec::excerpt(name) : "?"));
    if (!names_.insert(name).second) refuse_value("two media are named " + name);
    HashedSource hashed(content);
    starts_.push_back(media_.size());
    if (compressed()) {
      ZstdPackingSource packing(hashed);
      copy(packing, media_);
    } else {
      copy(hashed, media_);
    }
    items_.push_back({std::to_string(items_.size()), name, hashed.size(), hashed.digest()});
  }

  void finish() {
    collection().finish();
    collection_.reset();
    const std::string meta = meta_of(format_);
    const std::string list = compressed() ? packed(to_message(items_)) : to_json(items_);
    std::optional<ScratchFile> smaller;
    if (compressed()) compress_database(smaller.emplace(scratch_folder_));
    const ScratchFile& database = smaller ? *smaller : database_;
    NewArchive archive(package_);
    archive.add("meta", meta);
    archive.add(collection_name(format_), database, 0, std::filesystem::file_size(database.path()),
                compressed() ? ZIP_CM_STORE : ZIP_CM_DEFLATE);
    add_media_to(archive);
    archive.add("media", list);
    archive.close();
  }

 private:
  [[nodiscard]] bool compressed() const noexcept { return format_ == PackageFormat::anki21b; }

  void compress_database(ScratchFile& file) const {
    FileSource source(database_);
    ZstdPackingSource packing(source);
    copy(packing, file);
  }

  void add_media_to(NewArchive& archive) const {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const std::uint64_t end = i + 1 < starts_.size() ? starts_[i + 1] : media_.size();
      archive.add(items_[i].entry, media_, starts_[i], end - starts_[i], ZIP_CM_STORE);
    }
  }

  std::filesystem::path package_;
  PackageFormat format_;
  std::filesystem::path scratch_folder_;
  ScratchFile database_;
  ScratchFile media_;
  std::vector<std::uint64_t> starts_;  ///< where each file begins in `media_`
  std::vector<MediaItem> items_;
  std::set<std::string> names_;
  std::optional<CollectionWriter> collection_;
};

PackageWriter::PackageWriter(std::filesystem::path package, const WriteOptions& options)
    : parts_(std::make_unique<Parts>(std::move(package), options)) {}
PackageWriter::~PackageWriter() = default;

void PackageWriter::add(const Deck& deck) { parts_->collection().add(deck); }
void PackageWriter::add(const NoteType& type) { parts_->collection().add(type); }
void PackageWriter::add(const Note& note) { parts_->collection().add(note); }
void PackageWriter::add(const Card& card) { parts_->collection().add(card); }
void PackageWriter::add(const ReviewLogEntry& review) { parts_->collection().add(review); }
void PackageWriter::add_media(const std::string& name, ByteSource& content) { parts_->add_media(name, content); }
void PackageWriter::finish() { parts_->finish(); }

}  // namespace haven::anki
