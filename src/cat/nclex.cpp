#include "haven/cat/nclex.hpp"

#include <array>

#include "cat/enum_names.hpp"

namespace haven::cat {
namespace {

constexpr std::array<std::string_view, 6> names = {"rn_2026", "pn_2026",     "rn_2023",
                                                   "pn_2023", "rn_pre_2020", "pn_pre_2020"};

/// An area of the Client Needs and the published range of its share.
struct Area {
  const char* code;
  double minimum;
  double maximum;
};

using Plan = std::array<Area, 8>;

// NCLEX-RN test plans of 2023 and 2026: the weights did not change.
constexpr Plan rn_areas = {{{"management_of_care", 0.15, 0.21},
                            {"safety_and_infection_control", 0.10, 0.16},
                            {"health_promotion_and_maintenance", 0.06, 0.12},
                            {"psychosocial_integrity", 0.06, 0.12},
                            {"basic_care_and_comfort", 0.06, 0.12},
                            {"pharmacological_and_parenteral_therapies", 0.13, 0.19},
                            {"reduction_of_risk_potential", 0.09, 0.15},
                            {"physiological_adaptation", 0.11, 0.17}}};

// NCLEX-PN test plans of 2023 and 2026, and of 2017 before them.
constexpr Plan pn_areas = {{{"coordinated_care", 0.18, 0.24},
                            {"safety_and_infection_control", 0.10, 0.16},
                            {"health_promotion_and_maintenance", 0.06, 0.12},
                            {"psychosocial_integrity", 0.09, 0.15},
                            {"basic_care_and_comfort", 0.07, 0.13},
                            {"pharmacological_therapies", 0.10, 0.16},
                            {"reduction_of_risk_potential", 0.09, 0.15},
                            {"physiological_adaptation", 0.07, 0.13}}};

// NCLEX-RN test plan of 2019.
constexpr Plan rn_2019_areas = {{{"management_of_care", 0.17, 0.23},
                                 {"safety_and_infection_control", 0.09, 0.15},
                                 {"health_promotion_and_maintenance", 0.06, 0.12},
                                 {"psychosocial_integrity", 0.06, 0.12},
                                 {"basic_care_and_comfort", 0.06, 0.12},
                                 {"pharmacological_and_parenteral_therapies", 0.12, 0.18},
                                 {"reduction_of_risk_potential", 0.09, 0.15},
                                 {"physiological_adaptation", 0.11, 0.17}}};

/// What is the same in every profile: adaptive selection by the area furthest below its share, Rasch-like maximum
/// likelihood, a 95 % interval, an easy first item (our reading: half a logit below the standard).
Blueprint common(const Plan& areas, double standard) {
  Blueprint blueprint;
  blueprint.passing_standard = standard;
  blueprint.start_theta = standard - 0.5;
  blueprint.content_balance = ContentBalance::largest_deficit;
  for (const auto& [code, minimum, maximum] : areas)
    blueprint.content.push_back({"client_need", code, minimum, maximum, 0.5 * (minimum + maximum)});
  return blueprint;
}

/// The plans of 2026 name this area anew.
Plan renamed_2026(Plan areas) {
  areas[1].code = "safety_and_infection_prevention_and_control";
  return areas;
}

/// 85 to 150 items in five hours: 15 pretest items and three case studies among the first 85.
Blueprint next_generation(const Plan& areas, double standard, bool pass_at_standard, bool stand_alone_quota) {
  Blueprint blueprint = common(areas, standard);
  blueprint.minimum_items = 85;
  blueprint.maximum_items = 150;
  blueprint.time_limit = Duration::hours(5);
  blueprint.pass_at_standard = pass_at_standard;
  // Positions are our reading: case studies begin by item 60, so that areas even out before item 85.
  blueprint.sets = {.count = 3, .first_position = 6, .last_position = 60};
  blueprint.pretest = {.count = 15, .first_position = 6, .last_position = 80};
  if (stand_alone_quota)
    blueprint.content.push_back({"clinical_judgment", "stand_alone", 0.06, 0.14, 0.10});  // "about 10 %"
  return blueprint;
}

/// The rules before spring 2020: no case studies.
Blueprint pre_2020(const Plan& areas, double standard, int minimum, int maximum, int pretest, Duration time) {
  Blueprint blueprint = common(areas, standard);
  blueprint.minimum_items = minimum;
  blueprint.maximum_items = maximum;
  blueprint.time_limit = time;
  blueprint.timeout_rule = TimeoutRule::last_sixty_above;
  blueprint.pass_at_standard = false;
  blueprint.pretest = {.count = pretest, .first_position = 1, .last_position = minimum - 5};
  return blueprint;
}

}  // namespace

std::string_view to_string(NclexProfile profile) noexcept { return name(names, profile); }

std::optional<NclexProfile> parse_nclex_profile(std::string_view text) noexcept {
  return find<NclexProfile>(names, text);
}

Blueprint nclex_blueprint(NclexProfile profile, bool stand_alone_quota) {
  switch (profile) {
    case NclexProfile::rn_2026:
      return next_generation(renamed_2026(rn_areas), 0.0, true, stand_alone_quota);
    case NclexProfile::pn_2026:
      return next_generation(renamed_2026(pn_areas), -0.18, true, stand_alone_quota);
    case NclexProfile::rn_2023:
      return next_generation(rn_areas, 0.0, false, stand_alone_quota);
    case NclexProfile::pn_2023:
      return next_generation(pn_areas, -0.18, false, stand_alone_quota);
    case NclexProfile::rn_pre_2020:
      return pre_2020(rn_2019_areas, 0.0, 75, 265, 15, Duration::hours(6));
    case NclexProfile::pn_pre_2020:
      return pre_2020(pn_areas, -0.21, 85, 205, 25, Duration::hours(5));
  }
  return {};
}

}  // namespace haven::cat
