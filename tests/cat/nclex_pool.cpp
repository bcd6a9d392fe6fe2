#include "cat/nclex_pool.hpp"

#include <string>
#include <utility>
#include <vector>

#include "haven/core/random.hpp"
#include "haven/math/normal.hpp"

namespace haven::cat {
namespace {

/// The bank and its content as they grow.
class Maker {
 public:
  Maker(NclexProfile profile, std::uint64_t seed) : rules_(nclex_blueprint(profile, false).content), rng_(seed) {}

  ItemContent& add(const std::string& id, bool partial_credit) {
    const double b = math::draw_normal(rng_);
    if (partial_credit)
      entries_.push_back({id, irt::PartialCreditItem{1.0, {b - 0.5, b + 0.5}}});
    else
      entries_.push_back({id, irt::LogisticItem{1.0, b}});
    return content_.emplace_back(ItemContent{.attributes = {{"client_need", draw_area()}}});
  }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  ItemPool finish() { return {irt::ItemBank(std::move(entries_)), std::move(content_)}; }

 private:
  std::string draw_area() {
    double left = rng_.uniform();
    for (const auto& rule : rules_)
      if ((left -= *rule.target) < 0.0) return rule.value;
    return rules_.back().value;
  }

  std::vector<ContentRule> rules_;
  Rng rng_;
  std::vector<irt::BankEntry> entries_;
  std::vector<ItemContent> content_;
};

}  // namespace

ItemPool nclex_pool(NclexProfile profile, std::size_t stand_alone, std::size_t sets, std::size_t pretest,
                    std::uint64_t seed) {
  Maker maker(profile, seed);
  for (std::size_t i = 0; i < stand_alone; ++i) {
    ItemContent& content = maker.add("single-" + std::to_string(i), i % 5 == 0);
    if (i % 8 == 3) content.attributes["clinical_judgment"] = "stand_alone";
    if (i % 20 == 7) content.enemies = {"single-" + std::to_string(i - 1)};
  }
  for (std::size_t set = 0; set < sets; ++set)
    for (int item = 0; item < 6; ++item)
      maker.add("case-" + std::to_string(set) + "-" + std::to_string(item), true).set = "case-" + std::to_string(set);
  for (std::size_t i = 0; i < pretest; ++i) maker.add("pretest-" + std::to_string(i), false).pretest = true;
  return maker.finish();
}

}  // namespace haven::cat
