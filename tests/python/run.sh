#!/usr/bin/env bash
# Installs the package as a user would and runs its tests, in a virtual environment kept in build/python-tests.
#
#   tests/python/run.sh [pytest options]
set -euo pipefail
repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
venv="$repository/build/python-tests"
if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
[ -x "$venv/bin/pip" ] || python3 -m venv --clear "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check "$repository[test]"
cd "$repository"
exec "$venv/bin/python" -m pytest "$@"
