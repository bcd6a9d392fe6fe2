#include <string>

#include "haven/anki/reader.hpp"
#include "haven/core/error.hpp"

#include "packages.hpp"

#include <doctest/doctest.h>

using namespace haven;

namespace {

struct Refusal {
  ErrorCode code = ErrorCode::invalid_argument;
  std::string reason;
  std::string message;
};

Refusal refusal(const std::string& bytes, const anki::ReadLimits& limits = {}) {
  const test::Folder scratch;
  test::Keeper keeper;
  try {
    anki::read_package(test::bytes_of(bytes), keeper,
                       {.scratch_folder = scratch.path(), .limits = limits, .progress = {}});
  } catch (const Error& error) {
    CHECK(scratch.files() == 0);
    return {error.code(), error.reason(), error.what()};
  }
  return {};
}

void check_corrupt(const std::string& bytes, const std::string& part_of_message) {
  const Refusal found = refusal(bytes);
  INFO(found.message);
  CHECK(found.code == ErrorCode::corrupt_data);
  CHECK(found.message.find(part_of_message) != std::string::npos);
}

void check_corrupt_sql(int schema, const std::string& sql, const std::string& part_of_message) {
  INFO(sql);
  check_corrupt(test::package(schema, sql), part_of_message);
}

void check_too_large(const std::string& bytes, const anki::ReadLimits& limits) {
  const Refusal found = refusal(bytes, limits);
  INFO(found.message);
  CHECK(found.code == ErrorCode::corrupt_data);
  CHECK(found.reason == "too_large");
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

test::Entries entries_with_media(const std::string& list) {
  return {{"collection.anki21", test::collection(11)}, {"media", list}, {"0", "zero"}, {"1", "one"}};
}

}  // namespace

TEST_CASE("hostile packages: what is no archive, or lacks a collection") {
  check_corrupt("", "has no collection");
  check_corrupt("PK\x03\x04 but nothing more", "not a readable archive");
  check_corrupt(std::string(100'000, 'x'), "not a readable archive");
  // A central directory of other records; libzip calls some such archives "no such file".
  check_corrupt(replaced(test::zip({{"aaaa", "1"}, {"bbbb", "2"}}), "PK\x01\x02", "PK\x01\x03"),
                "not a readable archive");
  check_corrupt(test::zip({{"media", "{}"}}), "has no collection");
  check_corrupt(test::zip({{"collection.anki21", "not a database"}}), "the database");
  check_corrupt(test::zip({{"collection.anki21", ""}}), "no plain table col");
  check_corrupt(test::zip({{"meta", "\x08\x04"}, {"collection.anki21", test::collection(11)}}), "layout 4");
  check_corrupt(test::zip({{"meta", "\x0a\xff"}, {"collection.anki21", test::collection(11)}}), "not a valid message");
}

TEST_CASE("hostile packages: an archive that is cut off or changed anywhere is refused or read, never worse") {
  const std::string good = test::package(18);
  for (std::size_t size = 0; size < good.size(); size += 7) {
    CHECK(refusal(good.substr(0, size)).code == ErrorCode::corrupt_data);
  }
  for (std::size_t at = 0; at < good.size(); at += 5) {
    std::string changed = good;
    changed[at] = static_cast<char>(changed[at] ^ 0x55);
    const Refusal found = refusal(changed);
    CHECK((found.message.empty() || found.code == ErrorCode::corrupt_data));
  }
}

TEST_CASE("hostile packages: names that climb out of a folder, in the archive and among the media") {
  for (const char* name : {"../x", "a/../../x", "/etc/x", "..\\x", "C:\\x", "C:x", ".."}) {
    INFO(name);
    check_corrupt(test::zip({{"collection.anki21", test::collection(11)}, {name, ""}}), "named like a path");
  }
  for (const char* name : {"../x", "a/b", "/x", "a\\\\b", "C:x", "..", ".", "", "a\\u0000b", "a\\nb", "a\\u007fb"}) {
    INFO(name);
    check_corrupt(test::zip(entries_with_media(std::string("{\"0\":\"") + name + "\"}")), "not a name for media");
  }
  check_corrupt(test::zip(entries_with_media("{\"0\":\"" + std::string(256, 'x') + "\"}")), "not a name for media");
}

TEST_CASE("hostile packages: two of one name") {
  check_corrupt(replaced(test::zip({{"aaaa", "1"}, {"bbbb", "2"}, {"media", "{}"}}), "bbbb", "aaaa"),
                "entries are named");
  check_corrupt(test::zip(entries_with_media(R"({"0":"x","1":"x"})")), "two media are named x");
  check_corrupt(test::zip(entries_with_media(R"({"0":"x","0":"y"})")), "repeated");
}

TEST_CASE("hostile packages: lists of media that say something else") {
  check_corrupt(test::zip(entries_with_media("")), "not valid JSON");
  check_corrupt(test::zip(entries_with_media("[]")), "no JSON object");
  check_corrupt(test::zip(entries_with_media("{\"0\":1}")), "names by number");
  check_corrupt(test::zip(entries_with_media("{\"collection.anki21\":\"x\"}")), "names by number");
  check_corrupt(test::zip(entries_with_media("{\"7\":\"x\"}")), "media are missing");
  check_corrupt(test::zip(entries_with_media("{\"0\":\"\xff\"}")), "not valid JSON");
  const auto with_list = [](const std::string& list) {
    const std::string database = test::zstd(test::collection(18));
    return test::zip({{"collection.anki21b", database}, {"media", list}, {"0", test::zstd("zero")}});
  };
  check_corrupt(with_list("no frame"), "not valid Zstandard");
  check_corrupt(with_list(test::zstd("\x0a\x05\x0a\x01x")), "not a valid message");
  check_corrupt(with_list(test::zstd("\x0a\x03\x0a\x01\xff")), "not a name for media");
  check_corrupt(with_list(test::zstd("\x0a\x02\x08\x01")), "wrong type");
  check_corrupt(with_list(test::zstd("\x0a\x05\x0a\x01x\x10\x07")), "checksum");  // 7 bytes, but there are 4
  check_corrupt(with_list(test::zstd("\x0a\x06\x0a\x01x\x1a\x01x")), "wrong length");
}

TEST_CASE("hostile packages: more than the limits let in") {
  const std::string good = test::package(11);
  check_too_large(good, {.entries = 1});
  check_too_large(good, {.collection_bytes = 1000});
  check_too_large(test::zip(entries_with_media(R"({"0":"x"})")), {.media_file_bytes = 3});
  check_too_large(test::zip(entries_with_media(R"({"0":"x","1":"y"})")), {.media_bytes = 6});
  check_too_large(test::package(11, "UPDATE notes SET flds = 'x' || char(31) || hex(zeroblob(40000)) WHERE id = 40"),
                  {.value_bytes = 50'000});
  CHECK(refusal(good, {.entries = 2}).message.empty());
}

TEST_CASE("hostile packages: bombs are stopped long before they are unpacked") {
  const std::string zeros(64 << 20, '\0');
  check_too_large(test::zip({{"collection.anki21", zeros}}), {});
  check_too_large(test::zip({{"collection.anki21b", test::zstd(zeros)}}), {});
  check_too_large(test::zip({{"collection.anki21", test::collection(11)}, {"media", "{\"0\":\"x\"}"}, {"0", zeros}}),
                  {});
}

TEST_CASE("hostile packages: a database of another schema") {
  check_corrupt_sql(11, "UPDATE col SET ver = 12", "schema 12");
  check_corrupt_sql(11, "UPDATE col SET ver = 'x'", "ver");
  check_corrupt_sql(11, "DELETE FROM col", "empty");
  check_corrupt_sql(11, "UPDATE col SET ver = 18", "no plain table decks");
  for (const char* table : {"col", "notes", "cards", "revlog"}) {
    check_corrupt_sql(11, std::string("DROP TABLE ") + table, "no plain table");
  }
  for (const char* table : {"decks", "notetypes", "fields", "templates"}) {
    check_corrupt_sql(18, std::string("DROP TABLE ") + table, "no plain table");
  }
  check_corrupt_sql(11, "ALTER TABLE cards RENAME COLUMN factor TO f", "factor");
}

TEST_CASE("hostile packages: views, virtual tables and computed columns in place of tables") {
  check_corrupt_sql(
      11,
      "DROP TABLE notes; CREATE VIEW notes AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n)"
      " SELECT i AS id, 30 AS mid, '' AS guid, 0 AS mod, '' AS tags, '' AS flds FROM n",
      "no plain table notes");
  check_corrupt_sql(11, "ALTER TABLE cards ADD COLUMN x AS (hex(zeroblob(1000000)))", "no plain table cards");
  check_corrupt_sql(11, "DROP TABLE revlog; CREATE VIRTUAL TABLE revlog USING fts5(id, cid)", "no plain table revlog");
}

TEST_CASE("hostile packages: values of other types") {
  // Columns of type text turn numbers into text, and NULL is not let in by the schema: blobs remain.
  for (const char* change : {"guid = x'00'", "tags = x'61'", "flds = x'61'", "mid = 'x'", "mid = 1.5", "mod = 'x'"}) {
    check_corrupt_sql(11, std::string("UPDATE notes SET ") + change, "anki package: ");
  }
  for (const char* column : {"nid", "ord", "did", "mod", "type", "queue", "due", "ivl", "factor", "reps", "lapses",
                             "left", "odid", "flags"}) {
    check_corrupt_sql(11, std::string("UPDATE cards SET ") + column + " = 'x'", "is no integer");
  }
  check_corrupt_sql(11, "UPDATE cards SET data = x'7b7d'", "data");
  for (const char* column : {"ease", "ivl", "lastIvl", "factor", "time", "type"}) {
    check_corrupt_sql(11, std::string("UPDATE revlog SET ") + column + " = 'x'", "is no integer");
  }
}

TEST_CASE("hostile packages: values that mean nothing") {
  check_corrupt_sql(11, "UPDATE notes SET mid = 77", "unknown note type");
  check_corrupt_sql(11, "UPDATE notes SET flds = 'one'", "fields");
  check_corrupt_sql(11, "UPDATE notes SET flds = CAST(x'ff1f61' AS text)", "flds is not UTF-8");
  check_corrupt_sql(11, "UPDATE notes SET guid = CAST(x'6100' AS text)", "guid is not UTF-8");
  check_corrupt_sql(11, "UPDATE cards SET type = 4", "type of card");
  check_corrupt_sql(11, "UPDATE cards SET queue = -4", "queue");
  check_corrupt_sql(11, "UPDATE revlog SET ease = 5", "rating");
  check_corrupt_sql(11, "UPDATE revlog SET type = 6", "kind of review");
}

TEST_CASE("hostile packages: numbers out of range are brought within") {
  const std::string bytes = test::package(11,
                                          "UPDATE cards SET due = 9223372036854775807, ivl = 9223372036854775807,"
                                          " mod = -9223372036854775808; UPDATE revlog SET time = 9223372036854775807;"
                                          "UPDATE col SET crt = 9223372036854775807");
  test::Keeper keeper;
  anki::read_package(test::bytes_of(bytes), keeper);
  for (const auto& card : keeper.contents.cards) {
    CHECK(card.interval == 2'147'483'647);
    CHECK(card.modified == Timestamp{});
    const auto due = anki::due_at(keeper.contents.collection, card);
    CHECK(due.has_value() == (card.type != anki::CardType::fresh));
  }
}

TEST_CASE("hostile packages: catalogues of schema 11") {
  for (const char* column : {"decks", "models"}) {
    for (const char* json : {"", "[]", "{", "{\"x\":{}}", "{\"1\":[]}", "{\"1\":{}}", "{\"1\":{\"name\":1}}"}) {
      check_corrupt_sql(11, std::string("UPDATE col SET ") + column + " = '" + json + "'", "");
    }
  }
  const std::string deep(100'000, '[');
  check_corrupt_sql(11, "UPDATE col SET decks = '" + deep + "'", "nested");
  check_corrupt_sql(11, R"(UPDATE col SET models = '{"30":{"name":"x","flds":[],"tmpls":[]}}')", "no fields");
  check_corrupt_sql(11, R"(UPDATE col SET decks = '{"1":{"name":"\u0000"}}')", "must be text");
}

TEST_CASE("hostile packages: catalogues of schema 18") {
  check_corrupt_sql(18, "UPDATE notetypes SET config = x'1aff'", "not a valid message");
  check_corrupt_sql(18, "UPDATE notetypes SET config = x'1a01ff'", "not UTF-8");
  check_corrupt_sql(18, "UPDATE notetypes SET config = x'0a00'", "wrong type");
  check_corrupt_sql(18, "UPDATE templates SET config = x'ffffffffffffffffffff'", "not a valid message");
  check_corrupt_sql(18, "UPDATE templates SET config = x'0801'", "wrong type");
  check_corrupt_sql(18, "UPDATE decks SET kind = x'0a05'", "not a valid message");
  check_corrupt_sql(18, "UPDATE decks SET kind = 5", "wrong type");
  check_corrupt_sql(18, "DELETE FROM fields", "no fields");
  check_corrupt_sql(18, "DROP INDEX idx_fields_name_ntid; UPDATE fields SET name = 'x'", "two fields of one name");
}

TEST_CASE("hostile packages: damaged pages") {
  for (const int schema : {11, 18}) {
    const std::string good = test::collection(schema);
    for (std::size_t page = 4096; page < good.size(); page += 4096) {
      std::string damaged = good;
      for (std::size_t at = page; at < page + 200; ++at) damaged[at] = '\x7f';
      const std::string bytes =
          schema == 11 ? test::zip({{"collection.anki21", damaged}, {"media", "{}"}})
                       : test::zip({{"collection.anki21b", test::zstd(damaged)}, {"media", test::zstd("")}});
      const Refusal found = refusal(bytes);
      CHECK((found.message.empty() || found.code == ErrorCode::corrupt_data));
    }
    std::string cut = good.substr(0, good.size() / 2);
    CHECK(refusal(schema == 11 ? test::zip({{"collection.anki21", cut}})
                               : test::zip({{"collection.anki21b", test::zstd(cut)}}))
              .code == ErrorCode::corrupt_data);
  }
}
