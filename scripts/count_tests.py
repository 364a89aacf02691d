"""Adds up junit reports: `count_tests.py FAILED_CHECKS report.xml ...` prints "N passed, N failed"."""

import sys
from pathlib import Path
from xml.etree import ElementTree


def count(report: Path) -> tuple[int, int]:
    """Passed and failed; an error in a fixture is a failure, a skipped test is neither."""
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314 - pytest wrote it a moment ago
    passed = failed = 0
    for suite in suites:
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        failed += bad
        passed += int(suite.get("tests", 0)) - bad - int(suite.get("skipped", 0))
    return passed, failed


def main(failed_checks: str, *reports: str) -> None:
    counts = [count(Path(report)) for report in reports if Path(report).exists()]
    passed = sum(each[0] for each in counts)
    failed = sum(each[1] for each in counts) + int(failed_checks)
    print(f"{passed} passed, {failed} failed")


if __name__ == "__main__":
    main(*sys.argv[1:])
