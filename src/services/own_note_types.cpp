#include "services/own_note_types.hpp"

namespace haven {
namespace {

constexpr const char* data_field = "Haven";

std::vector<anki::NoteType> made_types() {
  const std::string css =
      ".card { font-family: arial; font-size: 20px; text-align: center; }\n.cloze { font-weight: bold; }\n";
  const std::string answer = "{{FrontSide}}\n\n<hr id=answer>\n\n";
  const anki::Template front = {"Card 1", "{{Front}}", answer + "{{Back}}"};
  const anki::Template back = {"Card 2", "{{Back}}", answer + "{{Front}}"};
  const anki::Template cloze = {"Cloze", "{{cloze:Text}}", "{{cloze:Text}}<br>\n{{Back Extra}}"};
  const std::vector<std::string> sides = {"Front", "Back", data_field};
  const std::vector<std::string> texts = {"Text", "Back Extra", data_field};
  return {{1'790'000'000'001, "Haven Basic", anki::NoteKind::basic, sides, {front}, css},
          {1'790'000'000'002, "Haven Basic and reversed", anki::NoteKind::basic, sides, {front, back}, css},
          {1'790'000'000'003, "Haven Cloze", anki::NoteKind::cloze, texts, {cloze}, css}};
}

}  // namespace

const std::vector<anki::NoteType>& own_note_types() {
  static const std::vector<anki::NoteType> types = made_types();
  return types;
}

const anki::NoteType& own_note_type(CardKind kind) {
  return own_note_types()[kind == CardKind::reversed ? 1U : (kind == CardKind::cloze ? 2U : 0U)];
}

std::optional<CardKind> own_kind(const anki::NoteType& type) {
  for (const CardKind kind : {CardKind::basic, CardKind::reversed, CardKind::cloze}) {
    const anki::NoteType& own = own_note_type(kind);
    const bool same = type.kind == own.kind && type.fields == own.fields;
    if (same && type.templates.size() == own.templates.size()) return kind;
  }
  return std::nullopt;
}

}  // namespace haven
