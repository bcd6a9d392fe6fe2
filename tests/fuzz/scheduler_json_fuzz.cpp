// Schedulers, cards and reviews as JSON: what is read is one that the engine takes, and its text is read the same
// again; everything else is refused by an Error.

#include "haven/codec/scheduler_json.hpp"
#include "haven/core/error.hpp"

#include "input.hpp"

namespace {

using namespace haven;

void read_options(std::string_view text) {
  const srs::SchedulerOptions options = codec::scheduler_options_from_json(text);
  const srs::Scheduler scheduler(options);
  const std::string canonical = codec::canonical_json(options);
  test::must(codec::canonical_json(codec::scheduler_options_from_json(canonical)) == canonical);
  test::must(codec::canonical_json(codec::scheduler_options_from_json(codec::to_json(options))) == canonical);
}

void read_card(std::string_view text) {
  const srs::Card card = codec::card_from_json(text);
  test::must(codec::to_json(codec::card_from_json(codec::to_json(card))) == codec::to_json(card));
}

void read_review(std::string_view text) {
  const srs::Review review = codec::review_from_json(text);
  test::must(codec::review_from_json(codec::to_json(review)) == review);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = test::text_of(data, size);
  for (const auto read : {read_options, read_card, read_review}) {
    try {
      read(text);
    } catch (const Error& error) {
      test::must(error.code() == ErrorCode::invalid_argument || error.reason() == "time_zones");
    }
  }
  return 0;
}
