#include "irt/pattern_information.hpp"

#include "haven/irt/information.hpp"

namespace haven::irt {
namespace {

struct SumInformation {
  const TermBlock* blocks;
  std::size_t count;
  double theta;
  Lanes* expected;
  Lanes* curvature;

  void operator()() const noexcept {
    Lanes information{}, bend{};
    for (std::size_t k = 0; k < count; ++k) {
      const TermBlock& block = blocks[k];
      for (std::size_t i = 0; i < lanes; ++i) {
        const double a = block.a[i], z = a * (theta - block.b[i]);
        information[i] += block.informative[i] * kernel::information_in_range(a, block.alpha[i], block.beta[i], z);
        bend[i] += slope_in_range(a, block.b[i], block.alpha[i], block.beta[i], theta).curvature(a);
      }
    }
    *expected = information;
    *curvature = bend;
  }
};

void sum_far(std::span<const TermBlock> blocks, double theta, Lanes& expected, Lanes& curvature) {
  for (const auto& block : blocks)
    for (std::size_t i = 0; i < lanes; ++i) {
      const auto term = block.term(i);
      curvature[i] += slope(term, theta).curvature(term.a);
      if (block.informative[i] != 0.0) expected[i] += kernel::information(term.a, term.b, term.alpha, term.beta, theta);
    }
}

}  // namespace

PatternInformation information_at(const PatternTerms& terms, double theta, math::detail::Vectors vectors) {
  Lanes expected{}, curvature{};
  const auto blocks = terms.blocks();
  if (terms.any_far())
    sum_far(blocks, theta, expected, curvature);
  else
    math::detail::run_vectorised(SumInformation{blocks.data(), blocks.size(), theta, &expected, &curvature}, vectors);
  PatternInformation sum{sum_of(expected), -sum_of(curvature)};
  for (const auto* const item : terms.graded()) sum.expected += item_information(*item, theta);
  for (const auto& term : terms.totals()) {  // both kinds are the variance of the slopes
    const double variance = kernel::slope_moments(totals_at(term, theta)).variance;
    sum.expected += variance;
    sum.observed += variance;
  }
  return sum;
}

}  // namespace haven::irt
