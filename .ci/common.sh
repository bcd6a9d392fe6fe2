# What the scripts of this repository share: Debian packages, timed steps, and counted tests. Sourced by
# examples/server/run.sh, tests/run.sh and .ci/run; needs bash.

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
jobs="${HAVEN_JOBS:-$(nproc)}"

# --- Packages --------------------------------------------------------------------------------------------------------

# Entries are a package's name, or command=package for a tool that may have come from elsewhere.
packages_to_build=(g++ cmake=cmake ninja=ninja-build pkg-config=pkg-config libsqlite3-dev libmariadb-dev libsodium-dev nlohmann-json3-dev
  libboost-dev zlib1g-dev libzip-dev libzstd-dev libutf8proc-dev libprotozero-dev libhowardhinnant-date-dev tzdata libcli11-dev ccache=ccache)
packages_to_test=(mariadb-server-core mariadb-client-core doctest-dev libbenchmark-dev clang=clang libclang-rt-dev node=nodejs npm=npm chromium=chromium
  fonts-liberation curl=curl ca-certificates jq=jq strace=strace)
packages_to_check=(clang-format=clang-format clang-tidy=clang-tidy)

is_installed() {
  case "$1" in
    *=*) command -v "${1%%=*}" >/dev/null ;;
    *) [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ;;
  esac
}

# A Python from 3.11 on that can make virtual environments and compile extensions.
python_is_ready() {
  python3 - <<'PYTHON' 2>/dev/null
import ensurepip, os, sys, sysconfig, venv
sys.exit(sys.version_info < (3, 11) or not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))
PYTHON
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "packages must be installed: run this as root, or install sudo" >&2
    return 1
  fi
}

# install_packages ENTRY... installs what is missing, and touches nothing when all is there.
install_packages() {
  local missing=() entry
  for entry in "$@"; do
    is_installed "$entry" || missing+=("${entry##*=}")
  done
  if [ "${#missing[@]}" -eq 0 ]; then
    echo "all $# packages are there"
    return
  fi
  if ! command -v apt-get >/dev/null; then
    echo "no apt-get here; going on without: ${missing[*]}" >&2
    return
  fi
  echo "installing: ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# --- Timed steps -----------------------------------------------------------------------------------------------------

step_table=()
step_status=0

# timed TITLE COMMAND... announces and runs a command; leaves its status in step_status and its time in the table.
# The command runs in a shell of its own, because `set -e` would not hold in one whose status is asked for.
timed() {
  local title="$1" began=$SECONDS outcome=""
  shift
  echo
  echo "==> $title"
  set +e
  (
    set -e
    "$@"
  )
  step_status=$?
  set -e
  [ "$step_status" -eq 0 ] || outcome="  FAILED"
  step_table+=("$(printf '%6d s  %s' $((SECONDS - began)) "$title$outcome")")
}

# step TITLE COMMAND... ends the script when the command fails.
step() {
  timed "$@"
  if [ "$step_status" -ne 0 ]; then
    print_steps
    exit "$step_status"
  fi
}

print_steps() {
  echo
  echo "Where the time went:"
  printf '%s\n' "${step_table[@]}"
  printf '%6d s  in all\n' "$SECONDS"
}

# --- Counted tests ---------------------------------------------------------------------------------------------------

tests_passed=0
tests_failed=0

add_count() {
  tests_passed=$((tests_passed + $1))
  tests_failed=$((tests_failed + $2))
}

# counted TITLE COMMAND... is a step that tests something: the last line "N passed, N failed" of its output counts, or,
# when there is none, the command itself as one test. A failure does not end the script.
counted() {
  local title="$1" log line passed failed
  shift
  log="$(mktemp)"
  timed "$title" pipe_to "$log" "$@"
  line="$(grep -aEo '[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1 || true)"
  rm -f "$log"
  if [ -z "$line" ]; then
    add_count $((step_status == 0)) $((step_status != 0))
    return
  fi
  passed="${line%% *}"
  failed="${line#*, }"
  failed="${failed%% *}"
  # A failed command that counts no failure broke on its way.
  if [ "$step_status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
  add_count "$passed" "$failed"
}

pipe_to() {
  local log="$1"
  shift
  "$@" 2>&1 | tee "$log"
}

# The closing line; fails when a test failed or none ran.
print_count() {
  echo
  echo "$tests_passed passed, $tests_failed failed"
  [ "$tests_failed" -eq 0 ] && [ "$tests_passed" -gt 0 ]
}

# --- Building --------------------------------------------------------------------------------------------------------

# Objects do not name their build folder, so that builds with the same options share them.
export CCACHE_NOHASHDIR=1

# configure PRESET [OPTION...] with ccache, where it is there, and only errors and the summary printed.
configure() {
  local preset="$1" launcher=""
  shift
  if command -v ccache >/dev/null; then launcher=ccache; fi
  (cd "$repository" && cmake --preset "$preset" --log-level=NOTICE -DCMAKE_CXX_COMPILER_LAUNCHER="$launcher" "$@" >/dev/null)
}

# build PRESET [TARGET...]
build() {
  local preset="$1"
  shift
  (cd "$repository" && cmake --build --preset "$preset" --parallel "$jobs" ${1:+--target "$@"})
}

# run_ctest PRESET [OPTION...] runs the tests and closes with "N passed, N failed", counted in test cases.
run_ctest() {
  local preset="$1" report="$repository/build/$1/ctest.xml" status=0
  shift
  rm -f "$report"
  (cd "$repository" && ctest --preset "$preset" --parallel "$jobs" --output-junit "$report" \
    --test-output-size-passed 1000000 --test-output-size-failed 1000000 "$@") || status=$?
  python3 "$repository/.ci/count_tests.py" "$report" || status=1
  return "$status"
}
