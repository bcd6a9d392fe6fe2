#include <memory>
#include <stdexcept>

#include "haven/anki/reader.hpp"
#include "haven/anki/writer.hpp"

#include "commands.hpp"

namespace example {
namespace {

using namespace haven;

anki::PackageFormat format_of(std::string_view name) {
  if (name == "anki2") return anki::PackageFormat::anki2;
  if (name == "anki21") return anki::PackageFormat::anki21;
  if (name == "anki21b") return anki::PackageFormat::anki21b;
  throw std::runtime_error("unknown format: " + std::string(name));
}

/// Gives all that is read to a writer at once, so that a package of any size needs little memory.
class Copy final : public anki::PackageSink {
 public:
  Copy(std::string file, anki::PackageFormat format) : file_(std::move(file)), format_(format) {}

  void on_collection(const anki::Collection& collection) override {
    writer_ = std::make_unique<anki::PackageWriter>(
        file_, anki::WriteOptions{.format = format_, .scratch_folder = {}, .created = collection.created});
  }
  void on_deck(anki::Deck&& deck) override { writer_->add(deck); }
  void on_note_type(anki::NoteType&& type) override { writer_->add(type); }
  void on_note(anki::Note&& note) override { writer_->add(note); }
  void on_card(anki::Card&& card) override { writer_->add(card); }
  void on_review(const anki::ReviewLogEntry& review) override { writer_->add(review); }
  void on_media(const std::string& name, anki::ByteSource& content) override { writer_->add_media(name, content); }

  void finish() { writer_->finish(); }

 private:
  std::string file_;
  anki::PackageFormat format_;
  std::unique_ptr<anki::PackageWriter> writer_;
};

}  // namespace

void copy(const std::string& from, const std::string& to, std::string_view format) {
  Copy sink(to, format_of(format));
  anki::read_package(from, sink);
  sink.finish();
}

}  // namespace example
