#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/model/question.hpp"
#include "haven/model/user.hpp"
#include "haven/storage/database.hpp"

namespace haven {

enum class ImportFormat { json, csv };

/// One file of questions. docs/items.md describes both formats.
struct ImportSource {
  std::string name;  ///< for messages: usually the file name
  ImportFormat format = ImportFormat::json;
  std::string content;
};

struct ImportProblem {
  std::string source;
  int line = 0;  ///< 1-based
  std::string message;
};

struct ImportReport {
  int inserted = 0;
  int updated = 0;  ///< same code, other content: a new version
  int unchanged = 0;
  std::vector<ImportProblem> problems;  ///< not empty: nothing was imported
};

struct QuestionPage {
  std::vector<Question> questions;      ///< without key, rationale and parameters for students
  std::vector<std::string> categories;  ///< their codes, in the same order
  std::int64_t total = 0;               ///< counted up to 10,000
  bool total_is_capped = false;         ///< there are more than `total`
  std::optional<std::string> next;      ///< `after` of the next page; nullopt on the last
};

struct ListQuestions {
  std::string category = {};  ///< code or exam/code, as in imports; empty: all
  int limit = 20;             ///< 1..100
  int offset = 0;             ///< 0..10000; each of them is passed over one by one
  std::string after = {};     ///< only questions with later codes, which are found at once however many come before
};

/// The question bank. Thread-safe.
class QuestionService {
 public:
  virtual ~QuestionService() = default;

  /// Reads all sources, then stores all of their questions as live, or none and every problem with its line.
  /// Importing the same content twice changes nothing. For operators.
  virtual ImportReport import(const std::vector<ImportSource>& sources) = 0;

  /// A page in the order of codes. Throws invalid_argument for limit or offset out of range, not_found for an unknown
  /// category.
  virtual QuestionPage list(const Caller& caller, const ListQuestions& query) = 0;
  virtual std::vector<Category> categories() = 0;
};

[[nodiscard]] std::unique_ptr<QuestionService> make_question_service(Database& database, const Clock& clock);

}  // namespace haven
