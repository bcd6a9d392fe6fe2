#include "stores/bank_store.hpp"

#include "stores/sql.hpp"

namespace haven {

void BankStore::keep(std::uint64_t fingerprint, const std::vector<BankQuestion>& questions, Timestamp now) {
  if (Sql(tx_, "SELECT 1 FROM item_banks WHERE fingerprint = ?").with(fingerprint).next()) return;
  Sql(tx_, "INSERT INTO item_banks (fingerprint, n_items, created_at) VALUES (?, ?, ?)")
      .with(fingerprint, static_cast<std::int64_t>(questions.size()), now)
      .run();
  Sql sql(tx_,
          "INSERT INTO item_bank_items (bank_fingerprint, position, question_id, question_version) "
          "VALUES (?, ?, ?, ?)");
  int position = 0;
  for (const BankQuestion& entry : questions) sql.with(fingerprint, position++, entry.question, entry.version).run();
}

std::vector<BankQuestion> BankStore::find(std::uint64_t fingerprint) {
  Sql sql(tx_,
          "SELECT v.question_id, v.version, q.code, v.discrimination, v.difficulty, v.pseudo_guessing, "
          "v.upper_asymptote FROM item_bank_items i "
          "JOIN question_versions v ON v.question_id = i.question_id AND v.version = i.question_version "
          "JOIN questions q ON q.id = i.question_id WHERE i.bank_fingerprint = ? ORDER BY i.position");
  sql.with(fingerprint);
  std::vector<BankQuestion> questions;
  while (sql.next()) {
    questions.push_back({sql.id<Question>(0), sql.small(1), sql.text(2),
                         irt::LogisticItem{sql.real(3), sql.real(4), sql.real(5), sql.real(6)}});
  }
  return questions;
}

int BankStore::version_of(std::uint64_t fingerprint, Id<Question> question) {
  Sql sql(tx_, "SELECT question_version FROM item_bank_items WHERE bank_fingerprint = ? AND question_id = ?");
  if (!sql.with(fingerprint, question).next()) {
    throw Error(ErrorCode::corrupt_data, "question " + to_string(question) + " is not in the bank of its sitting");
  }
  return sql.small(0);
}

}  // namespace haven
