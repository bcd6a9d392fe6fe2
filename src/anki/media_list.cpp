#include "anki/media_list.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "haven/codec/utf8.hpp"

#include "anki/layout_18.hpp"
#include "anki/refusal.hpp"
#include "anki/wire.hpp"
#include "codec/strict_json.hpp"

#include <nlohmann/json.hpp>
#include <protozero/pbf_builder.hpp>

namespace haven::anki {
namespace {

std::string shown(std::string_view name) { return codec::is_utf8(name) ? codec::excerpt(name) : "?"; }

std::vector<MediaItem> checked(std::vector<MediaItem> items) {
  std::set<std::string_view> names;
  for (const MediaItem& item : items) {
    if (!is_media_name(item.name)) refuse("not a name for media: " + shown(item.name));
    if (!names.insert(item.name).second) refuse("two media are named " + shown(item.name));
  }
  return items;
}

bool is_number(std::string_view text) {
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return !text.empty() && digits;
}

Sha1Digest digest_from(std::string_view bytes) {
  Sha1Digest digest{};
  if (bytes.size() != digest.size()) refuse("a checksum of media has a wrong length");
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

MediaItem media_file_from(std::string_view bytes) {
  MediaItem item;
  read_message<layout::MediaFile>(bytes, [&](auto& message) {
    switch (message.tag()) {
      case layout::MediaFile::name:
        item.name = bytes_of(message);
        break;
      case layout::MediaFile::size:
        item.size = number_of(message);
        break;
      case layout::MediaFile::sha1:
        item.sha1 = digest_from(bytes_of(message));
        break;
      default:
        message.skip();
    }
  });
  return item;
}

}  // namespace

std::vector<MediaItem> media_from_json(std::string_view text) {
  const nlohmann::json object = codec::parse_strict(text, ErrorCode::corrupt_data, 2);
  if (!object.is_object()) refuse("the list of media is no JSON object");
  std::vector<MediaItem> items;
  for (const auto& [entry, name] : object.items()) {
    if (!is_number(entry) || !name.is_string()) refuse("the list of media must give names by number");
    items.push_back({entry, name.get<std::string>(), {}, {}});
  }
  return checked(std::move(items));
}

std::vector<MediaItem> media_from_message(std::string_view bytes) {
  std::vector<MediaItem> items;
  read_message<layout::MediaList>(bytes, [&](auto& message) {
    if (message.tag() != layout::MediaList::file) return message.skip();
    MediaItem item = media_file_from(bytes_of(message));
    item.entry = std::to_string(items.size());
    items.push_back(std::move(item));
  });
  return checked(std::move(items));
}

std::string to_json(const std::vector<MediaItem>& items) {
  nlohmann::json object = nlohmann::json::object();
  for (const MediaItem& item : items) object[item.entry] = item.name;
  return object.dump();
}

std::string to_message(const std::vector<MediaItem>& items) {
  std::string bytes;
  protozero::pbf_builder<layout::MediaList> list(bytes);
  for (const MediaItem& item : items) {
    protozero::pbf_builder<layout::MediaFile> file(list, layout::MediaList::file);
    file.add_string(layout::MediaFile::name, item.name);
    file.add_uint64(layout::MediaFile::size, item.size.value_or(0));
    if (!item.sha1) continue;
    file.add_bytes(layout::MediaFile::sha1, reinterpret_cast<const char*>(item.sha1->data()), item.sha1->size());
  }
  return bytes;
}

bool is_media_name(std::string_view name) {
  constexpr std::size_t bytes_at_most = 255;
  if (name.empty() || name.size() > bytes_at_most || name == "." || name == "..") return false;
  const bool control = std::any_of(name.begin(), name.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
  return !control && name.find_first_of("/\\:") == std::string_view::npos && codec::is_utf8(name);
}

}  // namespace haven::anki
