#include <filesystem>
#include <string>

#include "haven/services/media_store.hpp"

#include "services/fixture.hpp"
#include "services/text_source.hpp"
#include "storage/temporary_folder.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

constexpr MediaFolderOptions any_disk{.free_bytes = 0};

/// A media folder of two sets.
struct World {
  explicit World(const MediaFolderOptions& options = any_disk) : options_(options) {}

  void put(Id<FlashcardSet> set, const std::string& name, const std::string& text) {
    TextSource content(text);
    media->put(set, name, content);
  }
  std::string text_of(Id<FlashcardSet> set, const std::string& name) {
    const auto source = media->open(set, name);
    if (!source) return "none";
    std::string text;
    std::uint8_t piece[100];
    while (const std::size_t count = source->read(piece)) text.append(piece, piece + count);
    return text;
  }
  /// Files in a part of the folder.
  [[nodiscard]] std::size_t files(const std::string& part) const {
    std::size_t count = 0;
    const std::filesystem::recursive_directory_iterator all(folder.path("media") + "/" + part);
    for (const auto& entry : all) count += entry.is_regular_file() ? 1U : 0U;
    return count;
  }

  MediaFolderOptions options_;
  TemporaryFolder folder;
  std::unique_ptr<MediaStore> media = open_media_folder(folder.path("media"), options_);
  Id<FlashcardSet> a{Uuid{{1}}};
  Id<FlashcardSet> b{Uuid{{2}}};
};

}  // namespace

TEST_CASE("media folder: equal contents are kept once, until nothing refers to them") {
  World world;
  world.put(world.a, "x.png", "same");
  world.put(world.b, "y.png", "same");
  CHECK(world.files("objects") == 1);
  // By `printf same | sha256sum`.
  const std::string digest = "0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b5d5";
  CHECK(std::filesystem::exists(world.folder.path("media") + "/objects/09/" + digest));
  world.put(world.a, "x.png", "other");
  world.put(world.a, "x.png", "other");
  CHECK(world.text_of(world.a, "x.png") == "other");
  CHECK(world.text_of(world.b, "y.png") == "same");
  CHECK(world.text_of(world.b, "x.png") == "none");
  CHECK(world.files("objects") == 2);
  CHECK(world.media->remove(world.b, "y.png"));
  CHECK_FALSE(world.media->remove(world.b, "y.png"));
  CHECK(world.files("objects") == 1);
  world.put(world.a, "z.png", "same");
  world.media->remove_all(world.a);
  CHECK(world.files("objects") == 0);
  CHECK(world.files("sets") == 0);
  CHECK(world.text_of(world.a, "x.png") == "none");
}

TEST_CASE("media folder: another process finds what is there, and only the owner of the files reads them") {
  World world;
  world.put(world.a, "x.png", "content");
  world.media = open_media_folder(world.folder.path("media"), any_disk);
  CHECK(world.text_of(world.a, "x.png") == "content");
  const auto file = world.folder.path("media") + "/sets/" + to_string(world.a) + "/x.png";
  CHECK(std::filesystem::status(file).permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("media folder: names that are paths are refused") {
  World world;
  for (const char* name : {"../x", "a/b", "", ".", "..", "a\\b", "C:x", "a\nb", "\xff"}) {
    CHECK(error_of([&] { world.put(world.a, name, "x"); }) == "invalid_argument/media");
    CHECK(error_of([&] { static_cast<void>(world.media->open(world.a, name)); }) == "invalid_argument/media");
    CHECK(error_of([&] { world.media->remove(world.a, name); }) == "invalid_argument/media");
  }
  CHECK(world.files("") == 0);
}

TEST_CASE("media folder: one file, one set and the disk take so much, and what is refused leaves nothing") {
  World world({.file_bytes = 6, .set_bytes = 10, .set_files = 2, .free_bytes = 0});
  CHECK(error_of([&] { world.put(world.a, "x", "seven!!"); }) == "invalid_argument/too_large");
  world.put(world.a, "x", "12345");
  CHECK(error_of([&] { world.put(world.a, "y", "123456"); }) == "conflict/media_full");
  world.put(world.a, "y", "54321");
  CHECK(error_of([&] { world.put(world.a, "z", "1"); }) == "conflict/media_full");
  world.put(world.b, "z", "1");
  // What is replaced or removed makes room, also for a process that counts anew.
  world.put(world.a, "x", "1");
  world.media = open_media_folder(world.folder.path("media"), world.options_);
  world.put(world.a, "y", "654321");
  CHECK(error_of([&] { world.put(world.a, "x", "123456"); }) == "conflict/media_full");
  world.media->remove(world.a, "x");
  world.put(world.a, "w", "1234");
  CHECK(world.files("objects") == 3);
  CHECK(world.files("") == 6);
  const auto full = open_media_folder(world.folder.path("media"), {.free_bytes = std::uint64_t{1} << 62});
  TextSource content("x");
  CHECK(error_of([&] { full->put(world.a, "x", content); }) == "unavailable/media_store");
}
