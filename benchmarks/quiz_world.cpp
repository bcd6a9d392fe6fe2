#include "quiz_world.hpp"

#include <stdexcept>
#include <unistd.h>

#include "haven/core/random.hpp"
#include "haven/storage/migrate.hpp"
#include "haven/storage/sqlite.hpp"

namespace haven::benchmarks {
namespace {

constexpr int question_count = 1000;

std::string questions_csv() {
  std::string csv =
      "code,category,stem,option_a,option_b,option_c,option_d,key,rationale,discrimination,difficulty,pseudo_guessing,"
      "upper_asymptote,calibration,tags,author,license,source\n";
  Rng rng(1);
  for (int i = 0; i < question_count; ++i) {
    const std::string number = std::to_string(i);
    csv += "bench-" + number + ",management_of_care,A stem of the usual length about a client and a nurse: number " +
           number + ",First option,Second option,Third option,Fourth option,A,Because.," +
           std::to_string(0.5 + 1.5 * rng.uniform()) + "," + std::to_string(-3.0 + 6.0 * rng.uniform()) + "," +
           std::to_string(0.3 * rng.uniform()) + ",1,provisional,sample,Haven project,CC BY 4.0,generated\n";
  }
  return csv;
}

PlatformOptions options() {
  PlatformOptions options;
  options.accounts.signing_keys = {{"bench", std::string(32, 'k')}};
  options.quiz.blueprint = {
      .minimum_items = 75, .maximum_items = 75, .passing_standard = 0.0, .stop_when_confident = false};
  return options;
}

}  // namespace

QuizWorld::QuizWorld(int students)
    : folder_(std::filesystem::current_path() / ("haven-benchmark-" + std::to_string(::getpid()))) {
  std::filesystem::create_directory(folder_);
  database_ = open_sqlite({.path = (folder_ / "haven.db").string()});
  migrate(*database_);
  platform_ = std::make_unique<Platform>(*database_, system_clock(), options());
  const auto report = platform_->questions().import({{"bench.csv", ImportFormat::csv, questions_csv()}});
  if (report.inserted != question_count) throw std::runtime_error(report.problems.at(0).message);
  for (int i = 0; i < students; ++i) {
    const std::string email = "student" + std::to_string(i) + "@haven.example";
    platform_->accounts().create_user({email, "a fairly long password", "Student"});
    tokens_.push_back(platform_->accounts().login({email, "a fairly long password", "127.0.0.1", "benchmark"}));
  }
}

QuizWorld::~QuizWorld() {
  platform_.reset();
  database_.reset();
  std::filesystem::remove_all(folder_);
}

Caller QuizWorld::caller(int student) { return platform_->accounts().authenticate(tokens(student).access_token); }

}  // namespace haven::benchmarks
