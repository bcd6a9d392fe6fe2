#!/usr/bin/env bash
# Builds the fuzzers with Clang and runs each for some seconds. Closes with "N passed, N failed".
#
#   tests/fuzz/run.sh [SECONDS]     seconds for each target (10)
#
#   HAVEN_FUZZ_BUILD   build folder (build/fuzz)
#   HAVEN_FUZZ_CORPUS  folder where inputs worth keeping are collected (build/fuzz/corpus)
set -euo pipefail
seconds="${1:-10}"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repository="$(cd "$here/../.." && pwd)"
build="${HAVEN_FUZZ_BUILD:-$repository/build/fuzz}"
corpus="${HAVEN_FUZZ_CORPUS:-$build/corpus}"
launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi

cmake -S "$repository" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_COMPILER=clang++ \
  -DCMAKE_CXX_FLAGS=-fsanitize=fuzzer-no-link "-DHAVEN_SANITIZE=address,undefined" -DHAVEN_BUILD_FUZZERS=ON \
  -DHAVEN_BUILD_EXAMPLES=OFF -DHAVEN_INSTALL=OFF "${launcher[@]}" >/dev/null
targets=()
for source in "$here"/*_fuzz.cpp; do targets+=("haven_fuzz_$(basename "$source" _fuzz.cpp)"); done
ninja -C "$build" "${targets[@]}"

passed=0
failed=0
for target in "${targets[@]}"; do
  name="${target#haven_fuzz_}"
  mkdir -p "$corpus/$name" "$here/seeds/$name"
  if "$build/tests/fuzz/$target" -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=2048 \
    -artifact_prefix="$build/crash-$name-" -print_final_stats=1 "$corpus/$name" "$here/seeds/$name" >"$build/$name.log" 2>&1; then
    echo "ok      $name: $(grep -o 'number_of_executed_units: *[0-9]*' "$build/$name.log" | grep -o '[0-9]*$') inputs"
    passed=$((passed + 1))
  else
    tail -n 40 "$build/$name.log"
    echo "FAILED  $name: see $build/$name.log"
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
