#!/usr/bin/env python3
"""Repairs broken notebooks and runs them: does a rewrite make the notebook work?

    python tests/repair/run.py [--json FILE] [--jobs N] [--only REGEX] [--show] [PATH[#REGEX] …]

PATH is a case file (tests/repair/cases/*.py), a rule's page (src/engine/rules/*/rule.md),
a recipe's examples (src/engine/recipes/*.md) or a notebook (examples/*.ipynb); REGEX picks cases by name. Without a PATH all of these are run, and what
the environment variable REPAIR_CASES names besides, as PATH[#REGEX] divided by colons.

Every case is a notebook. It runs on a fresh ipykernel, its file with the saved outputs is given to
`asyncio-helper check` and `fix`, and the repaired notebook runs on a fresh kernel together with the
case's `verify` cells. Nothing is judged by its text alone, except where a page shows the text. In
every case the file must stay byte for byte as it was outside the cells that changed, and a second
`fix` must change nothing.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path

from cells import Case, read_case_file, read_example, read_page
from kernels import run_notebook
from notebooks import changes_outside_sources, notebook_of, read_notebook, write_notebook
from servers import all_running, missing_program

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [shutil.which("node") or "node", str(ROOT / "lib/cli/main.js")]
BATCH = 50
READERS = {".md": read_page, ".ipynb": read_example, ".py": read_case_file}


@dataclass
class Attempt:
    """A case on its way: its file, and what went wrong so far."""

    case: Case
    path: Path
    #: The file before the current repair.
    content: bytes = b""
    #: Troubles of the notebook as it was found.
    before: list[str] = field(default_factory=list)
    #: Troubles of the notebook after the last repair.
    after: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def asyncio_helper(*arguments: str, paths: list[Path]) -> subprocess.CompletedProcess:
    """Run the command line on files."""
    return subprocess.run(
        [*COMMAND, *arguments, *map(str, paths)], capture_output=True, encoding="utf-8", timeout=300, cwd=ROOT
    )


def run_first(attempt: Attempt) -> None:
    """Run the notebook as it was found, and save it with its outputs."""
    case = attempt.case
    notebook = notebook_of(case)
    if case.run and case.language == "python":
        attempt.before = run_notebook(notebook, case.limit)
        if case.fails and not attempt.before:
            attempt.failures.append("shows no trouble before the repair")
    write_notebook(attempt.path, notebook)
    attempt.content = attempt.path.read_bytes()
    if case.want == "rewrite" and not attempt.before and not case.verify:
        attempt.failures.append("does not fail to begin with and verifies nothing")


def in_batches(arguments: list[str], attempts: list[Attempt]) -> Iterator[tuple[list[Attempt], str]]:
    """Run the command line on all files, many at a time; yield who got which standard output.

    A batch that could not be done whole is done once more, file by file, so that one bad file
    fails one case.
    """
    batches = [attempts[start : start + BATCH] for start in range(0, len(attempts), BATCH)]
    while batches:
        batch = batches.pop()
        done = asyncio_helper(*arguments, paths=[attempt.path for attempt in batch])
        if done.returncode in (0, 1):
            yield batch, done.stdout
        elif len(batch) > 1:
            batches += [[attempt] for attempt in batch]
        else:
            said = done.stderr.strip()[-300:]
            batch[0].failures.append(f"`{arguments[0]}` failed ({done.returncode}): {said}")


def check(attempts: list[Attempt]) -> None:
    """Compare what `check` finds with what each case wants."""
    for batch, output in in_batches(["check", "--format", "json"], attempts):
        by_path: dict[Path, list[dict]] = {}
        for finding in json.loads(output):
            by_path.setdefault((ROOT / finding["path"]).resolve(), []).append(finding)
        for attempt in batch:
            attempt.failures += wrong_findings(attempt.case, by_path.get(attempt.path.resolve(), []))


def wrong_findings(case: Case, findings: list[dict]) -> list[str]:
    """What is wrong with the findings."""
    wrong = [f"a finding without {key}" for key in ("rule", "message", "cell") for f in findings if f.get(key) in (None, "")]
    if case.want == "none" and findings:
        wrong.append(f"false alarm: {sorted({f['rule'] for f in findings})}")
    if case.want != "none" and not findings:
        wrong.append("no finding")
    if case.want == "rewrite" and findings and not case.takes:
        if not any(rewrite["safety"] == "safe" for f in findings for rewrite in f["rewrites"]):
            wrong.append("no safe rewrite")
    return wrong


def take(attempt: Attempt) -> None:
    """Apply the one rewrite that the case names by its title; of several, where there are rounds, the first."""
    found = json.loads(asyncio_helper("check", "--format", "json", paths=[attempt.path]).stdout)
    if not found:
        return
    offered = [rewrite for finding in found for rewrite in finding["rewrites"]]
    matching = [rewrite for rewrite in offered if re.search(attempt.case.takes, rewrite["title"])]
    rewrites = [rewrite for i, rewrite in enumerate(matching) if rewrite["edits"] not in [r["edits"] for r in matching[:i]]]
    if len(rewrites) != 1 and (not rewrites or attempt.case.rounds == 1):
        titles = [rewrite["title"] for rewrite in offered]
        attempt.failures.append(f"{len(rewrites)} rewrites match {attempt.case.takes!r} among {titles}")
        return
    notebook = read_notebook(attempt.path)
    for edit in reversed(rewrites[0]["edits"]):
        cell = notebook["cells"][edit["cell"]]
        units = cell["source"].encode("utf-16-le")
        insert = edit["insert"].encode("utf-16-le")
        cell["source"] = (units[: 2 * edit["from"]] + insert + units[2 * edit["to"] :]).decode("utf-16-le")
    write_notebook(attempt.path, notebook)


def fix(attempts: list[Attempt]) -> None:
    """Repair the files."""
    for _ in in_batches(["fix"], [attempt for attempt in attempts if not attempt.case.takes]):
        pass
    for attempt in attempts:
        if attempt.case.takes:
            take(attempt)
    for attempt in attempts:
        content = attempt.path.read_bytes()
        try:
            attempt.failures += changes_outside_sources(attempt.content, content)
        except (ValueError, IndexError) as error:
            attempt.failures.append(f"the repaired file cannot be read: {error}")


def run_again(attempt: Attempt, last_round: bool) -> None:
    """Run the repaired notebook with its verify cells, and save it with its outputs."""
    case = attempt.case
    if attempt.path.read_bytes() == attempt.content:
        attempt.after = attempt.before
        if case.want == "rewrite" and not attempt.failures:
            attempt.failures.append("`fix` changed nothing")
        return
    if case.want in ("none", "suggested"):
        attempt.failures.append("the file was changed")
        return
    notebook = read_notebook(attempt.path)
    sources = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    if case.after is not None and sources != case.after:
        attempt.failures.append("the repaired cells differ from the page:\n" + "\n# %%\n".join(sources))
    if "nest_asyncio" in "".join(sources) and not any("nest_asyncio" in cell.source for cell in case.cells):
        attempt.failures.append("patches the loop instead of repairing the code")
    own = len(notebook["cells"])
    verify = case.verify if last_round else []
    notebook["cells"] += [{"cell_type": "code", "source": source, "outputs": []} for source in verify]
    attempt.after = run_notebook(notebook, case.limit)
    del notebook["cells"][own:]
    write_notebook(attempt.path, notebook)
    attempt.content = attempt.path.read_bytes()


def settle(attempt: Attempt) -> None:
    """Turn what the last run showed into failures."""
    if attempt.case.want == "rewrite":
        attempt.failures += [trouble for trouble in attempt.after if trouble not in attempt.failures]
    elif attempt.case.want == "explain" and len(attempt.after) > len(attempt.before):
        attempt.failures += ["worse than before", *attempt.after]


def for_all(pool: ThreadPoolExecutor, what: str, attempts: list[Attempt], work) -> None:
    """Do the work for all, several at a time, and say how far it is."""
    started, said = time.monotonic(), 0.0
    futures = {pool.submit(work, attempt): attempt for attempt in attempts}
    for number, future in enumerate(as_completed(futures), 1):
        try:
            future.result()
        except Exception as error:  # a fault of the tests or of the kernel fails its case, no other
            futures[future].failures.append("".join(traceback.format_exception_only(error)).strip())
        if time.monotonic() - said > 5 or number == len(futures):
            said = time.monotonic()
            print(f"{what}: {number} of {len(futures)} ({said - started:.0f} s)", flush=True)


def run_cases(cases: list[Case], folder: Path, jobs: int) -> list[Attempt]:
    """Take every case all the way."""
    attempts = [Attempt(case, folder / f"{number:03d}.ipynb") for number, case in enumerate(cases)]
    with ThreadPoolExecutor(jobs) as pool:
        for_all(pool, "run as found", attempts, run_first)
        attempts_with_file = [attempt for attempt in attempts if attempt.content]
        check(attempts_with_file)
        for current in range(max((case.rounds for case in cases), default=0)):
            todo = [attempt for attempt in attempts_with_file if current < attempt.case.rounds]
            fix(todo)
            for_all(pool, "run repaired", todo, lambda a, n=current: run_again(a, n == a.case.rounds - 1))
    for attempt in attempts:
        settle(attempt)
    settled = [attempt for attempt in attempts_with_file if not attempt.failures]
    fix(settled)
    for attempt in settled:
        if attempt.path.read_bytes() != attempt.content:
            attempt.failures.append("a second repair changes it again")
    return attempts


def chosen(arguments: list[str]) -> list[Case]:
    """The cases that PATH[#REGEX] arguments name."""
    cases: list[Case] = []
    for argument in arguments:
        name, _, pattern = argument.partition("#")
        path = Path(name)
        found = READERS.get(path.suffix, read_case_file)(path)
        if ROOT not in path.resolve().parents:
            # A file from elsewhere may be called as one of ours.
            found = [replace(case, group=f"other:{case.group}") for case in found]
        found = [case for case in found if re.search(pattern, case.name)]
        if not found:
            raise SystemExit(f"no case in {argument}")
        cases += found
    names = [case.id for case in cases]
    doubles = sorted({name for name in names if names.count(name) > 1})
    if doubles:
        raise SystemExit(f"two cases have the same name: {', '.join(doubles)}")
    return cases


def everything() -> list[str]:
    """What is run where no PATH is given."""
    pages = sorted((ROOT / "src/engine/rules").glob("*/rule.md"))
    # A recipe's page may have nothing to run.
    pages += [page for page in sorted((ROOT / "src/engine/recipes").glob("*.md")) if read_page(page)]
    files = sorted((ROOT / "tests/repair/cases").glob("*.py"))
    besides = [item for item in os.environ.get("REPAIR_CASES", "").split(":") if item]
    examples = sorted((ROOT / "examples").glob("*.ipynb"))
    return [*map(str, [*pages, *files, *examples]), *besides]


def is_there(name: str) -> bool:
    """Whether a module can be imported; a part of a package may be there only to say that it is gone."""
    if "." not in name:
        return importlib.util.find_spec(name) is not None
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def lacks(case: Case) -> list[str]:
    """What a case needs and the system has not."""
    modules = [name for name in case.needs if not is_there(name)]
    program = missing_program(case.server) if case.server else None
    return [*modules, *([program] if program else [])]


def report(attempts: list[Attempt], skipped: list[Case], show: bool) -> list[dict]:
    """Print the result and return it as data."""
    tests = []
    for attempt in attempts:
        case = attempt.case
        status = "failed" if attempt.failures else "passed"
        tests.append({"group": case.group, "name": case.name, "status": status, "messages": attempt.failures})
        if attempt.failures:
            print(f"FAILED {case.id} (want={case.want}): " + "\n    ".join(attempt.failures))
            if show and attempt.path.exists():
                for cell in read_notebook(attempt.path)["cells"]:
                    print("    | " + cell["source"].replace("\n", "\n    | ") + "\n    ----")
    for case in skipped:
        print(f"skipped {case.id}: needs {', '.join(lacks(case))}")
        tests.append({"group": case.group, "name": case.name, "status": "skipped", "messages": []})
    for group in sorted({test["group"] for test in tests}):
        own = [test for test in tests if test["group"] == group]
        print(f"{group:32s} {sum(t['status'] == 'passed' for t in own):3d} / {len(own)}")
    return tests


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the result here")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, help="kernels at a time")
    parser.add_argument("--only", default="", help="a regular expression on group/name")
    parser.add_argument("--show", action="store_true", help="print the cells of failed cases")
    parser.add_argument("paths", nargs="*", metavar="PATH[#REGEX]")
    args = parser.parse_args()

    cases = [case for case in chosen(args.paths or everything()) if re.search(args.only, case.id)]
    skipped = [case for case in cases if lacks(case)]
    run = [case for case in cases if case not in skipped]
    servers = {case.server for case in run if case.server}
    with all_running(servers), tempfile.TemporaryDirectory(prefix="repair-") as folder:
        attempts = run_cases(run, Path(folder), args.jobs)
        tests = report(attempts, skipped, args.show)
    counts = {status: sum(t["status"] == status for t in tests) for status in ("passed", "failed", "skipped")}
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps({**counts, "tests": tests}, indent=1) + "\n")
    print(", ".join(f"{number} {status}" for status, number in counts.items()))
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
