#include "rest/account_routes.hpp"

#include "haven/codec/utf8.hpp"

#include "rest/record_json.hpp"
#include "rest/reply.hpp"

namespace haven::rest {
namespace {

using nlohmann::json;

constexpr std::size_t user_agent_bytes = 256;

Login login_command(const Call& call) {
  const auto user_agent = call.head.header("user-agent").value_or("");
  return {.email = call.body.at("email").get<std::string>(),
          .password = call.body.at("password").get<std::string>(),
          .ip = call.client,
          .user_agent = codec::excerpt(user_agent, user_agent_bytes)};
}

}  // namespace

Response register_user(Host& host, const Call& call) {
  host.platform().accounts().register_user({.email = call.body.at("email").get<std::string>(),
                                            .password = call.body.at("password").get<std::string>(),
                                            .display_name = call.body.at("display_name").get<std::string>()});
  return accepted({{"message", "If the address had no account, it has one now. Log in to go on."}});
}

Response login(Host& host, const Call& call) {
  return ok(to_json(host.platform().accounts().login(login_command(call))));
}

Response refresh(Host& host, const Call& call) {
  return ok(to_json(host.platform().accounts().refresh(call.body.at("refresh_token").get<std::string>())));
}

Response logout(Host& host, const Call& call) {
  host.platform().accounts().logout(*call.caller);
  return no_content();
}

Response me(Host& host, const Call& call) { return ok(to_json(host.platform().accounts().me(*call.caller))); }

}  // namespace haven::rest
