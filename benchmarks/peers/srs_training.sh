#!/usr/bin/env bash
# Times training on some 64,000 predictions: Haven as it is shipped and fsrs-rs, one after the other on the same log,
# repeated under other card keys. Prints rows of CSV: who, predictions, seconds, log loss weighted by recency, log loss;
# srs_table.py makes a table of them. The log is no part of this repository: a CSV file with the columns card_id,
# review_time_ms, rating, duration_ms.
#
#   benchmarks/peers/srs_training.sh [LOG.csv [COPIES [FOLDER]]]
#       (default: fsrs/review_log.csv in the folder that HAVEN_REFERENCE_DIR names, 20 copies, build/peers)
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repository="$(cd "$here/../.." && pwd)"
log="${1:-${HAVEN_REFERENCE_DIR:?names the folder of fsrs/review_log.csv}/fsrs/review_log.csv}"
copies="${2:-20}"
folder="${3:-$repository/build/peers}"
build="$folder/haven-platform"
fsrs_rs=0.9.3
mkdir -p "$folder"

{
  [ -f "$build/CMakeCache.txt" ] ||
    cmake --preset release -S "$repository" -B "$build" -DHAVEN_WITH_REST=OFF -DHAVEN_WITH_MARIADB=OFF \
      -DHAVEN_BUILD_EXAMPLES=OFF
  cmake --build "$build" --target haven_srs_training_benchmark
  [ -x "$folder/fsrs-venv/bin/pip" ] || python3 -m venv --clear "$folder/fsrs-venv"
  "$folder/fsrs-venv/bin/pip" install --quiet --disable-pip-version-check "fsrs-rs-python==$fsrs_rs"
} >"$folder/srs-training.log" 2>&1 || { tail -20 "$folder/srs-training.log" >&2; exit 1; }

haven() { "$build/benchmarks/haven_srs_training_benchmark" "$log" "$copies" "$@"; }

{ read -r seconds && read -r -a weights; } < <("$folder/fsrs-venv/bin/python" "$here/fsrs_rs_training_peer.py" "$log" "$copies")
haven | sed 's/^/Haven, /'
haven "${weights[@]}" | awk -F, -v OFS=, -v name="fsrs-rs (fsrs-rs-python $fsrs_rs)" -v seconds="$seconds" \
  '{ $1 = name; $3 = seconds; print }'
