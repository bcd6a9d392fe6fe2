#include "quiz_world.hpp"

#include <stdexcept>
#include <unistd.h>

#include "haven/core/random.hpp"
#include "haven/storage/migrate.hpp"

#include "floors.hpp"

namespace haven::benchmarks {
namespace {

/// As long as those of real items: a page of 20 is 18 to 19 kB of JSON.
std::string stem(const std::string& number) {
  std::string text = "A stem of the usual length about a client and a nurse: number " + number + ".";
  while (text.size() < 460) text += " The nurse reviews the chart of the client before the next round.";
  return text + " Which action comes first?";
}

std::string questions_csv() {
  std::string csv =
      "code,category,stem,option_a,option_b,option_c,option_d,key,rationale,discrimination,difficulty,pseudo_guessing,"
      "upper_asymptote,calibration,tags,author,license,source\n";
  Rng rng(1);
  for (int i = 0; i < QuizWorld::question_count; ++i) {
    const std::string number = std::to_string(i);
    csv += "bench-" + number + ",management_of_care," + stem(number) +
           ",First option,Second option,Third option,Fourth option,A,Because.," +
           std::to_string(0.5 + 1.5 * rng.uniform()) + "," + std::to_string(-3.0 + 6.0 * rng.uniform()) + "," +
           std::to_string(0.3 * rng.uniform()) + ",1,provisional,sample,Haven project,CC BY 4.0,generated\n";
  }
  return csv;
}

PlatformOptions options() {
  PlatformOptions options;
  options.accounts.signing_keys = {{"1", QuizWorld::signing_key()}};
  options.accounts.hash_memory = std::size_t{19} << 20;  // OWASP's floor: the quickest to set up
  options.accounts.access_lifetime = Duration::hours(12);
  options.quiz.blueprint = {
      .minimum_items = 75, .maximum_items = 75, .passing_standard = 0.0, .stop_when_confident = false};
  return options;
}

std::filesystem::path new_folder(const std::filesystem::path& parent) {
  static int worlds = 0;
  return parent / ("haven-benchmark-" + std::to_string(::getpid()) + "-" + std::to_string(++worlds));
}

}  // namespace

std::string QuizWorld::signing_key() { return "benchmark-key-0123456789-abcdefghijklmnop"; }

QuizWorld::QuizWorld(int students, Durability durability, const std::filesystem::path& parent)
    : folder_(new_folder(parent)) {
  std::filesystem::create_directory(folder_);
  database_ = open_sqlite({.path = file().string(), .durability = durability});
  migrate(*database_);
  platform_ = std::make_unique<Platform>(*database_, system_clock(), options());
  const auto report = platform_->questions().import({{"bench.csv", ImportFormat::csv, questions_csv()}});
  if (report.inserted != question_count) throw std::runtime_error(report.problems.at(0).message);
  for (int i = 0; i < students; ++i) {
    platform_->accounts().create_user({email(i), password(), "Student"});
    tokens_.push_back(platform_->accounts().login({email(i), password(), "127.0.0.1", "benchmark"}));
  }
}

QuizWorld::~QuizWorld() {
  close();
  std::filesystem::remove_all(folder_);
}

void QuizWorld::close() {
  platform_.reset();
  database_.reset();
}

Caller QuizWorld::caller(int student) { return platform_->accounts().authenticate(tokens(student).access_token); }

Embedded::Embedded(QuizWorld& world, int student) : quiz_(world.platform().quiz()), caller_(world.caller(student)) {
  if (const auto open = quiz_.open(caller_)) {
    session_ = open->session.id;
    next_ = open->current;
  }
}

double Embedded::answer() {
  if (!next_) {
    const auto state = quiz_.start(caller_, {});
    session_ = state.session.id;
    next_ = state.current;
  }
  const SubmitAnswer command{session_, next_->position, next_->question, option_at(next_->position)};
  const double begin = now_in_seconds();
  next_ = quiz_.submit_answer(caller_, command).next;
  return now_in_seconds() - begin;
}

}  // namespace haven::benchmarks
