#!/usr/bin/env bash
# Exchanges packages with the Python package `anki`, in a virtual environment kept in build/anki-tests. Closes with
# "N passed, N failed".
#
#   tests/anki/run.sh [BUILD]     build folder that holds examples/anki/haven_deck (build/dev)
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repository="$(cd "$here/../.." && pwd)"
venv="$repository/build/anki-tests"
[ -x "$venv/bin/pip" ] || python3 -m venv --clear "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check anki==26.9.3
exec "$venv/bin/python" "$here/with_anki.py" "${1:-$repository/build/dev}/examples/anki/haven_deck"
