#include "rest/operation_routes.hpp"

#include "haven/core/error.hpp"
#include "haven/storage/migrate.hpp"

#include "rest/reply.hpp"

namespace haven::rest {
namespace {

using nlohmann::json;

std::string_view schema_word(const SchemaVersion& version) {
  if (version.database < version.library) return "behind";
  return version.database > version.library ? "newer" : "ok";
}

/// A probe asks whether the database answers: that it does not is its result, not a failure of the request.
json database_checks(Database& database) {
  try {
    return {{"database", "ok"}, {"schema", schema_word(schema_version(database))}};
  } catch (const Error&) {
    return {{"database", "failed"}, {"schema", "unknown"}};
  }
}

}  // namespace

Response liveness(Host&, const Call&) { return plain_json(200, {{"status", "ok"}}); }

Response readiness(Host& host, const Call&) {
  json checks = database_checks(host.platform().database());
  checks["server"] = host.stopping() ? "stopping" : "ok";
  const bool ready = checks["database"] == "ok" && checks["schema"] == "ok" && !host.stopping();
  Response response =
      plain_json(ready ? 200 : 503, {{"status", ready ? "ok" : "unavailable"}, {"checks", std::move(checks)}});
  if (!ready) response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response openapi_document(Host& host, const Call&) {
  return cacheable("application/json; charset=utf-8", host.openapi());
}

}  // namespace haven::rest
