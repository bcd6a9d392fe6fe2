#include "rest/body.hpp"

#include <algorithm>
#include <vector>

#include "haven/core/error.hpp"

#include "codec/strict_json.hpp"
#include "rest/errors.hpp"
#include "rest/schema.hpp"

namespace haven::rest {
namespace {

using nlohmann::json;

constexpr std::size_t maximum_named_problems = 20;  // an answer must not outgrow the request

json parse_text(std::string_view text) {
  try {
    return codec::parse_strict(text, ErrorCode::invalid_argument, maximum_json_depth);
  } catch (const Error& error) {
    throw ApiError("VAL_002", error.what());
  }
}

[[noreturn]] void refuse(std::string_view code, const std::vector<SchemaProblem>& problems) {
  json fields = json::array();
  for (const SchemaProblem& problem : problems)
    if (fields.size() < maximum_named_problems)
      fields.push_back({{"field", problem.field}, {"message", problem.message}});
  throw ApiError(code, std::string(error_row(code).meaning), {{"fields", std::move(fields)}});
}

}  // namespace

json parse_body(std::string_view text, const json& schema) {
  json body = parse_text(text);
  auto problems = check_schema(schema, body);
  const auto known = std::stable_partition(problems.begin(), problems.end(),
                                           [](const SchemaProblem& problem) { return problem.unknown_field; });
  if (known != problems.begin()) refuse("VAL_006", {problems.begin(), known});
  if (!problems.empty()) refuse("VAL_001", problems);
  return body;
}

}  // namespace haven::rest
