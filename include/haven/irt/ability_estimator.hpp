#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "haven/irt/ability.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"
#include "haven/math/quadrature.hpp"

namespace haven::irt {

/// Ability in the course of a test: responses are added one by one, and each estimate costs what is new.
///
/// The likelihood of the pattern is kept on a grid of abilities, to which a response adds its own part; so an exam of n
/// items costs O(n), where n single estimates would cost O(n^2). The estimate is that of the one-shot functions, bit
/// for bit, since those use this class. A value: a copy goes its own way. One thread at a time. No call allocates
/// memory once the estimator has seen as many responses, or reserved room for them.
class AbilityEstimator {
 public:
  /// Throws Error(invalid_argument) for options that validate() refuses.
  AbilityEstimator(const ItemBank& bank, Estimator estimator, const AbilityOptions& options = {});
  /// EAP on any nodes, whose weights include the prior. Throws Error(invalid_argument) for a quadrature that
  /// math::validate refuses.
  AbilityEstimator(const ItemBank& bank, const math::Quadrature& quadrature);

  AbilityEstimator(const AbilityEstimator& other);
  AbilityEstimator(AbilityEstimator&&) noexcept;
  AbilityEstimator& operator=(const AbilityEstimator& other);
  AbilityEstimator& operator=(AbilityEstimator&&) noexcept;
  ~AbilityEstimator();

  /// Makes room for this many responses.
  void reserve(std::size_t responses);
  /// Adds one response. Throws Error(invalid_argument), and then is as before, when the item is not in the bank or was
  /// answered before, when the response is missing or out of range, and for a polytomous item where the estimator is
  /// robust. Some 100 ns for a logistic item.
  void add(ItemIndex item, Response response);
  /// Forgets all responses.
  void reset() noexcept;

  /// The responses added, in order.
  [[nodiscard]] std::span<const ItemResponse> responses() const noexcept;

  /// The estimate from the responses added so far; see the function of the estimator's name in ability.hpp. About a
  /// microsecond for 20 responses.
  [[nodiscard]] AbilityEstimate estimate();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace haven::irt
