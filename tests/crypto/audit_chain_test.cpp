#include "crypto/audit_chain.hpp"

#include <set>

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::crypto;

namespace {

AuditEntry entry() {
  return {.sequence = 7,
          .at_microseconds = 1,
          .actor = Uuid{{1}},
          .action = "session.login",
          .object_type = "session",
          .object = Uuid{{2}},
          .ip = "::1",
          .request_id = "r",
          .detail = "{}"};
}

}  // namespace

TEST_CASE("chain_hash: every field and the row before change the hash") {
  std::set<Digest> hashes{chain_hash({}, entry()), chain_hash(Digest{1}, entry())};
  const auto change = [&](auto edit) {
    AuditEntry changed = entry();
    edit(changed);
    hashes.insert(chain_hash({}, changed));
  };
  change([](AuditEntry& e) { e.sequence = 8; });
  change([](AuditEntry& e) { e.at_microseconds = 2; });
  change([](AuditEntry& e) { e.actor.reset(); });
  change([](AuditEntry& e) { e.action = "session.logout"; });
  change([](AuditEntry& e) { e.object_type = "user"; });
  change([](AuditEntry& e) { e.object.reset(); });
  change([](AuditEntry& e) { e.ip = ""; });
  change([](AuditEntry& e) { e.request_id = "s"; });
  change([](AuditEntry& e) { e.detail = "{ }"; });
  CHECK(hashes.size() == 11);
}

TEST_CASE("chain_hash: text that moves from one field to the next changes the hash") {
  AuditEntry a = entry(), b = entry();
  a.ip = "ab", a.request_id = "c";
  b.ip = "a", b.request_id = "bc";
  CHECK(chain_hash({}, a) != chain_hash({}, b));
}
