#include "codec/json_writer.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "haven/core/random.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using haven::codec::JsonWriter;
using nlohmann::json;

namespace {

std::string written(std::string_view text) { return JsonWriter().value(text).take(); }

/// What an independent writer makes of it.
std::string dumped(std::string_view text) { return json(text).dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace

TEST_CASE("json writer: objects and arrays come out as they were begun, with commas between") {
  JsonWriter out;
  out.begin_object().field("a", 1).name("list").begin_array().value("x").value(true).begin_object().end_object();
  out.begin_array().end_array().null().end_array().field("b", false).field("c", std::optional<int>());
  out.field("d", std::optional<int>(4)).end_object();
  CHECK(out.take() == R"({"a":1,"list":["x",true,{},[],null],"b":false,"c":null,"d":4})");
}

TEST_CASE("json writer: every byte of text is written as another writer does, broken UTF-8 too") {
  for (int first = 0; first < 256; ++first) {
    for (const int second : {-1, 0x00, 0x41, 0x80, 0xBF, 0xFF}) {
      std::string text = "before" + std::string(1, static_cast<char>(first));
      if (second >= 0) text += static_cast<char>(second);
      text += "\"after\\";
      CAPTURE(first);
      CAPTURE(second);
      CHECK(written(text) == dumped(text));
    }
  }
  CHECK(written("") == "\"\"");
  CHECK(written("δ 🩺 \t ok \x1F") == dumped("δ 🩺 \t ok \x1F"));
}

TEST_CASE("json writer: random text is written as another writer does") {
  haven::Rng rng(5);
  for (int round = 0; round < 2'000; ++round) {
    std::string text;
    for (std::size_t left = rng.below(30); left > 0; --left) {
      if (rng.below(3) == 0) {
        text += rng.below(2) == 0 ? "é" : "🩺";
      } else {
        text += static_cast<char>(rng.below(256));
      }
    }
    CHECK(written(text) == dumped(text));
  }
}

TEST_CASE("json writer: numbers read back bit for bit, and real ones as real ones") {
  std::vector<double> numbers{0.0, -0.0, 1.0, -1.5, 0.1 + 0.2, 1e300, -1e-300, 5e-324, 123456789012345680.0};
  numbers.push_back(std::numeric_limits<double>::max());
  haven::Rng rng(3);
  for (int i = 0; i < 1'000; ++i)
    numbers.push_back(std::ldexp(rng.uniform() - 0.5, static_cast<int>(rng.below(600)) - 300));
  for (const double number : numbers) {
    const json back = json::parse(JsonWriter().value(number).take());
    CHECK(back.is_number_float());
    CHECK(back.get<double>() == number);
    CHECK(std::signbit(back.get<double>()) == std::signbit(number));
  }
  CHECK(JsonWriter().value(std::numeric_limits<std::int64_t>::min()).take() == "-9223372036854775808");
}
