#include "haven/irt/response.hpp"

#include <string>
#include <utility>

#include "haven/core/error.hpp"
#include "haven/irt/information_index.hpp"

#include "irt/response_check.hpp"

namespace haven::irt {
namespace {

[[noreturn]] void refuse(const ItemBank& bank, ItemIndex item, const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "response to item " + bank.id(item) + ": " + what);
}

std::string score_range(std::size_t highest) { return highest == 1 ? "0 or 1" : "0.." + std::to_string(highest); }

void check_score(const ItemBank& bank, ItemIndex item, Response response) {
  const auto highest = category_count(bank.item(item)) - 1;
  if (std::cmp_greater(response.score, highest))
    refuse(bank, item, "score must be " + score_range(highest) + ", got " + std::to_string(response.score));
}

}  // namespace

std::vector<ItemResponse> presented(const ItemBank& bank, std::span<const Response> pattern) {
  if (pattern.size() != bank.size())
    throw Error(ErrorCode::invalid_argument, "response pattern: length must be the bank's " +
                                                 std::to_string(bank.size()) + ", got " +
                                                 std::to_string(pattern.size()));
  std::vector<ItemResponse> responses;
  responses.reserve(pattern.size());
  for (ItemIndex item = 0; item < pattern.size(); ++item) {
    const Response response = pattern[item];
    if (response == Response::missing) continue;
    if (response.score < 0)
      refuse(bank, item, "score must be -1 (missing) or more, got " + std::to_string(response.score));
    check_score(bank, item, response);
    responses.push_back({item, response});
  }
  return responses;
}

void check_response(const ItemBank& bank, ItemIndex item, Response response) {
  static_cast<void>(bank.item(item));
  if (response.is_missing()) refuse(bank, item, "must not be missing");
  check_score(bank, item, response);
}

void refuse_repeated(const ItemBank& bank, ItemIndex item) { refuse(bank, item, "appears more than once"); }

void validate(const ItemBank& bank, std::span<const ItemResponse> responses) {
  ItemSet seen(bank.size());
  for (const auto& [item, response] : responses) {
    check_response(bank, item, response);
    if (seen.contains(item)) refuse_repeated(bank, item);
    seen.insert(item);
  }
}

}  // namespace haven::irt
