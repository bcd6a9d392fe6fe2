#include "rest/media_type.hpp"

#include <string>

#include <doctest/doctest.h>

using haven::rest::media_type_of;
using namespace std::string_literals;

// The beginnings of files made by ImageMagick 6.9, ffmpeg 5.1, LAME 3.100 and flac 1.4, as file(1) 5.44 names them.
TEST_CASE("media types: what the first bytes of a file say") {
  CHECK(media_type_of("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"s) == "image/png");
  CHECK(media_type_of("\xff\xd8\xff\xe0\0\x10JFIF\0"s) == "image/jpeg");
  CHECK(media_type_of("GIF89a\x01\0"s) == "image/gif");
  CHECK(media_type_of("RIFF\x24\0\0\0WEBPVP8 "s) == "image/webp");
  CHECK(media_type_of("BM\x36\0\0\0\0\0\0\0\x36\0\0\0"s) == "image/bmp");
  CHECK(media_type_of("\0\0\0\x1c"
                      "ftypavif\0\0\0\0"s) == "image/avif");
  CHECK(media_type_of("RIFF\x24\0\0\0WAVEfmt "s) == "audio/wav");
  CHECK(media_type_of("ID3\x04\0\0\0\0\0\x23TSSE"s) == "audio/mpeg");
  CHECK(media_type_of("\xff\xfb\x90\x64\0"s) == "audio/mpeg");
  CHECK(media_type_of("\xff\xf3\x40\xc4\0"s) == "audio/mpeg");  // MPEG-2
  CHECK(media_type_of("fLaC\0\0\0\x22"s) == "audio/flac");
  CHECK(media_type_of("OggS\0\x02\0\0"s) == "application/ogg");
  CHECK(media_type_of("\0\0\0\x1c"
                      "ftypM4A \0\0\x02\0"s) == "audio/mp4");
  CHECK(media_type_of("\0\0\0\x20"
                      "ftypisom\0\0\x02\0"s) == "video/mp4");
  CHECK(media_type_of("\x1a\x45\xdf\xa3\x9f\x42\x86\x81"s) == "video/webm");
  CHECK(media_type_of("<svg xmlns=\"http://www.w3.org/2000/svg\"/>") == "image/svg+xml");
  CHECK(media_type_of("\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- a > b --><!DOCTYPE svg>\n<svg>") == "image/svg+xml");
}

TEST_CASE("media types: everything else is none, whatever it is called") {
  for (const std::string& text :
       {""s, "B"s, "<"s, "<html><svg>"s, "<svgx>"s, "<!--"s, "<?xml"s, "plain text"s, "\xff\xfe<\0s\0"s,
        "\xff\xff\xff\xff"s, "RIFF\x24\0\0\0AVI LIST"s, "\x89PNG"s, "%PDF-1.7"s, "PK\x03\x04"s,
        "\x7f"
        "ELF"s,
        "BM and so on, a text"s}) {
    CAPTURE(text);
    CHECK(media_type_of(text).empty());
  }
}
