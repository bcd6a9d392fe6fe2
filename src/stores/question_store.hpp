#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
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

/// Names one version of a question. It never changes once it is stored.
struct QuestionVersion {
  Id<Question> question;
  int version = 0;

  bool operator==(const QuestionVersion&) const = default;
};

/// A question in a list: what may change of it, and where the rest is found.
struct ListedQuestion {
  QuestionVersion version;
  QuestionStatus status = QuestionStatus::draft;
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
  /// The questions behind `after`, a code, in the order of codes.
  [[nodiscard]] std::vector<ListedQuestion> list(const QuestionFilter& filter, const std::string& after, int limit,
                                                 int offset);
  /// How many there are, counted up to `most`.
  [[nodiscard]] std::int64_t count(const QuestionFilter& filter, std::int64_t most);
  /// Every live question in the order of codes: all that there are, since an exam chooses among them all.
  [[nodiscard]] std::vector<BankQuestion> live();
  /// The present version of every live question, in any order.
  [[nodiscard]] std::vector<QuestionVersion> live_versions();

  void insert(const Question& question, Timestamp now);
  /// Stores the question's present content as `question.version`, which must be new.
  void update(const Question& question, Timestamp now);
  void update_status(Id<Question> id, QuestionStatus status, Timestamp now);

 private:
  void insert_version(const Question& question, Timestamp now);

  Transaction& tx_;
};

}  // namespace haven

template <>
struct std::hash<haven::QuestionVersion> {
  std::size_t operator()(const haven::QuestionVersion& key) const noexcept {
    return std::hash<haven::Id<haven::Question>>{}(key.question) + static_cast<std::size_t>(key.version);
  }
};
