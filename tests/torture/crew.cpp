#include "crew.hpp"

#include <algorithm>

#include "haven/core/error.hpp"

namespace haven::torture {
namespace {

double milliseconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

bool speaks_of_locks(const std::string& message) {
  return message.find("locked") != std::string::npos || message.find("SQLITE_") != std::string::npos;
}

}  // namespace

Crew::Crew(Database& database, int threads, std::int64_t first)
    : database_(database), threads_wanted_(threads), next_(first) {}

void Crew::start() {
  for (int i = 0; i < threads_wanted_; ++i) threads_.emplace_back([this] { work(); });
}

Log Crew::stop() {
  stopping_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  return std::move(log_);
}

void Crew::work() {
  while (!stopping_) {
    try {
      const auto begin = std::chrono::steady_clock::now();
      const Entry entry = write_answer(database_, next_++, words);
      const double took = milliseconds_since(begin);
      acknowledged(entry);
      const std::lock_guard lock(mutex_);
      log_.acknowledged.push_back(entry);
      log_.milliseconds.push_back(took);
    } catch (const std::exception& error) {
      refused(error);
      note(error);
    }
  }
}

void Crew::note(const std::exception& error) {
  const std::lock_guard lock(mutex_);
  const auto* known = dynamic_cast<const Error*>(&error);
  if (known == nullptr || speaks_of_locks(error.what())) ++log_.raw_errors;
  ++log_.errors[known == nullptr ? error.what() : std::string(to_string(known->code())) + ' ' + known->reason()];
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0.0;
  const auto place = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(place), values.end());
  return values[place];
}

}  // namespace haven::torture
