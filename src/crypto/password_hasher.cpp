#include "crypto/password_hasher.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>

#include "haven/core/error.hpp"

#include "crypto/argon2_hash.hpp"

#include <sodium.h>

namespace haven::crypto {
namespace {

constexpr auto passes = crypto_pwhash_OPSLIMIT_INTERACTIVE;

std::string hash_of_nobody(std::size_t memory) {
  return "$argon2id$v=19$m=" + std::to_string(memory / 1024) +
         ",t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
}

int places(int concurrent) {
  return concurrent > 0 ? concurrent : 2 * std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

Error no_memory() { return {ErrorCode::unavailable, "no memory to hash a password", "busy"}; }

/// Throws no_memory() rather than call a password wrong that was not hashed.
bool matches(const Argon2Hash& stored, const std::string& password) {
  Digest hash{};
  errno = 0;
  const int failed = crypto_pwhash(hash.data(), hash.size(), password.data(), password.size(), stored.salt.data(),
                                   stored.passes, stored.memory, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0 && errno == ENOMEM) throw no_memory();
  return failed == 0 && equal(hash, stored.hash);
}

/// One place in the queue, given back at the end of the scope.
class Turn {
 public:
  explicit Turn(HashQueue& queue) : queue_(queue) { queue_.enter(); }
  ~Turn() { queue_.leave(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  HashQueue& queue_;
};

}  // namespace

void HashQueue::enter() {
  std::unique_lock lock(mutex_);
  if (free_ == 0 && waiting_ >= length_) {
    throw Error(ErrorCode::unavailable, "too many passwords are being checked; try again", "busy");
  }
  ++waiting_;
  freed_.wait(lock, [this] { return free_ > 0; });
  --waiting_;
  --free_;
}

void HashQueue::leave() noexcept {
  {
    const std::lock_guard lock(mutex_);
    ++free_;
  }
  freed_.notify_one();
}

PasswordHasher::PasswordHasher(const HashCost& cost)
    : memory_(cost.memory), nobody_(hash_of_nobody(cost.memory)), queue_(places(cost.concurrent), cost.queue) {
  if (sodium_init() < 0) throw Error(ErrorCode::unavailable, "libsodium cannot start: no source of random numbers");
}

std::string PasswordHasher::hash(const std::string& password) {
  if (password.size() > maximum_password_bytes) throw Error(ErrorCode::invalid_argument, "password is too long");
  const Turn turn(queue_);
  std::array<char, crypto_pwhash_STRBYTES> stored{};
  if (crypto_pwhash_str(stored.data(), password.data(), password.size(), passes, memory_) != 0) throw no_memory();
  return stored.data();
}

bool PasswordHasher::verify(const std::string& stored, const std::string& password) {
  if (password.size() > maximum_password_bytes) return false;
  const Turn turn(queue_);
  // libsodium's own check answers alike for a wrong password and for no memory; it is left for hashes of other forms.
  if (const auto parts = parse_argon2_hash(stored)) return matches(*parts, password);
  return crypto_pwhash_str_verify(stored.c_str(), password.data(), password.size()) == 0;
}

bool PasswordHasher::verify_nothing(const std::string& password) {
  static_cast<void>(verify(nobody_, password));
  return false;
}

bool PasswordHasher::needs_rehash(const std::string& stored) const {
  return crypto_pwhash_str_needs_rehash(stored.c_str(), passes, memory_) != 0;
}

}  // namespace haven::crypto
