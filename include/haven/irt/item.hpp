#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace haven::irt {

/// A dichotomous item of the 1PL-4PL family, logistic metric, D = 1:
///
///   P(theta) = c + (d - c) / (1 + exp(-a (theta - b)))
///
/// with a = discrimination, b = difficulty, c = pseudo_guessing, d = upper_asymptote. The defaults of c and d give the
/// 2PL; a common discrimination gives the 1PL. Birnbaum (1968); Barton & Lord (1981).
struct LogisticItem {
  double discrimination = 1.0;
  double difficulty = 0.0;
  double pseudo_guessing = 0.0;
  double upper_asymptote = 1.0;

  bool operator==(const LogisticItem&) const = default;
};

/// A polytomous item of the graded response model (GRM): the probability of score k or more is
///
///   P*_k(theta) = 1 / (1 + exp(-a (theta - b_k))),    P_k = P*_k - P*_{k+1}
///
/// with b_1 < b_2 < ... = thresholds: n of them make the scores 0..n. Samejima (1969).
struct GradedItem {
  double discrimination = 1.0;
  std::vector<double> thresholds;

  bool operator==(const GradedItem&) const = default;
};

/// The modified graded response model (MGRM) is a GRM whose thresholds are b_k = location - category_offsets[k];
/// the offsets fall. Muraki (1990).
[[nodiscard]] GradedItem modified_graded_item(double discrimination, double location,
                                              std::span<const double> category_offsets);

/// A polytomous item of the generalized partial credit model (GPCM): P_k is proportional to
///
///   exp(sum over v <= k of a (theta - b_v))
///
/// with b_1, b_2, ... = step_difficulties, in any order: n of them make the scores 0..n. Muraki (1992). With a = 1 the
/// partial credit model (PCM), Masters (1982).
struct PartialCreditItem {
  double discrimination = 1.0;
  std::vector<double> step_difficulties;

  bool operator==(const PartialCreditItem&) const = default;
};

/// The rating scale model (RSM) is a PCM whose step difficulties are b_v = difficulty + step_offsets[v]; the items of a
/// scale share the offsets. Andrich (1978).
[[nodiscard]] PartialCreditItem rating_scale_item(double difficulty, std::span<const double> step_offsets);

/// A polytomous item of the nominal response model (NRM): P_k is proportional to exp(slopes[k] theta + intercepts[k]),
/// with one slope and one intercept for every score 0..n; a constant added to all of either changes nothing. Scores are
/// labels here, in no order. Bock (1972).
struct NominalItem {
  std::vector<double> slopes;
  std::vector<double> intercepts;

  bool operator==(const NominalItem&) const = default;
};

/// Any item of a bank: a closed set, visited exhaustively.
using Item = std::variant<LogisticItem, GradedItem, PartialCreditItem, NominalItem>;

/// More scores than this no item has.
inline constexpr std::size_t maximum_categories = 32;

/// How many scores the item has: 2 for a dichotomous one; the highest score is one less.
[[nodiscard]] std::size_t category_count(const Item& item) noexcept;

/// What item parameters a bank accepts. Discrimination lies in (0, discrimination_max]; thresholds and step
/// difficulties lie where difficulties do; always 0 <= c < d <= 1.
struct ItemLimits {
  double discrimination_max = 4.0;
  double difficulty_min = -6.0;
  double difficulty_max = 6.0;
  double pseudo_guessing_max = 1.0;
  double slope_max = 20.0;       ///< of a nominal item, absolute
  double intercept_max = 100.0;  ///< of a nominal item, absolute
};

/// Throws Error(invalid_argument), naming `id`, the parameter and the value found, unless `item` is finite and within
/// `limits`, has 2..32 scores, strictly rising thresholds, and as many slopes as intercepts, not all slopes equal.
void validate(const Item& item, const std::string& id, const ItemLimits& limits = {});

}  // namespace haven::irt
