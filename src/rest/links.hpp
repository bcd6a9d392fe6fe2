#pragma once

#include "rest/exchange.hpp"

/// The links of the chain that every request passes; chain.cpp puts them in order.
namespace haven::rest {

// links_of_answers.cpp: what they do happens to the answer
/// X-Request-Id: the client's if it is sound, else a new one.
Response give_request_id(Exchange& exchange, const Next& next);
/// One JSON line for the log sink.
Response write_log(Exchange& exchange, const Next& next);
/// Lets pages of the allowed origins read the answer.
Response apply_cors(Exchange& exchange, const Next& next);
/// The headers that keep a browser from doing more with the answer than it should.
Response add_security_headers(Exchange& exchange, const Next& next);
/// gzip, where it pays and gives no secret away.
Response compress(Exchange& exchange, const Next& next);
/// Exceptions become error answers here and nowhere else.
Response answer_errors(Exchange& exchange, const Next& next);

// links_of_access.cpp: who may
/// Reads the access token. What is wrong with it is said by `authorize`, after the request was counted.
Response identify(Exchange& exchange, const Next& next);
/// 429: by user, or by address without a good token.
Response limit_rate(Exchange& exchange, const Next& next);
/// 404, 405, and the answer to OPTIONS.
Response require_route(Exchange& exchange, const Next& next);
/// 401: the route's access against the caller. Whose object it is, is the service's to say.
Response authorize(Exchange& exchange, const Next& next);
/// 503: password hashes leave half of the workers to the others.
Response limit_heavy(Exchange& exchange, const Next& next);

// links_of_content.cpp: what is said
/// 406
Response require_acceptable(Exchange& exchange, const Next& next);
/// 304 for an answer that the client has.
Response answer_not_modified(Exchange& exchange, const Next& next);
/// 400: parameters against the route's list.
Response read_query(Exchange& exchange, const Next& next);
/// 400, 415, 422: body against the route's schema.
Response read_body(Exchange& exchange, const Next& next);
/// The end of the chain.
Response call_handler(Exchange& exchange, const Next& next);

}  // namespace haven::rest
