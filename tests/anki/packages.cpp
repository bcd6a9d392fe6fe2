#include "packages.hpp"

#include <atomic>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <stdlib.h>

#include "anki/collection_writer.hpp"
#include "anki/scratch_file.hpp"
#include "anki/unicase.hpp"

#include <zip.h>
#include <zstd.h>

namespace haven::test {
namespace {

void require(bool good, const char* what) {
  if (!good) throw std::runtime_error(what);
}

std::string path_template() { return (std::filesystem::temp_directory_path() / "haven-anki-test-XXXXXX").string(); }

void run_sql(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* raw = nullptr;
  require(sqlite3_open(file.c_str(), &raw) == SQLITE_OK, "sqlite3_open");
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> db(raw, sqlite3_close);
  anki::register_unicase(raw);
  char* message = nullptr;
  if (sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK) throw std::runtime_error(message);
}

}  // namespace

Folder::Folder() {
  std::string name = path_template();
  require(::mkdtemp(name.data()) != nullptr, "mkdtemp");
  path_ = name;
}
Folder::~Folder() { std::filesystem::remove_all(path_); }

std::size_t Folder::files() const {
  const std::filesystem::directory_iterator begin(path_);
  return static_cast<std::size_t>(std::distance(begin, std::filesystem::directory_iterator()));
}

void Keeper::on_collection(const anki::Collection& collection) {
  contents.collection = collection;
  order += 'C';
}
void Keeper::on_deck(anki::Deck&& deck) {
  contents.decks.push_back(std::move(deck));
  order += 'D';
}
void Keeper::on_note_type(anki::NoteType&& type) {
  contents.note_types.push_back(std::move(type));
  order += 'T';
}
void Keeper::on_note(anki::Note&& note) {
  contents.notes.push_back(std::move(note));
  order += 'n';
}
void Keeper::on_card(anki::Card&& card) {
  contents.cards.push_back(std::move(card));
  order += 'c';
}
void Keeper::on_review(const anki::ReviewLogEntry& review) {
  contents.reviews.push_back(review);
  order += 'r';
}
void Keeper::on_media(const std::string& name, anki::ByteSource& content) {
  std::vector<std::uint8_t> piece(1000);
  std::string& text = contents.media[name];
  while (const std::size_t count = content.read(piece)) {
    text.append(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(count));
  }
  order += 'm';
}

std::size_t TextSource::read(std::span<std::uint8_t> into) {
  const std::size_t count = left_.copy(reinterpret_cast<char*>(into.data()), into.size());
  left_.remove_prefix(count);
  return count;
}

Contents sample() {
  constexpr Timestamp now{1'790'000'000'000'000};
  Contents all;
  all.collection = {11, Timestamp{1'789'963'200'000'000}};
  all.decks = {{1, "Default", "", false}, {20, "NCLEX", "My <b>deck</b>", false}, {21, "NCLEX::Cardiac", "", false}};
  all.note_types = {
      {30,
       "Basic",
       anki::NoteKind::basic,
       {"Front", "Back"},
       {{"Card 1", "{{Front}}", "{{FrontSide}}<hr>{{Back}}"}, {"Card 2", "{{Back}}", "{{Front}}"}},
       ".card {}"},
      {31, "Cloze", anki::NoteKind::cloze, {"Text"}, {{"Cloze", "{{cloze:Text}}", "{{cloze:Text}}"}}, ""}};
  all.notes = {{40, "guid-1", 30, now, {"What is <b>HR</b>?", "60–100"}, {"ekg::basic", "vital"}},
               {41, "guid-2", 31, now, {"The {{c1::kidney}} filters {{c2::blood}}. <img src=\"a b.png\">"}, {}}};
  anki::Card fresh;
  fresh.id = 50;
  fresh.note = 40;
  fresh.deck = 21;
  fresh.modified = now;
  fresh.due = 7;
  anki::Card review = fresh;
  review.id = 51;
  review.ordinal = 1;
  review.type = anki::CardType::review;
  review.queue = anki::CardQueue::suspended;
  review.due = 12;
  review.interval = 9;
  review.ease = 2500;
  review.reviews = 2;
  review.lapses = 1;
  review.flag = 3;
  review.memory = anki::FsrsMemory{8.2956, 1.5};
  review.desired_retention = 0.9;
  review.decay = 0.154;
  review.last_review = now - Duration::days(9);
  review.position = 4;
  review.custom_data = R"({"v":1})";
  anki::Card learning = fresh;
  learning.id = 49;
  learning.note = 41;
  learning.ordinal = 1;
  learning.type = anki::CardType::learning;
  learning.queue = anki::CardQueue::learning;
  learning.due = 1'790'000'600;
  learning.steps_left = 2002;
  all.cards = {fresh, review, learning};
  all.reviews = {{now - Duration::days(10), 51, 1, anki::ReviewKind::learning, -60, 0, 0, {1'500'000}},
                 {now - Duration::days(9), 51, 4, anki::ReviewKind::review, 9, -60, 2500, {30'000'000}},
                 {now - Duration::days(8), 49, 0, anki::ReviewKind::manual, 0, 0, 0, {}}};
  all.media = {{"a b.png", std::string(100'000, '\x89')}, {"empty", ""}, {"sønd.mp3", "abc"}};
  return all;
}

void write(const Contents& contents, const std::filesystem::path& package, anki::PackageFormat format,
           const std::filesystem::path& scratch) {
  anki::PackageWriter writer(package,
                             {.format = format, .scratch_folder = scratch, .created = contents.collection.created});
  for (const auto& deck : contents.decks) writer.add(deck);
  for (const auto& type : contents.note_types) writer.add(type);
  for (const auto& note : contents.notes) writer.add(note);
  for (const auto& card : contents.cards) writer.add(card);
  for (const auto& review : contents.reviews) writer.add(review);
  for (const auto& [name, content] : contents.media) {
    TextSource source(content);
    writer.add_media(name, source);
  }
  writer.finish();
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string zip(const Entries& entries) {
  const Folder folder;
  zip_t* archive = zip_open((folder / "a.zip").c_str(), ZIP_CREATE, nullptr);
  require(archive != nullptr, "zip_open");
  for (const auto& [name, content] : entries) {
    zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    require(zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0, "zip_file_add");
  }
  require(zip_close(archive) == 0, "zip_close");
  return read_file(folder / "a.zip");
}

std::string zstd(std::string_view text, int window_log) {
  std::string packed(ZSTD_compressBound(text.size()) + 64, '\0');
  const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_contentSizeFlag, 0);
  if (window_log != 0) ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, window_log);
  ZSTD_inBuffer input{text.data(), text.size(), 0};
  ZSTD_outBuffer output{packed.data(), packed.size(), 0};
  // A flush first: zstd would make the window no larger than what it knows to come.
  for (const auto mode : {ZSTD_e_flush, ZSTD_e_end}) {
    require(ZSTD_compressStream2(context.get(), &output, &input, mode) == 0, "ZSTD_compressStream2");
  }
  return packed.substr(0, output.pos);
}

std::string collection(int schema, const std::string& sql) {
  const anki::ScratchFile file({});
  const Contents all = sample();
  {
    anki::CollectionWriter writer(file.path(), schema, all.collection.created);
    for (const auto& deck : all.decks) writer.add(deck);
    for (const auto& type : all.note_types) writer.add(type);
    for (const auto& note : all.notes) writer.add(note);
    for (const auto& card : all.cards) writer.add(card);
    for (const auto& review : all.reviews) writer.add(review);
    writer.finish();
  }
  run_sql(file.path(), sql);
  return read_file(file.path());
}

std::string package(int schema, const std::string& sql) {
  const std::string database = collection(schema, sql);
  if (schema == 11) return zip({{"collection.anki21", database}, {"media", "{}"}});
  return zip({{"collection.anki21b", zstd(database)}, {"media", zstd("")}});
}

}  // namespace haven::test
