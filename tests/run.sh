#!/usr/bin/env bash
# Builds Haven and runs every test: C++, installation, torture of the storage, Python, browser, fuzzers, the bundled
# server.
# On Debian 12 it installs the packages that are missing. Run it as often as you like; a second run builds only what
# changed. Exits 0 when all tests pass.
#
#   tests/run.sh            everything
#   HAVEN_JOBS=4 tests/run.sh
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../.ci/common.sh"
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
  local report="$repository/build/pytest.xml" status=0
  rm -f "$report"
  tests/python/run.sh -q --junitxml "$report" || status=$?
  python3 .ci/count_tests.py "$report" || status=1
  return "$status"
}

readme_in_python() {
  sed -n '/^```python$/,/^```$/{/^```/d; p}' README.md | build/python-tests/bin/python -
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
counted "Storage under torture" tests/torture/run.sh
counted "Python package" python_tests
counted "The Python that README.md shows" readme_in_python
counted "Packages exchanged with Anki" tests/anki/run.sh
counted "Exam page in headless Chromium" tests/browser/run.sh
counted "Fuzzers, briefly" tests/fuzz/run.sh
counted "Bundled server, as examples/server/run.sh starts it" env HAVEN_PRESET=dev examples/server/run.sh --check
finish
