#include "stores/audit_store.hpp"

#include "stores/sql.hpp"

namespace haven {
namespace {

struct Head {
  std::int64_t sequence = 0;
  crypto::Digest hash{};
};

Head read_head(Transaction& tx) {
  Sql sql(tx, "SELECT seq, hash FROM audit_logs ORDER BY seq DESC LIMIT 1");
  if (!sql.next()) return {};
  return {sql.integer(0), sql.digest(1)};
}

std::optional<Uuid> uuid_of(const std::optional<Id<User>>& id) {
  if (!id) return std::nullopt;
  return id->uuid;
}

crypto::AuditEntry read_entry(const Sql& row) {
  crypto::AuditEntry entry;
  entry.sequence = row.integer(0);
  entry.at_microseconds = row.integer(1);
  if (!row.is_null(2)) entry.actor = row.uuid(2);
  entry.action = row.text(3);
  entry.object_type = row.text(4);
  if (!row.is_null(5)) entry.object = row.uuid(5);
  entry.ip = row.text(6);
  entry.request_id = row.text(7);
  entry.detail = row.text(8);
  return entry;
}

}  // namespace

void AuditStore::append(const AuditEvent& event) {
  const Head head = read_head(tx_);
  const crypto::AuditEntry entry{head.sequence + 1,
                                 event.at.microseconds,
                                 uuid_of(event.actor),
                                 event.action,
                                 event.object_type,
                                 event.object,
                                 event.ip,
                                 "",
                                 event.detail};
  Sql sql(tx_,
          "INSERT INTO audit_logs (seq, created_at, actor_id, action, object_type, object_id, ip, request_id, detail, "
          "prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  sql.with(entry.sequence, entry.at_microseconds, entry.actor, entry.action, entry.object_type, entry.object, entry.ip,
           entry.request_id, entry.detail, head.hash, crypto::chain_hash(head.hash, entry))
      .run();
}

std::optional<std::int64_t> AuditStore::first_broken() {
  Sql sql(tx_,
          "SELECT seq, created_at, actor_id, action, object_type, object_id, ip, request_id, detail, prev_hash, hash "
          "FROM audit_logs ORDER BY seq");
  Head head;
  while (sql.next()) {
    const crypto::AuditEntry entry = read_entry(sql);
    const crypto::Digest hash = crypto::chain_hash(head.hash, entry);
    const bool fits = entry.sequence == head.sequence + 1 && sql.digest(9) == head.hash && sql.digest(10) == hash;
    if (!fits) return head.sequence + 1;
    head = {entry.sequence, hash};
  }
  return std::nullopt;
}

}  // namespace haven
