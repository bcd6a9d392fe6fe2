#pragma once

#include <protozero/types.hpp>

// The fields of the Protocol Buffers messages in packages, as far as they are of use here. Found by looking at packages
// that Anki 26.9 made of known collections.
namespace haven::anki::layout {

/// Entry "meta".
enum class Meta : protozero::pbf_tag_type { version = 1 };
/// Meta::version.
enum class Version { anki2 = 1, anki21 = 2, anki21b = 3 };

/// Entry "media" of Version::anki21b.
enum class MediaList : protozero::pbf_tag_type { file = 1 };
enum class MediaFile : protozero::pbf_tag_type { name = 1, size = 2, sha1 = 3 };

/// Column `config` of table `notetypes`.
enum class NoteTypeConfig : protozero::pbf_tag_type { kind = 1, css = 3, latex_begin = 5, latex_end = 6 };
/// Column `config` of table `templates`.
enum class TemplateConfig : protozero::pbf_tag_type { question = 1, answer = 2 };
/// Column `config` of table `fields`.
enum class FieldConfig : protozero::pbf_tag_type { font = 3, font_size = 4 };

/// Column `kind` of table `decks`.
enum class DeckKind : protozero::pbf_tag_type { normal = 1, filtered = 2 };
enum class NormalDeck : protozero::pbf_tag_type { preset = 1, description = 4 };
/// Column `common` of table `decks`.
enum class DeckCommon : protozero::pbf_tag_type { study_collapsed = 1, browser_collapsed = 2 };

/// Between the parts of a deck's name, and between the fields of a note.
inline constexpr char separator = '\x1f';

}  // namespace haven::anki::layout
