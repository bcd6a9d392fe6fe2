#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "haven/model/user.hpp"
#include "haven/platform.hpp"
#include "haven/services/media_store.hpp"

#include "rest/http.hpp"
#include "rest/target.hpp"

#include <nlohmann/json.hpp>

namespace haven::rest {

/// What handlers work with: the platform, and what the server knows of itself.
class Host {
 public:
  virtual ~Host() = default;
  [[nodiscard]] virtual Platform& platform() const noexcept = 0;
  [[nodiscard]] virtual const std::string& base_path() const noexcept = 0;
  [[nodiscard]] virtual const std::string& openapi() const = 0;
  [[nodiscard]] virtual bool stopping() const noexcept = 0;
  [[nodiscard]] virtual MediaStore* media() const noexcept = 0;  ///< nullptr for none
};

/// A request that has passed every check of its route.
struct Call {
  const RequestHead& head;
  std::vector<std::string> path_values;  ///< of the segments in braces, in order
  Parameters query;                      ///< known names only, each once, integers in range
  nlohmann::json body;                   ///< fits the route's request schema
  std::optional<Caller> caller;          ///< set unless the route is public
  std::string client;                    ///< address
  const std::string& content;            ///< the body as it came
};

using Handler = Response (*)(Host&, const Call&);

enum class Access {
  everyone,   ///< no token is looked at
  signed_in,  ///< any good token
  owner,      ///< a good token of the object's owner; for all others the object is not found
};
enum class Budget { none, standard, authentication };  ///< which rate limit counts the request
enum class Cost {
  trivial,   ///< microseconds: runs on the I/O thread
  ordinary,  ///< waits for the database
  heavy,     ///< computes long, as a password hash does: gets at most half of the workers
};
enum class Content {
  json,
  page,    ///< for a browser
  file,    ///< for another program
  medium,  ///< an image, a sound or a film
};

/// A query parameter: an integer when it has a maximum, else one of the words, else text of a format ("uuid",
/// "date-time" or any).
struct QueryParameter {
  std::string_view name;
  std::int64_t minimum = 0;
  std::int64_t maximum = 0;
  std::string_view meaning;
  std::vector<std::string_view> words = {};
  std::string_view format = {};
};

/// One row of the route table.
struct Route {
  std::string_view method;
  std::string_view path;  ///< "{base}/quiz/sessions/{id}"
  std::string_view operation;
  Access access = Access::signed_in;
  Budget budget = Budget::standard;
  Cost cost = Cost::ordinary;
  std::size_t body_limit = 0;
  std::string_view request;              ///< named schema of the body; empty: takes none
  int status = 200;                      ///< of success
  std::string_view response;             ///< named schema of `data`; empty: no body, or not of this API
  std::vector<std::string_view> errors;  ///< codes beside those that every such route can give
  Handler handler = nullptr;
  std::string_view summary;
  std::vector<QueryParameter> query = {};
  Content content = Content::json;
  bool enveloped = true;   ///< the answer is wrapped in {"success": true, "data": ...}
  bool versioned = false;  ///< the object has an entity tag, which a change may name in If-Match
  std::vector<std::string_view> media_types = {};  ///< of a body that is a file; the request schema is empty then
};

/// Every route there is, in the order of the API's index. A route that is not here does not exist.
[[nodiscard]] std::span<const Route> route_table();
/// The routes of the bundled exam page, served only when that is switched on.
[[nodiscard]] std::span<const Route> page_route_table();

}  // namespace haven::rest
