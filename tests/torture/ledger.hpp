#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "haven/storage/database.hpp"

// The books that every torture is checked by: transactions that are like the answer to a question, in that they change
// rows of three tables which must agree, and what was acknowledged of them.
namespace haven::torture {

/// One answer that was acknowledged. 24 bytes, so that a pipe carries it whole.
struct Entry {
  std::int64_t token = 0;  ///< unique in its database
  std::int64_t sitting = 0;
  std::int64_t position = 0;
};

inline constexpr int sittings = 8;

/// Makes the tables, and the sittings without answers.
void open_books(Database& database);

/// One answer in one transaction: counts it in its sitting, appends the answer, puts a row into the outbox.
/// `words` is how much text it carries.
[[nodiscard]] Entry write_answer(Database& database, std::int64_t token, std::size_t words = 40);

/// How many answers are there; what a reader does beside the writers. Throws std::logic_error when what it sees is half
/// a transaction.
std::int64_t read_books(Database& database);

/// What came of a torture.
struct Verdict {
  std::int64_t acknowledged = 0;
  std::int64_t present = 0;  ///< of those
  std::int64_t lost = 0;     ///< of those
  std::int64_t corrupt = 0;  ///< damage, halves of transactions, wrong content
  std::vector<std::string> findings;

  void add(const Verdict& other);
  void note(std::string what) { findings.push_back(std::move(what)); }
  /// Notes some damage, and counts it.
  void find(std::string what);
};

/// Compares the books with what was acknowledged, and checks the database itself.
[[nodiscard]] Verdict audit(Database& database, const std::vector<Entry>& acknowledged);

/// Prints the findings and the last line; the exit status of the program.
[[nodiscard]] int close_books(const Verdict& verdict);

}  // namespace haven::torture
