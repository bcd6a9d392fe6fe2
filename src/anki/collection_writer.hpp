#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "haven/anki/package.hpp"

#include <sqlite3.h>

namespace haven::anki {

/// A database that is being made, in one transaction that nothing else sees.
class NewDatabase {
 public:
  explicit NewDatabase(const std::filesystem::path& file);

  void run(const std::string& sql);
  [[nodiscard]] sqlite3* get() const noexcept { return db_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
  };
  std::unique_ptr<sqlite3, Close> db_;
};

/// One INSERT, used again and again: bind the values in their order, then insert().
class Insertion {
 public:
  /// Into all columns of `table`.
  Insertion(NewDatabase& database, const std::string& table, int columns);

  Insertion& add(std::int64_t value);
  Insertion& add(std::string_view text);
  Insertion& add_blob(std::string_view bytes);
  /// Throws Error(invalid_argument) when the id is there already; `what` names the object.
  void insert(const std::string& what);

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  sqlite3* db_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = 0;
};

/// What is written of decks and note types at the end.
struct NewCatalogue {
  Timestamp created;
  std::int64_t modified_seconds = 0;  ///< of the last change
  std::int64_t next_position = 1;     ///< for the next fresh card
  std::vector<Deck> decks;
  std::vector<NoteType> note_types;
};

void write_catalogue_11(NewDatabase& database, const NewCatalogue& catalogue);
void write_catalogue_18(NewDatabase& database, const NewCatalogue& catalogue);

/// Writes a collection of schema 11 or 18 to an empty file; PackageWriter says what its functions take.
class CollectionWriter {
 public:
  CollectionWriter(const std::filesystem::path& file, int schema, Timestamp created);

  void add(const Deck& deck);
  void add(const NoteType& type);
  void add(const Note& note);
  void add(const Card& card);
  void add(const ReviewLogEntry& review);
  /// Nothing may be added any more; the file is complete.
  void finish();

 private:
  void require_row(sqlite3_stmt* lookup, std::int64_t id, const std::string& what);
  void bind_schedule(const Card& card);

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  using Lookup = std::unique_ptr<sqlite3_stmt, Finalize>;
  [[nodiscard]] Lookup lookup(const char* sql);

  int schema_;
  NewDatabase database_;
  NewCatalogue catalogue_;
  std::map<std::int64_t, std::size_t> field_counts_;  ///< by note type
  Insertion notes_;
  Insertion cards_;
  Insertion reviews_;
  Lookup find_note_;
  Lookup find_card_;
};

}  // namespace haven::anki
