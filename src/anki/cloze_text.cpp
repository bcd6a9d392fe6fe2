#include "anki/cloze_text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace haven::anki {
namespace {

constexpr std::size_t depth_at_most = 64;

/// "{{c1::" or "{{c1,2::" at the start of the text.
std::optional<ClozePiece> opening_of(std::string_view text) {
  if (!text.starts_with("{{c")) return std::nullopt;
  std::vector<int> numbers;
  const char* at = text.data() + 3;
  const char* const end = text.data() + text.size();
  for (;;) {
    int number = 0;
    const auto [rest, error] = std::from_chars(at, end, number);
    if (error != std::errc() || number < 0) return std::nullopt;
    numbers.push_back(number);
    at = rest;
    if (at == end || *at != ',') break;
    ++at;
  }
  if (!std::string_view(at, static_cast<std::size_t>(end - at)).starts_with("::")) return std::nullopt;
  std::sort(numbers.begin(), numbers.end());
  const auto length = static_cast<std::size_t>(at - text.data()) + 2;
  return ClozePiece{ClozePiece::Kind::opening, text.substr(0, length), std::move(numbers)};
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  ClozeText run() {
    while (at_ < text_.size()) take();
    if (!open_.empty()) drop_unclosed();
    return std::move(result_);
  }

 private:
  struct Open {
    std::size_t piece = 0, at = 0;
    bool has_hint = false;
  };

  void take() {
    const std::string_view rest = text_.substr(at_);
    auto opening = open_.size() < depth_at_most ? opening_of(rest) : std::nullopt;
    if (opening) {
      open_.push_back({result_.pieces.size(), at_});
      add(std::move(*opening));
    } else if (!open_.empty() && rest.starts_with("}}")) {
      open_.pop_back();
      add({ClozePiece::Kind::closing, rest.substr(0, 2)});
    } else if (!open_.empty() && !open_.back().has_hint && rest.starts_with("::")) {
      open_.back().has_hint = true;
      add({ClozePiece::Kind::hint, rest.substr(0, 2)});
    } else {
      add_text(std::min(rest.find_first_of("{}:", 1), rest.size()));
    }
  }

  void add(ClozePiece piece) {
    at_ += piece.text.size();
    result_.pieces.push_back(std::move(piece));
  }

  void add_text(std::size_t length) {
    auto& pieces = result_.pieces;
    const bool more = !pieces.empty() && pieces.back().kind == ClozePiece::Kind::text;
    if (!more) return add({ClozePiece::Kind::text, text_.substr(at_, length)});
    const std::size_t before = pieces.back().text.size();
    pieces.back().text = text_.substr(at_ - before, before + length);
    at_ += length;
  }

  void drop_unclosed() {
    result_.unclosed = text_.substr(open_[0].at);
    result_.pieces.resize(open_[0].piece);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Open> open_;
  ClozeText result_;
};

}  // namespace

bool ClozePiece::has(int number) const { return std::find(numbers.begin(), numbers.end(), number) != numbers.end(); }

ClozeText parse_cloze(std::string_view text) { return Parser(text).run(); }

std::set<int> cloze_numbers(const ClozeText& text) {
  std::set<int> numbers;
  std::vector<bool> in_hint = {false};
  for (const ClozePiece& piece : text.pieces) {
    if (piece.kind == ClozePiece::Kind::opening) {
      if (!in_hint.back()) numbers.insert(piece.numbers.begin(), piece.numbers.end());
      in_hint.push_back(in_hint.back());
    }
    if (piece.kind == ClozePiece::Kind::hint) in_hint.back() = true;
    if (piece.kind == ClozePiece::Kind::closing) in_hint.pop_back();
  }
  std::erase_if(numbers, [](int number) { return number == 0 || number > cloze_number_at_most; });
  return numbers;
}

}  // namespace haven::anki
