#pragma once

#include <cstdint>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/irt/information_index.hpp"
#include "haven/irt/item.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"

/// What the benchmarks work on. The same seeds give the same items, examinees and answers in every program, and
/// haven_peer_inputs writes them down for the other packages, so that all are timed on the same work.
namespace haven::scenario {

/// 3PL items: discrimination uniform in [0.5, 2), difficulty in [-3, 3), pseudo_guessing in [0, 0.3).
std::vector<irt::LogisticItem> draw_items(std::size_t count);

/// A bank of them, its index built.
irt::ItemBank make_bank(std::int64_t size);

/// An exam in its course: `length` items chosen adaptively for an examinee of ability theta.
cat::Exam make_exam(const irt::ItemBank& bank, int length, double theta, std::uint64_t seed);

/// What is known in the course of an exam.
struct State {
  double theta;  ///< estimate
  irt::ItemSet given;
  std::vector<irt::ItemResponse> responses;
};

/// Sixteen different exams of 20 items, so that no branch or cache is trained on one.
std::vector<State> make_states(const irt::ItemBank& bank);

/// The study: so many items and candidates, their true abilities standard normal.
constexpr std::size_t study_items = 500;
constexpr std::size_t study_candidates = 1'000;
std::vector<double> study_abilities();
/// Maximum likelihood on [-6, 6] until the standard error is 0.3 or 50 items are given.
cat::Blueprint study_blueprint();

/// The batch: answers of `strings` examinees of abilities uniform in [-2, 2) to all of `batch_items` items.
constexpr std::size_t batch_items = 50;
constexpr std::size_t batch_strings = 1'000'000;
std::vector<std::int8_t> draw_strings(std::size_t strings);

}  // namespace haven::scenario
