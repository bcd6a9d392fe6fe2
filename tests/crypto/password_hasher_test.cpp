#include "crypto/password_hasher.hpp"

#include <atomic>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "haven/core/error.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::crypto;

namespace {

/// While it lives the process may map 32 MiB more, too little for a hash.
class LittleMemory {
 public:
  LittleMemory() {
    getrlimit(RLIMIT_AS, &before_);
    rlim_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    rlimit little = before_;
    little.rlim_cur = pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + (rlim_t{32} << 20);
    REQUIRE(setrlimit(RLIMIT_AS, &little) == 0);
  }
  ~LittleMemory() { setrlimit(RLIMIT_AS, &before_); }
  LittleMemory(const LittleMemory&) = delete;
  LittleMemory& operator=(const LittleMemory&) = delete;

 private:
  rlimit before_{};
};

/// The reason of the Error that `work` throws; empty when it throws none.
template <class Work>
std::string reason_of(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return error.reason();
  }
  return "";
}

}  // namespace

TEST_CASE("password hasher: the right password is accepted, others are not") {
  PasswordHasher hasher;
  const std::string stored = hasher.hash("correct horse");
  CHECK(hasher.verify(stored, "correct horse"));
  CHECK_FALSE(hasher.verify(stored, "correct horsf"));
  CHECK_FALSE(hasher.verify(stored, ""));
}

TEST_CASE("password hasher: every byte counts, NUL and the thousandth too") {
  PasswordHasher hasher;
  const std::string with_nul("pass\0word", 9);
  CHECK_FALSE(hasher.verify(hasher.hash(with_nul), std::string("pass\0wore", 9)));
  const std::string longest(maximum_password_bytes, 'x');
  const std::string stored = hasher.hash(longest);
  CHECK(hasher.verify(stored, longest));
  CHECK_FALSE(hasher.verify(stored, longest.substr(1) + "y"));
  CHECK_FALSE(hasher.verify(stored, longest + "x"));
  CHECK_THROWS_AS(static_cast<void>(hasher.hash(longest + "x")), Error);
}

TEST_CASE("password hasher: what is stored is argon2id with at least 64 MiB and two passes, salted") {
  PasswordHasher hasher;
  const std::string stored = hasher.hash("correct horse");
  CHECK(stored.rfind("$argon2id$v=19$m=65536,t=2,p=1$", 0) == 0);
  CHECK(stored != hasher.hash("correct horse"));
  CHECK_FALSE(hasher.needs_rehash(stored));
}

TEST_CASE("password hasher: with another cost hashes have it, and those of the old cost are to be renewed") {
  PasswordHasher cheap({.memory = 19 * mebibyte}), dear;
  const std::string stored = cheap.hash("correct horse");
  CHECK(stored.rfind("$argon2id$v=19$m=19456,t=2,p=1$", 0) == 0);
  CHECK(dear.verify(stored, "correct horse"));
  CHECK(dear.needs_rehash(stored));
  CHECK_FALSE(cheap.needs_rehash(stored));
  CHECK(cheap.needs_rehash(dear.hash("correct horse")));
  CHECK(cheap.needs_rehash("$2b$12$abcdefghijklmnopqrstuv"));
  CHECK_FALSE(cheap.verify_nothing("correct horse"));
}

TEST_CASE("password hasher: a hash made elsewhere with other costs is verified and asks to be renewed") {
  // argon2-cffi 25.1.0: hash_secret(b"correct horse", b"somesaltsomesalt", 1, 8192, 1, 32, Type.ID)
  const std::string stored =
      "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$+jQGvnLH9sd/RHpVFdneZ1pWEi8VDK30k/E/IE+o3IE";
  PasswordHasher hasher;
  CHECK(hasher.verify(stored, "correct horse"));
  CHECK(hasher.needs_rehash(stored));
}

TEST_CASE("password hasher: a damaged stored hash accepts nothing") {
  PasswordHasher hasher;
  for (const char* stored : {"", "$argon2id$", "plain", "$2b$12$abcdefghijklmnopqrstuv"}) {
    CAPTURE(stored);
    CHECK_FALSE(hasher.verify(stored, "plain"));
  }
}

TEST_CASE("password hasher: nothing matches an account that is not there") {
  PasswordHasher hasher;
  CHECK_FALSE(hasher.verify_nothing("password"));
  CHECK_FALSE(hasher.verify_nothing(""));
}

TEST_CASE("password hasher: without memory for a hash no password is called wrong") {
  PasswordHasher hasher;
  const std::string stored = hasher.hash("correct horse");
  {
    const LittleMemory little;
    CHECK(reason_of([&] { static_cast<void>(hasher.verify(stored, "correct horse")); }) == "busy");
    CHECK(reason_of([&] { hasher.verify_nothing("correct horse"); }) == "busy");
    CHECK(reason_of([&] { static_cast<void>(hasher.hash("correct horse")); }) == "busy");
  }
  CHECK(hasher.verify(stored, "correct horse"));
}

TEST_CASE("password hasher: hashes of forms that libsodium never writes are verified too") {
  // argon2-cffi 25.1.0: hash_secret(b"correct horse", ..., 32, Type.ID) with four lanes, and with a salt of 20 bytes
  PasswordHasher hasher;
  for (const char* stored :
       {"$argon2id$v=19$m=8192,t=1,p=4$c29tZXNhbHRzb21lc2FsdA$YJ3dS6TRfl3OzTkO1TMkCxXwx45SCf+3GPEEsNNyR+o",
        "$argon2id$v=19$m=8192,t=1,p=1$c2FsdCBvZiAyMCBieXRlcyBhYmM$OZVhuDgZG8oD624SvEI9pLm48fQmFpJKuW/dwAsRX9Q"}) {
    CAPTURE(stored);
    CHECK(hasher.verify(stored, "correct horse"));
    CHECK_FALSE(hasher.verify(stored, "correct horsf"));
  }
}

TEST_CASE("hash queue: who finds the queue full is refused as busy") {
  HashQueue queue(1, 0);
  queue.enter();
  try {
    queue.enter();
    FAIL("was let in");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::unavailable);
    CHECK(error.reason() == "busy");
  }
  queue.leave();
  CHECK_NOTHROW(queue.enter());
}

TEST_CASE("hash queue: no more pass at once than there are places") {
  HashQueue queue(2, 64);
  std::atomic<int> inside{0}, most{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 100; ++round) {
        queue.enter();
        const int now = ++inside;
        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
        }
        std::this_thread::yield();
        --inside;
        queue.leave();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(most <= 2);
  CHECK(inside == 0);
}
