#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "haven/platform.hpp"
#include "haven/storage/database.hpp"
#include "haven/storage/sqlite.hpp"

namespace haven::benchmarks {

/// A platform on a new SQLite file: 1,000 questions of usual length, one student for each concurrent caller, exams of
/// 75 items. The file lies in a folder of its own, which is removed at the end.
class QuizWorld {
 public:
  QuizWorld(int students, Durability durability, const std::filesystem::path& parent);
  ~QuizWorld();
  QuizWorld(const QuizWorld&) = delete;
  QuizWorld& operator=(const QuizWorld&) = delete;

  [[nodiscard]] Platform& platform() { return *platform_; }
  [[nodiscard]] Database& database() { return *database_; }
  [[nodiscard]] std::filesystem::path file() const { return folder_ / "haven.db"; }
  [[nodiscard]] const TokenPair& tokens(int student) const { return tokens_.at(static_cast<std::size_t>(student)); }
  [[nodiscard]] Caller caller(int student);
  /// Closes platform and database, so that another process may be the only one to have the file.
  void close();

  static constexpr int question_count = 1000;
  /// The key that signs the tokens; its id is "1".
  [[nodiscard]] static std::string signing_key();
  [[nodiscard]] static std::string password() { return "a fairly long password"; }
  [[nodiscard]] static std::string email(int student) { return "student" + std::to_string(student) + "@haven.example"; }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Platform> platform_;
  std::vector<TokenPair> tokens_;
};

/// A candidate who calls the service directly: answers, and starts the next exam when one has ended.
class Embedded {
 public:
  Embedded(QuizWorld& world, int student);
  /// Answers one question; returns how long that took, in seconds, without a start before it.
  double answer();

 private:
  QuizService& quiz_;
  Caller caller_;
  Id<QuizSession> session_;
  std::optional<PresentedQuestion> next_;
};

/// Two of three answers are right ("A" is the key), so that the ability is estimated as for a usual candidate.
[[nodiscard]] inline const char* option_at(int position) { return position % 3 == 0 ? "B" : "A"; }

}  // namespace haven::benchmarks
