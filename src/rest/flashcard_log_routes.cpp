#include <set>

#include "codec/srs_json.hpp"
#include "rest/flashcard_input.hpp"
#include "rest/flashcard_json.hpp"
#include "rest/flashcard_routes.hpp"
#include "rest/parameters.hpp"
#include "rest/reply.hpp"

namespace haven::rest {
namespace {

using nlohmann::json;

/// The schedulers that the rows name, each under its name: what another device needs to replay them.
json named_schedulers(FlashcardService& service, const SyncResult& result) {
  std::set<ConfigHash> hashes;
  for (const FlashcardReview& row : result.new_reviews) hashes.insert(row.config);
  for (const CardProgress& progress : result.changed) hashes.insert(progress.config);
  hashes.erase(ConfigHash{});  // of a card that was marked, but never answered
  json list = json::array();
  for (const ConfigHash& hash : hashes)
    list.push_back({{"config", to_string(hash)}, {"scheduler", codec::options_to_json(service.config(hash))}});
  return list;
}

}  // namespace

Response sync_flashcards(Host& host, const Call& call) {
  const SyncResult result = flashcards(host).sync(*call.caller, sync_of(call.body));
  return ok({{"reviews", list_json(result.reviews)},
             {"undos", list_json(result.undos)},
             {"new_reviews", list_json(result.new_reviews)},
             {"new_undos", list_json(result.new_undos)},
             {"changed", list_json(result.changed)},
             {"configs", named_schedulers(flashcards(host), result)},
             {"cursor", result.cursor},
             {"more", result.more}});
}

Response get_scheduler(Host& host, const Call& call) {
  const auto hash = parse_config_hash(call.path_values.front());
  if (!hash) throw ApiError("DB_001", "no such scheduler");
  return ok(codec::options_to_json(flashcards(host).config(*hash)));
}

Response rebuild_progress(Host& host, const Call& call) {
  return ok(to_json(flashcards(host).rebuild(call.caller->user)));
}

}  // namespace haven::rest
