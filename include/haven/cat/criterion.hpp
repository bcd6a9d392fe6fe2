#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "haven/irt/ability.hpp"
#include "haven/irt/information_index.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"

namespace haven::cat {

/// What makes an item the best one to give next. I is an item's expected information, L the likelihood of the responses
/// so far, f the normal prior; integrals are taken over the nodes of CriterionOptions by the trapezoidal rule, and L is
/// not normalised, unless it would underflow: then its largest value is 1.
enum class SelectionRule {
  maximum_information,  ///< "mfi": I(theta); Lord (1980)
  bopt,                 ///< |theta - b|, smallest; Urry (1970). Dichotomous items only
  thopt,                ///< |theta - theta*|, smallest; theta* where the item informs most. Dichotomous items only
  mlwi,                 ///< integral of I L; Veerkamp & Berger (1997)
  mpwi,                 ///< integral of I L f; van der Linden (1998)
  mei,                  ///< expected information at the ability updated by the item; van der Linden (1998)
  mepv,                 ///< expected posterior variance, smallest; van der Linden (1998)
  kl,                   ///< integral of the Kullback-Leibler divergence from theta times L; Chang & Ying (1996)
  klp,                  ///< the same times f
  gdi,   ///< variance of P when theta is distributed over the nodes as L; Kaplan, de la Torre & Barrada (2015). With
         ///< more than two scores half the sum of the variances of all P_k, which is the same for two
  gdip,  ///< the same when theta is distributed as L f
  cut_information,  ///< I(cut); Spray & Reckase (1994)
  progressive,      ///< a random number gives way to I as the test goes on; Revuelta & Ponsoda (1998)
  proportional,     ///< drawn with probability proportional to a growing power of I; Barrada et al. (2008)
  a_stratified,  ///< |theta - b|, smallest, in strata of rising discrimination; Chang & Ying (1999). Dichotomous only
  random,        ///< every item alike
};

/// "mfi", "bopt", ...: the enumerator's own name otherwise.
[[nodiscard]] std::string_view to_string(SelectionRule rule) noexcept;
[[nodiscard]] std::optional<SelectionRule> parse_selection_rule(std::string_view text) noexcept;

/// True for the rules whose best item has the smallest value: bopt, thopt, mepv, a_stratified.
[[nodiscard]] bool is_minimised(SelectionRule rule) noexcept;

/// Which information MEI expects.
enum class InformationKind { fisher, observed };
[[nodiscard]] std::string_view to_string(InformationKind kind) noexcept;
[[nodiscard]] std::optional<InformationKind> parse_information_kind(std::string_view text) noexcept;

/// What the progressive and the proportional rule take for the progress of a test.
enum class ProgressMeasure { length, precision };
[[nodiscard]] std::string_view to_string(ProgressMeasure measure) noexcept;
[[nodiscard]] std::optional<ProgressMeasure> parse_progress_measure(std::string_view text) noexcept;

/// Settings of the rules; each reads its own only.
struct CriterionOptions {
  double theta_min = -4.0;  ///< nodes of the integrals, equally spaced; range of MEI's estimator
  double theta_max = 4.0;
  int quadrature_points = 33;
  double prior_mean = 0.0;  ///< f, also of MEI's estimator
  double prior_sd = 1.0;
  InformationKind information = InformationKind::observed;  ///< that MEI expects
  irt::Estimator estimator = irt::Estimator::map;           ///< by which MEI updates the ability
  double cut = 0.0;                                         ///< ability at which cut_information asks
  ProgressMeasure progress = ProgressMeasure::length;
  double acceleration = 1.0;           ///< the larger, the later progressive and proportional turn to information
  int maximum_items = 20;              ///< length of the test, for progress and for the stages of a_stratified
  double target_standard_error = 0.3;  ///< at which progress by precision is complete
  int strata = 4;                      ///< of a_stratified
  bool b_blocking = true;              ///< strata of equal difficulty; Chang, Qian & Ying (2001)

  bool operator==(const CriterionOptions&) const = default;
};

/// Throws Error(invalid_argument) unless range, prior and quadrature_points are as validate(AbilityOptions) wants them,
/// cut is within the range, 0 <= acceleration <= 100, 1 <= maximum_items <= 100000, 0 < target_standard_error <= 1000
/// and 1 <= strata <= 255.
void validate(const CriterionOptions& options);

/// The share of information in the progressive rule once `given` items were given: sum of k^a over k = 1..given by that
/// over 1..maximum_items - 1, a = acceleration; by precision max(I / I_target, given / (maximum_items - 1))^a with
/// I = 1 / standard_error^2. At most 1. Barrada et al. (2008, 2010).
[[nodiscard]] double progressive_weight(const CriterionOptions& options, int given, double standard_error);
/// The power of information in the proportional rule: the same, without the limit of 1, times maximum_items, by
/// precision times 1 / target_standard_error^2.
[[nodiscard]] double proportional_exponent(const CriterionOptions& options, int given, double standard_error);

/// The stratum of every item: 0 holds the least discriminating ones. With b_blocking the items, in the order of their
/// difficulty, are cut into blocks of as many items as there are strata, and each block gives one item to each stratum.
/// Throws Error(invalid_argument) for a polytomous item. O(n log n).
[[nodiscard]] std::vector<std::uint8_t> a_strata(const irt::ItemBank& bank, const CriterionOptions& options);

class CriterionTable;

/// Memory that evaluations use again, so that the next one of the same size allocates nothing (MEI excepted). One
/// thread at a time.
struct CriterionWorkspace {
  std::vector<double> nodes, weights, row, values;
  irt::RankedItems ranked;
};

/// One question: which item next? Inside an exam all of it is valid: options, responses and indices are not looked at
/// again.
struct SelectionContext {
  const irt::ItemBank& bank;
  SelectionRule rule = SelectionRule::maximum_information;
  const CriterionOptions& options;
  double theta = 0.0;
  std::span<const irt::ItemResponse> responses;  ///< scored ones so far
  const irt::ItemSet& excluded;                  ///< never chosen: given before, or forbidden; of the bank's size
  std::optional<std::span<const irt::ItemIndex>> candidates = std::nullopt;  ///< only these; by default the whole bank
  std::optional<int> given = std::nullopt;              ///< items given so far; by default as many as responses
  std::optional<double> standard_error = std::nullopt;  ///< of theta; by default from the expected information
  std::span<const std::uint8_t> strata{};               ///< a_strata(), made anew when empty
  std::uint64_t seed = 0;                               ///< ranks equal items and draws where the rule is random
  int randomesque = 1;                                  ///< draw evenly among so many of the best
  const CriterionTable* table = nullptr;  ///< of this bank, rule and options: makes rules with an integral faster
  CriterionWorkspace* workspace = nullptr;
};

/// Throws Error(invalid_argument) for bad options and responses, -1000 <= theta <= 1000 not held, candidates that are
/// not in the bank, strata of another length, negative `given`, standard_error not positive, or randomesque below 1.
void validate(const SelectionContext& context);

/// The value of every candidate (of the whole bank without candidates), NaN for the excluded ones. `progressive` gives
/// information mixed with draws from Rng(seed), `proportional` the probabilities, `random` draws, `a_stratified`
/// infinity outside the stratum in use. `out` has one cell for each candidate. Pure and thread-safe but for the
/// workspace. For each candidate one evaluation of the item (mfi, bopt, thopt, cut_information, progressive,
/// proportional), one for each node, or for mei one ability estimate for each score. Throws Error(invalid_argument) for
/// polytomous items with a rule for dichotomous ones.
void criterion(const SelectionContext& context, std::span<double> out);

/// The same for the whole bank, items already given excluded. Throws also for bad options, responses, or theta.
[[nodiscard]] std::vector<double> criterion(const irt::ItemBank& bank, SelectionRule rule, double theta,
                                            std::span<const irt::ItemResponse> responses,
                                            const CriterionOptions& options = {}, std::uint64_t seed = 0);

/// The best item, or nullopt when every candidate is excluded. Equal ones are ranked by a hash of the seed and their
/// position in the bank, as in InformationIndex; `proportional` draws one, whatever randomesque is. maximum_information
/// and cut_information without candidates ask the bank's index and cost less than a microsecond. Throws as criterion().
[[nodiscard]] std::optional<irt::ItemIndex> select(const SelectionContext& context);

/// The same for the whole bank, items already given excluded. Throws also for bad options, responses, or theta.
[[nodiscard]] std::optional<irt::ItemIndex> select(const irt::ItemBank& bank, SelectionRule rule, double theta,
                                                   std::span<const irt::ItemResponse> responses,
                                                   const CriterionOptions& options = {}, std::uint64_t seed = 0);

}  // namespace haven::cat
