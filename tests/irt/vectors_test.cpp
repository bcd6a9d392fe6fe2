// The loops of the estimators give the same bits with every kind of vector registers, and those of the plain functions.

#include <bit>
#include <cstdint>
#include <vector>

#include "irt/curve_search.hpp"
#include "irt/mode_search.hpp"
#include "irt/pattern_information.hpp"
#include "irt/posterior.hpp"
#include "irt/random_items.hpp"
#include "math/simd.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::irt;
using haven::math::detail::Vectors;

std::vector<Vectors> wider_vectors() {
  std::vector<Vectors> found;
  for (const Vectors vectors : {Vectors::avx2, Vectors::avx512})
    if (haven::math::detail::is_supported(vectors)) found.push_back(vectors);
  return found;
}

bool same(double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); }

struct Pattern {
  ItemBank bank;
  std::vector<ItemResponse> responses;
  PatternTerms terms{-4.0, 4.0};

  explicit Pattern(haven::Rng& rng) : bank(mixed_bank(24, rng)), responses(random_responses(bank, rng)) {
    for_each([&](const Item& item, std::size_t, const ResponseParts& parts) { terms.add(item, parts); });
  }
  template <class Visit>
  void for_each(Visit visit) const {
    for (const auto& [index, response] : responses) {
      const Item& item = bank.item(index);
      const auto score = static_cast<std::size_t>(response.score);
      visit(item, score, take_apart(item, score));
    }
  }
};

}  // namespace

TEST_CASE("mode search: grid and maxima have the same bits with all vectors") {
  haven::Rng rng(51);
  for (int i = 0; i < 50; ++i) {
    const Pattern pattern(rng);
    ModeSearch plain(-4.0, 4.0, {0.2, 0.5});
    plain.use(Vectors::generic);
    pattern.for_each([&](const Item&, std::size_t, const ResponseParts& parts) { plain.add(parts, pattern.terms); });
    const auto maxima = plain.find(pattern.terms);
    for (const Vectors vectors : wider_vectors()) {
      ModeSearch wide(-4.0, 4.0, {0.2, 0.5});
      wide.use(vectors);
      pattern.for_each([&](const Item&, std::size_t, const ResponseParts& parts) { wide.add(parts, pattern.terms); });
      REQUIRE(wide.grid().score == plain.grid().score);
      REQUIRE(wide.grid().least == plain.grid().least);
      REQUIRE(wide.grid().most == plain.grid().most);
      REQUIRE(wide.find(pattern.terms) == maxima);
    }
  }
}

TEST_CASE("log-probabilities at nodes: the bits of log_probability, with all vectors") {
  haven::Rng rng(52);
  std::vector<double> nodes(64);
  for (std::size_t i = 0; i < nodes.size(); ++i) nodes[i] = -20.0 + 40.0 * static_cast<double>(i) / 63.0;
  auto all = wider_vectors();
  all.push_back(Vectors::generic);
  const auto items = random_items(300, true, rng);
  for (std::size_t k = 0; k < items.size(); ++k) {
    LogisticItem item = items[k];
    if (k % 3 == 1) item.upper_asymptote = 1.0;
    if (k % 3 == 2) item.pseudo_guessing = 0.0, item.upper_asymptote = 1.0;
    for (const bool correct : {false, true}) {
      const auto term = make_term(item, correct);
      for (const Vectors vectors : all) {
        std::vector<double> sums(nodes.size(), 0.0);
        add_log_probabilities(term, nodes, sums, vectors);
        for (std::size_t i = 0; i < nodes.size(); ++i) REQUIRE(same(sums[i], 0.0 + log_probability(term, nodes[i])));
      }
    }
  }
}

TEST_CASE("posterior, curves and information: the same bits with all vectors") {
  haven::Rng rng(53);
  std::vector<double> nodes, log_weights;
  for (int i = 0; i < 61; ++i)
    nodes.push_back(-4.0 + i * 8.0 / 60.0), log_weights.push_back(-0.5 * nodes.back() * nodes.back());
  for (int i = 0; i < 50; ++i) {
    const Pattern pattern(rng);
    const auto run = [&](Vectors vectors) {
      std::vector<double> results;
      Posterior posterior(nodes, log_weights, false);
      posterior.use(vectors);
      CurveSearch warm(Curve::warm, 1.0, -4.0, 4.0), jeffreys(Curve::jeffreys, 1.0, -4.0, 4.0);
      warm.use(vectors);
      jeffreys.use(vectors);
      pattern.for_each([&](const Item& item, std::size_t score, const ResponseParts& parts) {
        posterior.add(item, parts);
        warm.add(item, score, parts, pattern.terms);
        jeffreys.add(item, score, parts, pattern.terms);
      });
      const auto [mean, sd, gap] = posterior.moments();
      const auto sums = warm.sums_at(pattern.terms, 0.3);
      const auto [expected, observed] = information_at(pattern.terms, 0.3, vectors);
      return std::vector{mean,
                         sd,
                         warm.find(pattern.terms).theta,
                         jeffreys.find(pattern.terms).theta,
                         sums.score,
                         sums.third,
                         sums.information,
                         expected,
                         observed};
    };
    const auto plain = run(Vectors::generic);
    for (const Vectors vectors : wider_vectors()) REQUIRE(run(vectors) == plain);
  }
}
