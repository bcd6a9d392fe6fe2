#include "haven/anki/package.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "haven/core/error.hpp"

#include "packages.hpp"

#include <doctest/doctest.h>

using namespace haven;
using anki::PackageFormat;

namespace {

constexpr PackageFormat formats[] = {PackageFormat::anki2, PackageFormat::anki21, PackageFormat::anki21b};

/// The sample as it is read: with the cards of each note behind it, in the order of their ordinals.
test::Contents expected(PackageFormat format) {
  test::Contents all = test::sample();
  all.collection.schema = format == PackageFormat::anki21b ? 18 : 11;
  return all;
}

}  // namespace

TEST_CASE("packages: what is written is read again, in every format, from file and from memory") {
  const test::Folder folder;
  for (const PackageFormat format : formats) {
    test::write(test::sample(), folder / "a.apkg", format);
    test::Keeper from_file;
    const auto report = anki::read_package(folder / "a.apkg", from_file);
    CHECK(from_file.contents == expected(format));
    CHECK(from_file.order == "CDDDTTnccrrncrmmm");
    CHECK(report.notes == 2);
    CHECK(report.cards == 3);
    CHECK(report.reviews == 3);
    CHECK(report.media == 3);
    CHECK(report.skipped_cards + report.skipped_reviews == 0);

    test::Keeper from_memory;
    const std::string bytes = test::read_file(folder / "a.apkg");
    anki::read_package(test::bytes_of(bytes), from_memory);
    CHECK(from_memory.contents == expected(format));
  }
}

TEST_CASE("packages: nothing is left in the scratch folder, however reading ends") {
  const test::Folder folder;
  const test::Folder scratch;
  test::write(test::sample(), folder / "a.apkg", PackageFormat::anki21b, scratch.path());
  CHECK(scratch.files() == 0);
  anki::ReadOptions options{.scratch_folder = scratch.path(), .limits = {}, .progress = {}};
  std::size_t during = 0;
  options.progress = [&](const anki::ReadProgress&) {
    during = std::max(during, scratch.files());
    return true;
  };
  test::Keeper keeper;
  anki::read_package(folder / "a.apkg", keeper, options);
  CHECK(during == 1);
  CHECK(scratch.files() == 0);
  class Failing final : public anki::PackageSink {
    void on_card(anki::Card&&) override { throw std::string("full"); }
  } failing;
  CHECK_THROWS_AS(anki::read_package(folder / "a.apkg", failing, options), std::string);
  CHECK(scratch.files() == 0);
}

TEST_CASE("packages: progress comes stage by stage to its end, and can end the reading at every call") {
  const test::Folder folder;
  test::write(test::sample(), folder / "a.apkg");
  std::vector<anki::ReadProgress> told;
  anki::ReadOptions options;
  options.progress = [&](const anki::ReadProgress& progress) {
    told.push_back(progress);
    return true;
  };
  test::Keeper keeper;
  anki::read_package(folder / "a.apkg", keeper, options);
  CHECK(std::is_sorted(told.begin(), told.end(), [](const auto& a, const auto& b) { return a.stage < b.stage; }));
  CHECK(told.back().stage == anki::ReadStage::media);
  CHECK(told.back().done == told.back().total);
  for (std::size_t end = 0; end < told.size(); ++end) {
    std::size_t calls = 0;
    options.progress = [&](const anki::ReadProgress&) { return calls++ != end; };
    test::Keeper ignored;
    try {
      anki::read_package(folder / "a.apkg", ignored, options);
      FAIL("was not cancelled");
    } catch (const Error& error) {
      CHECK(error.reason() == "cancelled");
    }
    CHECK(calls == end + 1);
  }
}

TEST_CASE("packages: a file that is not there, a scratch folder that is not there") {
  const test::Folder folder;
  test::Keeper keeper;
  try {
    anki::read_package(folder / "none.apkg", keeper);
    FAIL("was read");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::not_found);
  }
  test::write(test::sample(), folder / "a.apkg");
  try {
    anki::read_package(folder / "a.apkg", keeper, {.scratch_folder = folder / "none", .limits = {}, .progress = {}});
    FAIL("was read");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::unavailable);
  }
}

TEST_CASE("packages: cards and reviews of nothing are counted and passed over") {
  for (const int schema : {11, 18}) {
    test::Keeper keeper;
    const std::string bytes = test::package(schema,
                                            "UPDATE cards SET nid = 39 WHERE id = 49;"
                                            "UPDATE cards SET ord = 2 WHERE id = 51;"
                                            "INSERT INTO revlog VALUES (1, 999, 0, 3, 1, 1, 0, 0, 1)");
    const auto report = anki::read_package(test::bytes_of(bytes), keeper);
    CHECK(keeper.order == "CDDDTTncn");
    CHECK(report.cards == 1);
    CHECK(report.skipped_cards == 2);
    CHECK(report.reviews == 0);
    CHECK(report.skipped_reviews == 4);
  }
}

TEST_CASE("packages: cards in a filtered deck are given as in their home deck, those of no deck in deck 1") {
  test::Keeper keeper;
  const std::string bytes = test::package(18,
                                          "INSERT INTO decks VALUES (22, 'Cram', 0, 0, x'', x'1200');"
                                          "UPDATE cards SET odid = did, did = 22, odue = 12, due = -5 WHERE id = 51;"
                                          "UPDATE cards SET did = 999 WHERE id = 49;");
  anki::read_package(test::bytes_of(bytes), keeper);
  CHECK(keeper.contents.decks.back().filtered);
  CHECK(keeper.contents.cards[1].deck == 21);
  CHECK(keeper.contents.cards[1].due == 12);
  CHECK(keeper.contents.cards[2].deck == 1);
}

TEST_CASE("packages: other things in column data of a card are no memory of FSRS") {
  for (const char* data :
       {"", "x", "[1]", "{\"s\":\"a\",\"d\":1}", "{\"s\":1}", "{\"s\":1e999,\"d\":2}", "{", "null"}) {
    test::Keeper keeper;
    const std::string bytes = test::package(11, std::string("UPDATE cards SET data = '") + data + "'");
    anki::read_package(test::bytes_of(bytes), keeper);
    CHECK(keeper.contents.cards.size() == 3);
    CHECK(!keeper.contents.cards[1].memory);
  }
}

TEST_CASE("due_at: learning cards have a moment, review cards a day of the collection, fresh ones neither") {
  const anki::Collection collection{11, Timestamp{1'000'000'000}};
  anki::Card card;
  card.due = 3;
  CHECK(!anki::due_at(collection, card));
  card.type = anki::CardType::review;
  card.queue = anki::CardQueue::suspended;
  CHECK(anki::due_at(collection, card) == collection.created + Duration::days(3));
  card.type = anki::CardType::relearning;
  card.due = 1'790'000'600;
  CHECK(anki::due_at(collection, card) == Timestamp{1'790'000'600'000'000});
  card.type = anki::CardType::review;
  card.due = -4'000'000'000;
  CHECK(anki::due_at(collection, card) == collection.created - Duration::days(3'650'000));
}
