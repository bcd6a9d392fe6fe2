#include "crypto/audit_chain.hpp"

namespace haven::crypto {
namespace {

void append_word(std::string& text, std::uint64_t word) {
  for (unsigned shift = 0; shift < 64; shift += 8) text += static_cast<char>(word >> shift & 0xFFU);
}

void append_text(std::string& text, std::string_view field) {
  append_word(text, field.size());
  text += field;
}

void append_id(std::string& text, const std::optional<Uuid>& id) {
  append_word(text, id ? 16 : 0);
  if (id) text.append(id->bytes.begin(), id->bytes.end());
}

}  // namespace

Digest chain_hash(const Digest& previous, const AuditEntry& entry) {
  std::string text(previous.begin(), previous.end());
  append_word(text, static_cast<std::uint64_t>(entry.sequence));
  append_word(text, static_cast<std::uint64_t>(entry.at_microseconds));
  append_id(text, entry.actor);
  append_text(text, entry.action);
  append_text(text, entry.object_type);
  append_id(text, entry.object);
  append_text(text, entry.ip);
  append_text(text, entry.request_id);
  append_text(text, entry.detail);
  return sha256(text);
}

}  // namespace haven::crypto
