#include "services/email_address.hpp"

#include <string>

#include "haven/core/error.hpp"

#include <doctest/doctest.h>

using namespace haven;

TEST_CASE("normalise_email: letters of either case are the same address") {
  CHECK(normalise_email("Ada.Lovelace+Exam@Example.ORG") == "ada.lovelace+exam@example.org");
  CHECK(normalise_email("a@localhost") == "a@localhost");
}

TEST_CASE("normalise_email: what is no address is refused with the reason email") {
  for (const std::string address : {"", "@", "a@", "@b", "a b@c.de", "a@b@c", "a@-b.de", "a@b-.de", "a@b..de", "a@.de",
                                    "a@de.", "\xC3\xA9@b.de", "a@b.de\n", "<a@b.de>", "a@b_c.de"}) {
    CAPTURE(address);
    try {
      static_cast<void>(normalise_email(address));
      FAIL("was accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::invalid_argument);
      CHECK(error.reason() == "email");
    }
  }
  CHECK_THROWS_AS(static_cast<void>(normalise_email(std::string(65, 'a') + "@b.de")), Error);
  CHECK_THROWS_AS(static_cast<void>(normalise_email("a@" + std::string(64, 'b') + ".de")), Error);
}
