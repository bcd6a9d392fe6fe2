#!/usr/bin/env bash
# Drives the exam page in headless Chromium against a server of its own. Needs Node 18 or newer, npm and Chromium, and
# fails without them: nothing is skipped. Closes with "N passed, N failed".
#
#   tests/browser/run.sh [SERVER [ITEMS]]
#
#   SERVER     the haven-server to test (build/dev/examples/server/haven-server)
#   ITEMS      folder of question files (examples/server/items)
#   CHROMIUM   the browser (chromium on the PATH)
#   HAVEN_SHOTS  folder to leave screenshots of every view in
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repository="$(cd "$here/../.." && pwd)"
server="$(realpath -m "${1:-$repository/build/dev/examples/server/haven-server}")"
items="$(realpath -m "${2:-$repository/examples/server/items}")"

die() {
  echo "tests/browser: $1" >&2
  echo "0 passed, 1 failed"
  exit 1
}

command -v node >/dev/null || die "node is missing (Debian package nodejs)"
command -v npm >/dev/null || die "npm is missing (Debian package npm)"
chromium="$(command -v "${CHROMIUM:-chromium}")" || die "chromium is missing (Debian package chromium)"
[ -x "$server" ] || die "no server at $server: build the target haven-server first"
ls "$items"/*.json >/dev/null 2>&1 || die "no question files in $items"

cd "$here"
# Installed again only when the pinned versions have changed.
if ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || die "npm ci failed"
  cp package-lock.json node_modules/.installed
fi
exec node exam.test.mjs "$server" "$items" "$chromium"
