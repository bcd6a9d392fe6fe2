#!/usr/bin/env bash
# Builds the bundled server and starts it with the sample questions and one demo student.
# On Debian 12 it installs the packages that are missing. A second run keeps the database and builds only what changed.
#
#   examples/server/run.sh            serve at http://127.0.0.1:8080 until Ctrl-C
#   examples/server/run.sh --check    start on a free port with a new database, use it, stop it
#
#   HAVEN_PORT    port to listen on (8080)
#   HAVEN_DATA    folder of the database and the signing key (build/demo)
#   HAVEN_PRESET  CMake preset that the server is built with (release)
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../../.ci/common.sh"
here="$repository/examples/server"
preset="${HAVEN_PRESET:-release}"
server="$repository/build/$preset/examples/server/haven-server"
port="${HAVEN_PORT:-8080}"
data="${HAVEN_DATA:-$repository/build/demo}"
demo_email="demo@haven.example"
demo_password="plenty-of-practice"

build_server() {
  configure "$preset" -DHAVEN_BUILD_BENCHMARKS=OFF
  build "$preset" haven-server
}

# The key that signs access tokens: made once, readable by its owner alone.
make_signing_key() {
  mkdir -m 700 -p "$data"
  [ -s "$data/signing.key" ] || (umask 077 && head -c 48 /dev/urandom | base64 -w 0 >"$data/signing.key")
}

# A database that holds the sample questions and the demo student; filled once, migrated at every start.
prepare_database() {
  make_signing_key
  "$server" migrate --database "$data/haven.db"
  if [ -e "$data/filled" ]; then return; fi
  "$server" import-items --database "$data/haven.db" "$here"/items/*.json
  "$server" create-user --database "$data/haven.db" --email "$demo_email" --name "Demo student" --password-stdin \
    <<<"$demo_password"
  touch "$data/filled"
}

serve() {
  exec "$server" serve --database "$data/haven.db" --signing-key-file "$data/signing.key" --address 127.0.0.1 \
    --port "$port"
}

print_welcome() {
  cat <<TEXT

  Haven is at     http://127.0.0.1:$port
  log in as       $demo_email
  with password   $demo_password
  its data        $data
  stop it with    Ctrl-C

TEXT
}

# --- The check -------------------------------------------------------------------------------------------------------

ask() {
  curl --silent --show-error --fail --max-time 10 "$@"
}

# The server says where it is; it chose the port itself.
wait_until_ready() {
  for _ in $(seq 100); do
    port="$(sed -n 's/.* is at http:.*:\([0-9]*\)$/\1/p' "$data/server.log")"
    if [ -n "$port" ] && ask "http://127.0.0.1:$port/readyz" >/dev/null 2>&1; then return; fi
    kill -0 "$server_pid" || return 1
    sleep 0.1
  done
  return 1
}

# expect TITLE COMMAND... counts one test.
expect() {
  local title="$1"
  shift
  if "$@"; then
    echo "ok      $title"
    add_count 1 0
  else
    echo "FAILED  $title"
    add_count 0 1
  fi
}

# Without -q: grep must read to the end, or curl finds its pipe closed.
log_in() {
  ask "http://127.0.0.1:$port/api/v1/auth/login" --json "{\"email\":\"$demo_email\",\"password\":\"$demo_password\"}" |
    grep '"access_token"' >/dev/null
}

serves_page() {
  ask "http://127.0.0.1:$port/" | grep -i '<!doctype html>' >/dev/null
}

stops_on_request() {
  kill -TERM "$server_pid"
  wait "$server_pid"
}

check() {
  serve >"$data/server.log" 2>&1 &
  server_pid=$!
  trap 'kill -9 "$server_pid" 2>/dev/null || true' EXIT
  expect "the server becomes ready" wait_until_ready
  expect "it serves the exam page" serves_page
  expect "the demo student logs in" log_in
  expect "it stops when asked to" stops_on_request
  if [ "$tests_failed" -gt 0 ]; then cat "$data/server.log"; fi
  print_count
}

# --- What happens ----------------------------------------------------------------------------------------------------

case "${1:-}" in
  "") ;;
  --check)
    port=0
    data="$(mktemp -d)"
    ;;
  *)
    echo "usage: $0 [--check]" >&2
    exit 2
    ;;
esac

step "Debian packages" install_packages "${packages_to_build[@]}" ${1:+curl=curl}
step "Build the server (preset $preset, $jobs jobs)" build_server
step "Database with the sample questions" prepare_database
if [ "${1:-}" = --check ]; then
  step "Check" check
  rm -rf "$data"
  exit
fi
print_steps
print_welcome
serve
