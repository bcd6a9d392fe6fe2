#!/usr/bin/env bash
# Takes an adaptive exam over HTTP with nothing but curl and jq, answering at random, and prints the decision.
#
#   HAVEN_PASSWORD=... examples/rest_client/exam.sh http://127.0.0.1:8080 demo@haven.example
set -euo pipefail
if [ $# -ne 2 ] || [ -z "${HAVEN_PASSWORD:-}" ]; then
  echo "usage: HAVEN_PASSWORD=... $0 BASE_URL EMAIL" >&2
  exit 2
fi
api="$1/api/v1"
email="$2"

# call METHOD PATH [BODY] prints the data of the answer. --fail-with-body: an error shows its code and stops the script.
call() {
  curl --silent --show-error --fail-with-body --max-time 30 --request "$1" "$api$2" \
    --header @<([ -z "${token:-}" ] || echo "Authorization: Bearer $token") \
    ${3:+--header "Content-Type: application/json" --data-binary @<(printf '%s' "$3")} | jq .data
}

log_in() {
  token=""
  token="$(call POST /auth/login "$(jq -n --arg email "$email" '{email: $email, password: env.HAVEN_PASSWORD}')" |
    jq -r .access_token)"
}

# One exam may be open at a time: go on with it, or start one.
open_session() {
  local open
  open="$(call GET /quiz/sessions | jq .open)"
  [ "$open" != null ] || open="$(call POST /quiz/sessions '{"mode": "cat"}')"
  session="$(jq -r .id <<<"$open")"
  question="$(jq .current <<<"$open")"
}

# Answers the question in hand with an option drawn at random; the reply brings the next one, or null at the end.
answer() {
  local body
  body="$(jq --argjson draw "$RANDOM" \
    '{position, question_id: .id, response: {option: .options[$draw % (.options | length)].id}}' <<<"$question")"
  question="$(call POST "/quiz/sessions/$session/answers" "$body" | jq .next)"
}

log_in
open_session
while [ "$question" != null ]; do
  echo "Question $(jq -r '"\(.position): \(.stem)"' <<<"$question")"
  answer
done

result="$(call GET "/quiz/sessions/$session/result")"
jq -r '"Decision: \(.decision) after \(.answered) questions, \(.correct) correct (\(.stop_reason))",
  "Ability:  \(.theta) with a standard error of \(.standard_error)",
  (.categories[] | "  \(.correct) of \(.answered)  \(.name)")' <<<"$result"
call POST /auth/logout
