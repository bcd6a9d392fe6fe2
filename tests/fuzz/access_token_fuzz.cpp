// Access tokens: no bytes but those that we signed are accepted, and all others are refused by an Error.

#include "haven/core/error.hpp"

#include "crypto/access_token.hpp"
#include "input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace haven;
  static const crypto::AccessTokens tokens({{"1", "0123456789abcdefghijklmnopqrstuvwxyz"}}, "haven", "haven");
  constexpr Timestamp now{1'790'000'000'000'000};
  static const std::string good =
      tokens.sign({"019a0000-0000-7000-8000-000000000000", "019a0000-0000-7000-8000-000000000001", "student", now,
                   now + Duration::minutes(15)});
  const std::string_view text = test::text_of(data, size);
  const std::string header_kept = good.substr(0, good.find('.') + 1) + std::string(text);
  for (const std::string_view token : {text, std::string_view(header_kept)}) {
    try {
      static_cast<void>(tokens.verify(token, now));
      test::must(token == good);
    } catch (const Error& error) {
      test::must(error.code() == ErrorCode::unauthenticated);
    }
  }
  return 0;
}
