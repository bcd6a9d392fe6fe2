#include "haven/codec/scheduler_json.hpp"

#include "haven/core/error.hpp"

#include "codec/srs_json.hpp"
#include "codec/strict_json.hpp"

namespace haven::codec {
namespace {

constexpr Mode strict{ErrorCode::invalid_argument, Missing::refused};
constexpr Mode by_hand{ErrorCode::invalid_argument, Missing::keeps_default};

nlohmann::json parse(std::string_view text) { return parse_strict(text, ErrorCode::invalid_argument); }

}  // namespace

std::string canonical_json(const srs::SchedulerOptions& options) {
  srs::SchedulerOptions whole = options;
  whole.day_rule = srs::Scheduler(options).days().rule();
  return options_to_json(whole).dump();
}

std::string to_json(const srs::SchedulerOptions& options) { return options_to_json(options).dump(); }
std::string to_json(const srs::MemoryState& memory) { return memory_to_json(memory).dump(); }
std::string to_json(const srs::Card& card) { return card_to_json(card).dump(); }
std::string to_json(const srs::Review& review) { return review_to_json(review).dump(); }
std::string to_json(const srs::Explanation& why) { return explanation_to_json(why).dump(); }

srs::SchedulerOptions scheduler_options_from_json(std::string_view text) {
  return read_options(parse(text), "scheduler", by_hand);
}
srs::Card card_from_json(std::string_view text) { return read_card(parse(text), "card", strict); }
srs::Review review_from_json(std::string_view text) { return read_review(parse(text), "review", strict); }

}  // namespace haven::codec
