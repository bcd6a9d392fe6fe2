#include "haven/irt/item.hpp"

#include <cmath>
#include <sstream>

#include "haven/core/error.hpp"

namespace haven::irt {
namespace {

[[noreturn]] void refuse(const std::string& id, const char* parameter, const std::string& rule, double found) {
  std::ostringstream message;
  message << "item " << id << ": " << parameter << " must be " << rule << ", got " << found;
  throw Error(ErrorCode::invalid_argument, message.str());
}

std::string interval(char open, double low, double high, char close) {
  std::ostringstream text;
  text << "in " << open << low << ", " << high << close;
  return text.str();
}

// Written so that NaN fails every test.
void validate_logistic(const LogisticItem& item, const std::string& id, const ItemLimits& limits) {
  if (!(std::isfinite(item.discrimination) && item.discrimination > 0.0 &&
        item.discrimination <= limits.discrimination_max))
    refuse(id, "discrimination", interval('(', 0.0, limits.discrimination_max, ']'), item.discrimination);
  if (!(std::isfinite(item.difficulty) && item.difficulty >= limits.difficulty_min &&
        item.difficulty <= limits.difficulty_max))
    refuse(id, "difficulty", interval('[', limits.difficulty_min, limits.difficulty_max, ']'), item.difficulty);
  if (!(item.pseudo_guessing >= 0.0 && item.pseudo_guessing <= limits.pseudo_guessing_max &&
        item.pseudo_guessing < 1.0))
    refuse(id, "pseudo_guessing",
           interval('[', 0.0, limits.pseudo_guessing_max, limits.pseudo_guessing_max < 1.0 ? ']' : ')'),
           item.pseudo_guessing);
  if (!(item.upper_asymptote > item.pseudo_guessing && item.upper_asymptote <= 1.0))
    refuse(id, "upper_asymptote", interval('(', item.pseudo_guessing, 1.0, ']'), item.upper_asymptote);
}

}  // namespace

void validate(const Item& item, const std::string& id, const ItemLimits& limits) {
  std::visit([&](const auto& model) { validate_logistic(model, id, limits); }, item);
}

}  // namespace haven::irt
