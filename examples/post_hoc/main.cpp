// Post-hoc simulation: how short could this test have been? The recorded answers of real students are replayed as
// adaptive tests: whenever the exam chooses an item, the student's recorded answer to it is given. The ability found
// with few items is compared with the ability from all of them. post_hoc.py does the same in Python.
//
// Usage: haven_example_post_hoc DATA_DIRECTORY

#include <algorithm>
#include <cmath>
#include <exception>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/irt/ability.hpp"

namespace {

using haven::irt::ItemResponse;
using haven::irt::Response;
using Row = std::vector<std::string>;
using Pattern = std::vector<Response>;

std::vector<Row> read_csv(const std::string& path) {
  std::ifstream file(path);
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    std::istringstream cells(line);
    Row& row = rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
  }
  if (rows.size() < 2) throw std::runtime_error(path + ": no data");
  rows.erase(rows.begin());
  return rows;
}

struct Data {
  haven::irt::ItemBank bank;
  std::vector<Pattern> students;
};

/// An item that discriminates negatively cannot be given adaptively: its column is left out.
Data read_data(const std::string& directory) {
  std::vector<haven::irt::BankEntry> entries;
  std::vector<std::size_t> columns;
  const auto items = read_csv(directory + "/spisa_3pl.csv");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const haven::irt::LogisticItem item{std::stod(items[i].at(1)), std::stod(items[i].at(2)),
                                        std::stod(items[i].at(3))};
    if (item.discrimination <= 0.0) {
      std::cout << "left out: " << items[i].at(0) << ", discrimination " << item.discrimination << '\n';
      continue;
    }
    entries.push_back({items[i].at(0), item});
    columns.push_back(i);
  }
  std::vector<Pattern> students;
  for (const Row& row : read_csv(directory + "/spisa.csv")) {
    Pattern& pattern = students.emplace_back();
    for (const std::size_t column : columns)
      pattern.push_back(row.at(column) == "1" ? Response::correct : Response::incorrect);
  }
  // Items that hardly discriminate have difficulties far outside the usual range.
  return {haven::irt::ItemBank(entries, {.difficulty_min = -15.0, .difficulty_max = 15.0}), students};
}

haven::cat::Outcome replay(const Data& data, const Pattern& answers, double target) {
  haven::cat::Exam exam(data.bank, {.estimator = haven::irt::Estimator::eap, .target_standard_error = target}, 0);
  while (const auto item = exam.next_item()) exam.answer(answers[*item]);
  return *exam.outcome();
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double covariance(const std::vector<double>& x, const std::vector<double>& y) {
  const double mean_x = mean(x), mean_y = mean(y);
  double sum = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - mean_x) * (y[i] - mean_y);
  return sum / static_cast<double>(x.size());
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2.0;
}

/// The ability and its standard error from all the answers of every student.
void measure_in_full(const Data& data, std::vector<double>& theta, std::vector<double>& standard_error) {
  for (const Pattern& answers : data.students) {
    const auto estimate = haven::irt::estimate_eap(data.bank, haven::irt::presented(data.bank, answers));
    theta.push_back(estimate.theta);
    standard_error.push_back(estimate.standard_error);
  }
}

/// One line of the table: the exams that stop at a standard error of `target`, against the abilities `full`.
void report(const Data& data, const std::vector<double>& full, double target) {
  std::vector<double> theta, items, reached, difference, squared;
  for (std::size_t i = 0; i < full.size(); ++i) {
    const auto outcome = replay(data, data.students[i], target);
    theta.push_back(outcome.ability.theta);
    items.push_back(outcome.items);
    reached.push_back(outcome.ability.standard_error <= target ? 100.0 : 0.0);
    difference.push_back(theta[i] - full[i]);
    squared.push_back(difference[i] * difference[i]);
  }
  const double correlation = covariance(theta, full) / std::sqrt(covariance(theta, theta) * covariance(full, full));
  std::cout << std::setprecision(2) << std::setw(9) << target << std::setprecision(1) << std::setw(9) << mean(reached)
            << '%' << std::setw(12) << mean(items) << std::setw(8) << median(items) << std::setprecision(3)
            << std::setw(13) << correlation << std::setw(7) << std::sqrt(mean(squared)) << std::setw(8)
            << mean(difference) << '\n';
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::cerr << "usage: haven_example_post_hoc DATA_DIRECTORY\n";
    return 2;
  }
  std::cout << std::fixed << std::setprecision(3);
  const Data data = read_data(argv[1]);
  std::vector<double> theta, standard_error;
  measure_in_full(data, theta, standard_error);
  std::cout << data.students.size() << " students, " << data.bank.size() << " items; EAP, prior N(0, 1)\n"
            << "all items: mean theta " << mean(theta) << ", sd " << std::sqrt(covariance(theta, theta))
            << ", mean standard error " << mean(standard_error) << "\n\n"
            << "stop at SE   reached  mean items  median  correlation   RMSD    bias\n";
  for (const double target : {0.6, 0.5, 0.45, 0.4}) report(data, theta, target);
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
