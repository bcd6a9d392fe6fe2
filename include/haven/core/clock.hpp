#pragma once

#include <compare>
#include <cstdint>

namespace haven {

/// A length of time in whole microseconds.
struct Duration {
  std::int64_t microseconds = 0;

  [[nodiscard]] static constexpr Duration seconds(std::int64_t n) { return {n * 1'000'000}; }
  [[nodiscard]] static constexpr Duration minutes(std::int64_t n) { return seconds(60 * n); }
  [[nodiscard]] static constexpr Duration hours(std::int64_t n) { return minutes(60 * n); }
  [[nodiscard]] static constexpr Duration days(std::int64_t n) { return hours(24 * n); }
  [[nodiscard]] constexpr double in_seconds() const { return static_cast<double>(microseconds) * 1e-6; }
  auto operator<=>(const Duration&) const = default;
};

/// A moment: UTC microseconds since 1970-01-01T00:00:00Z, leap seconds not counted. This is also the stored form.
struct Timestamp {
  std::int64_t microseconds = 0;
  auto operator<=>(const Timestamp&) const = default;
};

[[nodiscard]] constexpr Timestamp operator+(Timestamp t, Duration d) { return {t.microseconds + d.microseconds}; }
[[nodiscard]] constexpr Timestamp operator-(Timestamp t, Duration d) { return {t.microseconds - d.microseconds}; }
[[nodiscard]] constexpr Duration operator-(Timestamp a, Timestamp b) { return {a.microseconds - b.microseconds}; }

/// Where services take the time from; a test passes its own. Implementations are thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Timestamp now() const = 0;
};

/// The system's UTC clock. Thread-safe; the object has no state.
[[nodiscard]] const Clock& system_clock() noexcept;

}  // namespace haven
