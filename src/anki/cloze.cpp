#include "anki/cloze.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "anki/cloze_text.hpp"
#include "anki/plain_text.hpp"

namespace haven::anki {
namespace {

/// A hidden text is also an attribute of what hides it, escaped. Escaping what is escaped already grows fast, so beyond
/// this many levels it is left out.
constexpr int escaped_levels = 3;

/// What a part of a text has come to.
struct Part {
  std::string text;               ///< rendered
  std::string plain;              ///< with the deletions in their places, unmarked
  std::vector<std::string> only;  ///< the deletions that are asked for, outer before inner
  int height = 0;                 ///< levels of deletions

  void append(Part&& part) {
    text += part.text;
    plain += part.plain;
    only.insert(only.end(), std::make_move_iterator(part.only.begin()), std::make_move_iterator(part.only.end()));
    height = std::max(height, part.height);
  }
};

/// A deletion whose end has not come yet.
struct Deletion {
  const ClozePiece& opening;
  Part content = {};
  Part hint = {};
  bool has_hint = false;

  [[nodiscard]] std::string hidden() const { return '[' + (has_hint ? hint.text : "...") + ']'; }
  Part& target() { return has_hint ? hint : content; }
};

std::string numbers_of(const Deletion& deletion) {
  std::string text;
  for (const int number : deletion.opening.numbers) text += (text.empty() ? "" : ",") + std::to_string(number);
  return text;
}

bool is_plain(unsigned code) {
  return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z') || code > 0xFF;
}

std::string entity_of(unsigned code) {
  switch (code) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '"':
      return "&quot;";
    default:
      constexpr std::string_view digits = "0123456789ABCDEF";
      return {'&', '#', 'x', digits[code >> 4U], digits[code & 15U], ';'};
  }
}

/// Everything up to U+00FF but letters and digits of ASCII as entities.
std::string escaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = static_cast<unsigned char>(text[i]);
    const bool latin = (code == 0xC2 || code == 0xC3) && i + 1 < text.size();  // U+0080 to U+00FF in UTF-8
    if (latin) code = ((code & 3U) << 6U) | (static_cast<unsigned char>(text[++i]) & 0x3FU);
    if (!latin && (code >= 0x80 || is_plain(code))) {
      result += text[i];
    } else {
      result += entity_of(code);
    }
  }
  return result;
}

std::string span_of(const Deletion& deletion, int number, Side side) {
  const std::string ordinal = "data-ordinal=\"" + numbers_of(deletion) + "\">";
  if (!deletion.opening.has(number))
    return "<span class=\"cloze-inactive\" " + ordinal + deletion.content.text + "</span>";
  if (side == Side::answer) return "<span class=\"cloze\" " + ordinal + deletion.content.text + "</span>";
  const bool shown = deletion.content.height < escaped_levels;
  const std::string content = shown ? "data-cloze=\"" + escaped(deletion.content.text) + "\" " : "";
  return "<span class=\"cloze\" " + content + ordinal + deletion.hidden() + "</span>";
}

/// Renders a text for one number and side.
class Walk {
 public:
  Walk(int number, Side side) : number_(number), side_(side) {}

  /// What follows a deletion that is never closed is dropped with it.
  Part run(const ClozeText& text) {
    for (const ClozePiece& piece : text.pieces) take(piece);
    return std::move(result_);
  }

 private:
  void take(const ClozePiece& piece) {
    switch (piece.kind) {
      case ClozePiece::Kind::opening:
        open_.push_back({.opening = piece});
        break;
      case ClozePiece::Kind::hint:
        open_.back().has_hint = true;
        break;
      case ClozePiece::Kind::closing:
        close();
        break;
      case ClozePiece::Kind::text:
        target().text += piece.text;
        target().plain += piece.text;
    }
  }

  void close() {
    Deletion deletion = std::move(open_.back());
    open_.pop_back();
    Part part{.text = span_of(deletion, number_, side_), .plain = {}, .only = {}};
    part.height = deletion.content.height + 1;
    if (deletion.opening.has(number_)) {
      part.only.push_back(side_ == Side::question ? deletion.hidden() : deletion.content.plain);
    }
    deletion.content.text.clear();
    part.append(std::move(deletion.content));
    target().append(std::move(part));
  }

  Part& target() { return open_.empty() ? result_ : open_.back().target(); }

  int number_;
  Side side_;
  Part result_;
  std::vector<Deletion> open_;
};

/// Without HTML between each `open` and the next `close`.
std::string without_html_between(const std::string& text, std::string_view open, std::string_view close) {
  std::string result;
  std::size_t at = 0;
  for (;;) {
    const std::size_t begin = text.find(open, at);
    const std::size_t end = begin == std::string::npos ? begin : text.find(close, begin + open.size());
    if (end == std::string::npos) return result + text.substr(at);
    result += text.substr(at, begin - at);
    result += without_tags(std::string_view(text).substr(begin, end - begin));
    at = end;
  }
}

}  // namespace

std::string reveal_cloze(std::string_view text, int number, Side side) {
  const Part part = Walk(number, side).run(parse_cloze(text));
  if (part.only.empty()) return {};
  return without_html_between(without_html_between(part.text, "\\(", "\\)"), "\\[", "\\]");
}

std::string only_cloze(std::string_view text, int number, Side side) {
  std::string result;
  const Part part = Walk(number, side).run(parse_cloze(text));
  for (const std::string& each : part.only) {
    if (&each != part.only.data()) result += ", ";
    result += each;
  }
  return result;
}

}  // namespace haven::anki
