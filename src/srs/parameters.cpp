#include "haven/srs/parameters.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <sstream>
#include <string>
#include <utility>

#include "haven/core/error.hpp"

#include "math/elementary.hpp"
#include "srs/names.hpp"

namespace haven::srs {
namespace {

constexpr std::array<std::string_view, 3> algorithm_names = {"fsrs-6", "fsrs-7", "sm-2"};

constexpr std::array<WeightRange, Fsrs6Parameters::count> fsrs6_ranges = {{
    {0.001, 100},  {0.001, 100}, {0.001, 100}, {0.001, 100}, {1, 10},    {0.001, 4},    {0.001, 4},
    {0.001, 0.75}, {0, 4.5},     {0, 0.8},     {0.001, 3.5}, {0.001, 5}, {0.001, 0.25}, {0.001, 0.9},
    {0, 4},        {0, 1},       {1, 6},       {0, 2},       {0, 2},     {0, 0.8},      {0.1, 0.8},
}};

constexpr std::array<WeightRange, Fsrs7Parameters::count> fsrs7_ranges = {{
    {0.0001, 50}, {0.0001, 100}, {0.0001, 100}, {0.0001, 100}, {1, 10},      {0.001, 4},  {0.1, 4},
    {0, 4},       {0, 1.2},      {0.3, 3},      {0.01, 1.5},   {0.1, 1},     {0, 3.5},    {0, 1},
    {1, 7},       {0, 4},        {0, 2},        {0.5, 6},      {0.001, 1.5}, {0.001, 1},  {0, 5},
    {0, 1},       {1, 7},        {0.01, 0.25},  {0.01, 0.95},  {0.2, 0.85},  {0.5, 0.99}, {0.01, 1},
    {0.1, 1},     {0, 0.9},      {0.1, 1.1},    {0, 1},        {0, 0.6},     {0, 0.6},
}};

constexpr double lowest_ease = 1.3, highest_ease = 5.0;

// Weights of FSRS-7 of which each must be at least the one before.
constexpr std::array<std::size_t, 4> fsrs7_rising = {1, 2, 3, 26};

std::span<double> weights_in(Parameters& parameters) noexcept {
  if (auto* fsrs6 = std::get_if<Fsrs6Parameters>(&parameters)) return fsrs6->weights;
  if (auto* fsrs7 = std::get_if<Fsrs7Parameters>(&parameters)) return fsrs7->weights;
  return {};
}

[[noreturn]] void refuse(const Parameters& parameters, const std::string& name, const std::string& rule, double found) {
  std::ostringstream message;
  message << to_string(algorithm_of(parameters)) << " parameters: " << name << " must be " << rule << ", got " << found;
  throw Error(ErrorCode::invalid_argument, message.str());
}

void check_range(const Parameters& parameters, std::size_t i, double weight, WeightRange range) {
  if (weight >= range.low && weight <= range.high) return;
  std::ostringstream rule;
  rule << "in " << range.low << ".." << range.high;
  refuse(parameters, "weight " + std::to_string(i), rule.str(), weight);
}

/// FSRS-4.5 to FSRS-5: difficulty is measured anew, and nothing is learnt on the same day.
void migrate_17(std::span<double> w) {
  const double change = w[5];
  w[4] += 2.0 * change;
  w[5] = math::detail::log(3.0 * change + 1.0) / 3.0;
  w[6] += 0.5;
}

Fsrs6Parameters migrated(std::span<const double> weights) {
  Fsrs6Parameters parameters;
  std::copy(weights.begin(), weights.end(), parameters.weights.begin());
  if (weights.size() == 17) migrate_17(parameters.weights);
  if (weights.size() < Fsrs6Parameters::count) {
    std::fill(parameters.weights.begin() + static_cast<std::ptrdiff_t>(weights.size()), parameters.weights.end(), 0.0);
    parameters.weights.back() = 0.5;  // the decay that FSRS-4.5 and FSRS-5 had built in
  }
  return parameters;
}

[[noreturn]] void refuse_count(Algorithm algorithm, const std::string& rule, std::size_t found) {
  throw Error(ErrorCode::invalid_argument, std::string(to_string(algorithm)) + " parameters: there must be " + rule +
                                               " weights, got " + std::to_string(found));
}

/// The most that weights 17 and 18 may be, so that a lapse and `steps` answers of Good cannot raise stability.
double same_day_bound(std::span<const double> w, int steps) {
  if (steps <= 1) return 2.0;
  const double ln2_power = math::detail::expm1(w[13] * math::detail::log(2.0));
  const double fall = -(math::detail::log(w[11]) + math::detail::log(ln2_power) + 0.3 * w[14]);
  return std::min(2.0, std::sqrt(std::max(0.01, fall / steps)));
}

}  // namespace

std::string_view to_string(Algorithm algorithm) noexcept {
  return detail::name_at(static_cast<std::size_t>(algorithm), algorithm_names);
}

std::optional<Algorithm> parse_algorithm(std::string_view text) noexcept {
  const auto place = detail::place_of(text, algorithm_names);
  if (!place) return std::nullopt;
  return static_cast<Algorithm>(*place);
}

Parameters default_parameters(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::fsrs_6:
      return Fsrs6Parameters{};
    case Algorithm::fsrs_7:
      return Fsrs7Parameters{};
    case Algorithm::sm_2:
      return Sm2Parameters{};
  }
  throw Error(ErrorCode::invalid_argument, "parameters: unknown algorithm");
}

Algorithm algorithm_of(const Parameters& parameters) noexcept { return static_cast<Algorithm>(parameters.index()); }

std::span<const double> weights_of(const Parameters& parameters) noexcept {
  if (const auto* fsrs6 = std::get_if<Fsrs6Parameters>(&parameters)) return fsrs6->weights;
  if (const auto* fsrs7 = std::get_if<Fsrs7Parameters>(&parameters)) return fsrs7->weights;
  return {};
}

Parameters make_parameters(Algorithm algorithm, std::span<const double> weights) {
  Parameters parameters = default_parameters(algorithm);
  if (weights.empty()) return parameters;
  if (algorithm == Algorithm::fsrs_6) {
    if (weights.size() != 17 && weights.size() != 19 && weights.size() != Fsrs6Parameters::count)
      refuse_count(algorithm, "21, or 17 or 19 of an earlier version,", weights.size());
    parameters = migrated(weights);
    if (weights.size() < Fsrs6Parameters::count) return clipped(parameters);  // the ranges were wider then
  } else {
    const auto places = weights_in(parameters);
    if (weights.size() != places.size()) refuse_count(algorithm, std::to_string(places.size()), weights.size());
    std::copy(weights.begin(), weights.end(), places.begin());
  }
  check(parameters);
  return parameters;
}

std::span<const WeightRange> weight_ranges(Algorithm algorithm) noexcept {
  if (algorithm == Algorithm::fsrs_6) return fsrs6_ranges;
  if (algorithm == Algorithm::fsrs_7) return fsrs7_ranges;
  return {};
}

void check(const Parameters& parameters) {
  if (const auto* sm2 = std::get_if<Sm2Parameters>(&parameters)) {
    const double ease = sm2->initial_ease;
    if (!(ease >= lowest_ease && ease <= highest_ease)) refuse(parameters, "initial ease", "in 1.3..5", ease);
    return;
  }
  const auto weights = weights_of(parameters);
  const auto ranges = weight_ranges(algorithm_of(parameters));
  for (std::size_t i = 0; i < weights.size(); ++i) check_range(parameters, i, weights[i], ranges[i]);
  if (algorithm_of(parameters) != Algorithm::fsrs_7) return;
  for (const std::size_t i : fsrs7_rising) {
    if (weights[i] < weights[i - 1])
      refuse(parameters, "weight " + std::to_string(i), "at least weight " + std::to_string(i - 1), weights[i]);
  }
}

Parameters clipped(Parameters parameters, int relearning_steps) {
  if (auto* sm2 = std::get_if<Sm2Parameters>(&parameters)) {
    sm2->initial_ease = std::clamp(sm2->initial_ease, lowest_ease, highest_ease);
  }
  const auto weights = weights_in(parameters);
  const auto ranges = weight_ranges(algorithm_of(parameters));
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = std::clamp(weights[i], ranges[i].low, ranges[i].high);
  if (algorithm_of(parameters) == Algorithm::fsrs_6) {
    const double bound = same_day_bound(weights, relearning_steps);
    weights[17] = std::min(weights[17], bound);
    weights[18] = std::min(weights[18], bound);
  } else if (algorithm_of(parameters) == Algorithm::fsrs_7) {
    for (const std::size_t i : fsrs7_rising) weights[i] = std::max(weights[i], weights[i - 1]);
  }
  check(parameters);  // what is left to refuse is NaN
  return parameters;
}

std::uint64_t fingerprint(const Parameters& parameters) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  const auto add = [&hash](std::uint64_t word) {
    for (int byte = 0; byte < 8; ++byte) {
      hash = (hash ^ (word & 0xFFU)) * 0x100000001b3ULL;
      word >>= 8U;
    }
  };
  add(parameters.index());
  if (const auto* fsrs6 = std::get_if<Fsrs6Parameters>(&parameters)) add(static_cast<std::uint64_t>(fsrs6->rules));
  if (const auto* sm2 = std::get_if<Sm2Parameters>(&parameters)) add(std::bit_cast<std::uint64_t>(sm2->initial_ease));
  for (const double weight : weights_of(parameters)) add(std::bit_cast<std::uint64_t>(weight + 0.0));
  return hash;
}

}  // namespace haven::srs
