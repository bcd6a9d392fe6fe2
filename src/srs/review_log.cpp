#include "haven/srs/review_log.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "haven/core/error.hpp"

#include "srs/names.hpp"

namespace haven::srs {
namespace {

constexpr std::array<std::string_view, 4> kind_names = {"answer", "cram", "manual", "reset"};

// So that differences of times and days do not overflow.
constexpr std::int64_t latest_us = std::int64_t{1} << 61, latest_day = 26'000'000;

[[noreturn]] void refuse(std::size_t row, const std::string& rule, const std::string& found) {
  throw Error(ErrorCode::invalid_argument, "log row " + std::to_string(row) + ": " + rule + ", got " + found);
}

void check_row(const LoggedReview& review, std::size_t row) {
  const int kind = static_cast<int>(review.kind);
  if (kind < 0 || kind > static_cast<int>(RowKind::reset)) refuse(row, "kind is unknown", std::to_string(kind));
  const int rating = static_cast<int>(review.rating);
  if (review.kind == RowKind::answer && (rating < 1 || rating > rating_count))
    refuse(row, "rating must be 1..4", std::to_string(rating));
  if (review.at.microseconds < -latest_us || review.at.microseconds > latest_us)
    refuse(row, "time must be within 70,000 years of 1970", std::to_string(review.at.microseconds) + " us");
  if (review.day && (*review.day < -latest_day || *review.day > latest_day))
    refuse(row, "day must be within 70,000 years of 1970", std::to_string(*review.day));
  if (review.duration < Duration{})
    refuse(row, "duration must not be negative", std::to_string(review.duration.microseconds) + " us");
}

bool fractional(const DayRule& rule) { return std::holds_alternative<FractionalDays>(rule); }

/// Rows by card, then by their place in the log, which is by time within each card.
std::vector<std::size_t> rows_by_card(std::span<const LoggedReview> log) {
  std::vector<std::size_t> rows(log.size());
  for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = row;
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return log[a].card < log[b].card; });
  return rows;
}

class Builder {
 public:
  Builder(std::span<const LoggedReview> log, const TrainingSetOptions& options)
      : log_(log), options_(options), days_(options.day_rule) {}

  TrainingSet build() {
    const auto rows = rows_by_card(log_);
    for (std::size_t begin = 0; begin < rows.size();) {
      std::size_t end = begin;
      while (end < rows.size() && log_[rows[end]].card == log_[rows[begin]].card) ++end;
      add_card(std::span(rows).subspan(begin, end - begin));
      begin = end;
    }
    order_predictions();
    return std::move(set_);
  }

 private:
  void add_card(std::span<const std::size_t> rows) {
    const auto answers = answers_of(rows);
    if (answers.empty()) return;
    if (options_.ignore_before && log_[answers.front()].at < *options_.ignore_before) {
      set_.before_cut_off += answers.size();
      return;
    }
    const std::size_t kept = std::min(answers.size(), options_.longest_history);
    set_.beyond_longest += answers.size() - kept;
    for (std::size_t i = 0; i < kept; ++i) add_step(i == 0 ? nullptr : &log_[answers[i - 1]], answers[i]);
    set_.starts.push_back(set_.steps.size());
    set_.cards.push_back(log_[rows.front()].card);
  }

  /// The rows of answers after the last reset.
  std::vector<std::size_t> answers_of(std::span<const std::size_t> rows) {
    std::vector<std::size_t> answers;
    bool whole = true;
    for (const std::size_t row : rows) {
      switch (log_[row].kind) {
        case RowKind::answer:
          whole = whole && !log_[row].truncated;
          if (whole) answers.push_back(row);
          if (!whole) ++set_.truncated;
          break;
        case RowKind::cram:
          ++set_.crammed;
          break;
        case RowKind::manual:
          ++set_.manual;
          break;
        case RowKind::reset:
          set_.before_reset += answers.size() + 1;
          answers.clear();
          whole = true;
      }
    }
    return answers;
  }

  void add_step(const LoggedReview* before, std::size_t row) {
    TrainingSet::Step step{.rating = log_[row].rating};
    if (before != nullptr) {
      const double local_days = days_between(*before, log_[row]);
      step.next_day = local_days >= 1.0;
      step.elapsed_days = fractional(options_.day_rule) ? days_.elapsed(before->at, log_[row].at) : local_days;
      if (wanted(step.next_day)) asked_.push_back({row, set_.steps.size()});
    }
    set_.steps.push_back(step);
  }

  /// Whole days: as noted with the rows, else by the rule; fractional days go by the local days of UTC.
  [[nodiscard]] double days_between(const LoggedReview& from, const LoggedReview& to) const {
    if (from.day && to.day) return static_cast<double>(std::max<std::int64_t>(0, *to.day - *from.day));
    if (fractional(options_.day_rule)) return static_cast<double>(days_.day(to.at) - days_.day(from.at));
    return days_.elapsed(from.at, to.at, from.day);
  }

  [[nodiscard]] bool wanted(bool next_day) const {
    return options_.targets == Targets::all || next_day == (options_.targets == Targets::next_day);
  }

  void order_predictions() {
    std::sort(asked_.begin(), asked_.end(), [&](const Asked& a, const Asked& b) {
      return log_[a.row].at != log_[b.row].at ? log_[a.row].at < log_[b.row].at : a.row < b.row;
    });
    set_.predictions = asked_.size();
    for (std::size_t i = 0; i < asked_.size(); ++i) set_.steps[asked_[i].step].place = static_cast<std::int32_t>(i);
  }

  struct Asked {
    std::size_t row;
    std::size_t step;
  };
  std::span<const LoggedReview> log_;
  const TrainingSetOptions& options_;
  DayCounter days_;
  std::vector<Asked> asked_;
  TrainingSet set_;
};

}  // namespace

std::string_view to_string(RowKind kind) noexcept {
  return detail::name_at(static_cast<std::size_t>(kind), kind_names);
}

std::optional<RowKind> parse_row_kind(std::string_view text) noexcept {
  const auto place = detail::place_of(text, kind_names);
  if (!place) return std::nullopt;
  return static_cast<RowKind>(*place);
}

void check(std::span<const LoggedReview> log) {
  std::unordered_map<std::uint64_t, Timestamp> last;
  for (std::size_t row = 0; row < log.size(); ++row) {
    check_row(log[row], row);
    const auto [place, first] = last.try_emplace(log[row].card, log[row].at);
    if (log[row].at < place->second)
      refuse(row, "time must not be before the card's last row, " + std::to_string(place->second.microseconds) + " us",
             std::to_string(log[row].at.microseconds) + " us");
    place->second = log[row].at;
  }
}

TrainingSet make_training_set(std::span<const LoggedReview> log, const TrainingSetOptions& options) {
  if (options.longest_history < 2)
    throw Error(ErrorCode::invalid_argument, "training set: longest history must be at least 2 answers, got " +
                                                 std::to_string(options.longest_history));
  check(log);
  return Builder(log, options).build();
}

}  // namespace haven::srs
