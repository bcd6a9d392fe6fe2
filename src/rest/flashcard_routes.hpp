#pragma once

#include "haven/services/flashcard_service.hpp"

#include "rest/route.hpp"

namespace haven::rest {

inline FlashcardService& flashcards(Host& host) { return host.platform().flashcards(); }

// flashcard_set_routes.cpp
[[nodiscard]] Response list_sets(Host& host, const Call& call);
[[nodiscard]] Response create_set(Host& host, const Call& call);
[[nodiscard]] Response get_set(Host& host, const Call& call);
[[nodiscard]] Response change_set(Host& host, const Call& call);
[[nodiscard]] Response remove_set(Host& host, const Call& call);
[[nodiscard]] Response list_cards(Host& host, const Call& call);
[[nodiscard]] Response add_notes(Host& host, const Call& call);
[[nodiscard]] Response get_card(Host& host, const Call& call);
[[nodiscard]] Response change_card(Host& host, const Call& call);
[[nodiscard]] Response remove_card(Host& host, const Call& call);
[[nodiscard]] Response card_from_question(Host& host, const Call& call);

// flashcard_study_routes.cpp
[[nodiscard]] Response get_queue(Host& host, const Call& call);
[[nodiscard]] Response submit_reviews(Host& host, const Call& call);
[[nodiscard]] Response undo_review(Host& host, const Call& call);
[[nodiscard]] Response get_progress(Host& host, const Call& call);
[[nodiscard]] Response get_answer_previews(Host& host, const Call& call);
[[nodiscard]] Response get_due_reason(Host& host, const Call& call);
[[nodiscard]] Response get_history(Host& host, const Call& call);
[[nodiscard]] Response mark_cards(Host& host, const Call& call);
[[nodiscard]] Response reset_card(Host& host, const Call& call);
[[nodiscard]] Response apply_schedule(Host& host, const Call& call);
[[nodiscard]] Response undo_schedule(Host& host, const Call& call);

// flashcard_log_routes.cpp
[[nodiscard]] Response sync_flashcards(Host& host, const Call& call);
[[nodiscard]] Response get_scheduler(Host& host, const Call& call);
[[nodiscard]] Response rebuild_progress(Host& host, const Call& call);

// flashcard_overview_routes.cpp
[[nodiscard]] Response get_stats(Host& host, const Call& call);
[[nodiscard]] Response get_forecast(Host& host, const Call& call);
[[nodiscard]] Response get_knowledge(Host& host, const Call& call);
[[nodiscard]] Response get_leeches(Host& host, const Call& call);
[[nodiscard]] Response get_preset(Host& host, const Call& call);
[[nodiscard]] Response put_preset(Host& host, const Call& call);
[[nodiscard]] Response get_set_preset(Host& host, const Call& call);
[[nodiscard]] Response put_set_preset(Host& host, const Call& call);
[[nodiscard]] Response remove_set_preset(Host& host, const Call& call);

// flashcard_file_routes.cpp
[[nodiscard]] Response import_flashcards(Host& host, const Call& call);
[[nodiscard]] Response export_flashcards(Host& host, const Call& call);

// flashcard_media_routes.cpp
[[nodiscard]] Response get_medium(Host& host, const Call& call);
[[nodiscard]] Response put_medium(Host& host, const Call& call);
[[nodiscard]] Response remove_medium(Host& host, const Call& call);

}  // namespace haven::rest
