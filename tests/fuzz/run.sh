#!/usr/bin/env bash
# Builds the fuzzers with Clang and runs each for some seconds. Closes with "N passed, N failed".
#
#   tests/fuzz/run.sh [SECONDS]     seconds for each target (10)
#
#   HAVEN_FUZZ_CORPUS  folder where inputs worth keeping are collected (build/fuzz)
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../../.ci/common.sh"
here="$repository/tests/fuzz"
seconds="${1:-10}"
programs="$repository/build/asan/tests/fuzz"
corpus="${HAVEN_FUZZ_CORPUS:-$repository/build/fuzz}"

targets=()
for source in "$here"/*_fuzz.cpp; do targets+=("haven_fuzz_$(basename "$source" _fuzz.cpp)"); done
configure asan
build asan "${targets[@]}"

# One line that begins with "ok" or "FAILED".
fuzz() {
  local name="$1"
  mkdir -p "$corpus/$name" "$here/seeds/$name"
  if "$programs/haven_fuzz_$name" -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=2048 \
    -artifact_prefix="$corpus/crash-$name-" -print_final_stats=1 "$corpus/$name" "$here/seeds/$name" >"$corpus/$name.log" 2>&1; then
    echo "ok      $name: $(grep -o 'number_of_executed_units: *[0-9]*' "$corpus/$name.log" | grep -o '[0-9]*$') inputs"
  else
    echo "FAILED  $name: $(tail -n 40 "$corpus/$name.log")"
  fi
}
export -f fuzz
export programs corpus here seconds

report="$(printf '%s\0' "${targets[@]#haven_fuzz_}" | xargs -0 -P "$jobs" -I '{}' bash -c 'fuzz {}')"
echo "$report"
failed="$(grep -c '^FAILED' <<<"$report" || true)"
echo "$(grep -c '^ok' <<<"$report" || true) passed, $failed failed"
[ "$failed" -eq 0 ]
