#include "haven/srs/batch.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <sstream>
#include <string>

#include "haven/core/error.hpp"
#include "haven/core/parallel.hpp"

#include "srs/fsrs6_rows.hpp"
#include "srs/kernels.hpp"
#include "srs/state_check.hpp"

namespace haven::srs {
namespace {

constexpr std::size_t chunk_cards = 512;  // for one thread at a time; its columns fit the first-level cache

template <class Value>
[[noreturn]] void refuse(std::size_t row, const std::string& name, const std::string& rule, Value found) {
  std::ostringstream message;
  message << "row " << row << ": " << name << " must be " << rule << ", got " << found;
  throw Error(ErrorCode::invalid_argument, message.str());
}

void check_length(const char* name, std::size_t length, std::size_t expected) {
  if (length == expected) return;
  throw Error(ErrorCode::invalid_argument, std::string("batch: ") + name + " must have " + std::to_string(expected) +
                                               " rows, got " + std::to_string(length));
}

void check_elapsed(std::size_t row, double elapsed_days) {
  if (!(elapsed_days >= 0.0 && elapsed_days <= detail::longest_elapsed))
    refuse(row, "elapsed_days", "0 to 1e9", elapsed_days);
}

void check_elapsed(std::span<const double> elapsed_days) {
  for (std::size_t i = 0; i < elapsed_days.size(); ++i) check_elapsed(i, elapsed_days[i]);
}

void check_ratings(std::span<const std::uint8_t> ratings) {
  for (std::size_t i = 0; i < ratings.size(); ++i) {
    if (ratings[i] < 1 || ratings[i] > rating_count) refuse(i, "rating", "1..4", static_cast<int>(ratings[i]));
  }
}

bool is_fsrs_7(const MemoryModel& model) { return model.algorithm() == Algorithm::fsrs_7; }

void check_model(const MemoryModel& model) {
  if (model.algorithm() != Algorithm::sm_2) return;
  throw Error(ErrorCode::invalid_argument, "batch: the model must be fsrs-6 or fsrs-7, got sm-2");
}

void check_cards(const MemoryModel& model, const MemoryColumns& cards) {
  check_model(model);
  check_length("difficulty", cards.difficulty.size(), cards.size());
  check_length("stability_fast", cards.stability_fast.size(), is_fsrs_7(model) ? cards.size() : 0);
  for (std::size_t i = 0; i < cards.size(); ++i) {
    if (cards.stability[i] == 0.0) continue;
    const bool valid =
        is_fsrs_7(model)
            ? detail::is_valid(Fsrs7State{cards.stability[i], cards.stability_fast[i], cards.difficulty[i]})
            : detail::is_valid(Fsrs6State{cards.stability[i], cards.difficulty[i]});
    if (!valid) {
      refuse(i, "state", "0 for a new card or one of the model",
             "stability " + std::to_string(cards.stability[i]) + ", difficulty " + std::to_string(cards.difficulty[i]));
    }
  }
}

void check_log(const AnswerLog& log) {
  check_length("elapsed_days", log.elapsed_days.size(), log.ratings.size());
  const bool ends_well = !log.first.empty() && log.first.front() == 0 && log.first.back() == log.ratings.size();
  if (!ends_well || !std::is_sorted(log.first.begin(), log.first.end()))
    throw Error(ErrorCode::invalid_argument, "batch: first must rise from 0 to the number of answers");
  check_ratings(log.ratings);
  for (std::size_t card = 0; card + 1 < log.first.size(); ++card) {
    for (std::size_t row = log.first[card] + 1; row < log.first[card + 1]; ++row)
      check_elapsed(row, log.elapsed_days[row]);
  }
}

/// Calls `work(begin, end)` for each chunk of the cards.
void for_chunks(std::size_t cards, int threads, const std::function<void(std::size_t, std::size_t)>& work) {
  parallel_for((cards + chunk_cards - 1) / chunk_cards, threads, [&](std::size_t chunk) {
    const std::size_t begin = chunk * chunk_cards;
    work(begin, std::min(begin + chunk_cards, cards));
  });
}

/// The cards of one chunk that have an answer to come, side by side.
struct Block {
  std::array<double, chunk_cards> stability, difficulty, elapsed_days, rating;
  std::array<std::size_t, chunk_cards> card;
  std::size_t count = 0;
};

void step(const detail::Fsrs6Kernel& kernel, Block& block) {
  detail::step_rows(kernel, {block.stability.data(), block.difficulty.data(), block.elapsed_days.data(),
                             block.rating.data(), block.count});
}

/// Cards of FSRS-6: gathered into a block, stepped as vectors, put back.
class Fsrs6Columns {
 public:
  Fsrs6Columns(const MemoryModel& model, MemoryColumns& cards)
      : kernel_(std::get<Fsrs6Parameters>(model.parameters())), cards_(cards) {}

  void add(Block& block, std::size_t card, double elapsed_days, int rating) const {
    const std::size_t i = block.count++;
    block.stability[i] = cards_.stability[card];
    block.difficulty[i] = cards_.difficulty[card];
    block.elapsed_days[i] = block.stability[i] > 0.0 ? elapsed_days : 0.0;
    block.rating[i] = rating;
    block.card[i] = card;
  }

  void run(Block& block) const {
    step(kernel_, block);
    for (std::size_t i = 0; i < block.count; ++i) {
      cards_.stability[block.card[i]] = block.stability[i];
      cards_.difficulty[block.card[i]] = block.difficulty[i];
    }
    block.count = 0;
  }

 private:
  detail::Fsrs6Kernel kernel_;
  MemoryColumns& cards_;
};

/// Cards of FSRS-7, one after the other.
class Fsrs7Columns {
 public:
  Fsrs7Columns(const MemoryModel& model, MemoryColumns& cards)
      : kernel_(std::get<Fsrs7Parameters>(model.parameters())), cards_(cards) {}

  void add(Block&, std::size_t card, double elapsed_days, int rating) const {
    const Fsrs7State before{cards_.stability[card], cards_.stability_fast[card], cards_.difficulty[card]};
    const Fsrs7State after =
        before.stability > 0.0 ? kernel_.next(before, elapsed_days, rating) : kernel_.first(rating);
    cards_.stability[card] = after.stability;
    cards_.stability_fast[card] = after.stability_fast;
    cards_.difficulty[card] = after.difficulty;
  }

  void run(Block&) const {}

 private:
  detail::Fsrs7Kernel kernel_;
  MemoryColumns& cards_;
};

template <class Columns>
void review_chunks(const Columns& columns, std::span<const double> elapsed_days, std::span<const std::uint8_t> ratings,
                   int threads) {
  for_chunks(ratings.size(), threads, [&](std::size_t begin, std::size_t end) {
    Block block;
    for (std::size_t card = begin; card < end; ++card) columns.add(block, card, elapsed_days[card], ratings[card]);
    columns.run(block);
  });
}

/// The n-th answer of every card of the chunk goes in one block.
template <class Columns>
void replay_chunks(const Columns& columns, const AnswerLog& log, int threads) {
  for_chunks(log.first.size() - 1, threads, [&](std::size_t begin, std::size_t end) {
    Block block;
    bool any = true;
    for (std::size_t n = 0; any; ++n) {
      any = false;
      for (std::size_t card = begin; card < end; ++card) {
        const std::size_t row = log.first[card] + n;
        if (row >= log.first[card + 1]) continue;
        columns.add(block, card, log.elapsed_days[row], log.ratings[row]);
        any = true;
      }
      columns.run(block);
    }
  });
}

}  // namespace

MemoryColumns new_memory(const MemoryModel& model, std::size_t cards) {
  check_model(model);
  MemoryColumns columns;
  columns.stability.resize(cards);
  columns.difficulty.resize(cards);
  if (is_fsrs_7(model)) columns.stability_fast.resize(cards);
  return columns;
}

void review_all(const MemoryModel& model, MemoryColumns& cards, std::span<const double> elapsed_days,
                std::span<const std::uint8_t> ratings, int threads) {
  check_cards(model, cards);
  check_length("elapsed_days", elapsed_days.size(), cards.size());
  check_length("ratings", ratings.size(), cards.size());
  check_elapsed(elapsed_days);
  check_ratings(ratings);
  if (is_fsrs_7(model)) {
    review_chunks(Fsrs7Columns(model, cards), elapsed_days, ratings, threads);
  } else {
    review_chunks(Fsrs6Columns(model, cards), elapsed_days, ratings, threads);
  }
}

MemoryColumns replay_all(const MemoryModel& model, const AnswerLog& log, int threads) {
  check_log(log);
  MemoryColumns cards = new_memory(model, log.first.size() - 1);
  if (is_fsrs_7(model)) {
    replay_chunks(Fsrs7Columns(model, cards), log, threads);
  } else {
    replay_chunks(Fsrs6Columns(model, cards), log, threads);
  }
  return cards;
}

std::vector<double> retrievability_all(const MemoryModel& model, const MemoryColumns& cards,
                                       std::span<const double> elapsed_days, int threads) {
  check_cards(model, cards);
  check_length("elapsed_days", elapsed_days.size(), cards.size());
  check_elapsed(elapsed_days);
  const detail::Kernel kernel = detail::make_kernel(model.parameters());
  std::vector<double> recall(cards.size());
  for_chunks(cards.size(), threads, [&](std::size_t begin, std::size_t end) {
    if (const auto* fsrs6 = std::get_if<detail::Fsrs6Kernel>(&kernel)) {
      detail::recall_rows(*fsrs6, cards.stability.data() + begin, elapsed_days.data() + begin, recall.data() + begin,
                          end - begin);
      return;
    }
    const auto& fsrs7 = std::get<detail::Fsrs7Kernel>(kernel);
    for (std::size_t i = begin; i < end; ++i) {
      if (cards.stability[i] == 0.0) continue;
      recall[i] =
          fsrs7.retrievability({cards.stability[i], cards.stability_fast[i], cards.difficulty[i]}, elapsed_days[i]);
    }
  });
  return recall;
}

std::vector<double> interval_all(const MemoryModel& model, const MemoryColumns& cards, double desired_retention,
                                 int threads) {
  check_cards(model, cards);
  static_cast<void>(model.interval(model.first(Rating::good), desired_retention));  // refuses what is no retention
  std::vector<double> intervals(cards.size());
  for_chunks(cards.size(), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (cards.stability[i] == 0.0) continue;
      const MemoryState state =
          is_fsrs_7(model) ? MemoryState(Fsrs7State{cards.stability[i], cards.stability_fast[i], cards.difficulty[i]})
                           : MemoryState(Fsrs6State{cards.stability[i], cards.difficulty[i]});
      intervals[i] = model.interval(state, desired_retention);
    }
  });
  return intervals;
}

}  // namespace haven::srs
