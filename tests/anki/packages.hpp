#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "haven/anki/reader.hpp"
#include "haven/anki/writer.hpp"

namespace haven::test {

/// A folder of its own, removed with the object.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();

  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] std::size_t files() const;

 private:
  std::filesystem::path path_;
};

/// All that a package holds.
struct Contents {
  anki::Collection collection;
  std::vector<anki::Deck> decks;
  std::vector<anki::NoteType> note_types;
  std::vector<anki::Note> notes;
  std::vector<anki::Card> cards;
  std::vector<anki::ReviewLogEntry> reviews;
  std::map<std::string, std::string> media;

  bool operator==(const Contents&) const = default;
};

/// A sink that keeps everything, and the kinds of what came, in their order: "CDTnccrm".
class Keeper final : public anki::PackageSink {
 public:
  void on_collection(const anki::Collection& collection) override;
  void on_deck(anki::Deck&& deck) override;
  void on_note_type(anki::NoteType&& type) override;
  void on_note(anki::Note&& note) override;
  void on_card(anki::Card&& card) override;
  void on_review(const anki::ReviewLogEntry& review) override;
  void on_media(const std::string& name, anki::ByteSource& content) override;

  Contents contents;
  std::string order;
};

/// Text as a source.
class TextSource final : public anki::ByteSource {
 public:
  explicit TextSource(std::string_view text) : left_(text) {}
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override;

 private:
  std::string_view left_;
};

/// A small package with something of every kind.
[[nodiscard]] Contents sample();
/// Writes it with PackageWriter.
void write(const Contents& contents, const std::filesystem::path& package,
           anki::PackageFormat format = anki::PackageFormat::anki21, const std::filesystem::path& scratch = {});

[[nodiscard]] std::string read_file(const std::filesystem::path& path);
[[nodiscard]] std::span<const std::uint8_t> bytes_of(std::string_view text);

using Entries = std::vector<std::pair<std::string, std::string>>;
/// A ZIP archive of these entries, deflated.
[[nodiscard]] std::string zip(const Entries& entries);
/// One Zstandard frame.
[[nodiscard]] std::string zstd(std::string_view text, int window_log = 0);

/// The database of the sample in a schema, after some SQL of ours was run on it.
[[nodiscard]] std::string collection(int schema, const std::string& sql = {});
/// A package of schema 11 or 18 with that database, and no media.
[[nodiscard]] std::string package(int schema, const std::string& sql = {});

}  // namespace haven::test
