"""Prints "N passed, N failed" for a JUnit report of ctest or pytest.

A ctest that runs a doctest program counts as many tests as that has test cases. Exits 1 when a test failed or none ran.
"""

import re
import sys
import xml.etree.ElementTree as ElementTree

DOCTEST = re.compile(r"\[doctest\] test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed")


def count(case: ElementTree.Element) -> tuple[int, int]:
    """Tests passed and failed in one <testcase>. A test that was skipped has not been shown to hold: it counts as failed."""
    if case.find("skipped") is not None or case.get("status") == "disabled":
        return (0, 1)
    broken = case.find("failure") is not None or case.find("error") is not None or case.get("status") in ("fail", "notrun")
    cases = DOCTEST.search(re.sub(r"\x1b\[[0-9;]*m", "", case.findtext("system-out") or ""))
    if cases is None:
        return (0, 1) if broken else (1, 0)
    passed, failed = int(cases[1]), int(cases[2])
    return passed, max(failed, 1) if broken else failed


def main() -> int:
    report = ElementTree.parse(sys.argv[1]).getroot()
    counts = [count(case) for case in report.iter("testcase")]
    passed, failed = (sum(column) for column in zip(*counts)) if counts else (0, 0)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
