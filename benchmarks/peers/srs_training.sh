#!/usr/bin/env bash
# Times training on some 64,000 predictions: Haven as it is shipped and fsrs-rs, one after the other on the same log,
# repeated under other card keys. Prints a table in Markdown. The log is no part of this repository: a CSV file with the
# columns card_id, review_time_ms, rating, duration_ms.
#
#   benchmarks/peers/srs_training.sh [LOG.csv [COPIES [FOLDER]]]
#       (default: fsrs/review_log.csv in the folder that HAVEN_REFERENCE_DIR names, 20 copies, build/peers)
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repository="$(cd "$here/../.." && pwd)"
log="${1:-${HAVEN_REFERENCE_DIR:?names the folder of fsrs/review_log.csv}/fsrs/review_log.csv}"
copies="${2:-20}"
folder="${3:-$repository/build/peers}"
fsrs_rs=0.9.3
mkdir -p "$folder"

{
  cmake --preset release -S "$repository" -B "$folder/haven" -DHAVEN_WITH_PLATFORM=OFF -DHAVEN_WITH_REST=OFF \
    -DHAVEN_BUILD_EXAMPLES=OFF
  cmake --build "$folder/haven" --target haven_srs_training_benchmark
  [ -x "$folder/fsrs-venv/bin/pip" ] || python3 -m venv --clear "$folder/fsrs-venv"
  "$folder/fsrs-venv/bin/pip" install --quiet --disable-pip-version-check "fsrs-rs-python==$fsrs_rs"
} >"$folder/srs-training.log" 2>&1 || { tail -20 "$folder/srs-training.log" >&2; exit 1; }

haven() { "$folder/haven/benchmarks/haven_srs_training_benchmark" "$log" "$copies" "$@"; }

haven >"$folder/haven-training.csv"
"$folder/fsrs-venv/bin/python" "$here/fsrs_rs_training_peer.py" "$log" "$copies" >"$folder/fsrs-rs-training.txt"
{ read -r seconds && read -r -a weights; } <"$folder/fsrs-rs-training.txt"
peer="$(haven "${weights[@]}")"

awk -F, -v seconds="$seconds" -v version="$fsrs_rs" '
  BEGIN {
    print "| training | predictions | seconds | times as fast | log loss, by recency | log loss |"
    print "|---|---|---|---|---|---|"
  }
  $1 == "weights given" { row("fsrs-rs (fsrs-rs-python " version ")", seconds); next }
  { row("Haven, " $1, $3) }
  function row(name, time) {
    ratio = (time > 0) ? sprintf("%.2f", seconds / time) : ""
    printf("| %s | %s | %s | %s | %s | %s |\n", name, $2, (time > 0) ? time : "", ratio, $4, $5)
  }' <(echo "$peer") "$folder/haven-training.csv"
