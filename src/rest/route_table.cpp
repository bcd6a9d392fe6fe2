#include "rest/account_routes.hpp"
#include "rest/operation_routes.hpp"
#include "rest/page_routes.hpp"
#include "rest/question_routes.hpp"
#include "rest/quiz_routes.hpp"
#include "rest/route.hpp"

namespace haven::rest {
namespace {

constexpr std::size_t small = 16 * 1024;
constexpr std::size_t usual = 64 * 1024;

constexpr auto everyone = Access::everyone;
constexpr auto signed_in = Access::signed_in;
constexpr auto owner = Access::owner;
constexpr auto authentication = Budget::authentication;
constexpr auto standard = Budget::standard;
constexpr auto heavy = Cost::heavy;
constexpr auto ordinary = Cost::ordinary;
constexpr auto trivial = Cost::trivial;

const QueryParameter category = {"category", 0, 0, "Only questions of the category with this code."};
const QueryParameter limit = {"limit", 1, 100, "Questions per page; 20 by default."};
const QueryParameter offset = {"offset", 0, 10'000, "Questions to leave out before the page; 0 by default."};

// clang-format off
// method, path, operation, access, budget, cost, body limit, request, status, response, further errors, handler, summary
const Route routes[] = {
    {"POST", "{base}/auth/register", "register", everyone, authentication, heavy, small, "Registration", 202, "Message",
     {"VAL_007"}, register_user, "Create an account. The answer is the same when the address has one."},
    {"POST", "{base}/auth/login", "login", everyone, authentication, heavy, small, "Credentials", 200, "Tokens",
     {"AUTH_001", "AUTH_010"}, login, "Exchange e-mail address and password for an access and a refresh token."},
    {"POST", "{base}/auth/refresh", "refresh", everyone, standard, ordinary, small, "RefreshToken", 200, "Tokens",
     {"AUTH_003", "AUTH_004", "AUTH_005", "AUTH_006", "AUTH_010"}, refresh, "Exchange a refresh token for new tokens. The old one is spent."},
    {"POST", "{base}/auth/logout", "logout", signed_in, standard, ordinary, small, "", 204, "",
     {}, logout, "End this session at once."},
    {"GET", "{base}/auth/me", "getMe", signed_in, standard, ordinary, 0, "", 200, "Me",
     {}, me, "Who the caller is."},

    {"POST", "{base}/quiz/sessions", "startQuiz", signed_in, standard, ordinary, usual, "StartQuiz", 201, "Session",
     {"VAL_013"}, start_quiz, "Start an adaptive exam. One at a time."},
    {"GET", "{base}/quiz/sessions", "getOpenSession", signed_in, standard, ordinary, 0, "", 200, "OpenSession",
     {}, open_session, "The caller's exam in progress, or null."},
    {"GET", "{base}/quiz/sessions/{id}", "getSession", owner, standard, ordinary, 0, "", 200, "Session",
     {}, get_session, "State of an exam, with the question to answer. No ability before the end."},
    {"GET", "{base}/quiz/sessions/{id}/current", "getCurrentQuestion", owner, standard, ordinary, 0, "", 200, "CurrentQuestion",
     {"VAL_015"}, current_question, "The question to answer. Asking again does not advance."},
    {"POST", "{base}/quiz/sessions/{id}/answers", "submitAnswer", owner, standard, ordinary, usual, "Answer", 200, "Receipt",
     {"VAL_014", "VAL_015"}, submit_answer, "Answer the question at a position. Durable when acknowledged; the same answer again gives the same reply."},
    {"GET", "{base}/quiz/sessions/{id}/result", "getResult", owner, standard, ordinary, 0, "", 200, "Result",
     {"VAL_013"}, get_result, "The decision and its evidence, after the end."},
    {"GET", "{base}/quiz/sessions/{id}/review", "getReview", owner, standard, ordinary, 0, "", 200, "Review",
     {"VAL_013"}, get_review, "Every answer with key and rationale, after the end."},

    {"GET", "{base}/questions", "listQuestions", signed_in, standard, ordinary, 0, "", 200, "Questions",
     {"DB_001"}, list_questions, "A page of the question bank in the order of codes.", {category, limit, offset}},
    {"GET", "{base}/quiz/categories", "listCategories", signed_in, standard, ordinary, 0, "", 200, "Categories",
     {}, list_categories, "The content areas of the test plan."},

    {"GET", "/livez", "getLiveness", everyone, Budget::none, trivial, 0, "", 200, "Liveness",
     {}, liveness, "200 while the server runs.", {}, Content::json, false},
    {"GET", "/readyz", "getReadiness", everyone, Budget::none, ordinary, 0, "", 200, "Readiness",
     {}, readiness, "200 when requests can be served, else 503 and which check failed.", {}, Content::json, false},
    {"GET", "/openapi.json", "getOpenApi", everyone, standard, trivial, 0, "", 200, "",
     {}, openapi_document, "This document.", {}, Content::json, false},
};

const Route page_routes[] = {
    {"GET", "/", "getPage", everyone, Budget::none, trivial, 0, "", 200, "",
     {}, page_index, "The exam page.", {}, Content::page, false},
    {"GET", "/app/{file}", "getPageFile", everyone, Budget::none, trivial, 0, "", 200, "",
     {"SYS_002"}, page_file, "A style or script of the exam page.", {}, Content::page, false},
};
// clang-format on

}  // namespace

std::span<const Route> route_table() { return routes; }
std::span<const Route> page_route_table() { return page_routes; }

}  // namespace haven::rest
