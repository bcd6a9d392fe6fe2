#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "haven/model/question.hpp"
#include "haven/storage/database.hpp"

#include "services/recently_used.hpp"

namespace haven {

/// Names one version of a question.
struct QuestionVersion {
  Id<Question> question;
  int version = 0;

  bool operator==(const QuestionVersion&) const = default;
};

/// What a sitting needs of a version. It never changes once it is stored.
struct QuestionContent {
  std::string category;  ///< code
  std::string stem;
  std::vector<Option> options;
  std::string key;  ///< id of the correct option

  [[nodiscard]] bool has_option(const std::string& option) const;
};

/// The contents used last. Only speed: reading one from the database takes tens of microseconds. Thread-safe.
class QuestionContents {
 public:
  /// The content if it is in memory, else null.
  [[nodiscard]] std::shared_ptr<const QuestionContent> find(const QuestionVersion& version);
  /// The content, from memory or the database. Throws Error(corrupt_data) when the version is not stored.
  [[nodiscard]] std::shared_ptr<const QuestionContent> load(Transaction& tx, const QuestionVersion& version);

 private:
  struct Hash {
    std::size_t operator()(const QuestionVersion& key) const noexcept {
      return std::hash<Id<Question>>{}(key.question) + static_cast<std::size_t>(key.version);
    }
  };
  static constexpr std::size_t most_bytes = 16 << 20;

  RecentlyUsed<QuestionVersion, std::shared_ptr<const QuestionContent>, Hash> recent_{most_bytes};
};

}  // namespace haven
