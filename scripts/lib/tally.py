"""Counts tests: every suite's result becomes one file of the same form, and these are summed up.

    tally.py add RESULT STATUS NAME            one more test of a suite
    tally.py jest|playwright|repair RESULT REPORT EXIT
                                               all tests of a suite from its tool's report
    tally.py close RESULT SUITE EXIT           the suite has ended; one that crashed has failed
    tally.py sum RESULT...                     print all counts; exit 1 if anything failed

RESULT holds `[{"status": "passed" | "failed" | "skipped", "name": …}, …]`, and `"again": true` where a test passed at
its second try only.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

STATUSES = ("passed", "failed", "skipped")


def read(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def add(path: Path, tests: list[dict]) -> None:
    path.write_text(json.dumps(read(path) + tests, indent=1) + "\n", encoding="utf-8")


def test(status: str, name: str) -> dict:
    assert status in STATUSES, status
    return {"status": status, "name": name}


def from_jest(report: dict) -> list[dict]:
    """A spec file that could not run at all counts as one failed test."""
    statuses = {"passed": "passed", "failed": "failed"}
    tests = []
    for file in report["testResults"]:
        own = [
            test(statuses.get(t["status"], "skipped"), t["fullName"]) for t in file["assertionResults"]
        ]
        if file["status"] == "failed" and not any(t["status"] == "failed" for t in own):
            own.append(test("failed", f"{file['name']} does not run"))
        tests += own
    return tests


def from_playwright(report: dict) -> list[dict]:
    """A test that passed at its second try is named; an error outside the tests counts as one failed test."""
    statuses = {"expected": "passed", "flaky": "passed", "unexpected": "failed", "skipped": "skipped"}
    tests = [test("failed", error.get("message", "error").splitlines()[0]) for error in report.get("errors", [])]

    def walk(suite: dict, titles: tuple) -> None:
        titles = (*titles, suite["title"])
        for spec in suite.get("specs", []):
            name = " > ".join((*titles, spec["title"]))
            for t in spec["tests"]:
                tests.append({**test(statuses[t["status"]], name), "again": t["status"] == "flaky"})
        for inner in suite.get("suites", []):
            walk(inner, titles)

    for suite in report["suites"]:
        walk(suite, ())
    return tests


def from_repair(report: dict) -> list[dict]:
    return [test(t["status"], f"{t['group']}/{t['name']}") for t in report["tests"]]


READERS = {"jest": from_jest, "playwright": from_playwright, "repair": from_repair}


def take(kind: str, result: Path, report: Path, exit_code: int) -> None:
    """Add a tool's tests; a missing or unreadable report, and a failure that no test shows, fail."""
    try:
        tests = READERS[kind](json.loads(report.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        tests = [test("failed", f"{kind} left no readable report: {error!r}")]
    if exit_code and not any(t["status"] == "failed" for t in tests):
        tests.append(test("failed", f"{kind} ended with exit code {exit_code}"))
    add(result, tests)


def close(result: Path, suite: str, exit_code: int) -> None:
    """Make sure that the suite counts, and print its counts."""
    tests = read(result)
    if exit_code and not any(t["status"] == "failed" for t in tests):
        add(result, [test("failed", f"{suite}: ended with exit code {exit_code}")])
    elif not tests:
        add(result, [test("failed", f"{suite}: no test ran")])
    print(f"{suite}: {in_words(read(result))}", flush=True)


def in_words(tests: list[dict]) -> str:
    return ", ".join(f"{sum(t['status'] == status for t in tests)} {status}" for status in STATUSES)


def total(results: list[Path]) -> int:
    tests = []
    for path in results:
        own = read(path) or [test("failed", f"{path.stem}: has no result")]
        print(f"{path.stem:8s} {in_words(own)}")
        tests += [{**t, "suite": path.stem} for t in own]
    for status in ("failed", "skipped"):
        for t in tests:
            if t["status"] == status:
                print(f"{status}: {t['suite']}: {t['name']}")
    for t in tests:
        if t.get("again"):
            print(f"passed at the second try: {t['suite']}: {t['name']}")
    print(in_words(tests), flush=True)
    return 1 if any(t["status"] == "failed" for t in tests) else 0


def main(arguments: list[str]) -> int:
    command, *rest = arguments
    if command == "add":
        add(Path(rest[0]), [test(rest[1], rest[2])])
    elif command in READERS:
        take(command, Path(rest[0]), Path(rest[1]), int(rest[2]))
    elif command == "close":
        close(Path(rest[0]), rest[1], int(rest[2]))
    elif command == "sum":
        return total([Path(path) for path in rest])
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
