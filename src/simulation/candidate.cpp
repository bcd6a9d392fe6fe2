#include "simulation/candidate.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"
#include "haven/irt/category_curves.hpp"
#include "haven/math/normal.hpp"

namespace haven::simulation {
namespace {

// One stream of random numbers for each kind of draw, so that none follows from another or from the exam's own.
constexpr std::uint64_t answer_stream = 0xA25E12;
constexpr std::uint64_t testlet_stream = 0x7E571E7;

[[noreturn]] void refuse_study(const std::string& what) { throw Error(ErrorCode::invalid_argument, "study: " + what); }

std::uint64_t seed_of(const StudyOptions& options, std::size_t candidate) {
  return mix(options.seed ^ mix(static_cast<std::uint64_t>(candidate)));
}

std::span<const irt::Response> row_of(const StudyOptions& options, std::size_t candidate, std::size_t items) {
  return options.responses.subspan(candidate * items, items);
}

void check_responses(const cat::ItemPool& pool, const StudyOptions& options) {
  for (std::size_t cell = 0; cell < options.responses.size(); ++cell) {
    const auto item = static_cast<irt::ItemIndex>(cell % pool.size());
    const int score = options.responses[cell].score;
    if (score < -1 || std::cmp_greater_equal(score, category_count(pool.bank().item(item))))
      refuse_study("response of candidate " + std::to_string(cell / pool.size()) + " to item " + pool.bank().id(item) +
                   " must be -1 or a score of the item, got " + std::to_string(score));
  }
}

/// The effect that the items of a set share in the answers of one candidate.
double testlet_effect(const cat::ItemPool& pool, irt::ItemIndex item, double sd, std::uint64_t seed) {
  const auto set = pool.set_of(item);
  if (sd == 0.0 || !set) return 0.0;
  Rng rng(mix(seed ^ testlet_stream) ^ mix(*set + std::uint64_t{1}));
  return sd * math::draw_normal(rng);
}

irt::Response answer_of(const cat::ItemPool& pool, irt::ItemIndex item, double theta, const StudyOptions& options,
                        std::uint64_t seed) {
  Rng rng(mix(seed ^ answer_stream) ^ mix(item + std::uint64_t{1}));
  const double effect = testlet_effect(pool, item, options.testlet_effect_sd, seed);
  return draw_response(pool.bank().item(item), theta + effect, rng);
}

/// Conditions of one candidate: those of all, what they have seen, and what they cannot answer.
cat::Conditions conditions_of(const cat::ExamPlan& plan, const StudyOptions& options, std::size_t candidate) {
  cat::Conditions conditions{{}, options.eligibility};
  if (!options.seen.empty()) conditions.seen = options.seen[candidate];
  if (options.responses.empty()) return conditions;
  const auto row = row_of(options, candidate, plan.pool().size());
  for (irt::ItemIndex item = 0; item < row.size(); ++item)
    if (row[item].is_missing()) conditions.seen.push_back(item);
  return conditions;
}

}  // namespace

std::size_t count_candidates(const cat::ExamPlan& plan, std::span<const double> theta, const StudyOptions& options) {
  return theta.empty() ? options.responses.size() / plan.pool().size() : theta.size();
}

void check_study(const cat::ExamPlan& plan, std::span<const double> theta, const StudyOptions& options) {
  for (std::size_t i = 0; i < theta.size(); ++i)
    if (!std::isfinite(theta[i])) refuse_study("theta of candidate " + std::to_string(i) + " must be finite");
  const std::size_t candidates = count_candidates(plan, theta, options);
  if (!options.responses.empty() && options.responses.size() != candidates * plan.pool().size())
    refuse_study("responses must have one row for each candidate and one column for each item");
  if (!options.seen.empty() && options.seen.size() != candidates)
    refuse_study("seen must have one list for each candidate");
  if (!(options.testlet_effect_sd >= 0.0 && options.testlet_effect_sd <= 1000.0))
    refuse_study("testlet_effect_sd must be in [0, 1000], got " + std::to_string(options.testlet_effect_sd));
  if (options.time_per_item < Duration{} || options.time_per_item > Duration::days(365))
    refuse_study("time_per_item must be between 0 and 365 days");
  check_responses(plan.pool(), options);
  const bool any_missing = std::any_of(options.responses.begin(), options.responses.end(),
                                       [](irt::Response response) { return response.is_missing(); });
  if (any_missing && plan.blueprint().exposure.maximum_overlap > 0.0)
    refuse_study("missing responses need a blueprint whose exposure.maximum_overlap is 0");
}

cat::Exam take_exam(const cat::ExamPlan& plan, std::span<const double> theta, const StudyOptions& options,
                    std::size_t candidate) {
  const std::uint64_t seed = seed_of(options, candidate);
  cat::Exam exam(plan, seed, conditions_of(plan, options, candidate));
  Duration at{};
  while (const auto item = exam.next_item()) {
    at.microseconds += options.time_per_item.microseconds;
    exam.answer(options.responses.empty() ? answer_of(plan.pool(), *item, theta[candidate], options, seed)
                                          : row_of(options, candidate, plan.pool().size())[*item],
                at);
  }
  return exam;
}

void ExamRecord::take(const cat::Exam& exam) {
  items.clear(), responses.clear(), theta.clear(), standard_error.clear(), relaxed.clear();
  for (const auto& step : exam.steps()) {
    items.push_back(step.item);
    responses.push_back(step.response);
    theta.push_back(step.ability.theta);
    standard_error.push_back(step.ability.standard_error);
    relaxed.push_back(step.relaxed);
  }
  ability = exam.outcome()->ability;
  scored_items = exam.outcome()->scored_items;
  stop_reason = exam.outcome()->reason;
  decision = exam.outcome()->decision;
}

void append(StudyResult& result, const ExamRecord& record) {
  const auto add = [](auto& all, const auto& some) { all.insert(all.end(), some.begin(), some.end()); };
  add(result.items, record.items);
  add(result.responses, record.responses);
  add(result.theta, record.theta);
  add(result.standard_error, record.standard_error);
  add(result.relaxed, record.relaxed);
  result.offsets.push_back(result.items.size());
  result.ability.push_back(record.ability);
  result.scored_items.push_back(record.scored_items);
  result.stop_reason.push_back(record.stop_reason);
  result.decision.push_back(record.decision);
}

}  // namespace haven::simulation
