#include "haven/services/question_service.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "haven/codec/question_import.hpp"
#include "haven/codec/utf8.hpp"
#include "haven/core/error.hpp"

#include "crypto/bytes.hpp"
#include "services/category_names.hpp"
#include "services/paging.hpp"
#include "services/question_contents.hpp"
#include "stores/audit_store.hpp"
#include "stores/category_store.hpp"
#include "stores/question_store.hpp"

namespace haven {
namespace {

constexpr int largest_limit = 100;
constexpr std::size_t longest_code = 400;  // bytes

/// A question as read, and the source that it stands in.
struct Sourced {
  codec::QuestionDraft draft;
  std::string source;
};

/// Adds up the problems of an import; stops at as many as one file may report.
class Problems {
 public:
  explicit Problems(ImportReport& report) : report_(report) {}

  void add(const std::string& source, int line, const std::string& message) {
    if (report_.problems.size() < codec::maximum_problems) report_.problems.push_back({source, line, message});
  }

 private:
  ImportReport& report_;
};

std::vector<Sourced> read_sources(const std::vector<ImportSource>& sources, Problems& problems) {
  std::vector<Sourced> all;
  for (const ImportSource& source : sources) {
    auto file = source.format == ImportFormat::json ? codec::questions_from_json(source.content)
                                                    : codec::questions_from_csv(source.content);
    for (const auto& problem : file.problems) problems.add(source.name, problem.line, problem.message);
    for (auto& draft : file.questions) all.push_back({std::move(draft), source.name});
  }
  return all;
}

/// A code may stand in all the sources together only once.
void check_repeats(const std::vector<Sourced>& all, Problems& problems) {
  std::map<std::string, const Sourced*> first;
  for (const Sourced& entry : all) {
    const auto [known, fresh] = first.emplace(entry.draft.question.code, &entry);
    if (fresh) continue;
    const Sourced& earlier = *known->second;
    problems.add(entry.source, entry.draft.line,
                 "question " + entry.draft.question.code + ": code repeated from " + earlier.source + ", line " +
                     std::to_string(earlier.draft.line));
  }
}

void resolve_categories(const std::vector<Category>& categories, std::vector<Sourced>& all, Problems& problems) {
  for (auto& [draft, source] : all) {
    if (const auto found = find_category(categories, draft.category)) {
      draft.question.category = *found;
    } else {
      problems.add(source, draft.line, "question " + draft.question.code + ": there is no category " + draft.category);
    }
  }
}

bool same_options(const std::vector<Option>& a, const std::vector<Option>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Option& x, const Option& y) { return x.id == y.id && x.text == y.text; });
}

/// What a version of a question holds.
bool same_content(const Question& a, const Question& b) {
  return a.category == b.category && a.type == b.type && a.stem == b.stem && same_options(a.options, b.options) &&
         a.key == b.key && a.rationale == b.rationale && a.item == b.item && a.calibration == b.calibration &&
         a.tags == b.tags && a.author == b.author && a.license == b.license && a.source == b.source;
}

void store_question(Transaction& tx, Question question, Timestamp now, ImportReport& report) {
  QuestionStore questions(tx);
  const auto present = questions.find_by_code(question.code);
  if (!present) {
    question.id = crypto::new_id<Question>(now);
    questions.insert(question, now);
    ++report.inserted;
  } else if (!same_content(*present, question)) {
    question.id = present->id;
    question.version = present->version + 1;
    questions.update(question, now);
    ++report.updated;
  } else if (present->status != question.status) {
    questions.update_status(present->id, question.status, now);
    ++report.updated;
  } else {
    ++report.unchanged;
  }
}

void audit_import(Transaction& tx, const ImportReport& report, Timestamp now) {
  const std::string detail =
      R"({"inserted":)" + std::to_string(report.inserted) + R"(,"updated":)" + std::to_string(report.updated) + "}";
  AuditStore(tx).append({.at = now,
                         .actor = std::nullopt,
                         .action = "questions.import",
                         .object_type = "questions",
                         .object = std::nullopt,
                         .detail = detail});
}

void check(const ListQuestions& query) {
  if (query.limit < 1 || query.limit > largest_limit) {
    throw Error(ErrorCode::invalid_argument, "limit: must be 1 to 100, got " + std::to_string(query.limit), "limit");
  }
  if (query.offset < 0 || query.offset > largest_offset) {
    throw Error(ErrorCode::invalid_argument, "offset: must be 0 to 10000, got " + std::to_string(query.offset),
                "offset");
  }
  if (query.after.size() > longest_code || !codec::is_utf8(query.after)) {
    throw Error(ErrorCode::invalid_argument, "after: must be the \"next\" of a page", "after");
  }
}

QuestionFilter filter_of(Transaction& tx, const Caller& caller, const std::string& category) {
  QuestionFilter filter;
  filter.live_only = caller.role == Role::student;
  if (category.empty()) return filter;
  filter.category = find_category(CategoryStore(tx).list(), category);
  if (!filter.category) throw Error(ErrorCode::not_found, "there is no such category");
  return filter;
}

void hide_key(Question& question) {
  question.key.clear();
  question.rationale.clear();
  question.item.reset();
  question.calibration = Calibration::none;
}

void add(QuestionPage& page, const Caller& caller, QuestionStatus status, const QuestionContent& content) {
  Question& question = page.questions.emplace_back(content.question);
  question.status = status;
  if (caller.role == Role::student) hide_key(question);
  page.categories.push_back(content.category);
}

class Questions final : public QuestionService {
 public:
  Questions(Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  ImportReport import(const std::vector<ImportSource>& sources) override {
    ImportReport report;
    Problems problems(report);
    std::vector<Sourced> all = read_sources(sources, problems);
    check_repeats(all, problems);
    resolve_categories(categories(), all, problems);
    return report.problems.empty() ? store(all) : report;
  }

  QuestionPage list(const Caller& caller, const ListQuestions& query) override {
    check(query);
    return read(database_, [&](Transaction& tx) {
      const QuestionFilter filter = filter_of(tx, caller, query.category);
      QuestionStore questions(tx);
      auto listed = questions.list(filter, query.after, query.limit + 1, query.offset);
      const bool more = static_cast<int>(listed.size()) > query.limit;
      if (more) listed.pop_back();
      QuestionPage page;
      for (const ListedQuestion& entry : listed) add(page, caller, entry.status, *contents_.load(tx, entry.version));
      if (more) page.next = page.questions.back().code;
      set_total(page, questions.count(filter, most_counted + 1));
      return page;
    });
  }

  std::vector<Category> categories() override {
    return read(database_, [](Transaction& tx) { return CategoryStore(tx).list(); });
  }

 private:
  ImportReport store(const std::vector<Sourced>& all) {
    const Timestamp now = clock_.now();
    return transact(database_, [&](Transaction& tx) {
      ImportReport report;
      for (const Sourced& entry : all) store_question(tx, entry.draft.question, now, report);
      if (report.inserted + report.updated > 0) audit_import(tx, report, now);
      return report;
    });
  }

  Database& database_;
  const Clock& clock_;
  QuestionContents contents_;
};

}  // namespace

std::unique_ptr<QuestionService> make_question_service(Database& database, const Clock& clock) {
  return std::make_unique<Questions>(database, clock);
}

}  // namespace haven
