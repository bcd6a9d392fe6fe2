#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>

#include "haven/anki/reader.hpp"

#include "commands.hpp"

#include <nlohmann/json.hpp>

namespace example {
namespace {

using namespace haven;
using Json = nlohmann::ordered_json;

std::int64_t seconds(Timestamp at) { return at.microseconds / 1'000'000; }
std::int64_t milliseconds(std::int64_t microseconds) { return microseconds / 1'000; }

void print(const Json& object) {
  std::fputs(object.dump().c_str(), stdout);
  std::fputc('\n', stdout);
}

void put(Json& object, const char* name, const auto& value) {
  if (value) object[name] = *value;
}

Json schedule(const anki::Card& card) {
  Json json = {{"type", static_cast<int>(card.type)},
               {"queue", static_cast<int>(card.queue)},
               {"due", card.due},
               {"interval", card.interval},
               {"ease", card.ease},
               {"reviews", card.reviews},
               {"lapses", card.lapses},
               {"steps_left", card.steps_left},
               {"flag", card.flag}};
  if (card.memory) json["memory"] = {card.memory->stability, card.memory->difficulty};
  put(json, "desired_retention", card.desired_retention);
  put(json, "decay", card.decay);
  put(json, "position", card.position);
  if (card.last_review) json["last_review"] = seconds(*card.last_review);
  if (!card.custom_data.empty()) json["custom_data"] = card.custom_data;
  return json;
}

class Dump final : public anki::PackageSink {
 public:
  void on_collection(const anki::Collection& collection) override {
    print({{"collection", {{"schema", collection.schema}, {"created", seconds(collection.created)}}}});
  }

  void on_deck(anki::Deck&& deck) override {
    print({{"deck",
            {{"id", deck.id}, {"name", deck.name}, {"description", deck.description}, {"filtered", deck.filtered}}}});
  }

  void on_note_type(anki::NoteType&& type) override {
    Json templates = Json::array();
    for (const auto& each : type.templates) templates.push_back({each.name, each.question, each.answer});
    print({{"note_type",
            {{"id", type.id},
             {"name", type.name},
             {"cloze", type.kind == anki::NoteKind::cloze},
             {"fields", type.fields},
             {"templates", templates},
             {"css", type.css}}}});
  }

  void on_note(anki::Note&& note) override {
    print({{"note",
            {{"id", note.id},
             {"guid", note.guid},
             {"note_type", note.note_type},
             {"modified", seconds(note.modified)},
             {"fields", note.fields},
             {"tags", note.tags}}}});
  }

  void on_card(anki::Card&& card) override {
    print({{"card",
            {{"id", card.id},
             {"note", card.note},
             {"ordinal", card.ordinal},
             {"deck", card.deck},
             {"modified", seconds(card.modified)},
             {"schedule", schedule(card)}}}});
  }

  void on_review(const anki::ReviewLogEntry& review) override {
    print({{"review",
            {{"at", milliseconds(review.at.microseconds)},
             {"card", review.card},
             {"rating", review.rating},
             {"interval", review.interval},
             {"last_interval", review.last_interval},
             {"ease", review.ease},
             {"duration", milliseconds(review.duration.microseconds)},
             {"kind", static_cast<int>(review.kind)}}}});
  }

  void on_media(const std::string& name, anki::ByteSource& content) override {
    std::array<std::uint8_t, 4096> piece{};
    std::uint64_t size = 0;
    std::uint64_t sum = 0;
    while (const std::size_t count = content.read(piece)) {
      for (std::size_t i = 0; i < count; ++i) sum += piece[i] * (++size % 65'521);
    }
    print({{"media", {{"name", name}, {"size", size}, {"checksum", sum}}}});
  }
};

void print_report(const anki::ReadReport& report) {
  print({{"report",
          {{"decks", report.decks},
           {"note_types", report.note_types},
           {"notes", report.notes},
           {"cards", report.cards},
           {"reviews", report.reviews},
           {"media", report.media},
           {"skipped_cards", report.skipped_cards},
           {"skipped_reviews", report.skipped_reviews}}}});
}

}  // namespace

void dump(const std::string& package) {
  Dump sink;
  print_report(anki::read_package(package, sink));
}

}  // namespace example
