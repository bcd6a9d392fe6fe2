#include "ledger.hpp"

#include <cstdio>
#include <stdexcept>

#include "haven/core/error.hpp"
#include "haven/storage/integrity.hpp"

namespace haven::torture {
namespace {

/// The tables in the words of one engine.
std::vector<std::string> table_statements(std::string_view engine) {
  const bool sqlite = engine == "sqlite";
  const std::string number = sqlite ? "INTEGER" : "BIGINT";
  const std::string words = sqlite ? "TEXT" : "TEXT CHARACTER SET ascii";
  const std::string end = sqlite ? ") STRICT" : ") ENGINE = InnoDB";
  return {"CREATE TABLE sittings (id " + number + " NOT NULL PRIMARY KEY, answered " + number + " NOT NULL, points " +
              number + " NOT NULL" + end,
          "CREATE TABLE answers (sitting " + number + " NOT NULL REFERENCES sittings (id), position " + number +
              " NOT NULL, token " + number + " NOT NULL UNIQUE, words " + words +
              " NOT NULL, PRIMARY KEY (sitting, position)" + end,
          "CREATE TABLE outbox (token " + number + " NOT NULL PRIMARY KEY REFERENCES answers (token)" + end};
}

/// Text that only this token has.
std::string words_of(std::int64_t token, std::size_t size) {
  std::string text;
  for (auto state = static_cast<std::uint64_t>(token); text.size() < size;) {
    state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    text += static_cast<char>('a' + (state >> 33U) % 26);
  }
  return text;
}

std::int64_t number(Transaction& tx, std::string_view sql) {
  const auto query = tx.prepare(sql);
  query->step();
  return query->integer(0);
}

void run(Transaction& tx, std::string_view sql, std::initializer_list<std::int64_t> numbers) {
  const auto statement = tx.prepare(sql);
  int parameter = 0;
  for (const std::int64_t value : numbers) statement->bind(parameter++, value);
  statement->step();
}

std::int64_t answered(Transaction& tx, std::int64_t sitting) {
  const auto query = tx.prepare("SELECT answered FROM sittings WHERE id = ?");
  query->bind(0, sitting);
  query->step();
  return query->integer(0);
}

void append(Transaction& tx, const Entry& entry, const std::string& words) {
  const auto insert = tx.prepare("INSERT INTO answers (sitting, position, token, words) VALUES (?, ?, ?, ?)");
  insert->bind(0, entry.sitting);
  insert->bind(1, entry.position);
  insert->bind(2, entry.token);
  insert->bind(3, std::string_view(words));
  insert->step();
}

/// Each counts what there must be none of.
constexpr const char* halves[] = {
    "SELECT count(*) FROM (SELECT s.id FROM sittings s LEFT JOIN answers a ON a.sitting = s.id GROUP BY s.id, "
    "s.answered, s.points HAVING s.answered <> count(a.token) OR s.answered <> coalesce(max(a.position), 0) OR "
    "s.points "
    "<> coalesce(sum(a.token % 100), 0)) AS different",
    "SELECT count(*) FROM answers a LEFT JOIN outbox o ON o.token = a.token WHERE o.token IS NULL",
    "SELECT count(*) FROM outbox o LEFT JOIN answers a ON a.token = o.token WHERE a.token IS NULL",
};

std::int64_t count_halves(Transaction& tx) {
  std::int64_t count = 0;
  for (const char* sql : halves) count += number(tx, sql);
  return count;
}

void check_words(Transaction& tx, Verdict& verdict) {
  const auto query = tx.prepare("SELECT token, words FROM answers");
  while (query->step()) {
    const std::string_view words = query->text(1);
    if (words != words_of(query->integer(0), words.size())) {
      verdict.find("answer " + std::to_string(query->integer(0)) + " has other words");
    }
  }
}

bool is_there(Statement& query, const Entry& entry) {
  query.reset();
  query.bind(0, entry.token);
  return query.step() && query.integer(0) == entry.sitting && query.integer(1) == entry.position;
}

void check_acknowledged(Transaction& tx, const std::vector<Entry>& acknowledged, Verdict& verdict) {
  const auto query = tx.prepare("SELECT sitting, position FROM answers WHERE token = ?");
  for (const Entry& entry : acknowledged) {
    ++verdict.acknowledged;
    if (is_there(*query, entry)) {
      ++verdict.present;
    } else {
      ++verdict.lost;
      verdict.note("answer " + std::to_string(entry.token) + " is lost");
    }
  }
}

}  // namespace

void open_books(Database& database) {
  for (const std::string& sql : table_statements(database.engine())) {
    transact(database, [&](Transaction& tx) { tx.prepare(sql)->step(); });
  }
  transact(database, [](Transaction& tx) {
    for (int id = 0; id < sittings; ++id) run(tx, "INSERT INTO sittings (id, answered, points) VALUES (?, 0, 0)", {id});
  });
}

Entry write_answer(Database& database, std::int64_t token, std::size_t words) {
  const std::int64_t sitting = token % sittings;
  const std::string text = words_of(token, words);
  return transact(database, [&](Transaction& tx) {
    run(tx, "UPDATE sittings SET answered = answered + 1, points = points + ? WHERE id = ?", {token % 100, sitting});
    const Entry entry{.token = token, .sitting = sitting, .position = answered(tx, sitting)};
    append(tx, entry, text);
    run(tx, "INSERT INTO outbox (token) VALUES (?)", {token});
    return entry;
  });
}

std::int64_t read_books(Database& database) {
  return read(database, [](Transaction& tx) {
    const std::int64_t counted = number(tx, "SELECT sum(answered) FROM sittings");
    if (counted != number(tx, "SELECT count(*) FROM answers")) throw std::logic_error("a reader saw half an answer");
    return counted;
  });
}

void Verdict::add(const Verdict& other) {
  acknowledged += other.acknowledged;
  present += other.present;
  lost += other.lost;
  corrupt += other.corrupt;
  findings.insert(findings.end(), other.findings.begin(), other.findings.end());
}

void Verdict::find(std::string what) {
  ++corrupt;
  note(std::move(what));
}

Verdict audit(Database& database, const std::vector<Entry>& acknowledged) {
  Verdict verdict;
  for (const IntegrityProblem& problem : check_integrity(database).problems) {
    verdict.find(problem.table + ": " + problem.message);
  }
  try {
    read(database, [&](Transaction& tx) {
      if (const auto count = count_halves(tx)) verdict.find(std::to_string(count) + " halves of transactions");
      check_words(tx, verdict);
      check_acknowledged(tx, acknowledged, verdict);
    });
  } catch (const Error& error) {
    verdict.find(error.what());
  }
  return verdict;
}

int close_books(const Verdict& verdict) {
  constexpr std::size_t shown = 20;
  for (std::size_t i = 0; i < verdict.findings.size() && i < shown; ++i) std::puts(verdict.findings[i].c_str());
  std::printf("acknowledged %lld, present %lld, lost %lld, corrupt %lld\n",
              static_cast<long long>(verdict.acknowledged), static_cast<long long>(verdict.present),
              static_cast<long long>(verdict.lost), static_cast<long long>(verdict.corrupt));
  return verdict.lost == 0 && verdict.corrupt == 0 && verdict.acknowledged > 0 ? 0 : 1;
}

}  // namespace haven::torture
