#!/usr/bin/env bash
# A student's day with flashcards, over HTTP with nothing but curl and jq: register, bring a deck, review 20 cards, take
# one answer back, look ahead, add a picture. Every step is checked; the first that fails ends the script. The server
# keeps media (haven-server serve --media-folder).
#
#   HAVEN_PASSWORD=... examples/flashcards_client/day.sh http://127.0.0.1:8080 me@haven.example [DECK.json]
set -euo pipefail
if [ $# -lt 2 ] || [ -z "${HAVEN_PASSWORD:-}" ]; then
  echo "usage: HAVEN_PASSWORD=... $0 BASE_URL EMAIL [DECK.json]" >&2
  exit 2
fi
api="$1/api/v1"
email="$2"
deck="${3:-$(dirname "$0")/deck.json}"
token=""

# call METHOD PATH [BODY] prints the data of the answer. --fail-with-body: an error shows its code and stops the script.
call() {
  curl --silent --show-error --fail-with-body --max-time 30 --request "$1" "$api$2" \
    --header @<([ -z "$token" ] || echo "Authorization: Bearer $token") \
    ${3:+--header "Content-Type: application/json" --data-binary @<(printf '%s' "$3")} | jq .data
}

new_id() { cat /proc/sys/kernel/random/uuid; }

# holds TITLE JSON FILTER: the filter must be true of the JSON.
holds() {
  jq --exit-status "$3" >/dev/null <<<"$2" || { echo "FAILED: $1 ($3)" >&2; jq . <<<"$2" >&2; exit 1; }
  echo "ok  $1"
}

register_and_log_in() {
  local person
  person="$(jq -n --arg email "$email" '{email: $email, password: env.HAVEN_PASSWORD}')"
  call POST /auth/register "$(jq '. + {display_name: "A student"}' <<<"$person")" >/dev/null
  token="$(call POST /auth/login "$person" | jq -r .access_token)"
}

# send_file METHOD PATH TYPE: what comes on standard input, as a file. An Anki package would go as
# application/octet-stream.
send_file() {
  curl --silent --show-error --fail-with-body --max-time 60 --request "$1" \
    --header @<(echo "Authorization: Bearer $token") --header "Content-Type: $3" --data-binary @- "$api$2" | jq .data
}

deck_as_csv() {
  echo "front,back,tags"
  jq -r '.notes[] | [.front, .back, (.tags | join(" "))] | @csv' "$deck"
}

import_deck() {
  local report
  report="$(deck_as_csv | send_file POST "/flashcards/sets/import?title=$(jq -r '.title | @uri' "$deck")" text/csv)"
  holds "the deck is there with $(jq .inserted <<<"$report") cards" "$report" '.inserted >= 20 and .problems == []'
  set="$(jq -r '.sets[0]' <<<"$report")"
}

add_picture() {
  local note='{"kind": "image", "front": "Which valve is this?", "back": "Mitral", "media": ["valve.gif"], "extra": {"page": 12}}'
  holds "a card with a picture and a word of our own joins them" \
    "$(call POST "/flashcards/sets/$set/cards" "{\"notes\": [$note]}")" '.inserted == 1'
  holds "its picture is kept" \
    "$(printf 'GIF89a\1\0\1\0\0\0\0;' | send_file PUT "/flashcards/sets/$set/media/valve.gif" image/gif)" \
    '.content_type == "image/gif"'
}

take_deck_home() {
  local package
  package="$(mktemp)"
  curl --silent --show-error --fail-with-body --max-time 60 --header @<(echo "Authorization: Bearer $token") \
    --output "$package" "$api/flashcards/sets/$set/export"
  holds "the deck goes home as an Anki package, and every card of it comes back as it was" \
    "$(send_file POST "/flashcards/sets/import?set=$set&study=false" application/octet-stream <"$package")" \
    '.notes == 25 and .media == 1 and .inserted + .updated + .removed == 0'
  rm "$package"
}

# Answers as the learner would press them: mostly Good, now and then another button.
answers() {
  jq '[.cards | to_entries[] | {
    card_id: .value.card.id,
    rating: ["good", "good", "easy", "good", "hard", "again"][.key % 6],
    expected_reviews: .value.progress.schedule.reviews,
    duration_ms: (3000 + 250 * .key)}]' <<<"$1"
}

# Each answer gets an id of our making, so that it can be sent again without counting twice.
with_ids() {
  local answer
  jq -c '.[]' <<<"$1" | while read -r answer; do jq -c --arg id "$(new_id)" '{id: $id} + .' <<<"$answer"; done | jq -s .
}

review_queue() {
  local queue batch
  queue="$(call GET '/flashcards/due?limit=20')"
  holds "20 cards wait, each with what its four buttons come to" "$queue" \
    '(.cards | length) == 20 and all(.cards[]; .answers | length == 4)'
  batch="$(jq -n --argjson reviews "$(with_ids "$(answers "$queue")")" '{reviews: $reviews}')"
  results="$(call POST /flashcards/reviews "$batch")"
  holds "20 answers are accepted" "$results" 'length == 20 and all(.[]; .error == null)'
  holds "sent again, they get the same receipts" \
    "$(jq -n --argjson a "$results" --argjson b "$(call POST /flashcards/reviews "$batch")" '$a == $b')" .
  holds "an answer tells why its card is due then" "$results" \
    'all(.[].receipt; .why.step_microseconds != null or .why.rounded >= 1)'
}

undo_last() {
  local undo card
  undo="$(call POST /flashcards/reviews/undo "$(jq -n --arg id "$(new_id)" '{id: $id}')")"
  card="$(jq -r .review.card_id <<<"$undo")"
  holds "one answer is taken back, its card is new again" "$(call GET "/flashcards/cards/$card/progress")" \
    '.schedule.reviews == 0'
  holds "the log no longer shows it" "$(call GET "/flashcards/cards/$card/history")" 'length == 0'
}

look_ahead() {
  local forecast stats
  forecast="$(call GET '/flashcards/forecast?days=14')"
  holds "the forecast has all 19 answered cards" "$forecast" \
    '.overdue + ([.days[] | .reviews + .learning] | add) == 19'
  jq -r '"    day    reviews  learning", (.days[] | select(.reviews + .learning > 0) |
    "    \(.day * 86400 | strftime("%m-%d"))  \(.reviews)        \(.learning)")' <<<"$forecast"
  stats="$(call GET /flashcards/stats)"
  holds "today counts 19 answers" "$stats" '([.daily[].answers] | add) == 19'
  holds "and the cards where they are now" "$stats" '.counts | .learning + .young + .mature == 19'
  holds "knowledge is told by tag" "$(call GET /flashcards/knowledge)" '(length >= 4) and all(.[]; .retrievability <= 1)'
  holds "the log replays to just what is stored" "$(call POST /flashcards/rebuild)" \
    '.different_cards == 0 and .different_counts == 0'
}

register_and_log_in
import_deck
review_queue
undo_last
look_ahead
add_picture
take_deck_home
call POST /auth/logout
echo "The day is done."
