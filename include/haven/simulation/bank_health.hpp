#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "haven/cat/exam_plan.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/simulation/study.hpp"

namespace haven::simulation {

/// What the scored items of a pool can measure at one ability.
struct InformationAt {
  double theta = 0.0;
  double information = 0.0;          ///< of all together
  double best_standard_error = 0.0;  ///< 1 / sqrt(I) of the most informative items, as many as the longest exam scores

  bool operator==(const InformationAt&) const = default;
};

/// The scored items of one content value beside what an exam needs of them.
struct ContentSupply {
  std::string attribute;
  std::string value;
  std::size_t single_items = 0;
  std::size_t set_items = 0;              ///< members of case studies
  int needed = 0;                         ///< by the longest exam's lower bound; 0 without a rule
  std::optional<double> cut_information;  ///< of the single items, at the passing standard

  bool operator==(const ContentSupply&) const = default;
};

/// What a pool can do for a blueprint, before anybody is examined.
struct BankHealth {
  std::optional<InformationAt> cut;           ///< with a passing standard
  std::vector<InformationAt> grid;            ///< [options.theta]
  std::vector<ContentSupply> supply;          ///< attributes and values in alphabetical order
  std::vector<irt::ItemIndex> uninformative;  ///< scored items that inform nobody, in rising order

  bool operator==(const BankHealth&) const = default;
};

struct BankHealthOptions {
  std::vector<double> theta{-3.0, -2.5, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0};
  /// An item informs nobody when its information stays below this on the blueprint's whole ability range, looked at in
  /// 200 steps. An item of discrimination a reaches a^2 / 4.
  double least_information = 0.02;
};

/// Pure. Throws Error(invalid_argument) for abilities that are not finite and a least_information that is negative or
/// not finite. O(items x (abilities + 200)).
[[nodiscard]] BankHealth bank_health(const cat::ExamPlan& plan, const BankHealthOptions& options = {});

/// A content value that ran out in a study: an item was chosen against a content rule, or none was left to choose, when
/// every single item of the value had been given or was an enemy of one that had.
struct Shortage {
  std::string attribute;
  std::string value;
  std::size_t exams = 0;
  int first_position = 0;                          ///< the earliest in an exam, 1-based
  double lowest_theta = 0.0, highest_theta = 0.0;  ///< of the last estimates of the candidates concerned

  bool operator==(const Shortage&) const = default;
};

/// What a study made of a pool.
struct BankUse {
  std::vector<irt::ItemIndex> over_exposed;   ///< given at more than maximum_rate, the most used first
  std::vector<irt::ItemIndex> under_exposed;  ///< given at less than minimum_rate, the least used first
  std::vector<Shortage> shortages;            ///< of values with a content rule; most exams first
  std::size_t exhausted_exams = 0;            ///< that ended because no item was left

  bool operator==(const BankUse&) const = default;
};

struct BankUseOptions {
  double maximum_rate = 0.3;
  double minimum_rate = 0.01;
};

/// Pure. Throws Error(invalid_argument) for a result that is not of the plan's pool, and rates that are not in [0, 1].
/// O(steps x (enemies + attributes)).
[[nodiscard]] BankUse bank_use(const StudyResult& result, const cat::ExamPlan& plan,
                               const BankUseOptions& options = {});

}  // namespace haven::simulation
