#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "haven/codec/utf8.hpp"

#include "anki/refusal.hpp"

#include <protozero/pbf_message.hpp>

namespace haven::anki {

/// Calls `take(message)` for every field of a Protocol Buffers message; it reads the field or calls message.skip().
/// Throws Error(corrupt_data) for a message that is cut off or otherwise broken.
template <class Tag, class Take>
void read_message(std::string_view bytes, Take take) {
  try {
    protozero::pbf_message<Tag> message(bytes.data(), bytes.size());
    while (message.next()) take(message);
  } catch (const protozero::exception& error) {
    refuse(std::string("not a valid message: ") + error.what());
  }
}

/// A field of bytes, in a message that is read.
template <class Message>
[[nodiscard]] std::string_view bytes_of(Message& message) {
  if (message.wire_type() != protozero::pbf_wire_type::length_delimited) refuse("not a valid message: wrong type");
  const protozero::data_view view = message.get_view();
  return {view.data(), view.size()};
}

/// A field of text: UTF-8 without NUL.
template <class Message>
[[nodiscard]] std::string text_of(Message& message) {
  const std::string_view text = bytes_of(message);
  if (!codec::is_utf8(text) || text.find('\0') != std::string_view::npos) refuse("not a valid message: not UTF-8");
  return std::string(text);
}

/// A field of a whole number.
template <class Message>
[[nodiscard]] std::uint64_t number_of(Message& message) {
  if (message.wire_type() != protozero::pbf_wire_type::varint) refuse("not a valid message: wrong type");
  return message.get_uint64();
}

}  // namespace haven::anki
