#include "haven/irt/item.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "haven/core/error.hpp"

namespace haven::irt {
namespace {

/// The parameters of one item under inspection. Comparisons are written so that NaN fails every one.
class Inspection {
 public:
  Inspection(const std::string& id, const ItemLimits& limits) : id_(id), limits_(limits) {}

  void operator()(const LogisticItem& item) const {
    discrimination(item.discrimination);
    difficulty("difficulty", item.difficulty);
    const double most = limits_.pseudo_guessing_max;
    if (!(item.pseudo_guessing >= 0.0 && item.pseudo_guessing <= most && item.pseudo_guessing < 1.0))
      refuse("pseudo_guessing", interval('[', 0.0, most, most < 1.0 ? ']' : ')'), item.pseudo_guessing);
    if (!(item.upper_asymptote > item.pseudo_guessing && item.upper_asymptote <= 1.0))
      refuse("upper_asymptote", interval('(', item.pseudo_guessing, 1.0, ']'), item.upper_asymptote);
  }

  void operator()(const GradedItem& item) const {
    discrimination(item.discrimination);
    categories("thresholds", item.thresholds.size() + 1);
    for (const double threshold : item.thresholds) difficulty("thresholds", threshold);
    for (std::size_t i = 1; i < item.thresholds.size(); ++i)
      if (!(item.thresholds[i] > item.thresholds[i - 1]))
        refuse("thresholds", "strictly rising", item.thresholds[i], " after " + text(item.thresholds[i - 1]));
  }

  void operator()(const PartialCreditItem& item) const {
    discrimination(item.discrimination);
    categories("step_difficulties", item.step_difficulties.size() + 1);
    for (const double step : item.step_difficulties) difficulty("step_difficulties", step);
  }

  void operator()(const NominalItem& item) const {
    categories("slopes", item.slopes.size());
    if (item.intercepts.size() != item.slopes.size())
      refuse("intercepts", "as many as slopes, " + std::to_string(item.slopes.size()),
             static_cast<double>(item.intercepts.size()));
    for (const double slope : item.slopes) within("slopes", slope, limits_.slope_max);
    for (const double intercept : item.intercepts) within("intercepts", intercept, limits_.intercept_max);
    const auto [low, high] = std::minmax_element(item.slopes.begin(), item.slopes.end());
    if (*low == *high) refuse("slopes", "not all equal", *low);
  }

 private:
  static std::string text(double value) {
    std::ostringstream stream;
    stream << value;
    return stream.str();
  }
  static std::string interval(char open, double low, double high, char close) {
    return std::string("in ") + open + text(low) + ", " + text(high) + close;
  }

  [[noreturn]] void refuse(const char* parameter, const std::string& rule, double found,
                           const std::string& where = {}) const {
    throw Error(ErrorCode::invalid_argument,
                "item " + id_ + ": " + parameter + " must be " + rule + ", got " + text(found) + where);
  }
  void discrimination(double a) const {
    if (!(std::isfinite(a) && a > 0.0 && a <= limits_.discrimination_max))
      refuse("discrimination", interval('(', 0.0, limits_.discrimination_max, ']'), a);
  }
  void difficulty(const char* parameter, double b) const {
    if (!(std::isfinite(b) && b >= limits_.difficulty_min && b <= limits_.difficulty_max))
      refuse(parameter, interval('[', limits_.difficulty_min, limits_.difficulty_max, ']'), b);
  }
  void within(const char* parameter, double value, double most) const {
    if (!(std::isfinite(value) && std::abs(value) <= most)) refuse(parameter, interval('[', -most, most, ']'), value);
  }
  void categories(const char* parameter, std::size_t count) const {
    if (count < 2 || count > maximum_categories)
      refuse(parameter, "so many that there are 2..32 scores", static_cast<double>(count));
  }

  const std::string& id_;
  const ItemLimits& limits_;
};

struct CategoryCount {
  std::size_t operator()(const LogisticItem&) const noexcept { return 2; }
  std::size_t operator()(const GradedItem& item) const noexcept { return item.thresholds.size() + 1; }
  std::size_t operator()(const PartialCreditItem& item) const noexcept { return item.step_difficulties.size() + 1; }
  std::size_t operator()(const NominalItem& item) const noexcept { return item.slopes.size(); }
};

}  // namespace

GradedItem modified_graded_item(double discrimination, double location, std::span<const double> category_offsets) {
  GradedItem item{discrimination, {category_offsets.begin(), category_offsets.end()}};
  for (double& threshold : item.thresholds) threshold = location - threshold;
  return item;
}

PartialCreditItem rating_scale_item(double difficulty, std::span<const double> step_offsets) {
  PartialCreditItem item{1.0, {step_offsets.begin(), step_offsets.end()}};
  for (double& step : item.step_difficulties) step += difficulty;
  return item;
}

std::size_t category_count(const Item& item) noexcept { return std::visit(CategoryCount{}, item); }

void validate(const Item& item, const std::string& id, const ItemLimits& limits) {
  std::visit(Inspection(id, limits), item);
}

}  // namespace haven::irt
