#include "haven/irt/batch.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "haven/core/error.hpp"
#include "haven/core/parallel.hpp"
#include "haven/irt/ability_estimator.hpp"

#include "irt/pattern_information.hpp"
#include "irt/posterior.hpp"
#include "irt/weighted_nodes.hpp"

namespace haven::irt {
namespace {

constexpr std::size_t chunk_rows = 64;          // for one thread at a time
constexpr std::size_t most_cells = 32'000'000;  // of the table: a quarter of a gigabyte

using Row = std::span<const std::int8_t>;

[[noreturn]] void refuse(const ItemBank& bank, std::size_t row, ItemIndex item, int score) {
  const auto highest = category_count(bank.item(item)) - 1;
  throw Error(ErrorCode::invalid_argument, "responses: row " + std::to_string(row) + ", item " + bank.id(item) +
                                               ": score must be -1 (not presented) or 0.." + std::to_string(highest) +
                                               ", got " + std::to_string(score));
}

void write(AbilityEstimates& all, std::size_t row, const AbilityEstimate& one) {
  const auto flag = [](bool value) { return static_cast<std::uint8_t>(value ? 1 : 0); };
  all.theta[row] = one.theta;
  all.standard_error[row] = one.standard_error;
  all.expected_information[row] = one.expected_information;
  all.observed_information[row] = one.observed_information;
  all.at_bound[row] = flag(one.at_bound);
  all.multimodal[row] = flag(one.multimodal);
  all.constant_pattern[row] = flag(one.constant_pattern);
  all.converged[row] = flag(one.converged);
}

AbilityEstimates sized(std::size_t rows) {
  AbilityEstimates all;
  for (auto* const column : {&all.theta, &all.standard_error, &all.expected_information, &all.observed_information})
    column->resize(rows);
  for (auto* const column : {&all.at_bound, &all.multimodal, &all.constant_pattern, &all.converged})
    column->resize(rows);
  return all;
}

/// Every response that the bank's items can get: its terms, and its log-probabilities at the nodes of EAP, one row for
/// each term, so that sums have the order, and the bits, of AbilityEstimator.
class ResponseTable {
 public:
  struct Entry {
    ResponseParts parts;
    std::size_t first_row;
    std::size_t rows;
  };

  ResponseTable(const ItemBank& bank, std::span<const double> nodes) : nodes_(nodes.size()) {
    for (ItemIndex index = 0; index < bank.size(); ++index) {
      const Item& item = bank.item(index);
      first_.push_back(entries_.size());
      for (std::size_t score = 0; score < category_count(item); ++score) add(take_apart(item, score), nodes);
    }
    first_.push_back(entries_.size());
  }

  [[nodiscard]] bool has(ItemIndex item, int score) const {
    return std::cmp_less(score, first_[item + 1] - first_[item]);
  }
  [[nodiscard]] bool is_highest(ItemIndex item, int score) const {
    return std::cmp_equal(score + 1, first_[item + 1] - first_[item]);
  }
  [[nodiscard]] const Entry& entry(ItemIndex item, int score) const {
    return entries_[first_[item] + static_cast<std::size_t>(score)];
  }
  [[nodiscard]] const double* row(std::size_t index) const { return cells_.data() + index * nodes_; }

 private:
  void add(const ResponseParts& parts, std::span<const double> nodes) {
    const std::size_t first = cells_.size() / nodes_;
    for (const auto& term : parts.terms()) add_log_probabilities(term, nodes, new_row());
    if (parts.has_total) add_log_probabilities(parts, nodes, new_row());
    entries_.push_back({parts, first, cells_.size() / nodes_ - first});
  }
  std::span<double> new_row() {
    cells_.resize(cells_.size() + nodes_);
    return {cells_.end() - static_cast<std::ptrdiff_t>(nodes_), cells_.end()};
  }

  std::size_t nodes_;
  std::vector<std::size_t> first_;  ///< entry of each item's score 0
  std::vector<Entry> entries_;
  std::vector<double> cells_;
};

/// EAP of one row after the other, by the table.
class EapRows {
 public:
  EapRows(const ItemBank& bank, const ResponseTable& table, const Posterior& prior, const AbilityOptions& options)
      : bank_(bank), table_(table), posterior_(prior), terms_(range(prior, options)) {}

  AbilityEstimate estimate(std::size_t row, Row scores) {
    rows_.clear();
    terms_.clear();
    bool lowest = true, highest = true;
    for (ItemIndex item = 0; item < scores.size(); ++item) {
      const int score = scores[item];
      if (score == -1) continue;
      if (score < 0 || !table_.has(item, score)) refuse(bank_, row, item, score);
      add(item, table_.entry(item, score));
      lowest = lowest && score == 0;
      highest = highest && table_.is_highest(item, score);
    }
    AbilityEstimate result;
    result.constant_pattern = !rows_.empty() && (lowest || highest);
    posterior_.assign(rows_);
    result.standard_error = posterior_.estimate(result);
    const auto [expected, observed] = information_at(terms_, result.theta);
    result.expected_information = expected;
    result.observed_information = observed;
    return result;
  }

 private:
  static PatternTerms range(const Posterior& prior, const AbilityOptions& options) {
    const auto nodes = prior.nodes();
    return {std::min(options.theta_min, nodes.front()), std::max(options.theta_max, nodes.back())};
  }

  void add(ItemIndex item, const ResponseTable::Entry& entry) {
    for (std::size_t i = 0; i < entry.rows; ++i) rows_.push_back(table_.row(entry.first_row + i));
    terms_.add(bank_.item(item), entry.parts);
  }

  const ItemBank& bank_;
  const ResponseTable& table_;
  Posterior posterior_;
  PatternTerms terms_;
  std::vector<const double*> rows_;
};

/// Any estimator, one row after the other.
class OtherRows {
 public:
  OtherRows(const ItemBank& bank, const AbilityEstimator& fresh) : bank_(bank), ability_(fresh) {}

  AbilityEstimate estimate(std::size_t row, Row scores) {
    ability_.reset();
    for (ItemIndex item = 0; item < scores.size(); ++item) {
      const int score = scores[item];
      if (score == -1) continue;
      if (score < 0 || std::cmp_greater_equal(score, category_count(bank_.item(item)))) refuse(bank_, row, item, score);
      ability_.add(item, {scores[item]});
    }
    return ability_.estimate();
  }

 private:
  const ItemBank& bank_;
  AbilityEstimator ability_;
};

/// Calls make() once for each chunk of rows, and what it makes for each row.
template <class Make>
void for_each_row(std::size_t rows, std::size_t columns, std::span<const std::int8_t> scores, int threads,
                  AbilityEstimates& all, Make make) {
  parallel_for((rows + chunk_rows - 1) / chunk_rows, threads, [&](std::size_t chunk) {
    auto estimator = make();
    const std::size_t end = std::min(rows, (chunk + 1) * chunk_rows);
    for (std::size_t row = chunk * chunk_rows; row < end; ++row)
      write(all, row, estimator.estimate(row, scores.subspan(row * columns, columns)));
  });
}

/// True when the standard error is the posterior SD and the prior does not depend on the items.
bool is_plain_eap(Estimator estimator, const AbilityOptions& options) {
  return estimator == Estimator::eap && options.prior != PriorDistribution::jeffreys &&
         (options.standard_error == StandardErrorDefinition::by_estimator ||
          options.standard_error == StandardErrorDefinition::posterior_sd);
}

/// Is a table of all responses that the bank's items can get cheaper than the responses one by one?
bool is_worth_a_table(const ItemBank& bank, std::span<const std::int8_t> scores, std::size_t nodes) {
  std::size_t entries = 0;
  for (ItemIndex item = 0; item < bank.size(); ++item) entries += category_count(bank.item(item));
  const auto missing = std::count(scores.begin(), scores.end(), std::int8_t{-1});
  return scores.size() - static_cast<std::size_t>(missing) > entries && 2 * entries * nodes <= most_cells;
}

/// By the table where that is worth its cost, else by the estimator.
AbilityEstimates estimate_rows(const ItemBank& bank, std::span<const std::int8_t> scores, const AbilityEstimator& fresh,
                               const WeightedNodes& nodes, const AbilityOptions& options, int threads) {
  const std::size_t columns = bank.size(), rows = scores.size() / columns;
  if (rows * columns != scores.size())
    throw Error(ErrorCode::invalid_argument, "responses: size must be a multiple of the bank's " +
                                                 std::to_string(columns) + ", got " + std::to_string(scores.size()));
  auto all = sized(rows);
  if (nodes.nodes.empty() || !is_worth_a_table(bank, scores, nodes.nodes.size())) {
    for_each_row(rows, columns, scores, threads, all, [&] { return OtherRows(bank, fresh); });
    return all;
  }
  const Posterior prior(nodes.nodes, nodes.log_weights, false);
  const ResponseTable table(bank, prior.nodes());
  for_each_row(rows, columns, scores, threads, all, [&] { return EapRows(bank, table, prior, options); });
  return all;
}

}  // namespace

AbilityEstimate AbilityEstimates::operator[](std::size_t examinee) const {
  return {theta[examinee],
          standard_error[examinee],
          expected_information[examinee],
          observed_information[examinee],
          at_bound[examinee] != 0,
          multimodal[examinee] != 0,
          constant_pattern[examinee] != 0,
          converged[examinee] != 0};
}

AbilityEstimates estimate_batch(const ItemBank& bank, std::span<const std::int8_t> scores, Estimator estimator,
                                const AbilityOptions& options, int threads) {
  const AbilityEstimator fresh(bank, estimator, options);
  const auto nodes = is_plain_eap(estimator, options) ? weighted_nodes(options) : WeightedNodes{};
  return estimate_rows(bank, scores, fresh, nodes, options, threads);
}

AbilityEstimates estimate_batch(const ItemBank& bank, std::span<const std::int8_t> scores,
                                const math::Quadrature& quadrature, int threads) {
  const AbilityEstimator fresh(bank, quadrature);
  return estimate_rows(bank, scores, fresh, weighted_nodes(quadrature), {}, threads);
}

}  // namespace haven::irt
