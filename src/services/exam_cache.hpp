#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include "haven/cat/exam.hpp"
#include "haven/model/quiz.hpp"

namespace haven {

/// Rebuilt exams of the sittings touched last, each good for one row_version. Only speed: an exam that is not here, or
/// has another version, is resumed from the database. Thread-safe.
class ExamCache {
 public:
  explicit ExamCache(std::size_t capacity) : capacity_(capacity) {}

  [[nodiscard]] std::optional<cat::Exam> find(Id<QuizSession> session, std::int64_t row_version);
  void keep(Id<QuizSession> session, std::int64_t row_version, cat::Exam exam);
  void forget(Id<QuizSession> session);

 private:
  struct Entry {
    Id<QuizSession> session;
    std::int64_t row_version;
    cat::Exam exam;
  };
  using Recent = std::list<Entry>;

  void erase(Id<QuizSession> session);  ///< the caller holds the mutex

  std::size_t capacity_;
  std::mutex mutex_;
  Recent recent_;  ///< the latest first
  std::unordered_map<Id<QuizSession>, Recent::iterator> places_;
};

}  // namespace haven
