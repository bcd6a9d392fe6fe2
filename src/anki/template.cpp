#include "haven/anki/template.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "haven/codec/utf8.hpp"

#include "anki/cloze.hpp"
#include "anki/cloze_text.hpp"
#include "anki/plain_text.hpp"
#include "anki/refusal.hpp"

namespace haven::anki {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(space);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(space) + 1 - begin);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// The length of the white space, <br>, <div> or </div> that the text begins with; 0 for anything else.
std::size_t blank_length(std::string_view html) {
  if (std::string_view(" \t\r\n\f\v").find(html[0]) != std::string_view::npos) return 1;
  std::string tag(html.substr(0, html.substr(0, 8).find('>') + 1));
  std::transform(tag.begin(), tag.end(), tag.begin(), lower);
  std::erase_if(tag, [](char c) { return c == '/' || c == ' '; });
  return tag == "<br>" || tag == "<div>" ? html.substr(0, 8).find('>') + 1 : 0;
}

bool is_filled(std::string_view html) {
  while (!html.empty()) {
    const std::size_t blank = blank_length(html);
    if (blank == 0) return true;
    html.remove_prefix(blank);
  }
  return false;
}

/// 1 of "c1".
std::optional<int> cloze_condition(std::string_view name) {
  const bool digits = name.size() > 1 && name.size() < 5 && name[0] == 'c' &&
                      std::all_of(name.begin() + 1, name.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits ? std::optional(std::stoi(std::string(name.substr(1)))) : std::nullopt;
}

std::string joined(const std::vector<std::string>& tags) {
  std::string text;
  for (const std::string& tag : tags) text += (text.empty() ? "" : " ") + tag;
  return text;
}

/// Fields put in again and again could make a card of any size.
constexpr std::size_t card_bytes_at_most = 64 << 20;
static_assert(card_bytes_apart < card_bytes_at_most);

/// Names that are no field of the note.
bool is_special(std::string_view name) {
  constexpr std::array<std::string_view, 8> names = {"Tags", "Type",     "Deck",   "Subdeck",
                                                     "Card", "CardFlag", "CardID", "FrontSide"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

const Template& template_of(const NoteType& type, int ordinal) {
  const bool cloze = type.kind == NoteKind::cloze;
  const int count = cloze ? cloze_number_at_most : static_cast<int>(type.templates.size());
  if (ordinal < 0 || ordinal >= count)
    refuse_value("note type " + type.name + " has no card " + std::to_string(ordinal));
  return type.templates[cloze ? 0 : static_cast<std::size_t>(ordinal)];
}

/// What a template can ask for by name.
using Values = std::map<std::string, std::string, std::less<>>;

Values values_of(const NoteType& type, const Note& note, int ordinal, const CardPlace& place) {
  const std::size_t part = place.deck.rfind("::");
  Values values = {{"Tags", joined(note.tags)},
                   {"Type", type.name},
                   {"Deck", place.deck},
                   {"Subdeck", part == std::string::npos ? place.deck : place.deck.substr(part + 2)},
                   {"Card", template_of(type, ordinal).name},
                   {"CardFlag", "flag" + std::to_string(place.flag)},
                   {"CardID", std::to_string(place.card)}};
  for (std::size_t i = 0; i < type.fields.size(); ++i) values[type.fields[i]] = note.fields[i];
  return values;
}

/// Whom the card is rendered for.
enum class Form {
  anki,          ///< as Anki shows it
  apart,         ///< see render_apart()
  cloze_source,  ///< see cloze_source()
};

/// Fills in one side of a card.
class Filling {
 public:
  Filling(const Values& values, int number, Side side, Form form = Form::anki)
      : values_(values), number_(number), side_(side), form_(form) {}

  std::string run(std::string_view text) {
    while (!text.empty()) text.remove_prefix(take(text));
    if (!conditions_.empty()) refuse_template("a condition is not closed: ", conditions_.back().name);
    return std::move(result_);
  }

  /// A field of the note that is filled has been put in.
  [[nodiscard]] bool showed_field() const noexcept { return showed_field_; }
  /// The fields that go through the filter "cloze", whether shown or not.
  [[nodiscard]] const std::set<std::string, std::less<>>& cloze_fields() const noexcept { return cloze_fields_; }

 private:
  struct Condition {
    std::string_view name;
    bool holds = false;
  };

  [[noreturn]] static void refuse_template(const std::string& what, std::string_view name) {
    refuse_value("template: " + what + codec::excerpt(name));
  }

  /// Moves what the text begins with to the result; returns its length.
  std::size_t take(std::string_view text) {
    if (text.starts_with("<!--")) return keep(text, std::min(text.find("-->"), text.size() - 3) + 3);
    if (text.starts_with("{{") && !no_more_tags_) {
      const std::size_t end = text.find("}}");
      no_more_tags_ = end == std::string_view::npos;
      if (!no_more_tags_) take_tag(text.substr(2, end - 2));
      if (!no_more_tags_) return end + 2;
    }
    const std::size_t next = text.find_first_of("<{", 1);
    return keep(text, std::min(next, text.size()));
  }

  std::size_t keep(std::string_view text, std::size_t length) {
    put(text.substr(0, length));
    return length;
  }

  void put(std::string_view text) {
    if (failed_conditions_ == 0) result_ += text;
  }

  void take_tag(std::string_view tag) {
    if (tag.starts_with('{')) tag.remove_prefix(1);  // {{{Field}}}, an old way not to escape HTML
    tag = trimmed(tag);
    const char kind = tag.empty() ? ' ' : tag[0];
    const std::string_view name = trimmed(tag.substr(tag.empty() ? 0 : 1));
    if (kind == '#' || kind == '^') {
      conditions_.push_back({name, holds(name) == (kind == '#')});
      failed_conditions_ += conditions_.back().holds ? 0 : 1;
    } else if (kind == '/') {
      if (conditions_.empty() || conditions_.back().name != name) refuse_template("no condition to close: ", name);
      failed_conditions_ -= conditions_.back().holds ? 0 : 1;
      conditions_.pop_back();
    } else {
      put_field(tag);
    }
  }

  [[nodiscard]] bool holds(std::string_view name) const {
    const auto found = values_.find(name);
    if (found != values_.end()) return is_filled(found->second);
    const auto number = cloze_condition(name);
    if (!number) refuse_template("no field ", name);
    return *number == number_;
  }

  /// "filter:filter:Field"; the filter next to the field comes first.
  void put_field(std::string_view tag) {
    const std::size_t colon = tag.rfind(':');
    const std::string_view name = trimmed(colon == std::string_view::npos ? tag : tag.substr(colon + 1));
    std::string text = value_of(name);
    bytes_ += text.size();
    if (bytes_ > (form_ == Form::anki ? card_bytes_at_most : card_bytes_apart))
      refuse_value("template: the card is too large");
    const bool of_note = !is_special(name);
    showed_field_ = showed_field_ || (of_note && failed_conditions_ == 0 && is_filled(text));
    if (colon == std::string_view::npos) return put(text);
    std::string_view filters = tag.substr(0, colon);
    if (filters == "cloze" || filters.ends_with(":cloze")) cloze_fields_.emplace(name);
    if (filters.starts_with("type") && form_ == Form::anki) return put("[[" + std::string(tag) + "]]");
    if (filters.starts_with("type") && side_ == Side::question) return;
    while (!filters.empty()) {
      const std::size_t last = filters.rfind(':');
      text = filtered(trimmed(filters.substr(last == std::string_view::npos ? 0 : last + 1)), name, text);
      filters = filters.substr(0, last == std::string_view::npos ? 0 : last);
    }
    put(text);
  }

  [[nodiscard]] const std::string& value_of(std::string_view name) const {
    static const std::string nothing;
    const auto found = values_.find(name);
    if (found != values_.end()) return found->second;
    if (name == "FrontSide") return nothing;  // of a question
    refuse_template("no field ", name);
  }

  [[nodiscard]] std::string filtered(std::string_view filter, std::string_view field, const std::string& text) const {
    if (form_ == Form::cloze_source && filter.starts_with("cloze"))
      return filter == "cloze" && side_ == Side::question ? text : std::string();
    if (filter == "cloze") return reveal_cloze(text, number_, side_);
    if (filter == "cloze-only") return only_cloze(text, number_, side_);
    if (filter == "text") return without_html(text);
    if (filter == "hint" && !trimmed(text).empty()) {
      return "<details class=\"hint\"><summary>" + std::string(field) + "</summary>" + text + "</details>";
    }
    return text;
  }

  const Values& values_;
  int number_;
  Side side_;
  Form form_;
  std::vector<Condition> conditions_;
  int failed_conditions_ = 0;
  bool no_more_tags_ = false;
  std::size_t bytes_ = 0;  ///< of the fields put in
  std::string result_;
  bool showed_field_ = false;
  std::set<std::string, std::less<>> cloze_fields_;
};

void check(const NoteType& type, const Note& note) {
  if (note.fields.size() != type.fields.size())
    refuse_value("note " + note.guid + " has not as many fields as its type");
  if (type.templates.empty()) refuse_value("note type " + type.name + " has no templates");
}

std::vector<int> cloze_ordinals(const NoteType& type, const Note& note) {
  const Values values = values_of(type, note, 0, {});
  Filling question(values, 0, Side::question);
  static_cast<void>(question.run(type.templates[0].question));
  std::set<int> numbers;
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    if (question.cloze_fields().contains(type.fields[i])) numbers.merge(cloze_numbers(parse_cloze(note.fields[i])));
  }
  std::vector<int> ordinals;
  for (const int number : numbers) ordinals.push_back(number - 1);
  return ordinals;
}

CardText render(const NoteType& type, const Note& note, int ordinal, const CardPlace& place, Form form) {
  check(type, note);
  const Template& sides = template_of(type, ordinal);
  Values values = values_of(type, note, ordinal, place);
  const int number = form == Form::cloze_source ? 0 : ordinal + 1;
  CardText card;
  card.question = Filling(values, number, Side::question, form).run(sides.question);
  values.emplace("FrontSide", form == Form::anki ? card.question : std::string());
  card.answer = Filling(values, number, Side::answer, form).run(sides.answer);
  return card;
}

/// Without what is left above the answer when the question is gone.
std::string without_line(std::string_view answer) {
  for (bool more = true; more;) {
    answer = trimmed(answer);
    more = false;
    for (const std::string_view line : {"<hr id=answer>", "<hr id=\"answer\">", "<hr>", "<br>", "<br/>", "<br />"}) {
      if (!answer.starts_with(line)) continue;
      answer.remove_prefix(line.size());
      more = true;
    }
  }
  return std::string(answer);
}

bool makes_card(const NoteType& type, const Note& note, int ordinal) {
  const Values values = values_of(type, note, ordinal, {});
  Filling question(values, ordinal + 1, Side::question);
  static_cast<void>(question.run(type.templates[static_cast<std::size_t>(ordinal)].question));
  return question.showed_field();
}

}  // namespace

CardText render(const NoteType& type, const Note& note, int ordinal, const CardPlace& place) {
  return render(type, note, ordinal, place, Form::anki);
}

CardText render_apart(const NoteType& type, const Note& note, int ordinal, const CardPlace& place) {
  CardText card = render(type, note, ordinal, place, Form::apart);
  card.answer = without_line(card.answer);
  return card;
}

CardText cloze_source(const NoteType& type, const Note& note, const CardPlace& place) {
  CardText card = render(type, note, 0, place, Form::cloze_source);
  card.answer = without_line(card.answer);
  return card;
}

std::vector<int> card_ordinals(const NoteType& type, const Note& note) {
  check(type, note);
  if (type.kind == NoteKind::cloze) return cloze_ordinals(type, note);
  std::vector<int> ordinals;
  for (int i = 0; i < static_cast<int>(type.templates.size()); ++i) {
    if (makes_card(type, note, i)) ordinals.push_back(i);
  }
  return ordinals;
}

}  // namespace haven::anki
