#pragma once

#include <optional>
#include <string_view>

#include "haven/cat/blueprint.hpp"

namespace haven::cat {

/// Rules modelled on those that NCSBN publishes for the NCLEX, as data. `pre_2020` are the rules before
/// spring 2020 (RN: test plan of 2019; PN: of 2017), with the rule of the last sixty estimates when time runs out.
///
/// No statement about the real exam follows from an exam with these rules on a bank of one's own: the bank is not on
/// NCSBN's scale. docs/nclex.md tells what is published and what is our reading.
enum class NclexProfile { rn_2026, pn_2026, rn_2023, pn_2023, rn_pre_2020, pn_pre_2020 };

/// "rn_2026", ...
[[nodiscard]] std::string_view to_string(NclexProfile profile) noexcept;
[[nodiscard]] std::optional<NclexProfile> parse_nclex_profile(std::string_view text) noexcept;

/// The blueprint of a profile: lengths, passing standard, confidence, time, the eight Client Needs areas as content
/// rules on the attribute "client_need", 15 pretest items and three case studies by their placement rules. With
/// `stand_alone_quota` also the share of stand-alone clinical-judgment items, value "stand_alone" of the attribute
/// "clinical_judgment"; the older profile has none.
[[nodiscard]] Blueprint nclex_blueprint(NclexProfile profile, bool stand_alone_quota = true);

}  // namespace haven::cat
