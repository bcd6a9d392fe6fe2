#include "services/portable_note.hpp"

#include <algorithm>
#include <utility>

#include "haven/anki/template.hpp"

#include "codec/note_data.hpp"

namespace haven {
namespace {

/// The names in both texts that the service takes.
std::vector<std::string> shown_media(const NoteDraft& note) {
  std::vector<std::string> names = anki::media_names(note.front + note.back);
  std::erase_if(names, [](const std::string& name) { return name.size() > FlashcardLimits::medium; });
  if (names.size() > FlashcardLimits::media) names.resize(FlashcardLimits::media);
  return names;
}

std::string as_images(const std::vector<std::string>& names) {
  std::string html;
  for (const std::string& name : names) {
    html += "<br><img src=\"";
    for (const char c : name) {
      if (c == '&') {
        html += "&amp;";
      } else if (c == '"') {
        html += "&quot;";
      } else {
        html += c;
      }
    }
    html += "\">";
  }
  return html;
}

std::vector<std::string> without_spaces(std::vector<std::string> tags) {
  for (std::string& tag : tags) std::replace(tag.begin(), tag.end(), ' ', '_');
  return tags;
}

/// Takes media off the front's end again. Where they are not as they were put there, the texts say what the note has.
void take_media(const codec::NoteData& data, NoteDraft& note) {
  const std::string added = as_images(data.added);
  const bool as_exported = note.front.ends_with(added);
  if (as_exported) note.front.resize(note.front.size() - added.size());
  note.media = as_exported && data.media ? *data.media : shown_media(note);
}

}  // namespace

PortableNote to_portable(const NoteDraft& note) {
  codec::NoteData data{.image = note.kind == CardKind::image, .question = note.question, .extra = note.extra};
  data.added = unseen_media(note);
  if (note.media != shown_media(note)) data.media = note.media;
  PortableNote portable{note.front + as_images(data.added), note.back, without_spaces(note.tags), {}};
  if (portable.tags != note.tags) data.tags = note.tags;
  portable.data = codec::note_data_to_json(data);
  return portable;
}

void take_data(const std::optional<std::string>& data, NoteDraft& note) {
  const codec::NoteData known = codec::note_data_from_json(data.value_or(""));
  note.partial = !data;
  take_media(known, note);
  if (known.tags && without_spaces(*known.tags) == note.tags) note.tags = *known.tags;
  note.question = known.question;
  note.extra = known.extra;
  if (known.image && note.kind == CardKind::basic && !note.media.empty()) note.kind = CardKind::image;
}

std::vector<std::string> unseen_media(const NoteDraft& note) {
  const std::vector<std::string> shown = anki::media_names(note.front + note.back);
  std::vector<std::string> names = note.media;
  std::erase_if(names,
                [&](const std::string& name) { return std::find(shown.begin(), shown.end(), name) != shown.end(); });
  return names;
}

}  // namespace haven
