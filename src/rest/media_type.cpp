#include "rest/media_type.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace haven::rest {
namespace {

using namespace std::string_view_literals;

/// Bytes that files of a type have at a place; some types by two of them.
struct Signature {
  std::string_view type;
  std::string_view begins;
  std::size_t place = 0;
  std::string_view there = {};
};

/// As in the MIME Sniffing Standard of WHATWG, sections 6.1 and 6.2, and the specifications of AVIF, FLAC and ISO
/// media.
constexpr std::array signatures = {
    Signature{"image/png", "\x89PNG\r\n\x1a\n"},
    Signature{"image/jpeg", "\xff\xd8\xff"},
    Signature{"image/gif", "GIF87a"},
    Signature{"image/gif", "GIF89a"},
    Signature{"image/webp", "RIFF", 8, "WEBPVP"},
    Signature{"image/bmp", "BM", 6, "\0\0\0\0"sv},
    Signature{"audio/wav", "RIFF", 8, "WAVE"},
    Signature{"audio/mpeg", "ID3"},
    Signature{"audio/flac", "fLaC"},
    Signature{"application/ogg", "OggS\0"sv},
    Signature{"video/webm", "\x1a\x45\xdf\xa3"},
    Signature{"image/avif", "", 4, "ftypavif"},
    Signature{"audio/mp4", "", 4, "ftypM4A"},
    Signature{"video/mp4", "", 4, "ftyp"},
};

/// The header of a frame of MPEG-1, -2 or -2.5, layer III: sampling rate and bit rate are none of the reserved values.
bool is_mp3_frame(std::string_view content) {
  if (content.size() < 4) return false;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(content[i]); };
  const bool sync = byte(0) == 0xFFU && (byte(1) & 0xE0U) == 0xE0U && (byte(1) & 0x18U) != 0x08U;
  const bool layer_3 = (byte(1) & 0x06U) == 0x02U;
  const unsigned bit_rate = byte(2) >> 4U, sampling = (byte(2) >> 2U) & 3U;
  return sync && layer_3 && bit_rate != 0 && bit_rate != 15 && sampling != 3;
}

void skip_space(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

/// An XML text whose first element is <svg>; declarations and comments may come before it.
bool is_svg(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  skip_space(text);
  while (text.starts_with("<?") || text.starts_with("<!")) {
    const std::string_view end = text.starts_with("<!--") ? "-->" : ">";
    text.remove_prefix(std::min(text.find(end), text.size() - end.size()) + end.size());
    skip_space(text);
  }
  return text.starts_with("<svg") && text.size() > 4 && " \t\r\n>/"sv.find(text[4]) != std::string_view::npos;
}

bool fits(const Signature& signature, std::string_view content) {
  return content.starts_with(signature.begins) && content.size() >= signature.place &&
         content.substr(signature.place).starts_with(signature.there);
}

}  // namespace

std::string_view media_type_of(std::string_view content) noexcept {
  const auto* const found = std::find_if(signatures.begin(), signatures.end(),
                                         [&](const Signature& signature) { return fits(signature, content); });
  if (found != signatures.end()) return found->type;
  if (is_mp3_frame(content)) return "audio/mpeg";
  return is_svg(content) ? "image/svg+xml" : "";
}

}  // namespace haven::rest
