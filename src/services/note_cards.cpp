#include "services/note_cards.hpp"

#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "haven/core/error.hpp"

namespace haven {
namespace {

constexpr int deepest_gap = 10;
constexpr std::string_view opening = "{{c", closing = "}}", separator = "::";

/// A gap {{cN::content}} or {{cN::content::hint}}.
struct Gap {
  int number = 0;
  std::string_view content;
  std::string_view hint;
  std::size_t size = 0;  ///< of the whole, in bytes
};

/// Where the braces that are open at the beginning of the text close.
std::size_t end_of_gap(std::string_view text) {
  int depth = 1;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text.substr(i, 2) == "{{")
      ++depth, ++i;
    else if (text.substr(i, 2) == closing && --depth == 0)
      return i;
    else if (text.substr(i, 2) == closing)
      ++i;
  }
  return std::string_view::npos;
}

/// Where the separator stands that is in no gap within.
std::size_t place_of_hint(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const std::string_view two = text.substr(i, 2);
    if (two == "{{") ++depth;
    if (two == closing) --depth;
    if (two == separator && depth == 0) return i;
    if (two == "{{" || two == closing) ++i;
  }
  return std::string_view::npos;
}

/// Reads "12::" at the beginning; 0 when that is not there.
int number_at(std::string_view& text) {
  int number = 0;
  std::size_t digits = 0;
  while (digits < 3 && digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
    number = number * 10 + (text[digits++] - '0');
  }
  if (digits == 0 || text.substr(digits, 2) != separator) return 0;
  text.remove_prefix(digits + 2);
  return number;
}

std::optional<Gap> gap_at(std::string_view text) {
  if (text.substr(0, opening.size()) != opening) return std::nullopt;
  std::string_view rest = text.substr(opening.size());
  Gap gap;
  gap.number = number_at(rest);
  const std::size_t end = end_of_gap(rest);
  if (gap.number == 0 || end == std::string_view::npos) return std::nullopt;
  gap.size = text.size() - rest.size() + end + closing.size();
  gap.content = rest.substr(0, end);
  const std::size_t hint = place_of_hint(gap.content);
  if (hint == std::string_view::npos) return gap;
  gap.hint = gap.content.substr(hint + separator.size());
  gap.content = gap.content.substr(0, hint);
  return gap;
}

void collect_numbers(std::string_view text, int depth, std::set<int>& numbers) {
  while (depth < deepest_gap && !text.empty()) {
    const std::size_t at = text.find(opening);
    if (at == std::string_view::npos) return;
    text.remove_prefix(at);
    const auto gap = gap_at(text);
    if (gap) numbers.insert(gap->number), collect_numbers(gap->content, depth + 1, numbers);
    text.remove_prefix(gap ? gap->size : opening.size());
  }
}

/// The text with its gaps filled, but for those of `hidden`.
std::string filled(std::string_view text, int hidden, int depth) {
  std::string result;
  while (!text.empty()) {
    const std::size_t at = depth < deepest_gap ? text.find(opening) : std::string_view::npos;
    result += text.substr(0, at);
    if (at == std::string_view::npos) break;
    text.remove_prefix(at);
    const auto gap = gap_at(text);
    if (!gap) {
      result += opening;
    } else if (gap->number == hidden) {
      result += gap->hint.empty() ? "[...]" : "[" + std::string(gap->hint) + "]";
    } else {
      result += filled(gap->content, hidden, depth + 1);
    }
    text.remove_prefix(gap ? gap->size : opening.size());
  }
  return result;
}

std::vector<RenderedCard> render_cloze(const NoteDraft& note) {
  std::set<int> numbers;
  collect_numbers(note.front, 0, numbers);
  std::vector<RenderedCard> cards;
  const std::string answer = filled(note.front, 0, 0) + (note.back.empty() ? "" : "\n\n" + note.back);
  for (const int number : numbers) {
    cards.push_back({number - 1, filled(note.front, number, 0), answer, note.front});
  }
  return cards;
}

[[noreturn]] void refuse(const std::string& message, const std::string& field) {
  throw Error(ErrorCode::invalid_argument, field + ": " + message, field);
}

}  // namespace

std::vector<RenderedCard> render(const NoteDraft& note) {
  if (note.kind == CardKind::cloze) {
    auto cards = render_cloze(note);
    if (cards.empty()) refuse("a cloze note needs a gap {{c1::...}}", "front");
    if (cards.size() > FlashcardLimits::clozes) refuse("at most 100 gaps of different numbers", "front");
    return cards;
  }
  if (note.front.empty() && note.media.empty()) refuse("must not be empty", "front");
  if (note.kind == CardKind::image && note.media.empty()) refuse("an image note needs an image", "media");
  if (note.kind != CardKind::reversed) return {{0, note.front, note.back, ""}};
  if (note.back.empty()) refuse("must not be empty", "back");
  return {{0, note.front, note.back, ""}, {1, note.back, note.front, ""}};
}

NoteDraft draft_of(const Flashcard& card) {
  NoteDraft note{.kind = card.kind,
                 .front = card.front,
                 .back = card.back,
                 .tags = card.tags,
                 .media = card.media,
                 .extra = card.extra,
                 .question = card.question,
                 .guid = card.note_guid};
  if (card.kind == CardKind::reversed && card.ordinal == 1) std::swap(note.front, note.back);
  if (card.kind != CardKind::cloze) return note;
  note.front = card.source;
  const std::string answer = filled(card.source, 0, 0);
  note.back = card.back.size() > answer.size() ? card.back.substr(answer.size() + 2) : "";
  return note;
}

}  // namespace haven
