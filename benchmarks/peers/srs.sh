#!/usr/bin/env bash
# Times reviews of flashcards: Haven as it is shipped (C++ and Python), py-fsrs, ts-fsrs and fsrs-rs, one after the
# other on the same histories. Prints a table in Markdown and writes it to FOLDER/srs-table.md. Where
# HAVEN_REFERENCE_DIR names the folder of fsrs/review_log.csv, the table of training follows (srs_training.sh).
#
#   benchmarks/peers/srs.sh [FOLDER]     (default: build/peers)
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repository="$(cd "$here/../.." && pwd)"
mkdir -p "${1:-$repository/build/peers}"
folder="$(cd "${1:-$repository/build/peers}" && pwd)"
results="$folder/srs-results"
venv="$folder/fsrs-venv"
rm -rf "$results"
mkdir -p "$results" "$folder/ts-fsrs"

export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

{
  cmake --preset release -S "$repository" -B "$folder/haven" -DHAVEN_WITH_PLATFORM=OFF -DHAVEN_WITH_REST=OFF \
    -DHAVEN_BUILD_EXAMPLES=OFF
  cmake --build "$folder/haven" --target haven_srs_benchmark
  [ -x "$venv/bin/pip" ] || python3 -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check fsrs==6.3.2 fsrs-rs-python==0.9.3 "$repository"
  cd "$folder/ts-fsrs"
  echo '{"private": true}' >package.json
  npm install --silent --no-audit --no-fund ts-fsrs@5.4.2
} >"$folder/srs-build.log" 2>&1 || { tail -20 "$folder/srs-build.log" >&2; exit 1; }

# Building has kept the machine busy; give the load some minutes to settle.
for _ in $(seq 40); do
  awk '{ exit !($1 < 0.5) }' /proc/loadavg && break
  sleep 5
done
uptime >"$results/load.txt"
"$folder/haven/benchmarks/haven_srs_benchmark" --benchmark_repetitions=5 --benchmark_report_aggregates_only=true \
  --benchmark_out_format=json --benchmark_out="$results/haven.json" >"$folder/srs-haven.log" 2>&1
for peer in haven_srs py_fsrs_peer fsrs_rs_peer; do
  "$venv/bin/python" "$here/$peer.py" >"$results/$peer.csv"
done
(cd "$folder/ts-fsrs" && node "$here/ts_fsrs_peer.js") >"$results/ts_fsrs_peer.csv"
python3 "$here/srs_table.py" "$results" | tee "$folder/srs-table.md"
if [ -n "${HAVEN_REFERENCE_DIR:-}" ]; then
  echo
  "$here/srs_training.sh" "$HAVEN_REFERENCE_DIR/fsrs/review_log.csv" 20 "$folder" | tee -a "$folder/srs-table.md"
fi
