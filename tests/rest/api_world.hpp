#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/platform.hpp"
#include "haven/rest/server.hpp"
#include "haven/storage/database.hpp"

#include "rest/raw_client.hpp"

#include <nlohmann/json.hpp>

namespace haven::test {

/// A clock that stands still until it is told to move.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return {microseconds_.load()}; }
  void advance(Duration duration) { microseconds_ += duration.microseconds; }

 private:
  std::atomic<std::int64_t> microseconds_{1'790'000'000'000'000};
};

/// An answer with its body read as JSON; null where the body is none.
struct ApiReply {
  RawResponse raw;
  nlohmann::json body;

  [[nodiscard]] int status() const { return raw.status; }
  [[nodiscard]] std::string code() const;
  [[nodiscard]] const nlohmann::json& data() const { return body.at("data"); }
};

struct ApiRequest {
  std::string method = "GET";
  std::string path = {};
  std::string body = {};
  std::string token = {};
  std::vector<std::string> headers = {};  ///< "Name: value"
  bool json = true;                       ///< send Content-Type: application/json with a body
};

struct TestUser {
  std::string email;
  std::string access_token;
  std::string refresh_token;
};

/// A platform on a database file of its own with 40 questions, and a server in front of it.
///
/// Every answer is checked on arrival against the OpenAPI document: its status and code are listed for the route, and
/// its body fits the schema. Questions carry canaries in their rationales.
class ApiWorld {
 public:
  /// With a folder for media, unless `options` brings a store or `with_media` says no.
  explicit ApiWorld(rest::ServerOptions options = {}, bool with_media = true);
  ~ApiWorld();
  ApiWorld(const ApiWorld&) = delete;
  ApiWorld& operator=(const ApiWorld&) = delete;

  ApiReply send(const ApiRequest& request);
  ApiReply get(const std::string& path, const std::string& token = {});
  ApiReply post(const std::string& path, const nlohmann::json& body, const std::string& token = {});
  ApiReply call(const std::string& method, const std::string& path, const nlohmann::json& body,
                const std::string& token, std::vector<std::string> headers = {});

  /// A new user who has logged in.
  TestUser user(Role role = Role::student);
  /// A started exam's state.
  nlohmann::json start_exam(const TestUser& user);
  /// Answers every question with its first option; the id of the finished sitting.
  std::string take_exam(const TestUser& user);
  /// The body that answers a question.
  static nlohmann::json answer_to(const nlohmann::json& question, const std::string& option = "A");

  /// Rows in every table.
  std::map<std::string, std::int64_t> row_counts();
  [[nodiscard]] std::vector<std::string> log() const;
  /// Every byte that the server has sent in answers since the last call.
  std::string take_traffic();

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] Platform& platform() { return *platform_; }
  [[nodiscard]] MediaStore& media() { return *media_; }
  [[nodiscard]] Database& database() { return *database_; }
  ManualClock clock;

 private:
  void check_against_document(const ApiRequest& request, const ApiReply& reply) const;

  std::string folder_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Platform> platform_;
  std::unique_ptr<MediaStore> media_;
  mutable std::mutex mutex_;
  std::vector<std::string> log_;
  std::string traffic_;
  int users_ = 0;
  std::unique_ptr<rest::Server> server_;
  nlohmann::json document_;
};

/// One world for all test cases that leave nothing behind which another could trip over. No rate limits.
ApiWorld& shared_world();

inline constexpr std::string_view rationale_canary = "canary-of-a-rationale";
inline constexpr std::string_view password = "a quiet river in spring";

}  // namespace haven::test
