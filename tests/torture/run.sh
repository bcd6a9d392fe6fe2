#!/usr/bin/env bash
# Tries to make Haven's storage lose something: kill -9, loss of power, disks that fail or are full, want of memory, many
# threads in two processes, migrations cut short. Builds what it needs. Each program prints its seed and closes with what
# was acknowledged, present, lost and corrupt; this closes with "N passed, N failed".
#
#   tests/torture/run.sh          bounded: two minutes at most
#   tests/torture/run.sh long     the sizes that docs/durability.md shows, about half an hour
#
#   HAVEN_TORTURE_SEED    another seed than 1
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../../.ci/common.sh"
programs="$repository/build/dev/tests/torture"
seed="${HAVEN_TORTURE_SEED:-1}"

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

# counted_as TITLE COMMAND... counts one test.
counted_as() {
  local title="$1" began=$SECONDS
  shift
  echo
  echo "--- $title"
  if "$@"; then
    echo "ok      $title ($((SECONDS - began)) s)"
    add_count 1 0
  else
    echo "FAILED  $title ($((SECONDS - began)) s)"
    add_count 0 1
  fi
}

# torture PROGRAM ARGUMENT... A program that hangs has failed too.
torture() {
  # shellcheck disable=SC2086  # arguments are words
  counted_as "$*" timeout 3600 "$programs/haven_torture_$1" --seed "$seed" ${*:2}
}

# For what needs no real disk.
in_memory() {
  if [ -w /dev/shm ]; then
    TMPDIR=/dev/shm "$@"
  else
    "$@"
  fi
}

# A folder that says it is on NFS, as strace has it say.
refuses_a_network_disk() {
  local folder said
  folder="$(mktemp -d)"
  said="$(strace -f -qq -o /dev/null -e trace=statfs -e inject=statfs:poke_exit=@arg2=6969000000000000 \
    "$programs/haven_torture_io_errors" write "$folder/haven.db")"
  echo "$said"
  [ -z "$(ls "$folder")" ] && rmdir "$folder" && [[ "$said" == "open invalid_argument"* ]]
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
torture killed --rounds "$(sized 60 1000)"
torture contention --seconds "$(sized 3 60)"
in_memory torture power_loss --rounds "$(sized 1 40)"
torture io_errors "$(sized "--rounds 10" --thorough)"
torture full_disk --rounds "$(sized 5 50)"
in_memory torture out_of_memory --seconds "$(sized 1 60)"
in_memory torture migrations "$(sized "--rounds 3" "--rounds 50 --thorough")"
counted_as "a network disk is refused" refuses_a_network_disk
print_count
