#include "codec/question_rules.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "haven/codec/utf8.hpp"

namespace haven::codec {
namespace {

constexpr std::size_t code_limit = 64;
constexpr std::size_t text_limit = 8000;
constexpr std::size_t option_limit = 2000;
constexpr std::size_t author_limit = 200, license_limit = 100, source_limit = 500;
constexpr std::size_t tag_limit = 64;
constexpr std::size_t most_tags = 32;
constexpr std::size_t most_options = 6;

/// The parameters that the platform's own bank accepts.
constexpr double discrimination_min = 0.5, discrimination_max = 2.5;
constexpr double difficulty_min = -3.0, difficulty_max = 3.0;
constexpr double pseudo_guessing_max = 0.35;

std::string in_text(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%g", value);
  return buffer;
}

bool is_code_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

bool is_code(const std::string& text) {
  return !text.empty() && text.size() <= code_limit && std::all_of(text.begin(), text.end(), is_code_character);
}

/// The checks of one draft, each naming the question.
class Checker {
 public:
  Checker(const QuestionDraft& draft, ProblemList& problems) : draft_(draft), problems_(problems) {}

  void run() {
    check_names();
    check_texts();
    check_options();
    if (draft_.question.item) check_parameters(*draft_.question.item);
  }

 private:
  void report(const std::string& what) {
    const std::string& code = draft_.question.code;
    problems_.add(draft_.line, (is_code(code) ? "question " + code + ": " : "question: ") + what);
  }

  void check_names() {
    if (!is_code(draft_.question.code)) report("code must be 1 to 64 letters, digits, '-', '_' or '.'");
    if (!is_code(draft_.category)) report("category must be the code of a category");
    if (draft_.question.calibration == Calibration::none) report("calibration must be provisional or calibrated");
    if (draft_.question.type != "multiple_choice") report("type must be multiple_choice");
  }

  void check_text(const std::string& name, const std::string& text, std::size_t limit, bool needed) {
    if (needed && text.empty()) report(name + " is empty");
    if (text.size() > limit) report(name + " is longer than " + std::to_string(limit) + " bytes");
    if (!is_utf8(text)) report(name + " is not valid UTF-8");
    if (has_control_characters(text)) report(name + " holds a control character");
  }

  void check_texts() {
    const Question& question = draft_.question;
    check_text("stem", question.stem, text_limit, true);
    check_text("rationale", question.rationale, text_limit, true);
    check_text("author", question.author, author_limit, false);
    check_text("license", question.license, license_limit, false);
    check_text("source", question.source, source_limit, false);
    if (question.tags.size() > most_tags) report("more than " + std::to_string(most_tags) + " tags");
    for (const std::string& tag : question.tags) check_text("tag", tag, tag_limit, true);
  }

  void check_options() {
    const std::vector<Option>& options = draft_.question.options;
    if (options.size() < 2 || options.size() > most_options) {
      report("must have 2 to 6 options, has " + std::to_string(options.size()));
      return;
    }
    for (std::size_t i = 0; i < options.size(); ++i) check_option(i);
    const bool known = std::any_of(options.begin(), options.end(),
                                   [&](const Option& option) { return option.id == draft_.question.key; });
    if (!known) report("key must be the id of one of the options");
  }

  void check_option(std::size_t i) {
    const Option& option = draft_.question.options[i];
    const std::string id(1, static_cast<char>('A' + i));
    if (option.id != id) report("option " + std::to_string(i + 1) + " must have the id " + id);
    check_text("option " + id, option.text, option_limit, true);
    for (std::size_t j = 0; j < i; ++j) {
      if (draft_.question.options[j].text == option.text) report("option " + id + " repeats an earlier one");
    }
  }

  void check_range(const std::string& name, double value, double low, double high) {
    if (std::isfinite(value) && value >= low && value <= high) return;
    report(name + " must be in [" + in_text(low) + ", " + in_text(high) + "], got " + in_text(value));
  }

  void check_parameters(const irt::LogisticItem& item) {
    check_range("discrimination", item.discrimination, discrimination_min, discrimination_max);
    check_range("difficulty", item.difficulty, difficulty_min, difficulty_max);
    check_range("pseudo_guessing", item.pseudo_guessing, 0.0, pseudo_guessing_max);
    if (!(item.upper_asymptote > item.pseudo_guessing && item.upper_asymptote <= 1.0)) {
      report("upper_asymptote must be above pseudo_guessing and at most 1, got " + in_text(item.upper_asymptote));
    }
  }

  const QuestionDraft& draft_;
  ProblemList& problems_;
};

}  // namespace

void ProblemList::add(int line, std::string message) {
  if (!full()) problems_.push_back({line, std::move(message)});
}

std::vector<QuestionProblem> ProblemList::take() {
  std::stable_sort(problems_.begin(), problems_.end(),
                   [](const QuestionProblem& a, const QuestionProblem& b) { return a.line < b.line; });
  return std::move(problems_);
}

void check_question(const QuestionDraft& draft, ProblemList& problems) { Checker(draft, problems).run(); }

}  // namespace haven::codec
