#include "rest/account_routes.hpp"
#include "rest/flashcard_routes.hpp"
#include "rest/operation_routes.hpp"
#include "rest/page_routes.hpp"
#include "rest/question_routes.hpp"
#include "rest/quiz_routes.hpp"
#include "rest/route.hpp"
#include "rest/study_plan_routes.hpp"

namespace haven::rest {
namespace {

constexpr std::size_t small = 16 * 1024;
constexpr std::size_t usual = 64 * 1024;
constexpr std::size_t batches = 128 * 1024;  // of 200 reviews
constexpr std::size_t large = 1024 * 1024;   // notes, and what another device has done
constexpr std::size_t uploads = 32 * 1024 * 1024;
constexpr std::size_t media = 16 * 1024 * 1024;
constexpr std::size_t plans = 4 * 1024 * 1024;  // for 20,000 cards

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
const QueryParameter after = {"after", 0, 0,
                              "\"next\" of the page before: quicker than offset, and passes over nothing."};

const QueryParameter set = {"set", 0,     0, "Only cards of this set; without it, all that the caller studies.",
                            {},    "uuid"};
const QueryParameter own = {"own",
                            0,
                            0,
                            "true: only the caller's sets, else also those of his cohorts and the public ones.",
                            {"true", "false"}};
const QueryParameter cohort = {"cohort", 0, 0, "Only sets of a cohort that the caller is in.", {}, "uuid"};
const QueryParameter sets_limit = {"limit", 1, FlashcardLimits::page, "Sets per page; 20 by default."};
const QueryParameter sets_offset = {"offset", 0, 10'000, "Sets to leave out before the page; 0 by default."};
const QueryParameter cards_limit = {"limit", 1, FlashcardLimits::page, "Cards per page; 20 by default."};
const QueryParameter tag = {"tag", 0, 0, "Only cards with this tag."};
const QueryParameter after_position = {"after", 0, std::int64_t{1} << 53U, "\"next\" of the page before."};
const QueryParameter after_page = {"after", 0, 0,
                                   "\"next\" of the page before; all pages hold for the moment of the first."};
const QueryParameter order = {"order",
                              0,
                              0,
                              "In which order reviews come; by due time by default.",
                              {"due", "retrievability_ascending", "retrievability_descending", "relative_overdueness",
                               "difficulty_ascending", "difficulty_descending", "random", "exam_gain"}};
const QueryParameter exam_at = {"exam_at", 0, 0, "When the exam is, of the order by exam gain.", {}, "date-time"};
const QueryParameter preview = {
    "preview", 0, 0, "false: without what the four answers would come to.", {"true", "false"}};
const QueryParameter first_day = {"first_day", -1, 3'000'000,
                                  "Only answers from this local day on, days from 1970-01-01."};
const QueryParameter last_day = {"last_day", -1, 3'000'000, "Only answers up to this local day."};
const QueryParameter days = {"days", 1, 365, "How many days ahead; 30 by default."};

const QueryParameter import_format = {
    "format", 0, 0, "What the file is; by its first bytes by default.", {"apkg", "colpkg", "csv", "tsv"}};
const QueryParameter export_format = {"format", 0, 0, "What is wanted; apkg by default.", {"apkg", "csv", "tsv"}};
const QueryParameter into_set = {"set", 0,     0, "For all notes; without it, a set for each deck, by its name.",
                                 {},    "uuid"};
const QueryParameter title = {"title", 0, 0, "Of the set for notes of a text file that names no deck."};
const QueryParameter with_media = {
    "media", 0, 0, "false: without what its cards show; a package holds 64 MiB of it at most.", {"true", "false"}};
const QueryParameter study = {"study", 0, 0, "false: notes only, no answers, due days, flags.", {"true", "false"}};

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
     {"DB_001"}, list_questions, "A page of the question bank in the order of codes.", {category, limit, offset, after}},
    {"GET", "{base}/quiz/categories", "listCategories", signed_in, standard, ordinary, 0, "", 200, "Categories",
     {}, list_categories, "The content areas of the test plan."},

    {"GET", "{base}/flashcards/sets", "listFlashcardSets", signed_in, standard, ordinary, 0, "", 200, "FlashcardSets",
     {"DB_001"}, list_sets, "The caller's sets, those of his cohorts and the public ones, by title.", {own, cohort, sets_limit, sets_offset, after}},
    {"POST", "{base}/flashcards/sets", "createFlashcardSet", signed_in, standard, ordinary, usual, "NewFlashcardSet", 201, "FlashcardSet",
     {}, create_set, "Make a set. Students cannot make it public.", {}, Content::json, true, true},
    {"GET", "{base}/flashcards/sets/{id}", "getFlashcardSet", signed_in, standard, ordinary, 0, "", 200, "FlashcardSet",
     {"DB_001"}, get_set, "A set that the caller may read.", {}, Content::json, true, true},
    {"PATCH", "{base}/flashcards/sets/{id}", "changeFlashcardSet", signed_in, standard, ordinary, usual, "FlashcardSetChange", 200, "FlashcardSet",
     {"DB_001"}, change_set, "Change what is given.", {}, Content::json, true, true},
    {"DELETE", "{base}/flashcards/sets/{id}", "removeFlashcardSet", signed_in, standard, ordinary, 0, "", 204, "",
     {"DB_001", "SYS_007"}, remove_set, "Remove a set and its media for everybody. The logs of those who studied it remain.", {}, Content::json, true, true},
    {"GET", "{base}/flashcards/sets/{id}/cards", "listFlashcards", signed_in, standard, ordinary, 0, "", 200, "FlashcardPage",
     {"DB_001"}, list_cards, "A page of the set's cards, by position.", {tag, cards_limit, after_position}},
    {"POST", "{base}/flashcards/sets/{id}/cards", "addNotes", signed_in, standard, ordinary, large, "Notes", 200, "AddedNotes",
     {"DB_001"}, add_notes, "Add notes, or bring those with a known guid up to date: all or none. Answers with their cards."},
    {"GET", "{base}/flashcards/sets/{id}/preset", "getSetPreset", signed_in, standard, ordinary, 0, "", 200, "StudyPreset",
     {"DB_001"}, get_set_preset, "How the caller studies the set: his preset for it, else the one for all sets."},
    {"PUT", "{base}/flashcards/sets/{id}/preset", "putSetPreset", signed_in, standard, ordinary, usual, "StudyPresetInput", 200, "StudyPreset",
     {"DB_001"}, put_set_preset, "Study the set in a way of its own. What is left out has its default."},
    {"DELETE", "{base}/flashcards/sets/{id}/preset", "removeSetPreset", signed_in, standard, ordinary, 0, "", 204, "",
     {"DB_001"}, remove_set_preset, "Study the set as all others."},
    {"GET", "{base}/flashcards/preset", "getPreset", signed_in, standard, ordinary, 0, "", 200, "StudyPreset",
     {}, get_preset, "How the caller studies sets without a preset of their own."},
    {"PUT", "{base}/flashcards/preset", "putPreset", signed_in, standard, ordinary, usual, "StudyPresetInput", 200, "StudyPreset",
     {}, put_preset, "Change that. What is left out has its default. Cards keep their due days until their next answer."},
    {"POST", "{base}/flashcards/sets/import", "importFlashcards", signed_in, standard, heavy, uploads, "", 200, "ImportReport",
     {"DB_001", "SYS_007", "VAL_013", "VAL_014", "VAL_016"}, import_flashcards, "Import an Anki package or a text file of notes, with the media that its notes name, where the server keeps media. Done when answered. Again, it changes nothing.",
     {import_format, into_set, title, study}, Content::json, true, false, {"application/octet-stream", "text/csv", "text/tab-separated-values", "text/plain"}},
    {"GET", "{base}/flashcards/sets/{id}/export", "exportFlashcards", signed_in, standard, heavy, 0, "", 200, "",
     {"DB_001", "SYS_007", "VAL_016"}, export_flashcards, "The set as an Anki package, with its media and the caller's answers and schedules, or its notes as text.",
     {export_format, study, with_media}, Content::file, false},
    {"GET", "{base}/flashcards/sets/{id}/media/{name}", "getMedium", signed_in, standard, ordinary, 0, "", 200, "",
     {"DB_001", "SYS_007", "SYS_008"}, get_medium, "What cards of the set name: an image, a sound, a film, in the type that its bytes are of; anything else as a download.",
     {}, Content::medium, false, true},
    {"PUT", "{base}/flashcards/sets/{id}/media/{name}", "putMedium", signed_in, standard, heavy, media, "", 200, "Medium",
     {"DB_001", "SYS_007", "SYS_008", "VAL_013"}, put_medium, "Keep an image, a sound or a film for the cards of the set, in place of what had the name. What it is, its bytes say.",
     {}, Content::json, true, false, {"application/octet-stream", "application/ogg", "audio/flac", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/wav", "image/avif", "image/bmp", "image/gif", "image/jpeg", "image/png", "image/svg+xml", "image/webp", "video/mp4", "video/webm"}},
    {"DELETE", "{base}/flashcards/sets/{id}/media/{name}", "removeMedium", signed_in, standard, ordinary, 0, "", 204, "",
     {"DB_001", "SYS_007", "SYS_008"}, remove_medium, "Forget it."},

    {"GET", "{base}/flashcards/cards/{id}", "getFlashcard", signed_in, standard, ordinary, 0, "", 200, "Flashcard",
     {"DB_001"}, get_card, "One card.", {}, Content::json, true, true},
    {"PATCH", "{base}/flashcards/cards/{id}", "changeNote", signed_in, standard, ordinary, large, "NoteChange", 200, "Flashcards",
     {"DB_001"}, change_card, "Change the card's note, hence its siblings too. Answers with every card of the note.", {}, Content::json, true, true},
    {"DELETE", "{base}/flashcards/cards/{id}", "removeNote", signed_in, standard, ordinary, 0, "", 204, "",
     {"DB_001"}, remove_card, "Remove the card's note, siblings included.", {}, Content::json, true, true},
    {"POST", "{base}/flashcards/cards/from-question", "addMissedQuestion", signed_in, standard, ordinary, usual, "MissedQuestion", 200, "Flashcard",
     {"DB_001", "VAL_013"}, card_from_question, "Make a card from a question that the caller missed in an ended exam. The same question again gives the same card."},
    {"POST", "{base}/flashcards/cards/mark", "markFlashcards", signed_in, standard, ordinary, usual, "Marks", 200, "CardProgresses",
     {"DB_001", "VAL_013", "VAL_014"}, mark_cards, "Suspend, bury until tomorrow, flag, give a desired retention of its own, or clear that again: each as a row of the log. Repeatable by id."},
    {"GET", "{base}/flashcards/cards/{id}/progress", "getProgress", signed_in, standard, ordinary, 0, "", 200, "CardProgress",
     {"DB_001"}, get_progress, "Where the caller is with a card."},
    {"GET", "{base}/flashcards/cards/{id}/preview", "previewAnswers", signed_in, standard, ordinary, 0, "", 200, "AnswerPreviews",
     {"DB_001"}, get_answer_previews, "What each of the four answers, or of two buttons, would come to now, and why."},
    {"GET", "{base}/flashcards/cards/{id}/why", "explainDue", signed_in, standard, ordinary, 0, "", 200, "DueReason",
     {"DB_001"}, get_due_reason, "Why a card is due when it is: its last answer, and the plan that has moved it since. The parts sum up."},
    {"GET", "{base}/flashcards/cards/{id}/history", "getHistory", signed_in, standard, ordinary, 0, "", 200, "LogRows",
     {"DB_001"}, get_history, "The caller's log of a card, without what was taken back."},
    {"POST", "{base}/flashcards/cards/{id}/reset", "resetFlashcard", signed_in, standard, ordinary, usual, "RequestId", 200, "CardProgress",
     {"DB_001", "VAL_013", "VAL_014"}, reset_card, "Make a card new again, as a row of the log. Repeatable by id."},

    {"GET", "{base}/flashcards/due", "getQueue", signed_in, standard, ordinary, 0, "", 200, "Queue",
     {"DB_001"}, get_queue, "Cards to study now, within the limits of the day.", {set, order, exam_at, cards_limit, after_page, preview}},
    {"POST", "{base}/flashcards/reviews", "submitReviews", signed_in, standard, ordinary, batches, "Reviews", 200, "ReviewResults",
     {}, submit_reviews, "Answers with ids of the client's making, in one transaction: each is accepted whole, durable when acknowledged, or refused with its reason. Sent again, it gets the same receipt. Each needs `expected_reviews` or `at`, and a rating or a score."},
    {"POST", "{base}/flashcards/reviews/undo", "undoReview", signed_in, standard, ordinary, usual, "Undo", 200, "UndoReceipt",
     {"DB_001", "VAL_013", "VAL_014"}, undo_review, "Take back one row of the log; without review_id the latest answer. Repeatable by id."},
    {"POST", "{base}/flashcards/schedule", "applySchedule", signed_in, standard, heavy, plans, "SchedulePlan", 200, "Scheduled",
     {"DB_001", "VAL_013", "VAL_014"}, apply_schedule, "Lay down due days, each as a row of the log: all or none. Repeatable by batch."},
    {"POST", "{base}/flashcards/schedule/undo", "undoSchedule", signed_in, standard, heavy, usual, "ScheduleBatch", 200, "Undone",
     {"DB_001"}, undo_schedule, "Take back what of a batch still counts. Repeatable."},
    {"POST", "{base}/flashcards/sync", "syncFlashcards", signed_in, standard, heavy, large, "Sync", 200, "SyncResult",
     {"DB_001"}, sync_flashcards, "Join another device's log with the stored one, and fetch what is new since a cursor. Neither order nor repetition matters."},
    {"GET", "{base}/flashcards/schedulers/{config}", "getScheduler", signed_in, standard, ordinary, 0, "", 200, "Scheduler",
     {"DB_001"}, get_scheduler, "The scheduler that a log names by its hash."},
    {"POST", "{base}/flashcards/rebuild", "rebuildProgress", signed_in, standard, heavy, usual, "", 200, "Rebuild",
     {}, rebuild_progress, "Work out the caller's progress and counts from the log again. Tells what was different; 0 in a sound database."},

    {"GET", "{base}/flashcards/stats", "getFlashcardStats", signed_in, standard, ordinary, 0, "", 200, "FlashcardStats",
     {"DB_001"}, get_stats, "Counts of cards; true retention, calibration and daily counts of the days asked for.", {set, first_day, last_day}},
    {"GET", "{base}/flashcards/forecast", "getForecast", signed_in, standard, ordinary, 0, "", 200, "Forecast",
     {"DB_001"}, get_forecast, "How many cards fall due on each of the next days.", {set, days}},
    {"GET", "{base}/flashcards/knowledge", "getKnowledge", signed_in, standard, ordinary, 0, "", 200, "Knowledge",
     {"DB_001"}, get_knowledge, "How likely the caller recalls the cards of each tag now.", {set}},
    {"GET", "{base}/flashcards/leeches", "getLeeches", signed_in, standard, heavy, 0, "", 200, "UnlikelyCards",
     {"DB_001"}, get_leeches, "Cards that are forgotten more often than their predictions allow, the least likely first, whatever the preset's rule marks.", {set}},

    {"POST", "{base}/flashcards/memory-fit", "fitMemory", signed_in, standard, heavy, usual, "MemoryFitInput", 200, "MemoryFit",
     {"DB_001"}, fit_memory, "Fit the memory model to the caller's answers. What does not foretell later answers better is not taken."},
    {"POST", "{base}/flashcards/exam-plan", "planExam", signed_in, standard, heavy, usual, "ExamPlanInput", 200, "ExamPlan",
     {"DB_001"}, plan_exam, "What to study today so that most is known on the day of an exam, and what that is expected to come to. With `minutes_in_all` the plan chooses the days, `minutes_per_day` at most on each."},
    {"POST", "{base}/flashcards/reschedule", "rescheduleCards", signed_in, standard, heavy, usual, "RescheduleInput", 200, "Reschedule",
     {"DB_001"}, reschedule_cards, "New due days, as a dry run: as the present preset would have given them, spread under a limit of the day, or ahead of time. `/flashcards/schedule` lays the moves down."},
    {"GET", "{base}/flashcards/hard-use", "getHardUse", signed_in, standard, heavy, 0, "", 200, "HardUse",
     {"DB_001"}, get_hard_use, "Whether the caller presses Hard on cards that were forgotten.", {set}},
    {"GET", "{base}/flashcards/retention-advice", "adviseRetention", signed_in, standard, heavy, 0, "", 200, "RetentionAdvice",
     {"DB_001"}, get_retention_advice, "The desired retention at which what the caller knows costs least time, by simulation.", {set}},
    {"GET", "{base}/flashcards/step-advice", "adviseSteps", signed_in, standard, heavy, 0, "", 200, "StepAdvice",
     {"DB_001"}, get_step_advice, "Learning and relearning steps that the caller's answers suggest.", {set}},

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
