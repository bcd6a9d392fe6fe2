#include <utility>
#include <vector>

#include "haven/anki/reader.hpp"

#include "anki/archive.hpp"
#include "anki/catalogue.hpp"
#include "anki/layout_18.hpp"
#include "anki/media_list.hpp"
#include "anki/note_stream.hpp"
#include "anki/refusal.hpp"
#include "anki/scratch_file.hpp"
#include "anki/sources.hpp"
#include "anki/wire.hpp"

namespace haven::anki {
namespace {

constexpr std::uint64_t list_bytes_at_most = 64 << 20;
constexpr std::uint64_t notes_between_reports = 256;

class PackageReader {
 public:
  PackageReader(const Archive& archive, PackageSink& sink, const ReadOptions& options)
      : archive_(archive), sink_(sink), options_(options) {}

  ReadReport run() {
    check_version();
    if (options_.parts != ReadParts::media) read_collection();
    if (options_.parts != ReadParts::collection) read_media();
    return report_;
  }

 private:
  // A newer layout keeps its collection under a name that is not known yet, beside an old one that only says so.
  void check_version() {
    const Entry* entry = archive_.find("meta");
    if (entry == nullptr) return;
    const auto content = open(*entry, "meta", list_bytes_at_most);
    read_message<layout::Meta>(read_all(*content), [](auto& message) {
      if (message.tag() != layout::Meta::version) return message.skip();
      const std::uint64_t version = number_of(message);
      const bool known = version >= 1 && version <= static_cast<std::uint64_t>(layout::Version::anki21b);
      if (!known) refuse("layout " + std::to_string(version) + " is not known");
    });
  }

  [[nodiscard]] bool compressed() const { return archive_.find("collection.anki21b") != nullptr; }

  [[nodiscard]] const Entry& collection_entry() const {
    for (const char* name : {"collection.anki21b", "collection.anki21", "collection.anki2"}) {
      if (const Entry* entry = archive_.find(name)) return *entry;
    }
    refuse("has no collection");
  }

  [[nodiscard]] std::unique_ptr<LimitedSource> open(const Entry& entry, std::string what, std::uint64_t at_most) const {
    auto source = archive_.open(entry);
    if (compressed() && what != "meta") source = std::make_unique<ZstdSource>(std::move(source));
    return std::make_unique<LimitedSource>(std::move(source),
                                           Growth{at_most, entry.packed_bytes, options_.limits.ratio, std::move(what)});
  }

  void unpack(ScratchFile& database) {
    const Entry& entry = collection_entry();
    const auto content = open(entry, "the collection", options_.limits.collection_bytes);
    std::vector<std::uint8_t> piece(piece_bytes);
    while (const std::size_t count = content->read(piece)) {
      database.append(std::span(piece).first(count));
      tell({ReadStage::unpacking, content->taken(), 0});
    }
  }

  void read_collection() {
    ScratchFile database(options_.scratch_folder);
    unpack(database);
    const CollectionFile file(database.path(), options_.limits.value_bytes, [this] { return keep_on(); });
    tell({ReadStage::checking, 0, 3});
    const Catalogue catalogue = read_catalogue(file);
    for (std::uint64_t done = 0; const char* table : {"notes", "cards", "revlog"}) {
      file.check_table(table);
      tell({ReadStage::checking, ++done, 3});
    }
    give(catalogue);
    read_notes(file, catalogue);
  }

  void give(const Catalogue& catalogue) {
    sink_.on_collection(catalogue.collection);
    for (const Deck& deck : catalogue.decks) sink_.on_deck(Deck(deck));
    for (const NoteType& type : catalogue.note_types) sink_.on_note_type(NoteType(type));
    report_.decks = catalogue.decks.size();
    report_.note_types = catalogue.note_types.size();
  }

  void read_notes(const CollectionFile& file, const Catalogue& catalogue) {
    Rows counted = file.rows("SELECT count(*) FROM notes");
    const auto total = counted.next() ? static_cast<std::uint64_t>(counted.integer(0)) : 0;
    tell({ReadStage::notes, 0, total});
    NoteStream notes(file, catalogue, sink_, report_);
    notes.run([&] {
      if (report_.notes % notes_between_reports == 0 || report_.notes == total) {
        tell({ReadStage::notes, report_.notes, total});
      }
    });
  }

  [[nodiscard]] std::vector<MediaItem> media_list() const {
    const Entry* entry = archive_.find("media");
    if (entry == nullptr) return {};
    const auto content = open(*entry, "the list of media", list_bytes_at_most);
    const std::string list = read_all(*content);
    return compressed() ? media_from_message(list) : media_from_json(list);
  }

  void read_media() {
    const std::vector<MediaItem> items = media_list();
    std::uint64_t total_bytes = 0;
    for (const MediaItem& item : items) {
      total_bytes += give(item);
      if (total_bytes > options_.limits.media_bytes) refuse_size("the media are too large together");
      tell({ReadStage::media, ++report_.media, items.size()});
    }
  }

  // Size and checksum can only be held to what was read to its end.
  std::uint64_t give(const MediaItem& item) {
    const Entry* entry = archive_.find(item.entry);
    if (entry == nullptr) refuse("media are missing: " + item.name);
    const auto content = open(*entry, item.name, options_.limits.media_file_bytes);
    HashedSource hashed(*content);
    sink_.on_media(item.name, hashed);
    const bool wrong_size = item.size && hashed.at_end() && *item.size != hashed.size();
    const bool wrong_sha1 = item.sha1 && hashed.at_end() && *item.sha1 != hashed.digest();
    if (wrong_size || wrong_sha1) refuse("media are not what their checksum says: " + item.name);
    return hashed.size();
  }

  [[nodiscard]] bool keep_on() const { return !options_.progress || options_.progress(last_told_); }

  void tell(const ReadProgress& progress) {
    last_told_ = progress;
    if (!keep_on()) throw Error(ErrorCode::unavailable, "anki package: reading was cancelled", "cancelled");
  }

  const Archive& archive_;
  PackageSink& sink_;
  const ReadOptions& options_;
  ReadReport report_;
  ReadProgress last_told_;
};

}  // namespace

ReadReport read_package(const std::filesystem::path& package, PackageSink& sink, const ReadOptions& options) {
  const Archive archive(package, options.limits);
  return PackageReader(archive, sink, options).run();
}

ReadReport read_package(std::span<const std::uint8_t> package, PackageSink& sink, const ReadOptions& options) {
  const Archive archive(package, options.limits);
  return PackageReader(archive, sink, options).run();
}

}  // namespace haven::anki
