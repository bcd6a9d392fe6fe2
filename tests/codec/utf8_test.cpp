#include "haven/codec/utf8.hpp"

#include <doctest/doctest.h>

using haven::codec::excerpt;
using haven::codec::has_control_characters;
using haven::codec::is_utf8;

TEST_CASE("is_utf8: text of one to four bytes for each character is well formed") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("plain"));
  CHECK(is_utf8("\xC3\xA9"));
  CHECK(is_utf8("\xE2\x82\xAC"));
  CHECK(is_utf8("\xF0\x9F\xA9\xBA"));
  CHECK(is_utf8("\xF4\x8F\xBF\xBF"));
}

TEST_CASE("is_utf8: overlong forms, surrogates, lone and cut sequences are refused") {
  CHECK_FALSE(is_utf8("\xC0\x80"));
  CHECK_FALSE(is_utf8("\xE0\x80\x80"));
  CHECK_FALSE(is_utf8("\xF0\x80\x80\x80"));
  CHECK_FALSE(is_utf8("\xED\xA0\x80"));
  CHECK_FALSE(is_utf8("\xF4\x90\x80\x80"));
  CHECK_FALSE(is_utf8("\x80"));
  CHECK_FALSE(is_utf8("\xE2\x82"));
  CHECK_FALSE(is_utf8("\xFF"));
  CHECK_FALSE(is_utf8("\xE2\x28\xA1"));
}

TEST_CASE("has_control_characters: tab and line feed are text, NUL, CR and DEL are not") {
  CHECK_FALSE(has_control_characters("a\tb\nc"));
  CHECK(has_control_characters(std::string_view("a\0b", 3)));
  CHECK(has_control_characters("a\r"));
  CHECK(has_control_characters("\x7F"));
}

TEST_CASE("excerpt: never cuts a character in two") {
  CHECK(excerpt("a\xE2\x82\xAC", 3) == "a");
  CHECK(excerpt("a\xE2\x82\xAC", 4) == "a\xE2\x82\xAC");
  CHECK(excerpt("a\nb", 3) == "a?b");
}
