#include "rest/api_world.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "haven/storage/migrate.hpp"
#include "haven/storage/sqlite.hpp"

#include "rest/router.hpp"
#include "rest/schema.hpp"
#include "rest/target.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

namespace haven::test {
namespace {

using nlohmann::json;

const std::vector<std::string> categories = {"management_of_care", "basic_care_and_comfort", "psychosocial_integrity",
                                             "reduction_of_risk_potential"};

json question(int number) {
  const std::string name = "q" + std::to_string(100 + number);
  return {{"code", name},
          {"type", "multiple_choice"},
          {"category", categories[static_cast<std::size_t>(number) % categories.size()]},
          {"stem", "Which of these is the right one for case " + name + "?"},
          {"options",
           {{{"id", "A"}, {"text", "First"}}, {{"id", "B"}, {"text", "Second"}}, {{"id", "C"}, {"text", "Third"}}}},
          {"key", number % 3 == 0 ? "B" : "A"},
          {"rationale", std::string(rationale_canary) + " " + name},
          {"model", "3pl"},
          {"discrimination", 1.0 + 0.02 * number},
          {"difficulty", -2.0 + 0.1 * number},
          {"pseudo_guessing", 0.2},
          {"calibration", "provisional"},
          {"tags", {"test"}},
          {"author", "Haven project"},
          {"license", "CC BY 4.0"},
          {"source", "made for a test"}};
}

std::string question_file() {
  json items = json::array();
  for (int number = 0; number < 40; ++number) items.push_back(question(number));
  return json{{"items", items}}.dump();
}

std::string new_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "haven-api-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return pattern;
}

PlatformOptions platform_options() {
  PlatformOptions options;
  options.accounts.signing_keys = {{"1", "0123456789abcdefghijklmnopqrstuvwxyz"}};
  options.quiz.blueprint.minimum_items = 5;
  options.quiz.blueprint.maximum_items = 10;
  options.quiz.blueprint.time_limit = Duration::hours(1);
  return options;
}

std::string inflate_gzip(const std::string& packed) {
  z_stream stream{};
  inflateInit2(&stream, 16 + MAX_WBITS);
  std::string bytes = packed, text(1U << 20U, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  const int outcome = inflate(&stream, Z_FINISH);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  if (outcome != Z_STREAM_END) throw std::runtime_error("not gzip");
  return text;
}

std::string request_text(const ApiRequest& request) {
  std::string text = request.method + " " + request.path + " HTTP/1.1\r\nHost: haven.test\r\nConnection: close\r\n";
  if (!request.token.empty()) text += "Authorization: Bearer " + request.token + "\r\n";
  if (!request.body.empty() && request.json) text += "Content-Type: application/json\r\n";
  for (const std::string& header : request.headers) text += header + "\r\n";
  if (!request.body.empty() || request.method == "POST")
    text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  return text + "\r\n" + request.body;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(tolower(c)); });
  return text;
}

bool fits(const std::string& pattern, const std::string& path) {
  const auto wanted = rest::split(pattern, '/'), given = rest::split(path, '/');
  return std::equal(wanted.begin(), wanted.end(), given.begin(), given.end(),
                    [](std::string_view a, std::string_view b) { return a.starts_with('{') || a == b; });
}

/// The document's part for a request; null where it has none.
json operation_of(const json& document, const ApiRequest& request) {
  const std::string path = request.path.substr(0, request.path.find('?')), method = lower(request.method);
  const json& paths = document["paths"];
  if (paths.contains(path) && paths[path].contains(method)) return paths[path][method];
  for (const auto& [pattern, methods] : paths.items())
    if (methods.contains(method) && fits(pattern, path)) return methods[method];
  return nullptr;
}

}  // namespace

std::string ApiReply::code() const { return body.is_object() && body.contains("error") ? body["error"]["code"] : ""; }

ApiWorld::ApiWorld(rest::ServerOptions options, bool with_media) : folder_(new_folder()) {
  database_ = open_sqlite({.path = folder_ + "/haven.db"});
  migrate(*database_);
  platform_ = std::make_unique<Platform>(*database_, clock, platform_options());
  const auto report = platform_->questions().import({{"questions.json", ImportFormat::json, question_file()}});
  REQUIRE(report.inserted == 40);
  media_ = open_media_folder(folder_ + "/media", {.free_bytes = 0});
  if (options.media == nullptr && with_media) options.media = media_.get();
  options.port = 0;
  options.log = [this](std::string_view line) {
    const std::lock_guard lock(mutex_);
    log_.emplace_back(line);
  };
  server_ = std::make_unique<rest::Server>(*platform_, clock, std::move(options));
  server_->start();
  RawClient client(port());
  document_ = json::parse(client.exchange("GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n").body);
}

ApiWorld::~ApiWorld() {
  server_.reset();
  platform_.reset();
  database_.reset();
  std::filesystem::remove_all(folder_);
}

ApiReply ApiWorld::send(const ApiRequest& request) {
  RawClient client(port());
  client.send_if_taken(request_text(request));
  ApiReply reply{client.read_response(request.method == "HEAD"), {}};
  std::string text = reply.raw.body;
  if (reply.raw.header("content-encoding") == "gzip") text = inflate_gzip(text);
  traffic_ += text;
  if (reply.raw.header("content-type").value_or("").starts_with("application/json") && !text.empty())
    reply.body = json::parse(text);
  check_against_document(request, reply);
  return reply;
}

void ApiWorld::check_against_document(const ApiRequest& request, const ApiReply& reply) const {
  CAPTURE(request.method);
  CAPTURE(request.path);
  CAPTURE(reply.body.dump());
  const bool for_nothing = reply.status() == 404 || reply.status() == 405 || reply.status() == 429;
  const json operation = operation_of(document_, request);
  if (operation.is_null()) {
    const bool outside =
        !request.path.starts_with("/api/v1/") || request.method == "OPTIONS" || request.method == "HEAD";
    CHECK((for_nothing || outside));
    return;
  }
  const json& responses = operation["responses"];
  const std::string status = std::to_string(reply.status());
  const json& response = responses.contains(status) ? responses[status] : responses["default"];
  if (!response.contains("content") || !response["content"].contains("application/json")) {
    CHECK(reply.raw.body.empty() != (response.contains("content")));
    return;
  }
  const auto problems = rest::check_schema(response["content"]["application/json"]["schema"], reply.body);
  for (const auto& problem : problems) FAIL_CHECK(status << ": " << problem.field << " " << problem.message);
}

ApiReply ApiWorld::get(const std::string& path, const std::string& token) {
  return send({.method = "GET", .path = "/api/v1" + path, .body = {}, .token = token, .headers = {}});
}

ApiReply ApiWorld::post(const std::string& path, const json& body, const std::string& token) {
  return send({.method = "POST", .path = "/api/v1" + path, .body = body.dump(), .token = token, .headers = {}});
}

ApiReply ApiWorld::call(const std::string& method, const std::string& path, const json& body, const std::string& token,
                        std::vector<std::string> headers) {
  return send({.method = method,
               .path = "/api/v1" + path,
               .body = body.is_null() ? "" : body.dump(),
               .token = token,
               .headers = std::move(headers)});
}

TestUser ApiWorld::user(Role role) {
  TestUser user{"user" + std::to_string(++users_) + "@haven.test", {}, {}};
  platform_->accounts().create_user({user.email, std::string(password), "Somebody", role});
  const TokenPair tokens = platform_->accounts().login({user.email, std::string(password), "127.0.0.1", "test"});
  user.access_token = tokens.access_token;
  user.refresh_token = tokens.refresh_token;
  return user;
}

json ApiWorld::start_exam(const TestUser& user) {
  const ApiReply reply = post("/quiz/sessions", {{"mode", "cat"}}, user.access_token);
  REQUIRE(reply.status() == 201);
  return reply.data();
}

json ApiWorld::answer_to(const json& question, const std::string& option) {
  return {{"position", question["position"]}, {"question_id", question["id"]}, {"response", {{"option", option}}}};
}

std::string ApiWorld::take_exam(const TestUser& user) {
  const json session = start_exam(user);
  const std::string path = "/quiz/sessions/" + session["id"].get<std::string>();
  json question = session["current"];
  while (!question.is_null()) question = post(path + "/answers", answer_to(question), user.access_token).data()["next"];
  return session["id"];
}

std::map<std::string, std::int64_t> ApiWorld::row_counts() {
  std::map<std::string, std::int64_t> counts;
  return read(*database_, [&](Transaction& tx) {
    for (const char* table : {"users", "sessions", "questions", "question_versions", "item_banks", "quiz_sessions",
                              "quiz_answers", "quiz_results", "audit_logs", "flashcard_sets", "flashcards",
                              "flashcard_reviews", "user_flashcard_progress", "flashcard_presets"}) {
      const auto statement = tx.prepare(std::string("SELECT COUNT(*) FROM ") + table);
      REQUIRE(statement->step());
      counts[table] = statement->integer(0);
    }
    return counts;
  });
}

std::vector<std::string> ApiWorld::log() const {
  const std::lock_guard lock(mutex_);
  return log_;
}

std::string ApiWorld::take_traffic() { return std::exchange(traffic_, {}); }

namespace {

std::unique_ptr<ApiWorld>& the_shared_world() {
  static std::unique_ptr<ApiWorld> world;
  return world;
}

/// Ends the shared world with the last test: its threads must not outlive what libraries clean up when main() returns.
struct EndOfTests final : doctest::IReporter {
  explicit EndOfTests(const doctest::ContextOptions& /*options*/) {}
  void test_run_end(const doctest::TestRunStats& /*stats*/) override { the_shared_world().reset(); }

  void report_query(const doctest::QueryData& /*query*/) override {}
  void test_run_start() override {}
  void test_case_start(const doctest::TestCaseData& /*test*/) override {}
  void test_case_reenter(const doctest::TestCaseData& /*test*/) override {}
  void test_case_end(const doctest::CurrentTestCaseStats& /*stats*/) override {}
  void test_case_exception(const doctest::TestCaseException& /*error*/) override {}
  void subcase_start(const doctest::SubcaseSignature& /*subcase*/) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData& /*assertion*/) override {}
  void log_message(const doctest::MessageData& /*message*/) override {}
  void test_case_skipped(const doctest::TestCaseData& /*test*/) override {}
};

}  // namespace

ApiWorld& shared_world() {
  auto& world = the_shared_world();
  if (!world) world = std::make_unique<ApiWorld>(rest::ServerOptions{.rate_limiting = false});
  return *world;
}

}  // namespace haven::test

REGISTER_LISTENER("end_of_tests", 1, haven::test::EndOfTests);
