#include "services/question_contents.hpp"

#include <algorithm>
#include <utility>

#include "haven/core/error.hpp"

#include "stores/category_store.hpp"
#include "stores/question_store.hpp"

namespace haven {
namespace {

/// About what it takes up in memory.
std::size_t weight_of(const QuestionContent& content) {
  const Question& question = content.question;
  std::size_t bytes = 1024 + question.stem.size() + question.rationale.size() + question.source.size();
  for (const Option& option : question.options) bytes += sizeof(Option) + option.id.size() + option.text.size();
  for (const std::string& tag : question.tags) bytes += sizeof(std::string) + tag.size();
  return bytes;
}

}  // namespace

bool QuestionContent::has_option(const std::string& option) const {
  return std::any_of(question.options.begin(), question.options.end(),
                     [&](const Option& candidate) { return candidate.id == option; });
}

std::shared_ptr<const QuestionContent> QuestionContents::find(const QuestionVersion& version) {
  return recent_.find(version).value_or(nullptr);
}

std::shared_ptr<const QuestionContent> QuestionContents::load(Transaction& tx, const QuestionVersion& version) {
  if (auto known = find(version)) return known;
  auto stored = QuestionStore(tx).find_version(version.question, version.version);
  if (!stored) throw Error(ErrorCode::corrupt_data, "question " + to_string(version.question) + " has lost a version");
  std::string category = CategoryStore(tx).get(stored->category).code;
  const auto content =
      std::make_shared<const QuestionContent>(QuestionContent{std::move(*stored), std::move(category)});
  recent_.keep(version, content, weight_of(*content));
  return content;
}

}  // namespace haven
