#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "haven/platform.hpp"
#include "haven/storage/database.hpp"

namespace haven::benchmarks {

/// A platform on a new SQLite file with full durability: 1,000 questions, one student for each concurrent caller, exams
/// of 75 items. The file lies in a folder of its own below the working directory, so that the disk measured is the one
/// chosen, and is removed at the end.
class QuizWorld {
 public:
  explicit QuizWorld(int students);
  ~QuizWorld();
  QuizWorld(const QuizWorld&) = delete;
  QuizWorld& operator=(const QuizWorld&) = delete;

  [[nodiscard]] Platform& platform() { return *platform_; }
  [[nodiscard]] const TokenPair& tokens(int student) const { return tokens_.at(static_cast<std::size_t>(student)); }
  [[nodiscard]] Caller caller(int student);

 private:
  std::filesystem::path folder_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Platform> platform_;
  std::vector<TokenPair> tokens_;
};

}  // namespace haven::benchmarks
