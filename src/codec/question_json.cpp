#include <string>
#include <vector>

#include "haven/codec/question_import.hpp"
#include "haven/codec/utf8.hpp"

#include "codec/object_reader.hpp"
#include "codec/question_rules.hpp"
#include "codec/strict_json.hpp"
#include "codec/syntax_error.hpp"

#include <nlohmann/json.hpp>

namespace haven::codec {
namespace {

using nlohmann::json;
constexpr auto refusal = ErrorCode::invalid_argument;

/// The lines on which the elements of the array "items" begin. The text is known to be valid JSON whose only field is
/// that array, so an element is what follows '[' or ',' at a depth of two.
class ElementLines {
 public:
  [[nodiscard]] std::vector<int> scan(std::string_view text) {
    for (const char c : text) {
      if (in_string_) {
        pass_string(c);
      } else {
        pass(c);
      }
      if (c == '\n') ++line_;
    }
    return std::move(lines_);
  }

 private:
  void pass_string(char c) {
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
    }
  }

  void pass(char c) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (expecting_ && !blank) {
      if (c != ']') lines_.push_back(line_);
      expecting_ = false;
    }
    if (c == '"') in_string_ = true;
    if (c == '{' || c == '[') ++depth_;
    if (c == '}' || c == ']') --depth_;
    if (depth_ == 2 && (c == '[' || c == ',')) expecting_ = true;
  }

  int line_ = 1;
  int depth_ = 0;
  bool in_string_ = false, escaped_ = false, expecting_ = false;
  std::vector<int> lines_;
};

/// Fields that a file may leave out keep their value.
void read_if_there(ObjectReader& reader, const json& object, const char* name, std::string& value) {
  if (object.contains(name)) reader.read(name, value);
}

std::vector<Option> read_options(ObjectReader& reader) {
  const json& list = *reader.take("options");
  if (!list.is_array()) reader.refuse("options", "must be an array");
  std::vector<Option> options;
  for (const json& element : list) {
    Option option;
    ObjectReader fields(element, reader.place("options"), refusal);
    fields.read("id", option.id);
    fields.read("text", option.text);
    fields.finish();
    options.push_back(std::move(option));
  }
  return options;
}

std::vector<std::string> read_tags(ObjectReader& reader, const json& object) {
  std::vector<std::string> tags;
  if (!object.contains("tags")) return tags;
  const json& list = *reader.take("tags");
  if (!list.is_array()) reader.refuse("tags", "must be an array of strings");
  for (const json& tag : list) {
    if (!tag.is_string()) reader.refuse("tags", "must be an array of strings");
    tags.push_back(tag.get<std::string>());
  }
  return tags;
}

/// A file may name the model; then the parameters must belong to it.
void check_model(ObjectReader& reader, const json& object, const irt::LogisticItem& item) {
  std::string model;
  if (!object.contains("model")) return;
  reader.read("model", model);
  if (model != "1pl" && model != "2pl" && model != "3pl" && model != "4pl") {
    reader.refuse("model", "must be 1pl, 2pl, 3pl or 4pl");
  }
  if (model != "4pl" && item.upper_asymptote != 1.0) reader.refuse("upper_asymptote", "belongs to the model 4pl only");
  if ((model == "1pl" || model == "2pl") && item.pseudo_guessing != 0.0) {
    reader.refuse("pseudo_guessing", "must be 0 in the model " + model);
  }
}

irt::LogisticItem read_parameters(ObjectReader& reader, const json& object) {
  irt::LogisticItem item;
  reader.read("discrimination", item.discrimination);
  reader.read("difficulty", item.difficulty);
  if (object.contains("pseudo_guessing")) reader.read("pseudo_guessing", item.pseudo_guessing);
  if (object.contains("upper_asymptote")) reader.read("upper_asymptote", item.upper_asymptote);
  check_model(reader, object, item);
  return item;
}

void read_texts(ObjectReader& reader, const json& object, Question& question) {
  read_if_there(reader, object, "type", question.type);
  reader.read("stem", question.stem);
  reader.read("key", question.key);
  reader.read("rationale", question.rationale);
  read_if_there(reader, object, "author", question.author);
  read_if_there(reader, object, "license", question.license);
  read_if_there(reader, object, "source", question.source);
}

std::string name_of(const json& object) {
  const bool named = object.is_object() && object.contains("code") && object["code"].is_string();
  return named ? "question " + excerpt(object["code"].get_ref<const std::string&>()) : std::string("question");
}

QuestionDraft read_draft(const json& object) {
  QuestionDraft draft;
  Question& question = draft.question;
  question.status = QuestionStatus::live;
  ObjectReader reader(object, name_of(object), refusal);
  reader.read("code", question.code);
  reader.read("category", draft.category);
  read_texts(reader, object, question);
  question.options = read_options(reader);
  question.item = read_parameters(reader, object);
  question.calibration = Calibration::provisional;
  if (object.contains("calibration")) reader.read("calibration", question.calibration, parse_calibration);
  question.tags = read_tags(reader, object);
  reader.finish();
  return draft;
}

/// The elements of "items", or nothing and a problem.
std::vector<json> read_elements(std::string_view content, ProblemList& problems) {
  try {
    const json document = parse_strict(content, refusal, 8);
    ObjectReader reader(document, "file", refusal);
    const json& items = *reader.take("items");
    if (!items.is_array()) reader.refuse("items", "must be an array");
    reader.finish();
    return {items.begin(), items.end()};
  } catch (const SyntaxError& error) {
    problems.add(error.line(), error.problem());
  } catch (const Error& error) {
    problems.add(1, error.what());
  }
  return {};
}

}  // namespace

QuestionFile questions_from_json(std::string_view content) {
  QuestionFile file;
  ProblemList problems;
  const std::vector<json> elements = read_elements(content, problems);
  const std::vector<int> lines = elements.empty() ? std::vector<int>{} : ElementLines().scan(content);
  for (std::size_t i = 0; i < elements.size() && !problems.full(); ++i) {
    const std::size_t before = problems.size();
    try {
      QuestionDraft draft = read_draft(elements[i]);
      draft.line = lines[i];
      check_question(draft, problems);
      if (problems.size() == before) file.questions.push_back(std::move(draft));
    } catch (const Error& error) {
      problems.add(lines[i], error.what());
    }
  }
  file.problems = problems.take();
  return file;
}

}  // namespace haven::codec
