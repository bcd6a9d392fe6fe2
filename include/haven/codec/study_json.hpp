#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "haven/cat/blueprint.hpp"
#include "haven/cat/item_pool.hpp"

namespace haven::codec {

/// A study that somebody has written down: what is simulated.
struct StudyDescription {
  cat::ItemPool pool;
  cat::Blueprint blueprint;
  std::vector<double> theta;  ///< the candidates' true abilities
  std::uint64_t seed = 0;
  double testlet_effect_sd = 0.0;
};

/// Reads a JSON object with the members
///
/// - `blueprint`: as blueprint_from_json() reads it; or `profile`: the name of an NCLEX profile ("rn_2026");
/// - `items`: a list of items. Each has a `model` with exactly its own parameters: "1pl" (`difficulty`, optionally
///   `discrimination`), "2pl" (`discrimination`, `difficulty`), "3pl" (and `pseudo_guessing`), "4pl" (and
///   `upper_asymptote`), "grm" (`discrimination`, `thresholds`), "mgrm" (`discrimination`, `location`,
///   `category_offsets`), "gpcm" (`discrimination`, `step_difficulties`), "pcm" (`step_difficulties`), "rsm"
///   (`difficulty`, `step_offsets`), "nrm" (`slopes`, `intercepts`); and optionally `id` (by default the position, from
///   0), `attributes` (an object of words), `set`, `enemies` (a list of ids), `pretest`;
/// - `candidates`: {"count": n, "mean": 0, "sd": 1}, drawn from a normal distribution by the seed, or {"theta": [...]};
/// - optionally `seed`, a string of digits, and `testlet_effect_sd`.
///
/// Strict, as all readers of exam_json.hpp: an unknown, repeated or missing member, a wrong type, a number out of range
/// throw Error(invalid_argument), naming the place. At most 10^6 candidates.
[[nodiscard]] StudyDescription study_from_json(std::string_view text);

}  // namespace haven::codec
