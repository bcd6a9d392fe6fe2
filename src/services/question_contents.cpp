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
  std::size_t bytes = 256 + content.stem.size();
  for (const Option& option : content.options) bytes += sizeof(Option) + option.id.size() + option.text.size();
  return bytes;
}

}  // namespace

bool QuestionContent::has_option(const std::string& option) const {
  return std::any_of(options.begin(), options.end(), [&](const Option& candidate) { return candidate.id == option; });
}

std::shared_ptr<const QuestionContent> QuestionContents::find(const QuestionVersion& version) {
  return recent_.find(version).value_or(nullptr);
}

std::shared_ptr<const QuestionContent> QuestionContents::load(Transaction& tx, const QuestionVersion& version) {
  if (auto known = find(version)) return known;
  auto stored = QuestionStore(tx).find_version(version.question, version.version);
  if (!stored) throw Error(ErrorCode::corrupt_data, "question " + to_string(version.question) + " has lost a version");
  const auto content = std::make_shared<const QuestionContent>(
      QuestionContent{CategoryStore(tx).get(stored->category).code, std::move(stored->stem), std::move(stored->options),
                      std::move(stored->key)});
  recent_.keep(version, content, weight_of(*content));
  return content;
}

}  // namespace haven
