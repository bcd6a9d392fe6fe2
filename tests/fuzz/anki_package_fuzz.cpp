// Anki packages: any bytes are read or refused by an Error, and nothing is left behind.

#include "haven/anki/reader.hpp"
#include "haven/core/error.hpp"

#include "input.hpp"

namespace {

using namespace haven;

class Reader final : public anki::PackageSink {
  void on_media(const std::string& name, anki::ByteSource& content) override {
    test::must(!name.empty() && name.find('/') == std::string::npos);
    std::uint8_t piece[1000];
    while (content.read(piece) > 0) {
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    Reader sink;
    anki::read_package(std::span(data, size), sink);
  } catch (const Error& error) {
    test::must(error.code() == ErrorCode::corrupt_data);
  }
  return 0;
}
