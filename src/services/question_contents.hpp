#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "haven/model/question.hpp"
#include "haven/storage/database.hpp"

#include "services/recently_used.hpp"
#include "stores/question_store.hpp"

namespace haven {

/// One version of a question as it was stored; only its status is the one that was found when it was read.
struct QuestionContent {
  Question question;
  std::string category;  ///< its code

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
  static constexpr std::size_t most_bytes = 16 << 20;

  RecentlyUsed<QuestionVersion, std::shared_ptr<const QuestionContent>> recent_{most_bytes};
};

}  // namespace haven
