#include "haven/cat/criterion.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "haven/cat/criterion_table.hpp"
#include "haven/core/error.hpp"
#include "haven/core/random.hpp"
#include "haven/irt/category_curves.hpp"
#include "haven/irt/information.hpp"
#include "haven/irt/likelihood.hpp"

#include "counting_allocator.hpp"

#include <doctest/doctest.h>

using namespace haven;
using cat::SelectionRule;

namespace {

const std::vector<SelectionRule> all_rules = {SelectionRule::maximum_information,
                                              SelectionRule::bopt,
                                              SelectionRule::thopt,
                                              SelectionRule::mlwi,
                                              SelectionRule::mpwi,
                                              SelectionRule::mei,
                                              SelectionRule::mepv,
                                              SelectionRule::kl,
                                              SelectionRule::klp,
                                              SelectionRule::gdi,
                                              SelectionRule::gdip,
                                              SelectionRule::cut_information,
                                              SelectionRule::progressive,
                                              SelectionRule::proportional,
                                              SelectionRule::a_stratified,
                                              SelectionRule::random};

irt::ItemBank dichotomous_bank(std::size_t size, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<irt::LogisticItem> items(size);
  for (auto& item : items) item = {0.5 + 2.0 * rng.uniform(), -3.0 + 6.0 * rng.uniform(), 0.3 * rng.uniform()};
  return irt::ItemBank(items);
}

/// Items of every model, each with a score of its own count.
irt::ItemBank mixed_bank() {
  return irt::ItemBank({{"3pl", irt::LogisticItem{1.3, 0.4, 0.2}},
                        {"grm", irt::GradedItem{1.5, {-1.0, 0.2, 1.4}}},
                        {"gpcm", irt::PartialCreditItem{0.9, {0.3, -0.6}}},
                        {"nrm", irt::NominalItem{{0.0, 0.8, 1.9, -0.5}, {0.2, 0.5, -0.4, 0.0}}},
                        {"grm given", irt::GradedItem{1.1, {-0.5, 0.9}}},
                        {"gpcm given", irt::PartialCreditItem{1.2, {-0.2, 0.1, 0.7}}}});
}

const std::vector<irt::ItemResponse> mixed_responses = {{4, {2}}, {5, {1}}};
constexpr double theta = 0.35;

/// Likelihood on 33 nodes by products of probabilities, times the normal density if wanted.
std::vector<double> likelihood_on_nodes(const irt::ItemBank& bank, const std::vector<double>& nodes, bool prior) {
  std::vector<double> weights;
  irt::CategoryCurves curves;
  for (const double t : nodes) {
    double weight = prior ? std::exp(-0.5 * t * t) / std::sqrt(2.0 * std::acos(-1.0)) : 1.0;
    for (const auto& [item, response] : mixed_responses) {
      evaluate(bank.item(item), t, curves);
      weight *= curves.p[static_cast<std::size_t>(response.score)];
    }
    weights.push_back(weight);
  }
  return weights;
}

std::vector<double> nodes_of_catr() {
  std::vector<double> nodes(33);
  for (std::size_t i = 0; i < nodes.size(); ++i) nodes[i] = -4.0 + 0.25 * static_cast<double>(i);
  return nodes;
}

/// Half the sum of the variances of all P_k under weights on nodes, in two passes.
double summed_variance(const irt::Item& item, const std::vector<double>& nodes, const std::vector<double>& weights) {
  double sum = 0.0;
  for (std::size_t k = 0; k < category_count(item); ++k) {
    irt::CategoryCurves curves;
    double total = 0.0, mean = 0.0, variance = 0.0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      evaluate(item, nodes[i], curves);
      total += weights[i];
      mean += weights[i] * curves.p[k];
    }
    mean /= total;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      evaluate(item, nodes[i], curves);
      variance += weights[i] * (curves.p[k] - mean) * (curves.p[k] - mean);
    }
    sum += variance / total;
  }
  return 0.5 * sum;
}

/// The posterior mode under N(0, 1) by bisection of the score: polytomous log-likelihoods are concave.
double mode_by_bisection(const irt::ItemBank& bank, const std::vector<irt::ItemResponse>& responses) {
  double low = -4.0, high = 4.0;
  for (int i = 0; i < 80; ++i) {
    const double middle = 0.5 * (low + high);
    (likelihood(bank, responses, middle).score - middle > 0.0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

struct Context {
  irt::ItemBank bank;
  SelectionRule rule;
  irt::ItemSet excluded{bank.size()};
  cat::CriterionOptions options{};
  std::vector<irt::ItemResponse> responses{};

  [[nodiscard]] cat::SelectionContext operator()(std::uint64_t seed = 0, int randomesque = 1) const {
    return {.bank = bank,
            .rule = rule,
            .options = options,
            .theta = theta,
            .responses = responses,
            .excluded = excluded,
            .seed = seed,
            .randomesque = randomesque};
  }
};

}  // namespace

TEST_CASE("criterion: GDI and GDIP of polytomous items are half the summed variances of their categories") {
  const auto bank = mixed_bank();
  const auto nodes = nodes_of_catr();
  for (const bool prior : {false, true}) {
    const auto rule = prior ? SelectionRule::gdip : SelectionRule::gdi;
    const auto values = cat::criterion(bank, rule, theta, mixed_responses);
    const auto weights = likelihood_on_nodes(bank, nodes, prior);
    for (irt::ItemIndex item = 0; item < 4; ++item)
      CHECK(values[item] == doctest::Approx(summed_variance(bank.item(item), nodes, weights)).epsilon(1e-12));
    CHECK(std::isnan(values[4]));
  }
}

TEST_CASE("criterion: MEI of polytomous items is their information at the ability that each score would give") {
  const auto bank = mixed_bank();
  for (const auto kind : {cat::InformationKind::fisher, cat::InformationKind::observed}) {
    const auto values = cat::criterion(bank, SelectionRule::mei, theta, mixed_responses, {.information = kind});
    for (irt::ItemIndex item = 1; item < 4; ++item) {
      irt::CategoryCurves curves;
      evaluate(bank.item(item), theta, curves);
      double expected = 0.0;
      for (std::size_t k = 0; k < curves.count; ++k) {
        auto responses = mixed_responses;
        responses.push_back({item, {static_cast<std::int8_t>(k)}});
        const double updated = mode_by_bisection(bank, responses);
        const irt::Response score{static_cast<std::int8_t>(k)};
        expected += curves.p[k] * (kind == cat::InformationKind::fisher
                                       ? item_information(bank.item(item), updated)
                                       : observed_information(bank.item(item), score, updated));
      }
      CHECK(values[item] == doctest::Approx(expected).epsilon(1e-12));
    }
  }
}

TEST_CASE("criterion: without responses GDI is the variance of P over the nodes") {
  const irt::ItemBank bank(std::vector<irt::LogisticItem>{{1.0, 0.0}});
  double sum = 0.0, squares = 0.0;
  for (const double t : nodes_of_catr()) {
    const double p = 1.0 / (1.0 + std::exp(-t));
    sum += p;
    squares += p * p;
  }
  const double expected = squares / 33.0 - (sum / 33.0) * (sum / 33.0);
  CHECK(cat::criterion(bank, SelectionRule::gdi, 0.0, {})[0] == doctest::Approx(expected).epsilon(1e-13));
}

TEST_CASE("select: the best of its criterion among the candidates, for every rule") {
  Context context{dichotomous_bank(60, 3), SelectionRule::maximum_information};
  context.responses = {{3, {1}}, {10, {0}}, {40, {1}}};
  for (const auto& response : context.responses) context.excluded.insert(response.item);
  const std::vector<irt::ItemIndex> candidates = {2, 3, 7, 19, 23, 40, 41, 55};
  for (const SelectionRule rule : all_rules) {
    if (rule == SelectionRule::proportional) continue;
    CAPTURE(std::string(to_string(rule)));
    context.rule = rule;
    auto question = context(99);
    question.candidates = candidates;
    std::vector<double> values(candidates.size());
    cat::criterion(question, values);
    CHECK(std::isnan(values[1]));
    CHECK(std::isnan(values[5]));
    std::size_t best = 0;
    for (std::size_t i = 1; i < values.size(); ++i)
      if (is_minimised(rule) ? values[i] < values[best] : values[i] > values[best]) best = i;
    CHECK(cat::select(question) == candidates[best]);
  }
}

TEST_CASE("select: candidates have the values that they have in the whole bank") {
  Context context{dichotomous_bank(60, 4), SelectionRule::maximum_information};
  const std::vector<irt::ItemIndex> candidates = {50, 1, 17};
  for (const SelectionRule rule : all_rules) {
    if (rule == SelectionRule::progressive || rule == SelectionRule::random || rule == SelectionRule::proportional)
      continue;  // the draws and the sum are those of the candidates
    context.rule = rule;
    auto question = context();
    std::vector<double> whole(context.bank.size()), part(candidates.size());
    cat::criterion(question, whole);
    question.candidates = candidates;
    cat::criterion(question, part);
    for (std::size_t i = 0; i < part.size(); ++i)
      CHECK((part[i] == whole[candidates[i]] || std::isinf(whole[candidates[i]])));
  }
}

TEST_CASE("select: equal items are ranked by the seed, each about equally often, for every rule") {
  const irt::ItemBank bank(std::vector<irt::LogisticItem>(4));
  for (const SelectionRule rule : all_rules) {
    CAPTURE(std::string(to_string(rule)));
    std::map<irt::ItemIndex, int> counts;
    for (std::uint64_t seed = 0; seed < 2'000; ++seed) ++counts[*cat::select(bank, rule, 0.3, {}, {.strata = 1}, seed)];
    REQUIRE(counts.size() == 4);
    for (const auto& [item, count] : counts) CHECK(count == doctest::Approx(500.0).epsilon(0.2));
  }
}

TEST_CASE("select: nothing is left when all candidates are excluded, for every rule") {
  Context context{dichotomous_bank(5, 5), SelectionRule::maximum_information};
  for (irt::ItemIndex item = 0; item < 5; ++item) context.excluded.insert(item);
  for (const SelectionRule rule : all_rules) {
    context.rule = rule;
    CHECK_FALSE(cat::select(context(1)));
    CHECK_FALSE(cat::select(context(1, 3)));
    auto nobody = context(1);
    nobody.candidates = std::span<const irt::ItemIndex>();
    CHECK_FALSE(cat::select(nobody));
  }
}

TEST_CASE("select: randomesque draws evenly among the best") {
  Context context{dichotomous_bank(50, 6), SelectionRule::maximum_information};
  for (const SelectionRule rule : {SelectionRule::maximum_information, SelectionRule::mpwi, SelectionRule::bopt}) {
    context.rule = rule;
    std::vector<double> values(context.bank.size());
    cat::criterion(context(), values);
    std::vector<irt::ItemIndex> order(values.size());
    for (irt::ItemIndex i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(),
              [&](auto x, auto y) { return is_minimised(rule) ? values[x] < values[y] : values[x] > values[y]; });
    std::map<irt::ItemIndex, int> counts;
    for (std::uint64_t seed = 0; seed < 5'000; ++seed) ++counts[*cat::select(context(seed, 5))];
    REQUIRE(counts.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) CHECK(counts[order[i]] == doctest::Approx(1'000.0).epsilon(0.12));
  }
}

TEST_CASE("select: a workspace changes nothing") {
  Context context{dichotomous_bank(40, 7), SelectionRule::maximum_information};
  cat::CriterionWorkspace workspace;
  for (const SelectionRule rule : all_rules)
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      context.rule = rule;
      auto question = context(seed, 2);
      const auto alone = cat::select(question);
      question.workspace = &workspace;
      CHECK(cat::select(question) == alone);
    }
}

TEST_CASE("select: a table changes no bit") {
  for (const auto& bank : {dichotomous_bank(40, 14), mixed_bank()})
    for (const SelectionRule rule : {SelectionRule::mlwi, SelectionRule::mpwi, SelectionRule::kl, SelectionRule::klp,
                                     SelectionRule::gdi, SelectionRule::gdip, SelectionRule::mepv}) {
      Context context{bank, rule};
      context.responses = {{1, {1}}, {3, {0}}};
      const cat::CriterionTable table(bank, rule, context.options);
      std::vector<double> made(bank.size()), looked_up(bank.size());
      auto question = context();
      cat::criterion(question, made);
      question.table = &table;
      cat::criterion(question, looked_up);
      CHECK(made == looked_up);
    }
  CHECK(cat::CriterionTable(mixed_bank(), SelectionRule::maximum_information, {}).row(1).empty());
}

TEST_CASE("select: with a workspace nothing is allocated after the first call, MEI excepted") {
  Context context{dichotomous_bank(700, 15), SelectionRule::maximum_information};
  context.responses = {{1, {1}}, {3, {0}}};
  static_cast<void>(context.bank.information_index());
  const auto strata = cat::a_strata(context.bank, context.options);
  for (const SelectionRule rule : all_rules) {
    if (rule == SelectionRule::mei) continue;
    CAPTURE(std::string(to_string(rule)));
    context.rule = rule;
    const cat::CriterionTable table(context.bank, rule, context.options);
    cat::CriterionWorkspace workspace;
    auto question = context(1, 3);
    question.strata = strata;
    question.workspace = &workspace;
    for (const cat::CriterionTable* used : {static_cast<const cat::CriterionTable*>(nullptr), &table}) {
      question.table = used;
      static_cast<void>(cat::select(question));
      const std::size_t before = allocation_count();
      static_cast<void>(cat::select(question));
      CHECK(allocation_count() == before);
    }
  }
}

TEST_CASE("proportional: probabilities are powers of information, summing to 1") {
  const auto bank = dichotomous_bank(30, 8);
  const std::vector<irt::ItemResponse> responses = {{0, {1}}, {1, {0}}, {2, {1}}};
  const cat::CriterionOptions options{.acceleration = 2.0, .maximum_items = 12};
  const double exponent = 12.0 * 14.0 / 506.0;  // (1 + 4 + 9) / (1 + 4 + ... + 121)
  CHECK(proportional_exponent(options, 3, 1.0) == doctest::Approx(exponent).epsilon(1e-14));
  const auto values = cat::criterion(bank, SelectionRule::proportional, theta, responses, options);
  double total = 0.0;
  for (irt::ItemIndex item = 3; item < 30; ++item)
    total += std::pow(item_information(bank.item(item), theta), exponent);
  for (irt::ItemIndex item = 3; item < 30; ++item)
    CHECK(values[item] ==
          doctest::Approx(std::pow(item_information(bank.item(item), theta), exponent) / total).epsilon(1e-12));
}

TEST_CASE("progressive: random at first, by information at last") {
  const auto bank = dichotomous_bank(80, 9);
  std::set<irt::ItemIndex> first;
  for (std::uint64_t seed = 0; seed < 400; ++seed)
    first.insert(*cat::select(bank, SelectionRule::progressive, theta, {}, {}, seed));
  CHECK(first.size() > 70);
  const auto best = cat::select(bank, SelectionRule::maximum_information, theta, {});
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    CHECK(cat::select(bank, SelectionRule::progressive, theta, {}, {.maximum_items = 1}, seed) == best);
}

TEST_CASE("progressive_weight: its ends and its precision form") {
  const cat::CriterionOptions length{.maximum_items = 10};
  CHECK(cat::progressive_weight(length, 0, 1.0) == 0.0);
  CHECK(cat::progressive_weight(length, 9, 1.0) == doctest::Approx(1.0).epsilon(1e-15));
  CHECK(cat::progressive_weight(length, 50, 1.0) == 1.0);
  CHECK(cat::progressive_weight({.acceleration = 0.0, .maximum_items = 10}, 3, 1.0) == doctest::Approx(3.0 / 9.0));
  const cat::CriterionOptions precision{.progress = cat::ProgressMeasure::precision,
                                        .acceleration = 2.0,
                                        .maximum_items = 101,
                                        .target_standard_error = 0.25};
  CHECK(cat::progressive_weight(precision, 10, 0.5) == doctest::Approx(0.0625).epsilon(1e-14));  // (1/4)^2
  CHECK(cat::progressive_weight(precision, 80, 0.5) == doctest::Approx(0.64).epsilon(1e-14));    // (80/100)^2
  CHECK(cat::progressive_weight(precision, 10, std::numeric_limits<double>::infinity()) == doctest::Approx(0.01));
  CHECK(cat::progressive_weight(precision, 10, 0.2) == 1.0);
}

TEST_CASE("a_strata: blocks of equal difficulty give one item to each stratum, the least discriminating to the first") {
  const irt::ItemBank bank(std::vector<irt::LogisticItem>{
      {2.0, -1.0}, {0.5, -0.9}, {1.0, -0.8}, {0.7, 1.0}, {1.5, 1.1}, {0.9, 1.2}, {3.0, 2.0}});
  CHECK(cat::a_strata(bank, {.strata = 3}) == std::vector<std::uint8_t>{2, 0, 1, 0, 2, 1, 0});
  CHECK(cat::a_strata(bank, {.strata = 3, .b_blocking = false}) == std::vector<std::uint8_t>{2, 0, 1, 0, 1, 0, 2});
  CHECK(cat::a_strata(bank, {.strata = 1}) == std::vector<std::uint8_t>(7, 0));
}

TEST_CASE("a_stratified: stages rise with the test, and a stratum that is used up gives way to the next") {
  Context context{dichotomous_bank(40, 10), SelectionRule::a_stratified};
  context.options = {.maximum_items = 8, .strata = 4};
  const auto strata = cat::a_strata(context.bank, context.options);
  const auto stratum_at = [&](int given) {
    auto question = context();
    question.given = given;
    question.strata = strata;
    return strata[*cat::select(question)];
  };
  for (int given = 0; given < 8; ++given) CHECK(stratum_at(given) == given / 2);
  CHECK(stratum_at(20) == 3);
  for (irt::ItemIndex item = 0; item < 40; ++item)
    if (strata[item] >= 1 && strata[item] != 2) context.excluded.insert(item);
  CHECK(stratum_at(0) == 0);
  CHECK(stratum_at(2) == 2);
  CHECK(stratum_at(7) == 2);
}

TEST_CASE("cut_information: asks at the cut whatever the ability") {
  const auto bank = dichotomous_bank(100, 11);
  for (const double at : {-2.0, 0.0, 2.0})
    CHECK(cat::select(bank, SelectionRule::cut_information, at, {}, {.cut = 0.7}) ==
          cat::select(bank, SelectionRule::maximum_information, 0.7, {}));
}

TEST_CASE("criterion: a likelihood that would underflow still tells items apart") {
  const auto bank = dichotomous_bank(3'000, 12);
  std::vector<irt::ItemResponse> responses;
  for (irt::ItemIndex item = 0; item < 2'900; ++item) responses.push_back({item, {static_cast<std::int8_t>(item % 2)}});
  REQUIRE(log_likelihood(bank, responses, 0.0) < -800.0);
  for (const auto rule : {SelectionRule::mlwi, SelectionRule::mpwi, SelectionRule::kl, SelectionRule::gdi}) {
    std::set<irt::ItemIndex> chosen;
    for (std::uint64_t seed = 0; seed < 5; ++seed)
      chosen.insert(*cat::select(bank, rule, 0.0, responses, {.quadrature_points = 401}, seed));
    CHECK(chosen.size() == 1);
  }
}

TEST_CASE("selection: names are read back") {
  for (const SelectionRule rule : all_rules) CHECK(cat::parse_selection_rule(to_string(rule)) == rule);
  CHECK(to_string(SelectionRule::maximum_information) == "mfi");
  CHECK_FALSE(cat::parse_selection_rule("best"));
  CHECK(cat::parse_information_kind("observed") == cat::InformationKind::observed);
  CHECK_FALSE(cat::parse_information_kind("expected"));
  CHECK(cat::parse_progress_measure("precision") == cat::ProgressMeasure::precision);
  CHECK_FALSE(cat::parse_progress_measure(""));
}

TEST_CASE("selection: rules for dichotomous items refuse others") {
  const auto bank = mixed_bank();
  for (const auto rule : {SelectionRule::bopt, SelectionRule::thopt, SelectionRule::a_stratified}) {
    CHECK_THROWS_WITH_AS(static_cast<void>(cat::select(bank, rule, 0.0, {})),
                         doctest::Contains("all items must be dichotomous, got item grm"), Error);
    CHECK_THROWS_AS(static_cast<void>(cat::criterion(bank, rule, 0.0, {})), Error);
  }
}

TEST_CASE("selection: bad options and contexts are refused by name") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto refuses = [](const cat::CriterionOptions& options, const char* message) {
    CHECK_THROWS_WITH_AS(validate(options), doctest::Contains(message), Error);
  };
  refuses({.theta_min = nan}, "theta_min must be");
  refuses({.theta_min = 4.0}, "theta_max must be");
  refuses({.quadrature_points = 1}, "quadrature_points must be");
  refuses({.prior_sd = 0.0}, "prior_sd must be");
  refuses({.cut = 4.5}, "cut must be in the ability range, got 4.5");
  refuses({.cut = nan}, "cut must be");
  refuses({.acceleration = nan}, "acceleration must be");
  refuses({.maximum_items = 0}, "maximum_items must be");
  refuses({.target_standard_error = -0.1}, "target_standard_error must be");
  refuses({.strata = 256}, "strata must be");

  Context context{dichotomous_bank(5, 13), SelectionRule::maximum_information};
  const auto refuses_context = [&](auto change, const char* message) {
    auto question = context();
    change(question);
    CHECK_THROWS_WITH_AS(validate(question), doctest::Contains(message), Error);
  };
  const std::vector<irt::ItemIndex> unknown = {7};
  const std::vector<std::uint8_t> short_strata(4);
  refuses_context([&](auto& question) { question.theta = nan; }, "theta must be");
  refuses_context([&](auto& question) { question.candidates = unknown; }, "item index must be below 5, got 7");
  refuses_context([&](auto& question) { question.given = -1; }, "given must be");
  refuses_context([&](auto& question) { question.standard_error = 0.0; }, "standard_error must be");
  refuses_context([&](auto& question) { question.strata = short_strata; }, "strata must be one for each item, got 4");
  refuses_context([&](auto& question) { question.randomesque = 0; }, "randomesque must be");
  const std::vector<irt::ItemResponse> twice = {{1, {1}}, {1, {0}}};
  CHECK_THROWS_AS(static_cast<void>(cat::select(context.bank, SelectionRule::mpwi, 0.0, twice)), Error);
}
