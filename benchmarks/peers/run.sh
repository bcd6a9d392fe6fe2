#!/usr/bin/env bash
# Builds Haven's benchmarks as it is shipped, and times them and the other packages for adaptive testing one after the
# other on the same work. Prints a table in Markdown and writes it to FOLDER/table.md.
#
#   benchmarks/peers/run.sh [FOLDER]     (default: build/peers)
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repository="$(cd "$here/../.." && pwd)"
mkdir -p "${1:-$repository/build/peers}"
folder="$(cd "${1:-$repository/build/peers}" && pwd)"
inputs="$folder/inputs"
results="$folder/results"
rm -rf "$results"
mkdir -p "$inputs" "$results"

# One thread for whoever does not say otherwise.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 NUMEXPR_NUM_THREADS=1 MKL_NUM_THREADS=1

say() { echo "peers: $*" >&2; }

build_haven() {
  cmake --preset release -S "$repository" -B "$folder/haven" -DHAVEN_WITH_PLATFORM=OFF -DHAVEN_WITH_REST=OFF \
    -DHAVEN_BUILD_EXAMPLES=OFF
  cmake --build "$folder/haven" --target haven_peer_inputs haven_cat_benchmark haven_simulation_benchmark
  "$folder/haven/benchmarks/haven_peer_inputs" "$inputs"
}

# The functions for peers are called where a failure is looked at, so "set -e" does not end them: hence each "&&".
install_catsim() {
  { [ -x "$folder/venv/bin/pip" ] || python3 -m venv --clear "$folder/venv"; } &&
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check catsim==0.21.0
}

# unpack_package NAME VERSION: without what it depends on.
unpack_package() {
  local archive
  archive="$(npm pack --silent "$1@$2")" && mkdir -p "node_modules/$1" &&
    tar -xzf "$archive" -C "node_modules/$1" --strip-components=1
}

# jsCAT asks for a copy of optimization-js that lies on GitHub only; the release in the registry stands in for it. Both
# are unpacked without npm resolving what they depend on: one asks for that copy, the other for hundreds of packages
# that it is built with.
install_jscat() {
  mkdir -p "$folder/jscat" && cd "$folder/jscat" && echo '{"private": true}' >package.json &&
    npm install --silent --no-audit --no-fund lodash@4.17.21 seedrandom@3.0.5 binary-search@1.3.6 &&
    unpack_package @bdelab/jscat 5.2.3 && unpack_package optimization-js 1.5.0
}

has_catr() { command -v Rscript && Rscript -e 'library(catR)'; }

# time_haven NAME FILTER: the benchmarks of one program that the table shows.
time_haven() {
  say "timing Haven: $1"
  "$folder/haven/benchmarks/haven_$1_benchmark" --benchmark_filter="$2" --benchmark_repetitions=5 \
    --benchmark_report_aggregates_only=true --benchmark_min_time=0.2 --benchmark_out_format=json \
    --benchmark_out="$results/haven_$1.json" >"$folder/haven_$1.log" 2>&1
}

# time_peer NAME COMMAND...: a peer that fails is left out of the table, and its name is printed with its log's.
time_peer() {
  local name="$1"
  shift
  say "timing $name"
  "$@" >"$results/$name.csv" 2>"$folder/$name.log" && return
  say "$name failed, see $folder/$name.log"
  rm "$results/$name.csv"
}

# attempt NAME COMMAND...: what may be missing on this machine.
attempt() {
  local name="$1"
  shift
  ("$@") >"$folder/$name-install.log" 2>&1 && return
  say "$name: not installed, see $folder/$name-install.log"
  return 1
}

say "building"
build_haven >"$folder/build.log" 2>&1 || { tail -20 "$folder/build.log" >&2; exit 1; }
peers=()
if attempt catsim install_catsim; then peers+=(numpy catsim); fi
if attempt jscat install_jscat; then peers+=(jscat); fi
if attempt catr has_catr; then peers+=(catr); fi

# Building has kept the machine busy; give the load some minutes to settle.
for _ in $(seq 40); do
  awk '{ exit !($1 < 0.5) }' /proc/loadavg && break
  sleep 5
done
uptime >"$results/load.txt"
time_haven cat 'adaptive_step|exam_under|select_by_rule|select_by_(index|scan)/(200|1000|10000)$|estimate_mle'
time_haven simulation .
for peer in "${peers[@]}"; do
  case "$peer" in
    numpy | catsim) time_peer "$peer" "$folder/venv/bin/python" "$here/${peer}_peer.py" "$inputs" ;;
    jscat) (cd "$folder/jscat" && time_peer jscat node "$here/jscat_peer.js" "$inputs") ;;
    catr) time_peer catr Rscript "$here/catr_peer.R" "$inputs" ;;
  esac
done
uptime >>"$results/load.txt"

cmake -LA -N "$folder/haven" | grep -E '^CMAKE_CXX_(COMPILER|FLAGS_RELEASE):' >"$results/build.txt"
compiler="$(sed -n "s/^CMAKE_CXX_COMPILER:[^=]*=//p" "$results/build.txt")"
"$compiler" --version | head -1 >>"$results/build.txt"
git -C "$repository" describe --always --dirty >"$results/commit.txt" 2>/dev/null || echo unknown >"$results/commit.txt"
python3 "$here/table.py" "$results" | tee "$folder/table.md"
