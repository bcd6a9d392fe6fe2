#include "services/fixture.hpp"

#include <cstdio>

#include "crypto/bytes.hpp"
#include "source_folder.hpp"
#include "stores/user_store.hpp"

namespace haven::test {

Caller Fixture::caller(Role role) {
  StoredUser stored;
  stored.user = {crypto::new_id<User>(clock.now()), "x@example.org", "X", role, UserStatus::active, clock.now()};
  stored.email_norm = to_string(stored.user.id) + "@example.org";
  transact(*database_, [&](Transaction& tx) { UserStore(tx).insert(stored); });
  return {stored.user.id, {}, role};
}

void Fixture::import_sample_bank() {
  std::vector<ImportSource> sources;
  for (const auto& entry :
       std::filesystem::directory_iterator(haven::test::source_folder() + "/examples/server/items")) {
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    sources.push_back({entry.path().filename().string(), ImportFormat::json, text.str()});
  }
  const ImportReport report = questions().import(sources);
  REQUIRE(report.problems.empty());
  REQUIRE(report.inserted >= 160);
}

TemporaryFile::TemporaryFile()
    : path_((std::filesystem::temp_directory_path() / to_string(crypto::new_uuid({0}))).string()) {}

TemporaryFile::~TemporaryFile() {
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::error_code ignored;
    std::filesystem::remove(path_ + suffix, ignored);
  }
}

std::string error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return std::string(to_string(error.code())) + "/" + error.reason();
  }
  return "";
}

std::string questions_json(int count, const std::string& text, const std::string& code_prefix) {
  std::string json = "{\"items\": [";
  for (int i = 1; i <= count; ++i) {
    char item[600];
    std::snprintf(item, sizeof item,
                  "%s\n{\"code\": \"%s%03d\", \"category\": \"management_of_care\", \"stem\": \"%s\", \"options\": "
                  "[{\"id\": \"A\", \"text\": \"this\"}, {\"id\": \"B\", \"text\": \"that\"}], \"key\": \"B\", "
                  "\"rationale\": \"canary-rationale\", \"discrimination\": 1.0, \"difficulty\": %.2f}",
                  i == 1 ? "" : ",", code_prefix.c_str(), i, text.c_str(), -2.0 + 4.0 * i / count);
    json += item;
  }
  return json + "]}";
}

std::int64_t count(Database& database, const std::string& sql) {
  return read(database, [&](Transaction& tx) {
    const auto statement = tx.prepare(sql);
    REQUIRE(statement->step());
    return statement->integer(0);
  });
}

}  // namespace haven::test
