#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "haven/model/question.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// Which questions list() gives.
struct QuestionFilter {
  std::optional<Id<Category>> category;
  bool live_only = true;
};

/// What a live question brings to an item bank.
struct BankQuestion {
  Id<Question> question;
  int version = 1;
  std::string code;
  irt::LogisticItem item;

  bool operator==(const BankQuestion&) const = default;
};

/// Questions as they are now, and every version that they have been.
class QuestionStore {
 public:
  explicit QuestionStore(Transaction& tx) : tx_(tx) {}

  [[nodiscard]] std::optional<Question> find(Id<Question> id);
  [[nodiscard]] std::optional<Question> find_by_code(std::string_view code);
  /// The question as it was in that version; its status is the present one.
  [[nodiscard]] std::optional<Question> find_version(Id<Question> id, int version);
  [[nodiscard]] std::vector<Question> list(const QuestionFilter& filter, int limit, int offset);
  [[nodiscard]] std::int64_t count(const QuestionFilter& filter);
  /// Every live question in the order of codes.
  [[nodiscard]] std::vector<BankQuestion> live();

  void insert(const Question& question, Timestamp now);
  /// Stores the question's present content as `question.version`, which must be new.
  void update(const Question& question, Timestamp now);
  void update_status(Id<Question> id, QuestionStatus status, Timestamp now);

 private:
  void insert_version(const Question& question, Timestamp now);

  Transaction& tx_;
};

}  // namespace haven
