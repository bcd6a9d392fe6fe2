#include <string>
#include <vector>

#include "haven/anki/reader.hpp"

#include "rest/flashcard_world.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven;
using namespace haven::test;
using nlohmann::json;
using namespace std::string_literals;

const std::string png = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR and so on"s;

ApiReply put(ApiWorld& world, const TestUser& user, const json& set, const std::string& name,
             const std::string& content, const std::string& type = "application/octet-stream") {
  return world.send({.method = "PUT",
                     .path = "/api/v1" + path_of_set(set) + "/media/" + name,
                     .body = content,
                     .token = user.access_token,
                     .headers = {"Content-Type: " + type},
                     .json = false});
}

ApiReply get(ApiWorld& world, const TestUser& user, const json& set, const std::string& name,
             std::vector<std::string> headers = {}) {
  return world.call("GET", path_of_set(set) + "/media/" + name, nullptr, user.access_token, std::move(headers));
}

/// The names of the media in a package.
std::vector<std::string> media_in(const std::string& package) {
  struct Names final : anki::PackageSink {
    std::vector<std::string> names;
    void on_media(const std::string& name, anki::ByteSource&) override { names.push_back(name); }
  } sink;
  anki::read_package(std::span(reinterpret_cast<const std::uint8_t*>(package.data()), package.size()), sink);
  return sink.names;
}

class TextSource final : public anki::ByteSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)), left_(text_) {}
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override {
    const std::size_t count = left_.copy(reinterpret_cast<char*>(into.data()), into.size());
    left_.remove_prefix(count);
    return count;
  }

 private:
  std::string text_;
  std::string_view left_;
};

}  // namespace

TEST_CASE("media: what is put comes back, in the type that its bytes are of, and is asked about by its tag") {
  ApiWorld& world = shared_world();
  const TestUser user = world.user();
  const json set = make_set(world, user);
  const ApiReply kept = put(world, user, set, "a%20heart.png", png, "image/jpeg");
  REQUIRE(kept.status() == 200);
  CHECK(kept.data() == json{{"name", "a heart.png"}, {"content_type", "image/png"}, {"bytes", png.size()}});
  const ApiReply got = get(world, user, set, "a%20heart.png");
  REQUIRE(got.status() == 200);
  CHECK(got.raw.body == png);
  CHECK(got.raw.header("content-type") == "image/png");
  CHECK(got.raw.header("cache-control") == "private, no-cache");
  CHECK(got.raw.header("x-content-type-options") == "nosniff");
  CHECK(got.raw.header("cross-origin-resource-policy") == "same-origin");
  const std::string tag = got.raw.header("etag").value();
  CHECK(get(world, user, set, "a%20heart.png", {"If-None-Match: " + tag}).status() == 304);
  CHECK(put(world, user, set, "a%20heart.png", "GIF89a").status() == 200);
  CHECK(get(world, user, set, "a%20heart.png", {"If-None-Match: " + tag}).raw.body == "GIF89a");
}

TEST_CASE("media: a picture that may hold scripts is served so that none can run, other files only as downloads") {
  ApiWorld& world = shared_world();
  const TestUser user = world.user();
  const json set = make_set(world, user);
  REQUIRE(put(world, user, set, "x.svg", "<svg onload=\"alert(1)\"/>", "image/svg+xml").status() == 200);
  const std::string policy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";
  const ApiReply svg = get(world, user, set, "x.svg");
  CHECK(svg.raw.header("content-type") == "image/svg+xml");
  CHECK(svg.raw.header("content-security-policy") == policy);
  TextSource page("<html><script>alert(1)</script>");  // as a package may bring it
  world.media().put(*parse_id<FlashcardSet>(set["id"].get<std::string>()), "page.html", page);
  const ApiReply html = get(world, user, set, "page.html");
  CHECK(html.raw.header("content-type") == "application/octet-stream");
  CHECK(html.raw.header("content-disposition") == "attachment");
  CHECK(html.raw.header("content-security-policy") == policy);
}

TEST_CASE("media: what is no image, sound or film, too large, or has the name of a path is refused and not kept") {
  ApiWorld& world = shared_world();
  const TestUser user = world.user();
  const json set = make_set(world, user);
  CHECK(put(world, user, set, "a.png", "<html>", "image/png").code() == "VAL_003");
  CHECK(put(world, user, set, "a.png", "", "image/png").code() == "VAL_003");
  CHECK(put(world, user, set, "a.png", png, "text/html").code() == "VAL_003");
  CHECK(put(world, user, set, "a.png", png + std::string(16 << 20, 'x')).code() == "VAL_004");
  CHECK(get(world, user, set, "a.png").code() == "DB_001");
  const std::vector<std::string> no_names = {"..%2fa.png", "C%3Aa.png", "a%0Ab.png", std::string(256, 'a')};
  for (const std::string& name : no_names) {
    CAPTURE(name);
    const int status = put(world, user, set, name, png).status();
    CHECK((status == 422 || status == 404));
    CHECK(get(world, user, set, name).status() == 404);
  }
}

TEST_CASE("media: readers of a public set see them, its owner alone changes them") {
  ApiWorld& world = shared_world();
  const TestUser owner = world.user(Role::instructor), reader = world.user();
  const json shared = make_set(world, owner, {{"title", "Hearts"}, {"visibility", "public"}});
  REQUIRE(put(world, owner, shared, "a.png", png).status() == 200);
  CHECK(get(world, reader, shared, "a.png").raw.body == png);
  CHECK(put(world, reader, shared, "a.png", "GIF89a").code() == "AUTH_007");
  const std::string path = path_of_set(shared) + "/media/a.png";
  CHECK(world.call("DELETE", path, nullptr, reader.access_token).code() == "AUTH_007");
  CHECK(world.call("DELETE", path, nullptr, owner.access_token).status() == 204);
  CHECK(world.call("DELETE", path, nullptr, owner.access_token).code() == "DB_001");
  CHECK(get(world, reader, shared, "a.png").code() == "DB_001");
}

TEST_CASE("media: a package takes them along and brings them, and they go with their set") {
  ApiWorld& world = shared_world();
  const TestUser author = world.user(), reader = world.user();
  const json set = make_set(world, author, {{"title", "Pictures"}});
  const json image = {{"kind", "image"}, {"front", ""}, {"back", "heart"}, {"media", {"heart.png", "gone.png"}}};
  REQUIRE(world.post(path_of_set(set) + "/cards", {{"notes", {image}}}, author.access_token).status() == 200);
  REQUIRE(put(world, author, set, "heart.png", png).status() == 200);
  REQUIRE(put(world, author, set, "unused.png", png).status() == 200);
  const std::string package = world.get(path_of_set(set) + "/export", author.access_token).raw.body;
  CHECK(media_in(package) == std::vector<std::string>{"heart.png"});
  CHECK(media_in(world.get(path_of_set(set) + "/export?media=false", author.access_token).raw.body).empty());
  const ApiReply taken = world.send({.method = "POST",
                                     .path = "/api/v1/flashcards/sets/import",
                                     .body = package,
                                     .token = reader.access_token,
                                     .headers = {"Content-Type: application/octet-stream"},
                                     .json = false});
  REQUIRE(taken.status() == 200);
  CHECK(taken.data()["media"] == 1);
  const json copy = {{"id", taken.data()["sets"][0]}};
  CHECK(get(world, reader, copy, "heart.png").raw.body == png);
  CHECK(world.call("DELETE", path_of_set(set), nullptr, author.access_token).status() == 204);
  CHECK(world.media().open(*parse_id<FlashcardSet>(set["id"].get<std::string>()), "heart.png") == nullptr);
  CHECK(get(world, reader, copy, "heart.png").raw.body == png);
}

TEST_CASE("media: a set takes so many, a server without a store none") {
  ApiWorld without({.rate_limiting = false}, false);
  const TestUser user = without.user();
  const json set = make_set(without, user);
  CHECK(put(without, user, set, "a.png", png).code() == "SYS_008");
  CHECK(get(without, user, set, "a.png").code() == "SYS_008");

  class Full final : public MediaStore {
    void put(Id<FlashcardSet>, const std::string&, anki::ByteSource&) override {
      throw Error(ErrorCode::conflict, "the set has as many as it may", "media_full");
    }
    std::unique_ptr<anki::ByteSource> open(Id<FlashcardSet>, const std::string&) override {
      throw Error(ErrorCode::unavailable, "disk", "media_store");
    }
    bool remove(Id<FlashcardSet>, const std::string&) override { return false; }
    void remove_all(Id<FlashcardSet>) override {}
  } full;
  ApiWorld world({.rate_limiting = false, .media = &full});
  const TestUser other = world.user();
  const json their = make_set(world, other);
  CHECK(put(world, other, their, "a.png", png).code() == "VAL_013");
  CHECK(get(world, other, their, "a.png").code() == "SYS_007");
}
