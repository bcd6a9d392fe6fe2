#!/usr/bin/env bash
# Builds Haven and runs every test: C++, installation, Python, browser, fuzzers, the bundled server.
# On Debian 12 it installs the packages that are missing. Run it as often as you like; a second run builds only what
# changed. Exits 0 when all tests pass.
#
#   tests/run.sh            everything
#   HAVEN_JOBS=4 tests/run.sh
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../scripts/common.sh"
cd "$repository"

packages() {
  install_packages "${packages_to_build[@]}" "${packages_to_test[@]}"
  python_is_ready || install_packages python3 python3-dev python3-venv
}

build_everything() {
  configure dev
  build dev all
}

python_tests() {
  local venv="$repository/build/python-tests"
  [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check pytest numpy
  "$venv/bin/pip" install --quiet --disable-pip-version-check "$repository"
  rm -f "$venv/pytest.xml"
  local status=0
  "$venv/bin/python" -m pytest -q --junitxml "$venv/pytest.xml" tests/python || status=$?
  python3 scripts/count_tests.py "$venv/pytest.xml" || status=1
  return "$status"
}

finish() {
  print_steps
  print_count
}

step "Debian packages" packages
counted "Build (preset dev, $jobs jobs)" build_everything
if [ "$tests_failed" -gt 0 ]; then finish; fi
counted "Headers compile alone" build dev all_verify_interface_header_sets
counted "C++ tests, architecture, installation, examples" run_ctest dev
counted "Python package" python_tests
counted "Exam page in headless Chromium" tests/browser/run.sh
counted "Fuzzers, briefly" tests/fuzz/run.sh
counted "Bundled server" env HAVEN_PRESET=dev examples/server/run.sh --check
finish
