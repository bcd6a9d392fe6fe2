#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "haven/storage/database.hpp"

#include "stores/search_store.hpp"

namespace haven {

/// SQL that grows together with its parameters, in their order.
class GrowingSql {
 public:
  GrowingSql& add(std::string_view text) {
    text_ += text;
    return *this;
  }
  GrowingSql& add(std::string_view text, std::int64_t value) { return add(text, {Type::number, value, {}}); }
  GrowingSql& add(std::string_view text, std::string_view value) {
    return add(text, {Type::text, 0, std::string(value)});
  }
  GrowingSql& add(std::string_view text, const Uuid& value) {
    return add(text, {Type::bytes, 0, std::string(value.bytes.begin(), value.bytes.end())});
  }
  /// Prepared, with all parameters bound.
  [[nodiscard]] std::unique_ptr<Statement> prepare(Transaction& tx) const;

 private:
  enum class Type { number, text, bytes };
  struct Value {
    Type type;
    std::int64_t number;
    std::string text;
  };
  GrowingSql& add(std::string_view text, Value value) {
    values_.push_back(std::move(value));
    return add(text);
  }

  std::string text_;
  std::vector<Value> values_;
};

/// A word to look for and how much it counts.
struct SoughtWord {
  std::string word;
  std::int64_t documents = 0;  ///< that have it; most_candidates + 1 for more
  std::int64_t factor = 1;     ///< greater for rarer words
};

struct SoughtWords {
  std::vector<SoughtWord> whole;         ///< rarest first, each once
  std::optional<std::string> beginning;  ///< of a last word
};

/// Reads a query's words and looks up how often they are.
[[nodiscard]] SoughtWords sought_words(Transaction& tx, const SearchQuery& query);

/// Adds a SELECT of `id` and `score` of what matches.
void add_matches(const SearchQuery& query, const SoughtWords& words, GrowingSql& sql);

}  // namespace haven
