"""Writes down what kernels really send for the cells in snippets.py.

    python capture.py [--only REGEX] [--venvs FOLDER] [3.11 …]

For each Python it finds (pyenv's, and those on the path) it makes a virtual environment with the kernel
that KERNELS names, runs every snippet in it, and writes one file beside this one. Without versions, all
of them. What differs from run to run (addresses, process ids, paths) is made equal, so that a second run
changes what the kernels changed and nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent

#: Old and new releases, so that every form of a traceback is there.
KERNELS = {
    "3.9": ["ipython==7.34.0", "ipykernel<7"],
    "3.10": ["ipython==8.0.0", "ipykernel<7"],
    "3.11": ["ipython==8.6.0", "ipykernel<7"],
    "3.12": ["ipython==8.30.0", "ipykernel"],
}
NEWEST = ["ipython", "ipykernel"]
XEUS = ("3.11", ["xeus-python"])

#: Before each snippet: nothing of the one before may be kept alive or remembered.
CLEAN = """
import sys as _sys
for _name in ('last_type', 'last_value', 'last_traceback', 'last_exc'):
    _sys.__dict__.pop(_name, None)
get_ipython().run_line_magic('reset', '-f')
"""


@dataclass
class Snippet:
    name: str
    options: dict[str, str]
    flags: set[str]
    cells: list[str] = field(default_factory=list)

    def runs_on(self, version: str) -> bool:
        first, _, last = self.options.get("python", "3.0-").partition("-")
        return number(first) <= number(version) <= number(last or "3.99")


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2])


def read_snippets() -> list[Snippet]:
    snippets = []
    _, *parts = re.split(r"^# === ", (HERE / "snippets.py").read_text(), flags=re.MULTILINE)
    for part in parts:
        head, _, body = part.partition("\n")
        name, *words = head.split()
        options = dict(word.split("=", 1) for word in words if "=" in word)
        cells = re.split(r"^# %%\n", body.rstrip("\n"), flags=re.MULTILINE)[1:]
        snippets.append(
            Snippet(
                name,
                options,
                {word for word in words if "=" not in word},
                [cell[:-1] if cell.endswith("\n") else cell for cell in cells],
            )
        )
    return snippets


def pythons() -> dict[str, str]:
    """An interpreter for each version that can be found."""
    found: dict[str, str] = {}
    folders = [*Path.home().glob(".pyenv/versions/*/bin"), *map(Path, os.get_exec_path())]
    for folder in folders:
        for path in folder.glob("python3*"):
            match = re.fullmatch(r"python(3\.\d+)", path.name)
            if match and number(match[1]) >= (3, 9):
                found.setdefault(match[1], str(path))
    return dict(sorted(found.items(), key=lambda item: number(item[0])))


def make_venv(folder: Path, python: str, packages: list[str]) -> Path:
    """The interpreter of an environment with ``packages`` in it."""
    own = folder / "bin" / "python"
    if not own.exists():
        subprocess.run([python, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(own), "-m", "pip", "install", "-q", *packages, "jupyter_client"], check=True)
    return own


class Kernel:
    def __init__(self, name: str) -> None:
        self.name = name
        self.start()

    def start(self) -> None:
        from jupyter_client.manager import start_new_kernel

        self.manager, self.client = start_new_kernel(kernel_name=self.name)

    def stop(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, source: str, silent: bool = False) -> tuple[int | None, dict]:
        """The cell's execution count, and what it shows: stdout, stderr, result, error."""
        message_id = self.client.execute(source, silent=silent, store_history=not silent, stop_on_error=False)
        count, shown = None, {}
        while True:
            message = self.client.get_iopub_msg(timeout=30)
            if message["parent_header"].get("msg_id") != message_id:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "execute_input":
                count = content["execution_count"]
            elif kind == "stream":
                shown[content["name"]] = shown.get(content["name"], "") + content["text"]
            elif kind == "execute_result":
                shown["result"] = content["data"]["text/plain"]
            elif kind == "error":
                shown["error"] = {key: content[key] for key in ("ename", "evalue", "traceback")}
            elif kind == "status" and content["execution_state"] == "idle":
                # Streams come when they please.
                return count, {key: shown[key] for key in ("stdout", "stderr", "result", "error") if key in shown}


ANSI = re.compile(r"\x1b\[[0-9;]*m")


def shortened(traceback: list[str], name: str) -> list[str]:
    """The lines of a traceback that say where, without colours.

    What stands around them, the source of libraries mostly, is left out.
    """
    lines = ANSI.sub("", "\n".join(traceback)).split("\n")
    if "SyntaxError" in name:
        return lines
    return [line for line in lines if not NOTHING_NEW.match(line)]


#: Lines of source that are not the line, blank lines and rules, and the error's name and message.
NOTHING_NEW = re.compile(r"\s+\d+ |\s+\(\.\.\.\)|\s+\d+$|-+$|\s*$|\w+(Error|Group)(:| +Traceback)")


def made_equal(value, base: int):
    """``value`` with counts that begin at 1, and without what is different in every run or on every machine."""
    if isinstance(value, list):
        return [made_equal(item, base) for item in value]
    if isinstance(value, dict):
        return {key: made_equal(item, base) for key, item in value.items()}
    if not isinstance(value, str):
        return value
    text = re.sub(
        r"(In(?:\x1b\[[0-9;]*m| )*\[|<ipython-input-)(\d+)(?=\]|-)",
        lambda match: f"{match[1]}{int(match[2]) - base + 1}",
        value,
    )
    text = re.sub(r"[^\s'\"\x1b]*/(ipykernel|xpython)_\d+/", r"/tmp/\1_1/", text)
    text = re.sub(r"(?:~|/)[^\s'\"\x1b]*?/lib/(?:python3\.\d+/site-packages|(python3\.\d+))/", python_lib, text)
    text = re.sub(r"^(CPU times|Wall time): .*", r"\1: 1 ms", text, flags=re.MULTILINE)
    text = re.sub(r"0x[0-9a-f]{6,}", "0x7f0000000000", text)
    return re.sub(r"\bTask-\d+", "Task-1", text)


def python_lib(match: re.Match) -> str:
    return f"~/lib/{match[1]}/" if match[1] else "~/lib/site-packages/"


def capture(kernel: Kernel, snippet: Snippet) -> list[dict]:
    """What each cell of the snippet shows."""
    kernel.run(CLEAN, silent=True)
    kernel.run("import gc as _gc; _gc.collect(); del _gc", silent=True)
    ran = [kernel.run(source) for source in snippet.cells]
    base = ran[0][0] or 1
    cells = []
    for _, shown in ran:
        error = shown.get("error")
        if error and "whole" not in snippet.flags:
            error["traceback"] = shortened(error["traceback"], error["ename"])
        cells.append(made_equal(shown, base))
    if "restart" in snippet.flags:
        kernel.stop()
        kernel.start()
    return cells


def capture_here(kernel_name: str, path: Path, only: str) -> None:
    """Runs inside the environment whose kernel it is."""
    import platform
    from importlib.metadata import version

    python = platform.python_version()
    package = "ipykernel" if kernel_name == "python3" else "xeus-python"
    known = json.loads(path.read_text())["snippets"] if only and path.exists() else {}
    kernel = Kernel(kernel_name)
    taken = {}
    try:
        for snippet in read_snippets():
            if not snippet.runs_on(python) or (package != "ipykernel" and "ipykernel" in snippet.flags):
                continue
            if not re.search(only, snippet.name):
                if snippet.name in known:
                    taken[snippet.name] = known[snippet.name]
                continue
            try:
                taken[snippet.name] = capture(kernel, snippet)
            except Exception as error:
                print(f"{path.name}: {snippet.name}: {error!r}", file=sys.stderr)
                kernel.stop()
                kernel.start()
    finally:
        kernel.stop()
    content = {"python": python, "ipython": version("ipython"), package: version(package), "snippets": taken}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("versions", nargs="*", help="such as 3.11, or xeus")
    parser.add_argument("--only", default="", help="snippets whose names match")
    parser.add_argument("--venvs", type=Path, help="where the environments are kept; a temporary folder if absent")
    parser.add_argument("--here", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        capture_here(given.here[0], Path(given.here[1]), given.only)
        return
    folder = given.venvs or Path(tempfile.mkdtemp())
    try:
        found = pythons()
        jobs = [(version, "python3", found[version], KERNELS.get(version, NEWEST)) for version in found]
        if XEUS[0] in found:
            jobs.append(("xeus", "xpython", found[XEUS[0]], XEUS[1]))
        for name, kernel, python, packages in jobs:
            if given.versions and name not in given.versions:
                continue
            own = make_venv(folder / name, python, packages)
            path = HERE / (f"python-{name}.json" if name != "xeus" else "xeus-python.json")
            environment = {**os.environ, "PYTHONWARNINGS": "", "JUPYTER_PATH": ""}
            command = [str(own), __file__, "--here", kernel, str(path), "--only", given.only]
            subprocess.run(command, check=True, env=environment)
            print(path.name)
    finally:
        if not given.venvs:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
