#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "haven/srs/rating.hpp"

namespace haven::srs {

/// Which memory model. The texts are "fsrs-6", "fsrs-7" and "sm-2".
enum class Algorithm { fsrs_6, fsrs_7, sm_2 };

[[nodiscard]] std::string_view to_string(Algorithm algorithm) noexcept;
[[nodiscard]] std::optional<Algorithm> parse_algorithm(std::string_view text) noexcept;

/// Two readings of FSRS-6 that differ in two rules.
enum class RuleSet {
  current,       ///< a same-day answer of Hard or better never lowers stability; stability at most 36,500 days
  legacy_6_3_1,  ///< as py-fsrs 6.3.1: same-day Hard may lower it, and it has no upper bound
};

/// FSRS-6: two state variables, 21 weights. By place: 0-3 first stability by rating, 4-5 first difficulty, 6-7 change
/// of difficulty and its pull to the mean, 8-10 stability after recall, 11-14 after a lapse, 15 Hard, 16 Easy,
/// 17-19 same day, 20 decay of the forgetting curve. The defaults are those of py-fsrs, fsrs-rs and ts-fsrs.
struct Fsrs6Parameters {
  static constexpr std::size_t count = 21;
  std::array<double, count> weights = {0.212,  1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194,
                                       0.001,  1.8722, 0.1666, 0.796,  1.4835, 0.0614, 0.2629,
                                       1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542};
  RuleSet rules = RuleSet::current;

  bool operator==(const Fsrs6Parameters&) const = default;
};

/// FSRS-7 in its final form: two stabilities (slow and fast trace) and difficulty, 34 weights. By place: 0-3 first
/// stability, 4-6 difficulty, 7-14 slow trace, 15-22 fast trace, 23-33 forgetting curve. The draft of 35 weights and
/// the earlier model of 21 that also carried the name are other models.
struct Fsrs7Parameters {
  static constexpr std::size_t count = 34;
  std::array<double, count> weights = {0.1104, 2.2395, 3.9221, 11.7841, 6.1686, 0.6457, 3.6807, 1.9795, 0.0,
                                       1.3826, 0.7024, 0.5999, 0.8146,  0.6398, 1.0,    1.3207, 0.6707, 3.8668,
                                       0.4416, 0.0934, 1.8631, 0.6162,  1.0869, 0.1567, 0.0801, 0.2421, 0.9464,
                                       0.1433, 0.7145, 0.0,    0.5667,  0.3734, 0.5333, 0.3048};

  bool operator==(const Fsrs7Parameters&) const = default;
};

/// SM-2, Wozniak (1990): nothing to fit.
struct Sm2Parameters {
  double initial_ease = 2.5;  ///< in 1.3..5

  bool operator==(const Sm2Parameters&) const = default;
};

using Parameters = std::variant<Fsrs6Parameters, Fsrs7Parameters, Sm2Parameters>;

/// The default parameters of a model.
[[nodiscard]] Parameters default_parameters(Algorithm algorithm);
[[nodiscard]] Algorithm algorithm_of(const Parameters& parameters) noexcept;
/// The weights as one row; empty for SM-2.
[[nodiscard]] std::span<const double> weights_of(const Parameters& parameters) noexcept;
/// Parameters of that model with these weights: for FSRS-6 also 17 (FSRS-4.5) or 19 (FSRS-5), which are migrated and
/// clipped as fsrs-rs does; none means the defaults. Throws Error(invalid_argument) for another count, or as check()
/// does.
[[nodiscard]] Parameters make_parameters(Algorithm algorithm, std::span<const double> weights);

/// The ranges that the weights of FSRS must keep; as py-fsrs and ts-fsrs have them.
struct WeightRange {
  double low = 0.0;
  double high = 0.0;
};
[[nodiscard]] std::span<const WeightRange> weight_ranges(Algorithm algorithm) noexcept;

/// Throws Error(invalid_argument), naming the weight, unless every one is within its range and, for FSRS-7, weights
/// 0-3 and 25-26 do not fall.
void check(const Parameters& parameters);
/// The nearest weights within the ranges, as fsrs-rs and ts-fsrs clip; `relearning_steps` of more than one lower the
/// upper bound of weights 17 and 18 of FSRS-6, so that a lapse and its steps cannot raise stability. Throws
/// Error(invalid_argument) for NaN.
[[nodiscard]] Parameters clipped(Parameters parameters, int relearning_steps = 1);

/// A number that two parameter sets share only when they are the same model, rules and weights (FNV-1a over the bits).
[[nodiscard]] std::uint64_t fingerprint(const Parameters& parameters) noexcept;

}  // namespace haven::srs
