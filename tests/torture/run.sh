#!/usr/bin/env bash
# Tries to make Haven's storage lose something: kill -9, contention. Builds what it needs. Each program prints its seed
# and closes with what was acknowledged, present, lost and corrupt; this closes with "N passed, N failed".
#
#   tests/torture/run.sh          bounded: about two minutes
#   tests/torture/run.sh long     the sizes that docs/durability.md shows
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../../.ci/common.sh"
programs="$repository/build/dev/tests/torture"

case "${1:-short}" in
  short) long=0 ;;
  long) long=1 ;;
  *)
    echo "usage: $0 [short|long]" >&2
    exit 2
    ;;
esac

# sized SHORT LONG
sized() {
  if [ "$long" -eq 1 ]; then echo "$2"; else echo "$1"; fi
}

# torture PROGRAM ARGUMENT... counts one test. A program that hangs has failed too.
torture() {
  local began=$SECONDS
  echo
  echo "--- $*"
  if timeout 1800 "$programs/haven_torture_$1" "${@:2}"; then
    echo "ok      $1 ($((SECONDS - began)) s)"
    add_count 1 0
  else
    echo "FAILED  $1 ($((SECONDS - began)) s)"
    add_count 0 1
  fi
}

build_programs() {
  local targets=() source
  for source in "$repository"/tests/torture/*.cpp; do
    if grep -q '^int main' "$source"; then targets+=("haven_torture_$(basename "$source" .cpp)"); fi
  done
  configure dev
  build dev "${targets[@]}"
}

build_programs
torture contention --seconds "$(sized 3 60)"
torture killed --rounds "$(sized 60 1000)"
print_count
