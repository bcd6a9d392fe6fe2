#pragma once

#include <span>
#include <vector>

#include "haven/scoring/item_key.hpp"

namespace haven::scoring {

/// A candidate's raw response: the options selected in each part of the item, in the order of parts(key), in any order
/// within a part. A part without options is unanswered, and so is an item without parts.
using Selection = std::vector<std::vector<int>>;

/// The category of the polytomous model for each number of points, from 0 to the maximum. Where few candidates earn a
/// number of points, neighbours may share a category. Empty: each number of points is its own category.
using CategoryMap = std::vector<int>;

/// What one part of an item earned, and why.
struct PartMark {
  PartKind kind = PartKind::item;
  std::vector<int> selected;
  std::vector<int> correct;
  int right = 0;    ///< how many of the selected are correct
  int wrong = 0;    ///< how many are not
  int points = 0;   ///< by the rule of the item
  int maximum = 0;  ///< 0 for the claim of a rationale, which earns through its reasons

  bool operator==(const PartMark&) const = default;
};

/// The score of one response, with the marks that it is the sum of.
struct Score {
  ItemType type = ItemType::multiple_choice;
  ScoringRule rule = ScoringRule::zero_one;
  int points = 0;
  int maximum = 0;
  int category = 0;  ///< what a polytomous item takes as the score of an irt::Response
  std::vector<PartMark> marks;

  bool operator==(const Score&) const = default;
};

/// Scores `selection` by the rule of the item's type. Unanswered parts earn nothing.
///
/// 0/1: correct selections. +/-: correct minus wrong selections of a part, at least 0. Rationale: correct reasons, if
/// the claim is correct. The item's points are the sum over its parts. Muntean, NCSBN (2022); docs/ngn_scoring.md says
/// what of this is published and what is our reading of it.
///
/// Pure and thread-safe; O(n log n) in the options selected and correct. Throws Error(invalid_argument), naming what is
/// wrong, for a key or categories that are not valid, another number of parts, more selected than the part's limit, an
/// option out of range or selected twice, a word dragged into two gaps.
[[nodiscard]] Score score(const ItemKey& key, const Selection& selection, const CategoryMap& categories = {});

/// Throws Error(invalid_argument) unless `categories` has an entry for each number of points from 0 to
/// `maximum_points`, starts at 0, never falls, skips no category and reaches at least 1.
void validate(const CategoryMap& categories, int maximum_points);

}  // namespace haven::scoring
