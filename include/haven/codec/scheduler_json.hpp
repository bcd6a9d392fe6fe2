#pragma once

#include <string>
#include <string_view>

#include "haven/srs/card.hpp"
#include "haven/srs/history.hpp"
#include "haven/srs/memory_model.hpp"
#include "haven/srs/scheduler.hpp"

/// JSON forms of spaced repetition, by the rules of exam_json.hpp: every bit of a number is kept, what is absent is
/// null, durations are whole microseconds, 64-bit words strings of decimal digits, ratings words.
namespace haven::codec {

/// The one text of these options: fields in alphabetical order, no spaces; what the model does not use is left out and
/// the day rule is written out, so that two texts are equal only when the schedulers are.
[[nodiscard]] std::string canonical_json(const srs::SchedulerOptions& options);

[[nodiscard]] std::string to_json(const srs::SchedulerOptions& options);
[[nodiscard]] std::string to_json(const srs::MemoryState& memory);
[[nodiscard]] std::string to_json(const srs::Card& card);
[[nodiscard]] std::string to_json(const srs::Review& review);
[[nodiscard]] std::string to_json(const srs::Explanation& why);

/// Options as a person writes them: fields left out keep their defaults; "weights" may be left out or of an older
/// version (see srs::make_parameters). Throws Error(invalid_argument), also for what srs::Scheduler refuses.
[[nodiscard]] srs::SchedulerOptions scheduler_options_from_json(std::string_view text);
/// Like the next one, throws Error(invalid_argument).
[[nodiscard]] srs::Card card_from_json(std::string_view text);
[[nodiscard]] srs::Review review_from_json(std::string_view text);

}  // namespace haven::codec
