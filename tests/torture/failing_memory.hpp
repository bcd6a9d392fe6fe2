#pragma once

#include <cstdint>

// Memory that runs out: operator new of this program and the allocator of SQLite, counted together.
namespace haven::torture {

/// Which allocations fail, from now on.
struct Shortage {
  std::int64_t at = 0;        ///< the how-manieth from now; 0: none
  bool from_then_on = false;  ///< and all after it
  std::uint32_t one_in = 0;   ///< besides, one in so many by chance; 0: none
};

/// Puts the allocator of SQLite under our control; call it before SQLite is used.
void take_over_memory();
void begin_shortage(const Shortage& shortage, std::uint64_t seed = 1);
/// While one of these lives, its thread is spared, and what it allocates is not counted: for the books of the test.
class Spared {
 public:
  Spared() noexcept;
  Spared(const Spared&) = delete;
  Spared& operator=(const Spared&) = delete;
  ~Spared();
};
/// All is well again; how many allocations there were since begin_shortage().
std::int64_t end_shortage();

}  // namespace haven::torture
