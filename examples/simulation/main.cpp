// Simulates the study that a file describes and writes what it found.
//
//   haven_simulate study.json [--json report.json] [--csv folder] [--threads n]
//
// The report's JSON becomes a page by `python -m haven.report report.json page.html`.

#include <charconv>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "haven/codec/simulation_json.hpp"
#include "haven/codec/study_json.hpp"
#include "haven/simulation/report.hpp"
#include "haven/simulation/study.hpp"

namespace {

using namespace haven;

struct Arguments {
  std::string study, json, csv;
  int threads = 0;
};

bool read_number(std::string_view text, int& number) {
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end;
}

Arguments read_arguments(int count, char** words) {
  Arguments arguments;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    if (!word.starts_with("--") && arguments.study.empty()) {
      arguments.study = word;
      continue;
    }
    if (i + 1 == count) throw std::runtime_error("no value for " + std::string(word));
    const std::string_view value = words[++i];
    if (word == "--json")
      arguments.json = value;
    else if (word == "--csv")
      arguments.csv = value;
    else if (word != "--threads" || !read_number(value, arguments.threads))
      throw std::runtime_error("cannot read " + std::string(word) + " " + std::string(value));
  }
  if (arguments.study.empty())
    throw std::runtime_error("usage: haven_simulate study.json [--json report.json] [--csv folder] [--threads n]");
  return arguments;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

void print(const simulation::StudyReport& report) {
  const auto line = [](const char* name, const simulation::Figure& figure) {
    std::printf("%-34s %8.3f +- %.3f\n", name, figure.value, figure.standard_error);
  };
  std::printf("%zu exams\n", report.candidates);
  line("bias", report.precision->bias);
  line("root mean squared error", report.precision->rmse);
  line("length", report.lengths.mean);
  if (report.decisions) {
    line("decisions that agree with the truth", report.decisions->confusion->accuracy);
    line("false passes of those below", report.decisions->confusion->false_pass_rate);
    line("false fails of those above", report.decisions->confusion->false_fail_rate);
  }
  std::printf("%-34s %8.3f\n", "largest exposure rate", report.exposure.maximum);
  std::size_t outside = 0;
  for (const auto& coverage : report.content) outside += coverage.outside;
  std::printf("%-34s %8zu\n", "exams outside a content bound", outside);
}

void run(const Arguments& arguments) {
  const auto study = codec::study_from_json(read_file(arguments.study));
  const cat::ExamPlan plan(study.pool, study.blueprint);
  const simulation::StudyOptions options{
      .seed = study.seed, .threads = arguments.threads, .testlet_effect_sd = study.testlet_effect_sd};
  const auto result = simulate(plan, study.theta, options);
  const auto report = simulation::report(result, plan, study.theta, {.threads = arguments.threads});
  print(report);
  if (!arguments.json.empty()) write_file(arguments.json, codec::to_json(report, plan));
  if (arguments.csv.empty()) return;
  const std::filesystem::path folder = arguments.csv;
  std::filesystem::create_directories(folder);
  write_file(folder / "report.csv", codec::to_csv(report, plan.pool().bank()));
  write_file(folder / "candidates.csv", codec::candidates_to_csv(result, study.theta));
  write_file(folder / "steps.csv", codec::steps_to_csv(result, plan.pool().bank()));
}

}  // namespace

int main(int count, char** words) {
  try {
    run(read_arguments(count, words));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "haven_simulate: %s\n", error.what());
    return 1;
  }
}
