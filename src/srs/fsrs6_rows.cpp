#include "srs/fsrs6_rows.hpp"

namespace haven::srs::detail {
namespace {

struct StepRows {
  Fsrs6Kernel kernel;
  Fsrs6Rows rows;

  void operator()() const noexcept {
    for (std::size_t i = 0; i < rows.count; ++i) {
      const Fsrs6State after =
          kernel.step({rows.stability[i], rows.difficulty[i]}, rows.elapsed_days[i], rows.rating[i]);
      rows.stability[i] = after.stability;
      rows.difficulty[i] = after.difficulty;
    }
  }
};

struct RecallRows {
  Fsrs6Kernel kernel;
  const double* stability;
  const double* elapsed_days;
  double* out;
  std::size_t count;

  void operator()() const noexcept {
    for (std::size_t i = 0; i < count; ++i) {
      const bool fresh = !(stability[i] > 0.0);
      const double recall = kernel.retrievability({fresh ? 1.0 : stability[i], 5.0}, elapsed_days[i]);
      out[i] = fresh ? 0.0 : recall;
    }
  }
};

}  // namespace

void step_rows(const Fsrs6Kernel& kernel, const Fsrs6Rows& rows, math::detail::Vectors vectors) noexcept {
  math::detail::run_vectorised(StepRows{kernel, rows}, vectors);
}

void recall_rows(const Fsrs6Kernel& kernel, const double* stability, const double* elapsed_days, double* out,
                 std::size_t count, math::detail::Vectors vectors) noexcept {
  math::detail::run_vectorised(RecallRows{kernel, stability, elapsed_days, out, count}, vectors);
}

}  // namespace haven::srs::detail
