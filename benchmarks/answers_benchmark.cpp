// Answers in process, each acknowledged only when it is durable, beside what the bare SQLite library does on the same
// disk in the same run.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

#include "bare_sqlite.hpp"
#include "floors.hpp"
#include "many_answers.hpp"
#include "quiz_world.hpp"

namespace {

using namespace haven;
using namespace haven::benchmarks;

constexpr int callers = 32;

/// Answers of so many candidates at once, each on a thread.
Sample answers(const Settings& settings, QuizWorld& world, int threads) {
  return best_of(settings, [&] {
    return run_threads(settings, threads, [&](int student) -> Operation {
      return [candidate = Embedded(world, student)]() mutable { return candidate.answer(); };
    });
  });
}

void with_normal(const Settings& settings, FloorTable& table) {
  const std::string one = "answer in process, NORMAL, 1 thread", many = "answer in process, NORMAL, 32 threads";
  if (!settings.wants(one) && !settings.wants(many)) return;
  QuizWorld world(callers, Durability::normal, settings.folder);
  if (settings.wants(one)) {
    const Sample sample = answers(settings, world, 1);
    table.at_least(one, 8'000, sample.rate(), "/s", details(sample));
  }
  if (settings.wants(many)) {
    const Sample sample = answers(settings, world, callers);
    table.note(many, sample.rate(), "/s", details(sample));
  }
}

void with_full(const Settings& settings, FloorTable& table) {
  const std::string one = "answer in process, FULL, 1 caller", many = "answer in process, FULL, 32 callers";
  if (!settings.wants(one) && !settings.wants(many)) return;
  QuizWorld world(callers, Durability::full, settings.folder);
  if (settings.wants(one)) {
    const Sample sample = answers(settings, world, 1);
    table.at_least(one, 2'500, sample.rate(), "/s", details(sample));
  }
  if (!settings.wants(many)) return;
  const Sample bare = best_of(settings, [&] { return bare_transactions(settings); });
  table.note("bare SQLite, FULL, one sync for each transaction", bare.rate(), "/s", details(bare));
  const Sample sample = answers(settings, world, callers);
  table.at_least(many, 12'000, sample.rate(), "/s", details(sample));
  table.at_least("  times the rate of one sync for each transaction", 4.0, sample.rate() / bare.rate(), "x");
}

void point_reads(const Settings& settings, FloorTable& table) {
  const std::string name = "point read of a user, through service and store";
  if (!settings.wants(name)) return;
  QuizWorld world(1, Durability::full, settings.folder);
  const Caller caller = world.caller(0);
  const Sample bare = best_of(settings, [&] { return bare_point_reads(settings, world.file(), caller.user); });
  const Sample store = best_of(settings, [&] {
    return run_threads(settings, 1, [&](int) -> Operation {
      return [&] {
        const double begin = now_in_seconds();
        if (world.platform().accounts().me(caller).id != caller.user) throw std::runtime_error("another user");
        return now_in_seconds() - begin;
      };
    });
  });
  table.note("bare point read of the same row", 1e6 / bare.rate(), "us");
  table.note(name, 1e6 / store.rate(), "us");
  table.at_most("  times the bare API", 1.5, bare.rate() / store.rate(), "x");
}

/// Both measured in turns, so that what else the machine does hits them alike.
void with_many_answers(const Settings& settings, FloorTable& table) {
  const std::string name = "p99 of an answer beside 1,000,000 stored";
  if (!settings.wants(name)) return;
  QuizWorld few(1, Durability::full, settings.folder), many(1, Durability::full, settings.folder);
  store_answers(few, 10'000);
  store_answers(many, 1'000'000);
  Settings once = settings;
  once.runs = 1;
  double p99_few = 1e9, p99_many = 1e9;
  for (int run = 0; run < settings.runs; ++run) {
    p99_few = std::min(p99_few, answers(once, few, 1).percentile(0.99));
    p99_many = std::min(p99_many, answers(once, many, 1).percentile(0.99));
  }
  table.note("p99 of an answer beside 10,000 stored", p99_few, "ms");
  table.note(name, p99_many, "ms");
  table.at_most("  times that at 10,000", 1.5, p99_many / p99_few, "x");
}

/// Logins of many at once by one service.
Sample logins(const Settings& settings, AccountService& accounts, int users) {
  return best_of(settings, [&] {
    return run_threads(settings, users, [&](int student) -> Operation {
      return [&accounts, student] {
        const double begin = now_in_seconds();
        static_cast<void>(accounts.login({QuizWorld::email(student), QuizWorld::password(), "127.0.0.1", "benchmark"}));
        return now_in_seconds() - begin;
      };
    });
  });
}

void password_hashes(const Settings& settings, FloorTable& table) {
  const std::string name = "login, argon2id with 19 MiB (OWASP), 16 at once";
  if (!settings.wants(name)) return;
  constexpr int users = 16;
  QuizWorld world(users, Durability::full, settings.folder);
  const Sample cheap = logins(settings, world.platform().accounts(), users);
  table.at_least(name, 60, cheap.rate(), "/s", details(cheap));
  table.note("  most memory so far, of the whole process", most_resident_megabytes(), "MB");
  AccountOptions dearer;
  dearer.signing_keys = {{"1", QuizWorld::signing_key()}};
  const auto accounts = make_account_service(world.database(), system_clock(), dearer);
  const Sample dear = logins(settings, *accounts, users);
  table.note("login, argon2id with 64 MiB (the default), 16 at once", dear.rate(), "/s", details(dear));
}

}  // namespace

int main(int argc, char** argv) try {
  const Settings settings = parse_settings(argc, argv);
  FloorTable table(settings.folder);
  with_normal(settings, table);
  with_full(settings, table);
  point_reads(settings, table);
  password_hashes(settings, table);
  with_many_answers(settings, table);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
