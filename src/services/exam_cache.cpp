#include "services/exam_cache.hpp"

namespace haven {

std::optional<cat::Exam> ExamCache::find(Id<QuizSession> session, std::int64_t row_version) {
  const std::lock_guard lock(mutex_);
  const auto place = places_.find(session);
  if (place == places_.end() || place->second->row_version != row_version) return std::nullopt;
  recent_.splice(recent_.begin(), recent_, place->second);
  return place->second->exam;
}

void ExamCache::keep(Id<QuizSession> session, std::int64_t row_version, cat::Exam exam) {
  if (capacity_ == 0) return;
  const std::lock_guard lock(mutex_);
  erase(session);
  recent_.push_front({session, row_version, std::move(exam)});
  places_[session] = recent_.begin();
  if (recent_.size() <= capacity_) return;
  places_.erase(recent_.back().session);
  recent_.pop_back();
}

void ExamCache::forget(Id<QuizSession> session) {
  const std::lock_guard lock(mutex_);
  erase(session);
}

void ExamCache::erase(Id<QuizSession> session) {
  const auto place = places_.find(session);
  if (place == places_.end()) return;
  recent_.erase(place->second);
  places_.erase(place);
}

}  // namespace haven
