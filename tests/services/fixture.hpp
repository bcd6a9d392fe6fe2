#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/platform.hpp"
#include "haven/storage/migrate.hpp"
#include "haven/storage/sqlite.hpp"

#include "storage/next_schema.hpp"

#include <doctest/doctest.h>

namespace haven::test {

/// A clock that stands still until it is told to go.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return {microseconds_.load()}; }
  void advance(Duration duration) { microseconds_ += duration.microseconds; }

 private:
  std::atomic<std::int64_t> microseconds_{1'800'000'000'000'000};
};

inline AccountOptions account_options() {
  AccountOptions options;
  options.signing_keys = {{"k1", "0123456789abcdef0123456789abcdef"}};
  return options;
}

/// A platform over a fresh database in memory, or over a file that it can close and open again.
class Fixture {
 public:
  explicit Fixture(QuizOptions quiz = {}, AccountOptions accounts = account_options(), std::string path = ":memory:")
      : options_{std::move(accounts), std::move(quiz)}, path_(std::move(path)) {
    open();
    apply(*database_, on_next_schema() ? next_migrations(database_->engine()) : bundled_migrations(database_->engine()),
          clock);
  }

  /// Ends everything in memory and starts again, as another process would.
  void reopen() {
    platform_.reset();
    database_.reset();
    open();
  }

  [[nodiscard]] Database& database() { return *database_; }
  [[nodiscard]] AccountService& accounts() { return platform_->accounts(); }
  [[nodiscard]] QuestionService& questions() { return platform_->questions(); }
  [[nodiscard]] QuizService& quiz() { return platform_->quiz(); }
  [[nodiscard]] FlashcardService& flashcards() { return platform_->flashcards(); }
  [[nodiscard]] StudyPlanService& study_plans() { return platform_->study_plans(); }

  /// A caller with an account but no login; makes no password hash.
  Caller caller(Role role = Role::student);
  void import_sample_bank();

  ManualClock clock;

 private:
  void open() {
    database_ = open_sqlite({.path = path_});
    platform_ = std::make_unique<Platform>(*database_, clock, options_);
  }

  PlatformOptions options_;
  std::string path_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Platform> platform_;
};

/// A file that is gone when the test is.
class TemporaryFile {
 public:
  TemporaryFile();
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// "code/reason" of the Error that `work` throws; empty when it throws none.
std::string error_of(const std::function<void()>& work);

/// One JSON source of `count` questions with the codes q001, q002, ...; the key is always B. `text` is in every stem.
std::string questions_json(int count, const std::string& text = "Which?", const std::string& code_prefix = "q");

/// The number in the first column of the first row.
std::int64_t count(Database& database, const std::string& sql);

}  // namespace haven::test
