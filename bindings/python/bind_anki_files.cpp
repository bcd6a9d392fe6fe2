#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "haven/anki/reader.hpp"
#include "haven/anki/writer.hpp"
#include "haven/core/error.hpp"

#include "bind_anki.hpp"
#include "enumeration_names.hpp"
#include "srs_values.hpp"

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;
using std::filesystem::path;

constexpr Names<anki::ReadStage, 4> stages = {{{{anki::ReadStage::unpacking, "unpacking"},
                                                {anki::ReadStage::checking, "checking"},
                                                {anki::ReadStage::notes, "notes"},
                                                {anki::ReadStage::media, "media"}}}};
constexpr Names<anki::PackageFormat, 3> formats = {{{{anki::PackageFormat::anki2, "anki2"},
                                                     {anki::PackageFormat::anki21, "anki21"},
                                                     {anki::PackageFormat::anki21b, "anki21b"}}}};

/// A new or empty folder for media, whose files go again unless all ended well. Needs no GIL.
class MediaFolder {
 public:
  explicit MediaFolder(path folder) : folder_(std::move(folder)) {
    std::error_code failed;
    std::filesystem::create_directories(folder_, failed);
    if (!std::filesystem::is_empty(folder_, failed) && !failed) refuse("media_folder", "must be empty or new");
    if (failed) throw Error(ErrorCode::unavailable, "media_folder: " + failed.message());
  }
  MediaFolder(const MediaFolder&) = delete;
  MediaFolder& operator=(const MediaFolder&) = delete;
  ~MediaFolder() {
    std::error_code ignored;
    for (const path& file : files_) std::filesystem::remove(file, ignored);
  }

  /// `name` is a plain file name, as the reader has checked.
  void add(const std::string& name, anki::ByteSource& content) {
    files_.push_back(folder_ / path(std::u8string(name.begin(), name.end())));
    std::ofstream file(files_.back(), std::ios::binary);
    std::array<std::uint8_t, 65'536> piece{};
    while (const std::size_t count = content.read(piece))
      file.write(reinterpret_cast<const char*>(piece.data()), static_cast<std::streamsize>(count));
    if (!file.flush()) throw Error(ErrorCode::unavailable, "media_folder: " + name + " could not be written");
  }
  void keep() noexcept { files_.clear(); }

 private:
  path folder_;
  std::vector<path> files_;
};

/// All of a package but the media in memory. Needs no GIL.
struct Collector final : anki::PackageSink {
  explicit Collector(MediaFolder* folder) : media_folder(folder) {}

  void on_collection(const anki::Collection& given) override { collection = given; }
  void on_deck(anki::Deck&& deck) override { decks.push_back(std::move(deck)); }
  void on_note_type(anki::NoteType&& type) override { note_types.push_back(std::move(type)); }
  void on_note(anki::Note&& note) override { notes.push_back(std::move(note)); }
  void on_card(anki::Card&& card) override { cards.push_back(std::move(card)); }
  void on_review(const anki::ReviewLogEntry& review) override { reviews.push_back(review); }
  void on_media(const std::string& name, anki::ByteSource& content) override {
    media.push_back(name);
    if (media_folder != nullptr) media_folder->add(name, content);
  }

  MediaFolder* media_folder;
  anki::Collection collection;
  std::vector<anki::Deck> decks;
  std::vector<anki::NoteType> note_types;
  std::vector<anki::Note> notes;
  std::vector<anki::Card> cards;
  std::vector<anki::ReviewLogEntry> reviews;
  std::vector<std::string> media;
};

template <class Value>
py::tuple tuple_of(std::vector<Value>&& values) {
  py::tuple tuple(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) tuple[i] = py::cast(std::move(values[i]));
  return tuple;
}

/// Tells Python's function, and lets Ctrl-C through. Called without the GIL.
bool tell(const py::object& progress, const anki::ReadProgress& now) {
  const py::gil_scoped_acquire acquire;
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  if (progress.is_none()) return true;
  const py::object answer = progress(stages.text(now.stage), now.done, now.total);
  return answer.is_none() || answer.cast<bool>();
}

BoundPackage read(const path& file, const std::optional<path>& media_folder, const std::optional<path>& scratch_folder,
                  const anki::ReadLimits& limits, const py::object& progress) {
  anki::ReadOptions options;
  options.scratch_folder = scratch_folder.value_or(path());
  options.limits = limits;
  options.progress = [&progress](const anki::ReadProgress& now) { return tell(progress, now); };
  std::optional<MediaFolder> folder;
  if (media_folder) folder.emplace(*media_folder);
  Collector found(folder ? &*folder : nullptr);
  anki::ReadReport report;
  {
    const py::gil_scoped_release release;
    report = anki::read_package(file, found, options);
  }
  if (folder) folder->keep();
  BoundPackage package;
  package.collection = found.collection;
  package.decks = tuple_of(std::move(found.decks));
  package.note_types = tuple_of(std::move(found.note_types));
  package.notes = tuple_of(std::move(found.notes));
  package.cards = tuple_of(std::move(found.cards));
  package.reviews = tuple_of(std::move(found.reviews));
  package.media = tuple_of(std::move(found.media));
  package.skipped_cards = report.skipped_cards;
  package.skipped_reviews = report.skipped_reviews;
  return package;
}

/// Bytes that someone else holds.
class HeldBytes final : public anki::ByteSource {
 public:
  explicit HeldBytes(std::string_view bytes) : left_(bytes) {}
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override {
    const std::size_t count = std::min(into.size(), left_.size());
    std::memcpy(into.data(), left_.data(), count);
    left_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view left_;
};

class FileBytes final : public anki::ByteSource {
 public:
  explicit FileBytes(const path& file) : file_(file, std::ios::binary) {
    if (!file_) throw Error(ErrorCode::not_found, "media: " + file.string() + " cannot be read");
  }
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override {
    file_.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
    if (file_.bad()) throw Error(ErrorCode::unavailable, "media: a file could not be read to its end");
    return static_cast<std::size_t>(file_.gcount());
  }

 private:
  std::ifstream file_;
};

struct Medium {
  std::string name;
  py::object held;         ///< bytes, kept alive
  std::string_view bytes;  ///< of `held`
  path file;               ///< else
};

std::vector<Medium> media_of(const py::object& media) {
  std::vector<Medium> all;
  if (media.is_none()) return all;
  for (const auto& item : media.attr("items")()) {
    const auto [name, content] = item.cast<std::pair<std::string, py::object>>();
    Medium medium{name, content, {}, {}};
    if (py::isinstance<py::bytes>(content))
      medium.bytes = content.cast<std::string_view>();
    else
      medium.file = content.cast<path>();
    all.push_back(std::move(medium));
  }
  return all;
}

template <class Value>
std::vector<const Value*> pointers(const py::tuple& values) {
  std::vector<const Value*> all;
  for (const auto& value : values) all.push_back(&value.cast<const Value&>());
  return all;
}

void write(const path& file, const BoundPackage& package, const py::object& media, const std::string& format,
           const std::optional<path>& scratch_folder) {
  const auto decks = pointers<anki::Deck>(package.decks);
  const auto types = pointers<anki::NoteType>(package.note_types);
  const auto notes = pointers<anki::Note>(package.notes);
  const auto cards = pointers<anki::Card>(package.cards);
  const auto reviews = pointers<anki::ReviewLogEntry>(package.reviews);
  const auto contents = media_of(media);
  const anki::WriteOptions options{.format = formats.parse(format, "format"),
                                   .scratch_folder = scratch_folder.value_or(path()),
                                   .created = package.collection.created};
  const py::gil_scoped_release release;
  anki::PackageWriter writer(file, options);
  const auto add_all = [&writer](const auto& values) {
    for (const auto* value : values) writer.add(*value);
  };
  add_all(decks);
  add_all(types);
  add_all(notes);
  add_all(cards);
  add_all(reviews);
  for (const Medium& medium : contents) {
    if (medium.file.empty()) {
      HeldBytes source(medium.bytes);
      writer.add_media(medium.name, source);
    } else {
      FileBytes source(medium.file);
      writer.add_media(medium.name, source);
    }
  }
  writer.finish();
}

void bind_limits(py::module_& module) {
  using anki::ReadLimits;
  py::class_<ReadLimits> limits(module, "ReadLimits", py::is_final(), R"(
What a package may come to; one that asks for more is refused. Immutable.
)");
  const ReadLimits usual;
  limits.def(py::init([](std::size_t entries, std::uint64_t collection_bytes, std::uint64_t media_file_bytes,
                         std::uint64_t media_bytes, std::uint64_t ratio, int value_bytes) {
               return ReadLimits{entries, collection_bytes, media_file_bytes, media_bytes, ratio, value_bytes};
             }),
             py::kw_only(), "entries"_a = usual.entries, "collection_bytes"_a = usual.collection_bytes,
             "media_file_bytes"_a = usual.media_file_bytes, "media_bytes"_a = usual.media_bytes,
             "ratio"_a = usual.ratio, "value_bytes"_a = usual.value_bytes, R"(
entries: of the archive. collection_bytes: the database, unpacked. media_bytes: all media together.
ratio: bytes unpacked for each packed one, once 16 MiB are unpacked. value_bytes: one value of the database.
)");
  limits.def_readonly("entries", &ReadLimits::entries, "Of the archive.");
  limits.def_readonly("collection_bytes", &ReadLimits::collection_bytes, "The database, unpacked.");
  limits.def_readonly("media_file_bytes", &ReadLimits::media_file_bytes, "Each.");
  limits.def_readonly("media_bytes", &ReadLimits::media_bytes, "All of them.");
  limits.def_readonly("ratio", &ReadLimits::ratio, "Bytes unpacked for each packed one.");
  limits.def_readonly("value_bytes", &ReadLimits::value_bytes, "One value of the database.");
}

}  // namespace

void bind_anki_files(py::module_& module) {
  bind_limits(module);
  module.def("read_package", &read, "package"_a, py::kw_only(), "media_folder"_a = py::none(),
             "scratch_folder"_a = py::none(), "limits"_a = anki::ReadLimits(), "progress"_a = py::none(), R"(
Reads an Anki package, .apkg or .colpkg, of any version: a Package. It is never trusted.

package: the file. media_folder: where its media are written, a folder that is empty or new; None: they are not read.
scratch_folder: for the unpacked database while it is read; None: the system's.
progress: called now and then as progress(stage, done, total); stage is "unpacking", "checking", "notes" or "media";
    False ends the reading.

Runs without the GIL. Raises CorruptData for what is no package or a broken or hostile one, with reason "too_large" for
what passes a limit; NotFound; Unavailable, with reason "cancelled" when progress said so. Nothing is left behind then.
)");
  module.def("write_package", &write, "file"_a, "package"_a, py::kw_only(), "media"_a = py::none(),
             "format"_a = "anki21", "scratch_folder"_a = py::none(), R"(
Writes a Package as an Anki package, .apkg or .colpkg by its name. The file appears, or replaces an older one, when all
is written.

media: bytes, or the path of a file, by the name that fields call it.
format: "anki2", as every version reads it; "anki21", from Anki 2.1; "anki21b", from 2.1.50, compressed.

Runs without the GIL. Raises InvalidArgument for what a reader would refuse: ids given twice, unknown note types, notes,
cards or decks, a wrong number of fields, a tag with a space, a name of media that is a path.
)");
}

}  // namespace haven::python
