#!/usr/bin/env bash
# Runs day.sh against a server of its own: test.sh SERVER
set -euo pipefail
server="$1"
folder="$(mktemp -d)"
trap '[ -z "${server_pid:-}" ] || kill "$server_pid"; wait; rm -rf "$folder"' EXIT

export HAVEN_DATABASE="$folder/haven.db" HAVEN_MEDIA_FOLDER="$folder/media" HAVEN_PASSWORD="a quiet river in spring"
HAVEN_SIGNING_KEY="$(head -c 48 /dev/urandom | base64 -w 0)"
export HAVEN_SIGNING_KEY
"$server" migrate

"$server" serve --port 0 >"$folder/out" 2>"$folder/log" &
server_pid=$!
until grep -q 'http://' "$folder/out"; do
  kill -0 "$server_pid"
  sleep 0.05
done
"$(dirname "$0")/day.sh" "$(grep -o 'http://[^ ]*' "$folder/out")" curl@haven.example | tee "$folder/day"
grep -q '^The day is done' "$folder/day"
