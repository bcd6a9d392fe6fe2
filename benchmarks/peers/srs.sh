#!/usr/bin/env bash
# Times spaced repetition: Haven as it is shipped (C++ and Python), py-fsrs, ts-fsrs and fsrs-rs, one after the other on
# the same work: reviews, training, a simulated year, and the queue of a large deck. Prints tables in Markdown, the last
# one against what Haven holds itself to, and writes them to FOLDER/srs-table.md. Fails when a target is missed or the
# packages do not come to the same stability.
#
# Training needs a log: fsrs/review_log.csv in the folder that HAVEN_REFERENCE_DIR names.
#
#   benchmarks/peers/srs.sh [FOLDER]     (default: build/peers)
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repository="$(cd "$here/../.." && pwd)"
mkdir -p "${1:-$repository/build/peers}"
folder="$(cd "${1:-$repository/build/peers}" && pwd)"
results="$folder/srs-results"
venv="$folder/fsrs-venv"
benchmarks="$folder/haven-platform/benchmarks"
rm -rf "$results"
mkdir -p "$results" "$folder/ts-fsrs"

export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

{
  cmake --preset release -S "$repository" -B "$folder/haven-platform" -DHAVEN_WITH_REST=OFF -DHAVEN_WITH_MARIADB=OFF \
    -DHAVEN_BUILD_EXAMPLES=OFF
  cmake --build "$folder/haven-platform" --target haven_srs_benchmark haven_srs_planning_benchmark \
    haven_flashcard_queue_benchmark haven_srs_training_benchmark
  [ -x "$venv/bin/pip" ] || python3 -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check fsrs==6.3.2 fsrs-rs-python==0.9.3 "$repository"
  cd "$folder/ts-fsrs"
  echo '{"private": true}' >package.json
  npm install --silent --no-audit --no-fund ts-fsrs@5.4.2
} >"$folder/srs-build.log" 2>&1 || { tail -20 "$folder/srs-build.log" >&2; exit 1; }

# time_haven NAME FILTER
time_haven() {
  "$benchmarks/haven_$1_benchmark" --benchmark_filter="$2" --benchmark_repetitions=5 \
    --benchmark_report_aggregates_only=true --benchmark_out_format=json --benchmark_out="$results/haven_$1.json" \
    >"$folder/$1.log" 2>&1
}

# Building has kept the machine busy; give the load some minutes to settle.
for _ in $(seq 40); do
  awk '{ exit !($1 < 0.5) }' /proc/loadavg && break
  sleep 5
done
uptime >"$results/load.txt"
time_haven srs .
for peer in haven_srs py_fsrs_peer fsrs_rs_peer fsrs_rs_simulation_peer; do
  "$venv/bin/python" "$here/$peer.py" >"$results/$peer.csv"
done
(cd "$folder/ts-fsrs" && node "$here/ts_fsrs_peer.js") >"$results/ts_fsrs_peer.csv"
time_haven srs_planning simulate_10000
(cd "$folder" && time_haven flashcard_queue next_50)  # its database is a file of the working directory
if [ -n "${HAVEN_REFERENCE_DIR:-}" ]; then
  "$here/srs_training.sh" "$HAVEN_REFERENCE_DIR/fsrs/review_log.csv" 20 "$folder" >"$results/training.csv"
fi
python3 "$here/srs_table.py" "$results" | tee "$folder/srs-table.md"
