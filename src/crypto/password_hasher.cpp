#include "crypto/password_hasher.hpp"

#include <algorithm>
#include <array>
#include <thread>

#include "haven/core/error.hpp"

#include <sodium.h>

namespace haven::crypto {
namespace {

constexpr auto passes = crypto_pwhash_OPSLIMIT_INTERACTIVE;
constexpr auto memory = crypto_pwhash_MEMLIMIT_INTERACTIVE;

/// A well-formed hash of the present cost that no password is known to have.
constexpr const char* nobody =
    "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

int places(int concurrent) {
  return concurrent > 0 ? concurrent : 2 * std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// One place in the turnstile, given back at the end of the scope.
class Turn {
 public:
  explicit Turn(Turnstile& turnstile) : turnstile_(turnstile) { turnstile_.enter(); }
  ~Turn() { turnstile_.leave(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Turnstile& turnstile_;
};

}  // namespace

void Turnstile::enter() {
  std::unique_lock lock(mutex_);
  if (free_ == 0 && waiting_ >= queue_) {
    throw Error(ErrorCode::unavailable, "too many passwords are being checked; try again", "busy");
  }
  ++waiting_;
  freed_.wait(lock, [this] { return free_ > 0; });
  --waiting_;
  --free_;
}

void Turnstile::leave() noexcept {
  {
    const std::lock_guard lock(mutex_);
    ++free_;
  }
  freed_.notify_one();
}

PasswordHasher::PasswordHasher(int concurrent, int queue) : turnstile_(places(concurrent), queue) {
  if (sodium_init() < 0) throw Error(ErrorCode::unavailable, "libsodium cannot start: no source of random numbers");
}

std::string PasswordHasher::hash(const std::string& password) {
  if (password.size() > maximum_password_bytes) throw Error(ErrorCode::invalid_argument, "password is too long");
  const Turn turn(turnstile_);
  std::array<char, crypto_pwhash_STRBYTES> stored{};
  if (crypto_pwhash_str(stored.data(), password.data(), password.size(), passes, memory) != 0) {
    throw Error(ErrorCode::unavailable, "no memory to hash a password", "busy");
  }
  return stored.data();
}

bool PasswordHasher::verify(const std::string& stored, const std::string& password) {
  if (password.size() > maximum_password_bytes) return false;
  const Turn turn(turnstile_);
  return crypto_pwhash_str_verify(stored.c_str(), password.data(), password.size()) == 0;
}

bool PasswordHasher::verify_nothing(const std::string& password) { return verify(nobody, password) && false; }

bool PasswordHasher::needs_rehash(const std::string& stored) {
  return crypto_pwhash_str_needs_rehash(stored.c_str(), passes, memory) != 0;
}

}  // namespace haven::crypto
