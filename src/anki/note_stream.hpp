#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "haven/anki/reader.hpp"

#include "anki/catalogue.hpp"
#include "anki/collection_file.hpp"

namespace haven::anki {

/// Gives the notes of a collection to a sink, each with its cards, each with its reviews: three queries in the same
/// order, walked side by side, so that no object is kept. What belongs to nothing is counted and passed over.
class NoteStream {
 public:
  /// All must outlive the stream; the tables have been checked.
  NoteStream(const CollectionFile& file, const Catalogue& catalogue, PackageSink& sink, ReadReport& report);

  /// `noted` is called after each note.
  void run(const std::function<void()>& noted);

 private:
  void take_note();
  void take_cards(std::int64_t note, const NoteType& type);
  void take_reviews(std::int64_t card, bool wanted);
  [[nodiscard]] Note read_note(const NoteType& type) const;
  [[nodiscard]] Card read_card() const;
  [[nodiscard]] ReviewLogEntry read_review() const;
  void next_card();
  void next_review();

  PackageSink& sink_;
  ReadReport& report_;
  std::map<std::int64_t, const NoteType*> types_;
  std::set<std::int64_t> decks_;
  Rows notes_;
  Rows cards_;
  Rows reviews_;
  bool has_card_ = false;
  bool has_review_ = false;
};

}  // namespace haven::anki
