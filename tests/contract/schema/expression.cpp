#include "contract/schema/expression.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>

namespace haven::test {
namespace {

bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

std::size_t end_of_quoted(std::string_view sql, std::size_t begin) {
  std::size_t end = begin + 1;
  while (end < sql.size() && (sql[end] != '\'' || sql.substr(end, 2) == "''")) end += sql[end] == '\'' ? 2U : 1U;
  return std::min(end + 1, sql.size());
}

std::size_t end_of_operator(std::string_view sql, std::size_t begin) {
  for (const std::string_view two : {"<=", ">=", "<>", "!="}) {
    if (sql.substr(begin, 2) == two) return begin + 2;
  }
  return begin + 1;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

constexpr std::array comparisons = {"=", "<>", "!=", "<", "<=", ">", ">="};

/// Reads by precedence: or, and, not, comparisons with IS, IN and BETWEEN, sums, values.
class Parser {
 public:
  explicit Parser(std::span<const std::string> tokens) : tokens_(tokens) {}

  std::string all() {
    std::string result = either();
    if (!tokens_.empty()) fail("end");
    return result;
  }

 private:
  [[noreturn]] void fail(const std::string& expected) const {
    throw std::runtime_error("condition: expected " + expected + ", got " +
                             (tokens_.empty() ? "end" : tokens_.front()));
  }
  [[nodiscard]] bool at(std::string_view word) const { return !tokens_.empty() && tokens_.front() == word; }
  bool take(std::string_view word) {
    if (!at(word)) return false;
    tokens_ = tokens_.subspan(1);
    return true;
  }
  void expect(std::string_view word) {
    if (!take(word)) fail(std::string(word));
  }
  std::string next() {
    if (tokens_.empty()) fail("a value");
    std::string token = tokens_.front();
    tokens_ = tokens_.subspan(1);
    return token;
  }

  std::string either() {
    std::string left = both();
    while (take("or")) left = "(" + left + " or " + both() + ")";
    return left;
  }
  std::string both() {
    std::string left = negated();
    while (take("and")) left = "(" + left + " and " + negated() + ")";
    return left;
  }
  std::string negated() { return take("not") ? "(not " + negated() + ")" : compared(); }

  std::string compared() {
    std::string left = sum();
    while (!tokens_.empty()) {
      const auto sign = std::ranges::find(comparisons, tokens_.front());
      if (sign != comparisons.end()) {
        next();
        left = "(" + left + " " + (*sign == std::string_view("!=") ? "<>" : *sign) + " " + sum() + ")";
      } else if (take("is")) {
        const std::string is = take("not") ? " is not " : " is ";
        left = "(" + left + is + next() + ")";
      } else if (take("in")) {
        left = "(" + left + " in " + list() + ")";
      } else if (take("between")) {
        const std::string low = sum();
        expect("and");
        left = "(" + left + " between " + low + " and " + sum() + ")";
      } else {
        break;
      }
    }
    return left;
  }

  std::string sum() {
    std::string left = value();
    while (at("+") || at("-")) {
      const std::string sign = next();
      left = "(" + left + " " + sign + " " + value() + ")";
    }
    return left;
  }

  std::string value() {
    if (take("(")) {
      std::string inner = either();
      expect(")");
      return inner;
    }
    if (take("-")) return "-" + value();
    if (take("case")) return choice();
    const std::string word = next();
    if (!at("(")) return word;
    const bool counts = word == "octet_length" || word == "char_length";
    return (counts ? "length" : word) + list();
  }

  std::string choice() {
    std::string result = "case";
    while (take("when")) {
      result += " when " + either();
      expect("then");
      result += " then " + either();
    }
    if (take("else")) result += " else " + either();
    expect("end");
    return result + " end";
  }

  std::string list() {
    expect("(");
    std::string result = "(" + either();
    while (take(",")) result += ", " + either();
    expect(")");
    return result + ")";
  }

  std::span<const std::string> tokens_;
};

}  // namespace

std::vector<std::string> sql_tokens(std::string_view sql) {
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < sql.size();) {
    std::size_t end = i + 1;
    if (sql[i] == '\'') {
      end = end_of_quoted(sql, i);
      tokens.emplace_back(sql.substr(i, end - i));
    } else if (in_word(sql[i])) {
      while (end < sql.size() && in_word(sql[end])) ++end;
      tokens.push_back(lower(sql.substr(i, end - i)));
    } else if (std::isspace(static_cast<unsigned char>(sql[i])) == 0 && sql[i] != '`' && sql[i] != '"') {
      end = end_of_operator(sql, i);
      tokens.emplace_back(sql.substr(i, end - i));
    }
    i = end;
  }
  return tokens;
}

std::string canonical_expression(std::span<const std::string> tokens) { return Parser(tokens).all(); }

std::string canonical_expression(std::string_view sql) { return canonical_expression(sql_tokens(sql)); }

}  // namespace haven::test
