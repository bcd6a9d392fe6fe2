#pragma once

#include <memory>
#include <string>

#include "haven/core/error.hpp"
#include "haven/storage/migrate.hpp"
#include "haven/storage/sqlite.hpp"

#include "crypto/bytes.hpp"
#include "stores/category_store.hpp"
#include "stores/question_store.hpp"
#include "stores/user_store.hpp"

namespace haven::test {

inline constexpr Timestamp now{1'800'000'000'000'000};

inline std::unique_ptr<Database> fresh_database() {
  auto database = open_sqlite({.path = ":memory:"});
  migrate(*database);
  return database;
}

inline StoredUser user(const std::string& email_norm) {
  StoredUser stored;
  stored.user = {crypto::new_id<User>(now), email_norm, "Ada", Role::instructor, UserStatus::active, now};
  stored.email_norm = email_norm;
  stored.password_hash = "hash";
  return stored;
}

inline Question question(Transaction& tx, const std::string& code) {
  Question question;
  question.id = crypto::new_id<Question>(now);
  question.code = code;
  question.category = CategoryStore(tx).list().at(2).id;
  question.status = QuestionStatus::live;
  question.stem = "Which \"one\"?\n\xF0\x9F\xA9\xBA";
  question.options = {{"A", "this"}, {"B", "that"}};
  question.key = "B";
  question.rationale = "Because.";
  question.item = irt::LogisticItem{0.1 + 0.7, -1.0 / 3.0, 0.2, 1.0};
  question.calibration = Calibration::provisional;
  question.tags = {"sample", "caf\xC3\xA9"};
  question.author = "Haven project";
  question.license = "CC BY 4.0";
  question.source = "Written for a test";
  return question;
}

/// The reason of the Error that `work` throws; empty when it throws none.
template <class Work>
std::string reason_of(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return std::string(to_string(error.code())) + "/" + error.reason();
  }
  return "";
}

}  // namespace haven::test
