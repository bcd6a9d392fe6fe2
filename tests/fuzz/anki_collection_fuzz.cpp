// Databases of Anki's collections, as they come out of a package: read or refused by an Error, and what is read refers
// only to what came before it.

#include <map>

#include "haven/anki/template.hpp"
#include "haven/core/error.hpp"

#include "anki/note_stream.hpp"
#include "anki/scratch_file.hpp"
#include "input.hpp"

namespace {

using namespace haven;

class Checker final : public anki::PackageSink {
 public:
  explicit Checker(const anki::Catalogue& catalogue) : collection_(catalogue.collection) {
    for (const auto& type : catalogue.note_types) types_[type.id] = type;
  }

  void on_note(anki::Note&& note) override {
    note_ = std::move(note);
    test::must(note_.fields.size() == types_.at(note_.note_type).fields.size());
  }
  void on_card(anki::Card&& card) override {
    test::must(card.note == note_.id);
    card_ = card.id;
    static_cast<void>(anki::due_at(collection_, card));
    try {
      static_cast<void>(anki::render(types_.at(note_.note_type), note_, card.ordinal));
    } catch (const Error& error) {
      test::must(error.code() == ErrorCode::invalid_argument);
    }
  }
  void on_review(const anki::ReviewLogEntry& review) override { test::must(review.card == card_); }

 private:
  anki::Collection collection_;
  std::map<std::int64_t, anki::NoteType> types_;
  anki::Note note_;
  std::int64_t card_ = 0;
};

void read(const std::filesystem::path& database) {
  const anki::CollectionFile file(database, 1 << 20, [] { return true; });
  const anki::Catalogue catalogue = anki::read_catalogue(file);
  for (const char* table : {"notes", "cards", "revlog"}) file.check_table(table);
  Checker sink(catalogue);
  anki::ReadReport report;
  anki::NoteStream(file, catalogue, sink, report).run([] {});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  anki::ScratchFile file({});
  file.append(std::span(data, size));
  try {
    read(file.path());
  } catch (const Error& error) {
    test::must(error.code() == ErrorCode::corrupt_data);
  }
  return 0;
}
