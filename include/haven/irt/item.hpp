#pragma once

#include <string>
#include <variant>

namespace haven::irt {

/// A dichotomous item of the 1PL-4PL family, logistic metric, D = 1:
///
///   P(theta) = c + (d - c) / (1 + exp(-a (theta - b)))
///
/// with a = discrimination, b = difficulty, c = pseudo_guessing, d = upper_asymptote. The defaults of c and d give the
/// 2PL; a common discrimination gives the 1PL. Birnbaum (1968); Barton & Lord (1981).
struct LogisticItem {
  double discrimination = 1.0;
  double difficulty = 0.0;
  double pseudo_guessing = 0.0;
  double upper_asymptote = 1.0;

  bool operator==(const LogisticItem&) const = default;
};

/// Any item of a bank: a closed set, visited exhaustively.
using Item = std::variant<LogisticItem>;

/// What item parameters a bank accepts. Discrimination lies in (0, discrimination_max]; always 0 <= c < d <= 1.
struct ItemLimits {
  double discrimination_max = 4.0;
  double difficulty_min = -6.0;
  double difficulty_max = 6.0;
  double pseudo_guessing_max = 1.0;
};

/// Throws Error(invalid_argument), naming `id`, the parameter and the value found, unless `item` is finite and within
/// `limits`.
void validate(const Item& item, const std::string& id, const ItemLimits& limits = {});

}  // namespace haven::irt
