#include "anki/plain_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "anki/sha1.hpp"

namespace haven::anki {
namespace {

std::string lowered(std::string_view text) {
  std::string result(text);
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

/// Finds a word again and again from places that only rise; it is searched for once in every part of the text.
class Finder {
 public:
  explicit Finder(std::string_view word) : word_(word) {}

  std::size_t next(std::string_view text, std::size_t from) {
    if (!searched_ || (at_ != std::string_view::npos && at_ < from)) at_ = text.find(word_, from);
    searched_ = true;
    return at_;
  }
  [[nodiscard]] std::size_t length() const noexcept { return word_.size(); }

 private:
  std::string_view word_;
  std::size_t at_ = 0;
  bool searched_ = false;
};

/// The value of src or data in a tag; empty for none.
std::string_view media_of(std::string_view tag) {
  const bool image = lowered(tag.substr(0, 4)) == "<img";
  if (!image && lowered(tag.substr(0, 7)) != "<object") return {};
  const std::string_view attribute = image ? "src=" : "data=";
  const std::size_t found = tag.find(attribute);
  if (found == std::string_view::npos) return {};
  const std::string_view value = tag.substr(found + attribute.size(), tag.size() - found - attribute.size() - 1);
  const bool quoted = value.starts_with('"') || value.starts_with('\'');
  const std::size_t end = quoted ? value.find(value[0], 1) : value.find_first_of(" >");
  return value.substr(quoted ? 1 : 0, end == std::string_view::npos ? end : end - (quoted ? 1 : 0));
}

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr std::array entities = {Entity{"&nbsp;", " "}, Entity{"&lt;", "<"},    Entity{"&gt;", ">"},
                                 Entity{"&amp;", "&"},  Entity{"&quot;", "\""}, Entity{"&#39;", "'"}};

struct Kept {
  bool media_names = false;
  bool entities = false;
};

/// Walks through HTML once.
class Stripper {
 public:
  Stripper(std::string_view html, Kept kept) : html_(html), lower_(lowered(html)), kept_(kept) {}

  std::string run() {
    while (at_ < html_.size()) {
      if (!(html_[at_] == '<' && skip_tag()) && !(html_[at_] == '&' && resolve_entity())) plain_ += html_[at_++];
    }
    return std::move(plain_);
  }

 private:
  struct Element {
    std::string_view begin;
    Finder end;
  };

  bool skip_tag() {
    for (Element& element : elements_) {
      if (std::string_view(lower_).substr(at_).starts_with(element.begin) && skip_to(element.end)) return true;
    }
    const std::size_t begin = at_;
    if (!skip_to(tag_end_)) return false;
    if (kept_.media_names) put_media(html_.substr(begin, at_ - begin));
    return true;
  }

  bool skip_to(Finder& end) {
    const std::size_t found = end.next(lower_, at_);
    if (found == std::string_view::npos) return false;
    at_ = found + end.length();
    return true;
  }

  void put_media(std::string_view tag) {
    const std::string_view media = media_of(tag);
    if (!media.empty()) plain_.append(" ").append(media).append(" ");
  }

  bool resolve_entity() {
    for (const auto& [name, text] : entities) {
      if (kept_.entities || !html_.substr(at_).starts_with(name)) continue;
      plain_ += text;
      at_ += name.size();
      return true;
    }
    return false;
  }

  std::string_view html_;
  std::string lower_;  ///< of the same length
  Kept kept_;
  std::size_t at_ = 0;
  std::string plain_;
  Finder tag_end_{">"};
  std::array<Element, 3> elements_ = {Element{"<!--", Finder("-->")}, Element{"<style", Finder("</style>")},
                                      Element{"<script", Finder("</script>")}};
};

std::string stripped(std::string_view html, Kept kept) { return Stripper(html, kept).run(); }

}  // namespace

std::string plain_text(std::string_view html) { return stripped(html, {.media_names = true}); }
std::string without_tags(std::string_view html) { return stripped(html, {.entities = true}); }
std::string without_html(std::string_view html) { return stripped(html, {}); }

std::uint32_t field_checksum(std::string_view plain) {
  Sha1 sha1;
  sha1.add({reinterpret_cast<const std::uint8_t*>(plain.data()), plain.size()});
  std::uint32_t checksum = 0;
  for (std::size_t i = 0; i < 4; ++i) checksum = (checksum << 8U) | sha1.digest()[i];
  return checksum;
}

}  // namespace haven::anki
