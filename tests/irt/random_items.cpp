#include "irt/random_items.hpp"

namespace haven::irt {

std::vector<LogisticItem> random_items(std::size_t count, bool four_parameters, Rng& rng) {
  std::vector<LogisticItem> items(count);
  for (auto& item : items) {
    item.discrimination = 0.5 + 2.0 * rng.uniform();
    item.difficulty = -3.0 + 6.0 * rng.uniform();
    item.pseudo_guessing = 0.35 * rng.uniform();
    if (four_parameters) item.upper_asymptote = 0.85 + 0.15 * rng.uniform();
  }
  return items;
}

std::vector<ItemResponse> random_responses(const ItemBank& bank, Rng& rng) {
  std::vector<ItemResponse> responses;
  for (ItemIndex item = 0; item < bank.size(); ++item)
    responses.push_back({item, rng.below(2) == 1 ? Response::correct : Response::incorrect});
  return responses;
}

}  // namespace haven::irt
