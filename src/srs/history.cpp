#include "haven/srs/history.hpp"

#include <algorithm>
#include <tuple>

#include "haven/core/error.hpp"

namespace haven::srs {
namespace {

bool comes_before(const Review& a, const Review& b) noexcept { return std::tie(a.at, a.id) < std::tie(b.at, b.id); }

void check_same(const Review& a, const Review& b) {
  if (a == b) return;
  throw Error(ErrorCode::conflict, "review " + to_string(a.id) + " stands for two different answers", "review_differs");
}

/// Sorts, keeps one of each, and refuses two answers of one id.
void settle(std::vector<Review>& reviews) {
  std::sort(reviews.begin(), reviews.end(), [](const Review& a, const Review& b) { return a.id < b.id; });
  for (std::size_t i = 1; i < reviews.size(); ++i) {
    if (reviews[i].id == reviews[i - 1].id) check_same(reviews[i - 1], reviews[i]);
  }
  reviews.erase(std::unique(reviews.begin(), reviews.end()), reviews.end());
  std::sort(reviews.begin(), reviews.end(), comes_before);
}

}  // namespace

Card replay(const Scheduler& scheduler, const Card& fresh, std::span<const Review> reviews, const Occasion& occasion) {
  Card card = fresh;
  for (const Review& review : reviews) {
    Occasion then = occasion;
    then.workload = nullptr;
    then.balanced = review.balanced;
    then.day = review.day;
    card = scheduler.review(card, review.rating, review.at, then);
  }
  return card;
}

History merge(const History& a, const History& b) {
  History both = a;
  both.reviews.insert(both.reviews.end(), b.reviews.begin(), b.reviews.end());
  both.undone.insert(both.undone.end(), b.undone.begin(), b.undone.end());
  settle(both.reviews);
  std::sort(both.undone.begin(), both.undone.end());
  both.undone.erase(std::unique(both.undone.begin(), both.undone.end()), both.undone.end());
  return both;
}

std::vector<Review> effective(const History& history) {
  const History settled = merge(history, {});
  std::vector<Review> reviews;
  for (const Review& review : settled.reviews) {
    if (!std::binary_search(settled.undone.begin(), settled.undone.end(), review.id)) reviews.push_back(review);
  }
  return reviews;
}

}  // namespace haven::srs
