#pragma once

#include "haven/scoring/score.hpp"

/// The points of a response, counted on bit masks from the rules as docs/ngn_scoring.md states them, type by type and
/// without the library's parts and rules.
int points_by_hand(const haven::scoring::ItemKey& key, const haven::scoring::Selection& selection);

/// The one response that is correct in everything.
haven::scoring::Selection all_correct(const haven::scoring::ItemKey& key);
