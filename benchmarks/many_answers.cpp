#include "many_answers.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "haven/core/random.hpp"

namespace haven::benchmarks {
namespace {

constexpr int answers_of_a_sitting = 75;
constexpr int sittings_of_a_commit = 100;

using QuestionId = std::array<std::uint8_t, 16>;

std::vector<QuestionId> question_ids(Database& database) {
  return read(database, [](Transaction& tx) {
    std::vector<QuestionId> ids;
    const auto query = tx.prepare("SELECT id FROM questions ORDER BY code");
    while (query->step()) {
      const auto id = query->blob(0);
      std::copy(id.begin(), id.end(), ids.emplace_back().begin());
    }
    return ids;
  });
}

Uuid new_uuid(Rng& rng, Timestamp at) {
  std::array<std::uint8_t, 16> bits{};
  for (std::uint8_t& byte : bits) byte = static_cast<std::uint8_t>(rng.below(256));
  return uuid_v7(at, bits);
}

class Writer {
 public:
  Writer(Transaction& tx, Id<User> user, const std::vector<QuestionId>& questions)
      : sitting_(tx.prepare("INSERT INTO quiz_sessions (id, user_id, mode, status, blueprint, seed, algo_version, "
                            "n_answered, started_at, finished_at, created_at, updated_at) "
                            "VALUES (?, ?, 'practice', 'finished', '{}', 1, 'benchmark', ?, ?, ?, ?, ?)")),
        answer_(tx.prepare("INSERT INTO quiz_answers (session_id, position, question_id, question_version, response, "
                           "score, correct, time_ms, theta_after, standard_error_after, estimate, created_at) "
                           "VALUES (?, ?, ?, 1, '{\"option\":\"A\"}', 1, 1, 30000, 0.5, 0.4, ?, ?)")),
        user_(user),
        questions_(questions) {}

  void write_sitting(Rng& rng, Timestamp at) {
    const Uuid id = new_uuid(rng, at);
    sitting_->reset();
    sitting_->bind(0, std::span<const std::uint8_t>(id.bytes));
    sitting_->bind(1, std::span<const std::uint8_t>(user_.uuid.bytes));
    sitting_->bind(2, std::int64_t{answers_of_a_sitting});
    for (int column = 3; column < 7; ++column) sitting_->bind(column, at.microseconds);
    sitting_->step();
    const std::size_t first = rng.below(questions_.size());
    for (int i = 0; i < answers_of_a_sitting; ++i)
      write_answer(id, i + 1, questions_[(first + 7 * static_cast<std::size_t>(i)) % questions_.size()], at);
  }

 private:
  void write_answer(const Uuid& sitting, int position, const QuestionId& question, Timestamp at) {
    answer_->reset();
    answer_->bind(0, std::span<const std::uint8_t>(sitting.bytes));
    answer_->bind(1, std::int64_t{position});
    answer_->bind(2, std::span<const std::uint8_t>(question));
    answer_->bind(3, std::string_view(estimate_));
    answer_->bind(4, at.microseconds + position);
    answer_->step();
  }

  std::unique_ptr<Statement> sitting_, answer_;
  Id<User> user_;
  const std::vector<QuestionId>& questions_;
  std::string estimate_ = "{\"as_long_as_usual\":\"" + std::string(330, 'x') + "\"}";
};

}  // namespace

void store_answers(QuizWorld& world, int answers) {
  const auto questions = question_ids(world.database());
  const Id<User> user = world.caller(0).user;
  Rng rng(7);
  Timestamp at = system_clock().now() - Duration::days(300);
  for (int left = answers / answers_of_a_sitting; left > 0; left -= sittings_of_a_commit) {
    transact(world.database(), [&](Transaction& tx) {
      Writer writer(tx, user, questions);
      for (int i = 0; i < std::min(left, sittings_of_a_commit); ++i) {
        at = at + Duration::seconds(60);
        writer.write_sitting(rng, at);
      }
    });
  }
}

}  // namespace haven::benchmarks
