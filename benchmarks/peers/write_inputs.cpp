// Writes the banks, states, abilities and response strings of the benchmarks to a folder as CSV, for the packages that
// Haven is compared with: items as a, b, c; states with the estimate, the responses, and what Haven makes of them.
//
//   haven_peer_inputs <folder>

#include <fstream>
#include <iostream>
#include <limits>
#include <stdexcept>
#include <string>

#include "haven/irt/ability.hpp"

#include "scenario.hpp"

namespace {

using namespace haven;

std::ofstream create(const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  file.exceptions(std::ios::failbit | std::ios::badbit);
  file.precision(std::numeric_limits<double>::max_digits10);
  return file;
}

void write_items(const std::string& path, std::size_t count) {
  auto file = create(path);
  file << "discrimination,difficulty,pseudo_guessing\n";
  for (const auto& item : scenario::draw_items(count))
    file << item.discrimination << ',' << item.difficulty << ',' << item.pseudo_guessing << '\n';
}

/// `items` and `scores` are lists with spaces between; `mle` is the ability by maximum likelihood and `best` the most
/// informative item there.
void write_states(const std::string& path, std::size_t count) {
  auto file = create(path);
  file << "theta,items,scores,mle,best\n";
  const auto bank = scenario::make_bank(static_cast<std::int64_t>(count));
  for (const auto& state : scenario::make_states(bank)) {
    const double mle = irt::estimate_mle(bank, state.responses).theta;
    file << state.theta << ',';
    for (const auto& [item, response] : state.responses) file << item << ' ';
    file << ',';
    for (const auto& [item, response] : state.responses) file << static_cast<int>(response.score) << ' ';
    file << ',' << mle << ',' << *bank.information_index().best(bank, mle, state.given, 0) << '\n';
  }
}

void write_abilities(const std::string& path) {
  auto file = create(path);
  file << "theta\n";
  for (const double theta : scenario::study_abilities()) file << theta << '\n';
}

/// One byte for each score, string after string.
void write_strings(const std::string& path) {
  const auto scores = scenario::draw_strings(scenario::batch_strings);
  create(path).write(reinterpret_cast<const char*>(scores.data()), static_cast<std::streamsize>(scores.size()));
}

void write_all(const std::string& folder) {
  for (const std::size_t size : {std::size_t{200}, std::size_t{1'000}, std::size_t{10'000}}) {
    write_items(folder + "/bank_" + std::to_string(size) + ".csv", size);
    write_states(folder + "/states_" + std::to_string(size) + ".csv", size);
  }
  write_items(folder + "/study_bank.csv", scenario::study_items);
  write_abilities(folder + "/study_abilities.csv");
  write_items(folder + "/batch_bank.csv", scenario::batch_items);
  write_strings(folder + "/batch_strings.bin");
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) throw std::runtime_error("usage: haven_peer_inputs <folder>");
  write_all(argv[1]);
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
