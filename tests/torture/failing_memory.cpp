#include "failing_memory.hpp"

#include <atomic>
#include <cstdlib>
#include <new>
#include <stdexcept>

#include "haven/core/random.hpp"

#include <sqlite3.h>

namespace haven::torture {
namespace {

std::atomic<std::int64_t> allocations{0};
std::atomic<std::int64_t> fails_at{0};
std::atomic<bool> fails_on{false};
std::atomic<std::uint32_t> fails_one_in{0};
std::atomic<std::uint64_t> chance_seed{1};
thread_local int spared = 0;
sqlite3_mem_methods sqlites_own;

bool fails() noexcept {
  if (spared > 0) return false;
  const std::int64_t number = ++allocations;
  const std::int64_t at = fails_at;
  const std::uint32_t one_in = fails_one_in;
  if (one_in != 0 && mix(chance_seed + static_cast<std::uint64_t>(number)) % one_in == 0) return true;
  return at != 0 && (number == at || (number > at && fails_on));
}

void* allocate(int size) { return fails() ? nullptr : sqlites_own.xMalloc(size); }
void* reallocate(void* memory, int size) { return fails() ? nullptr : sqlites_own.xRealloc(memory, size); }

}  // namespace

void take_over_memory() {
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlites_own);
  sqlite3_mem_methods ours = sqlites_own;
  ours.xMalloc = allocate;
  ours.xRealloc = reallocate;
  // Without lookaside, the small allocations come to us too.
  if (sqlite3_config(SQLITE_CONFIG_MALLOC, &ours) != SQLITE_OK ||
      sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) != SQLITE_OK) {
    throw std::runtime_error("SQLite is in use already");
  }
}

Spared::Spared() noexcept { ++spared; }
Spared::~Spared() { --spared; }

void begin_shortage(const Shortage& shortage, std::uint64_t seed) {
  allocations = 0;
  fails_on = shortage.from_then_on;
  chance_seed = seed << 32U;
  fails_one_in = shortage.one_in;
  fails_at = shortage.at;
}

std::int64_t end_shortage() {
  fails_at = 0;
  fails_one_in = 0;
  return allocations;
}

}  // namespace haven::torture

void* operator new(std::size_t size) {
  if (!haven::torture::fails()) {
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  }
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
