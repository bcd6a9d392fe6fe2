#include "haven/cat/criterion_table.hpp"

#include "haven/irt/category_curves.hpp"
#include "haven/irt/information.hpp"

#include "cat/criterion_grid.hpp"

namespace haven::cat {
namespace {

void append_information(const irt::Item& item, std::span<const double> nodes, std::vector<double>& row) {
  for (const double node : nodes) row.push_back(item_information(item, node));
}

void append_logarithms(const irt::Item& item, std::span<const double> nodes, std::vector<double>& row) {
  for (std::size_t k = 0; k < category_count(item); ++k)
    for (const double node : nodes) row.push_back(log_probability(item, k, node));
}

void append_probabilities(const irt::Item& item, std::span<const double> nodes, std::vector<double>& row) {
  const std::size_t begin = row.size();
  row.resize(begin + category_count(item) * nodes.size());
  irt::CategoryCurves curves;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    evaluate(item, nodes[i], curves);
    for (std::size_t k = 0; k < curves.count; ++k) row[begin + k * nodes.size() + i] = curves.p[k];
  }
}

}  // namespace

void append_row(SelectionRule rule, const irt::Item& item, std::span<const double> nodes, std::vector<double>& row) {
  using enum SelectionRule;
  if (rule == mlwi || rule == mpwi) append_information(item, nodes, row);
  if (rule == kl || rule == klp) append_logarithms(item, nodes, row);
  if (rule == gdi || rule == gdip || rule == mepv) append_probabilities(item, nodes, row);
}

CriterionTable::CriterionTable(const irt::ItemBank& bank, SelectionRule rule, const CriterionOptions& options) {
  validate(options);
  std::vector<double> nodes;
  fill_nodes(options, nodes);
  begin_.reserve(bank.size() + 1);
  for (irt::ItemIndex item = 0; item < bank.size(); ++item) {
    begin_.push_back(values_.size());
    append_row(rule, bank.item(item), nodes, values_);
  }
  begin_.push_back(values_.size());
}

std::span<const double> CriterionTable::row(irt::ItemIndex item) const noexcept {
  return std::span(values_).subspan(begin_[item], begin_[item + 1] - begin_[item]);
}

}  // namespace haven::cat
