// Templates and fields of Anki's cards, and lists of media: rendered or refused by an Error, and never out of bounds.

#include "haven/anki/template.hpp"
#include "haven/core/error.hpp"

#include "anki/media_list.hpp"
#include "input.hpp"

namespace {

using namespace haven;

void render(std::string_view text) {
  const std::size_t half = text.find('\n');
  anki::NoteType type;
  type.fields = {"F"};
  type.templates = {{"T", std::string(text.substr(0, half)), "{{FrontSide}}{{cloze-only:F}}"}};
  anki::Note note;
  note.fields = {half == std::string_view::npos ? std::string() : std::string(text.substr(half + 1))};
  for (const auto kind : {anki::NoteKind::basic, anki::NoteKind::cloze}) {
    type.kind = kind;
    for (const int ordinal : anki::card_ordinals(type, note)) static_cast<void>(anki::render(type, note, ordinal));
    static_cast<void>(anki::render(type, note, 0));
  }
}

void read_media(std::string_view text) {
  for (const auto& item : text.starts_with('{') ? anki::media_from_json(text) : anki::media_from_message(text)) {
    test::must(anki::is_media_name(item.name));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = test::text_of(data, size);
  for (const auto work : {render, read_media}) {
    try {
      work(text);
    } catch (const Error& error) {
      test::must(error.code() == ErrorCode::invalid_argument || error.code() == ErrorCode::corrupt_data);
    }
  }
  return 0;
}
