#include "rest/chain.hpp"

#include <cassert>
#include <iterator>

#include "rest/links.hpp"

namespace haven::rest {
namespace {

constexpr Link chain[] = {
    give_request_id, write_log, apply_cors,   add_security_headers, compress,
    answer_errors,   identify,  limit_rate,
    answer_errors,  // again, so that an error after the count still tells what is left
    require_route,   authorize, limit_heavy,  require_acceptable,   answer_not_modified,
    read_query,      read_body, call_handler,
};

Response run_from(std::size_t place, Exchange& exchange) {
  assert(place < std::size(chain));
  return chain[place](exchange, [&exchange, place] { return run_from(place + 1, exchange); });
}

}  // namespace

Response run_chain(Exchange& exchange) { return run_from(0, exchange); }

}  // namespace haven::rest
