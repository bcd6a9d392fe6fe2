#pragma once

#include <vector>

#include "haven/anki/package.hpp"

#include "anki/collection_file.hpp"

namespace haven::anki {

/// What a collection says of itself, apart from its notes. Deck 1 is always there, and comes first.
struct Catalogue {
  Collection collection;
  std::vector<Deck> decks;
  std::vector<NoteType> note_types;
};

/// Reads it from either schema, after its tables have been checked. Throws Error(corrupt_data).
[[nodiscard]] Catalogue read_catalogue(const CollectionFile& file);

/// The parts that the schemas differ in: JSON in table `col` (11), or tables of Protocol Buffers (18).
void read_catalogue_11(const CollectionFile& file, Catalogue& catalogue);
void read_catalogue_18(const CollectionFile& file, Catalogue& catalogue);

}  // namespace haven::anki
