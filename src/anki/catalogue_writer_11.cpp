#include <string>

#include "anki/collection_writer.hpp"

#include <nlohmann/json.hpp>

// The fields beside names and templates are those that Anki fills in for a new collection; without some of them older
// versions fail.
namespace haven::anki {
namespace {

using nlohmann::json;

constexpr const char* latex_begin =
    "\\documentclass[12pt]{article}\n\\special{papersize=3in,5in}\n\\usepackage[utf8]{inputenc}\n"
    "\\usepackage{amssymb,amsmath}\n\\pagestyle{empty}\n\\setlength{\\parindent}{0in}\n\\begin{document}\n";
constexpr const char* latex_end = "\\end{document}";

json settings(const NewCatalogue& catalogue) {
  return {
      {"curDeck", 1},          {"activeDecks", {1}},     {"newSpread", 0},      {"collapseTime", 1200},
      {"timeLim", 0},          {"estTimes", true},       {"dueCounts", true},   {"curModel", nullptr},
      {"sortType", "noteFld"}, {"sortBackwards", false}, {"addToCur", true},    {"dayLearnFirst", false},
      {"schedVer", 2},         {"sched2021", true},      {"creationOffset", 0}, {"nextPos", catalogue.next_position}};
}

json presets() {
  const json fresh = {{"delays", {1.0, 10.0}}, {"initialFactor", 2500}, {"ints", {1, 4, 0}}, {"order", 1},
                      {"perDay", 20},          {"bury", false}};
  const json review = {{"perDay", 200},   {"ease4", 1.3},      {"ivlFct", 1.0},
                       {"maxIvl", 36500}, {"hardFactor", 1.2}, {"bury", false}};
  const json lapse = {{"delays", {10.0}}, {"leechAction", 1}, {"leechFails", 8}, {"minInt", 1}, {"mult", 0.0}};
  return {{"1",
           {{"id", 1},
            {"name", "Default"},
            {"mod", 0},
            {"usn", 0},
            {"maxTaken", 60},
            {"autoplay", true},
            {"timer", 0},
            {"replayq", true},
            {"new", fresh},
            {"rev", review},
            {"lapse", lapse},
            {"dyn", false}}}};
}

json deck(const Deck& deck, const NewCatalogue& catalogue) {
  const json today = {0, 0};
  return {{"id", deck.id},
          {"name", deck.name},
          {"desc", deck.description},
          {"mod", catalogue.modified_seconds},
          {"usn", -1},
          {"lrnToday", today},
          {"revToday", today},
          {"newToday", today},
          {"timeToday", today},
          {"collapsed", false},
          {"browserCollapsed", false},
          {"dyn", 0},
          {"conf", 1},
          {"extendNew", 0},
          {"extendRev", 0}};
}

json fields(const NoteType& type) {
  json list = json::array();
  for (const std::string& name : type.fields) {
    list.push_back({{"name", name},
                    {"ord", list.size()},
                    {"sticky", false},
                    {"rtl", false},
                    {"font", "Arial"},
                    {"size", 20},
                    {"media", json::array()}});
  }
  return list;
}

json templates(const NoteType& type) {
  json list = json::array();
  for (const Template& each : type.templates) {
    list.push_back({{"name", each.name},
                    {"ord", list.size()},
                    {"qfmt", each.question},
                    {"afmt", each.answer},
                    {"bqfmt", ""},
                    {"bafmt", ""},
                    {"did", nullptr}});
  }
  return list;
}

/// Which fields must be filled for a card to be made; any will do. Anki works it out again.
json requirements(const NoteType& type) {
  json any = json::array();
  for (std::size_t i = 0; i < type.fields.size(); ++i) any.push_back(i);
  json list = json::array();
  for (std::size_t i = 0; i < type.templates.size(); ++i) list.push_back({i, "any", any});
  return list;
}

json note_type(const NoteType& type, const NewCatalogue& catalogue) {
  return {{"id", type.id},
          {"name", type.name},
          {"type", type.kind == NoteKind::cloze ? 1 : 0},
          {"mod", catalogue.modified_seconds},
          {"usn", -1},
          {"sortf", 0},
          {"did", nullptr},
          {"tags", json::array()},
          {"vers", json::array()},
          {"flds", fields(type)},
          {"tmpls", templates(type)},
          {"css", type.css},
          {"latexPre", latex_begin},
          {"latexPost", latex_end},
          {"req", requirements(type)}};
}

}  // namespace

void write_catalogue_11(NewDatabase& database, const NewCatalogue& catalogue) {
  json decks = json::object();
  for (const Deck& each : catalogue.decks) decks[std::to_string(each.id)] = deck(each, catalogue);
  json models = json::object();
  for (const NoteType& type : catalogue.note_types) models[std::to_string(type.id)] = note_type(type, catalogue);
  const std::int64_t modified = catalogue.modified_seconds * 1000;
  Insertion col(database, "col", 13);
  col.add(1).add(catalogue.created.microseconds / 1'000'000).add(modified).add(modified).add(11).add(0).add(0).add(0);
  col.add(settings(catalogue).dump()).add(models.dump()).add(decks.dump()).add(presets().dump()).add("{}");
  col.insert("collection");
  database.run("CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL)");
}

}  // namespace haven::anki
