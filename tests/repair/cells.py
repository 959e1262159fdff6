"""Reads the tests' sources: case files, the examples on the rules' pages, and notebooks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Cell:
    """One cell of a test notebook."""

    source: str
    kind: str = "code"
    tags: list[str] = field(default_factory=list)


@dataclass
class Case:
    """One test: a notebook, and what must become of it.

    ``want`` is one of

    ``rewrite``
        the repaired notebook runs without trouble, and its ``verify`` cells pass;
    ``explain``
        there is a finding; a rewrite is allowed where it brings no new trouble;
    ``none``
        there is no finding, and the file stays as it is;
    ``suggested``
        there is a finding, and ``fix`` leaves the file as it is.
    """

    group: str
    name: str
    want: str = "rewrite"
    cells: list[Cell] = field(default_factory=list)
    verify: list[str] = field(default_factory=list)
    #: The sources of the code cells after the repair, where they are known.
    after: list[str] | None = None
    #: Whether the notebook must show trouble before the repair.
    fails: bool = False
    #: How many times a person has to run and click.
    rounds: int = 1
    #: Seconds for each cell.
    limit: float = 20.0
    #: Modules without which the case is skipped.
    needs: list[str] = field(default_factory=list)
    #: A server that runs meanwhile (servers.py); without its program the case is skipped.
    server: str = ""
    #: Of the notebook; other languages are not run.
    language: str = "python"
    #: A regular expression on the title of the rewrite that the person takes. Without it, `fix` repairs.
    takes: str = ""
    #: The line end inside the cells' sources.
    newline: str = "\n"
    #: Whether the notebook runs before it is repaired. Else the code alone is the evidence.
    run: bool = True

    @property
    def id(self) -> str:
        return f"{self.group}/{self.name}"


MARKER = re.compile(r"# %%\s*(?:\[?(markdown|raw|verify)\]?)?\s*$")


def split_cells(lines: list[str]) -> tuple[list[Cell], list[str]]:
    """The cells and the verify cells of ``lines``, which ``# %%`` lines divide.

    A Markdown or raw cell's lines are comments, as in any percent script. Lines
    before the first marker are a cell too, unless they are blank.
    """
    parts: list[tuple[str, list[str]]] = [("code", [])]
    for line in lines:
        marker = MARKER.match(line)
        if marker:
            parts.append((marker[1] or "code", []))
        else:
            parts[-1][1].append(line)
    cells, verify = [], []
    for number, (kind, own) in enumerate(parts):
        text = "\n".join(own).strip("\n")
        if number == 0 and not text.strip():
            continue
        if kind == "verify":
            verify.append(text)
        elif kind == "code":
            cells.append(Cell(text))
        else:
            cells.append(Cell(re.sub(r"(?m)^# ?", "", text), kind))
    return cells, verify


def read_case_file(path: Path) -> list[Case]:
    """The cases of a file.

    ::

        # === name  want=rewrite  [rounds=1] [limit=20] [needs=a,b] [language=R] [run=no] [fails=yes] [newline=crlf] [takes=REGEX] [server=NAME]
        # %%
        first cell
        # %% [markdown]
        # some text
        # %% verify
        assert result == 42
    """
    cases: list[Case] = []
    lines: list[str] = []

    def close() -> None:
        if cases:
            cases[-1].cells, cases[-1].verify = split_cells(lines)
            for cell in cases[-1].cells:
                cell.source = cell.source.replace("\n", cases[-1].newline)
        lines.clear()

    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# === "):
            lines.append(line)
            continue
        close()
        name, *options = line[len("# === "):].split()
        cases.append(Case(path.stem, name))
        for option in options:
            key, value = option.split("=", 1)
            _set_option(cases[-1], key, value, path)
    close()
    return cases


def _set_option(case: Case, key: str, value: str, path: Path) -> None:
    if key in ("want", "language", "takes", "server"):
        setattr(case, key, value)
    elif key in ("run", "fails"):
        setattr(case, key, value == "yes")
    elif key == "newline":
        case.newline = {"lf": "\n", "crlf": "\r\n"}[value]
    elif key == "rounds":
        case.rounds = int(value)
    elif key == "limit":
        case.limit = float(value)
    elif key == "needs":
        case.needs = value.split(",")
    else:
        raise ValueError(f"{path}: {case.name}: unknown option {key!r}")


FENCE = re.compile(r"^(`{3,})(\S*)[ \t]*(.*?)[ \t]*$")
ROLES = ("before", "after", "verify", "left-alone", "suggested", "explained")


def read_page(path: Path) -> list[Case]:
    """The examples on a rule's page (``rule.md``) or beside a recipe (``library.md``) as cases.

    An example is a heading with the blocks ``python before``, ``python after`` and perhaps
    ``python verify``. ``python left-alone``, ``python suggested`` and ``python explained`` blocks
    are cases by themselves, wherever they stand. Behind ``before`` and ``suggested`` may stand
    ``needs=module,module`` and ``limit=seconds``. What a recipe's library is imported as, its
    examples need.
    """
    recipe = path.with_suffix(".json")
    group = f"recipe:{path.stem}" if recipe.exists() else f"page:{path.parent.name}"
    library = _modules(json.loads(recipe.read_text(encoding="utf-8"))) if recipe.exists() else []
    cases: list[Case] = []
    counts = {"left-alone": 0, "suggested": 0, "explained": 0}
    title, example = "", None
    for kind, value, lines in _headings_and_blocks(path.read_text(encoding="utf-8")):
        if kind == "heading":
            title, example = value, None
            continue
        role, *options = value.split()
        cells, _ = split_cells(lines)
        if role in counts:
            counts[role] += 1
            want = "none" if role == "left-alone" else "suggested"
            cases.append(Case(group, f"{role} {counts[role]}", want, cells, run=role != "left-alone", limit=10))
            _set_page_options(cases[-1], options, library, path)
        elif role == "before":
            example = Case(group, title, "rewrite", cells, fails=True)
            cases.append(example)
            _set_page_options(example, options, library, path)
        elif example is None:
            raise ValueError(f"{path}: under {title!r} a block `{role}` stands without `before`")
        elif role == "after":
            example.after = [cell.source for cell in cells]
        else:
            example.verify += [cell.source for cell in cells]
    for case in cases:
        if case.want == "rewrite" and case.after is None:
            raise ValueError(f"{path}: the example {case.name!r} has no block `after`")
    return cases


def _modules(recipe: dict) -> list[str]:
    """What a recipe's library is imported as; without the name that it had before."""
    return [module for module in recipe["modules"] if module not in recipe.get("aliases", {})]


def _set_page_options(case: Case, options: list[str], library: list[str], path: Path) -> None:
    for option in options:
        # `error`: only an error shows the trouble. That is for the unit tests.
        if option != "error":
            key, value = option.split("=", 1)
            _set_option(case, key, value, path)
    if case.run:
        case.needs = [*library, *case.needs]


def _headings_and_blocks(text: str):
    """``("heading", title, [])`` and ``("block", role, lines)`` in the page's order."""
    fence, role, lines = "", "", []
    for line in text.splitlines():
        mark = FENCE.match(line)
        if fence:
            if line.rstrip() == fence:
                if role.split(" ")[0] in ROLES:
                    yield "block", role, lines
                fence = ""
            else:
                lines.append(line)
        elif mark:
            fence, lines = mark[1], []
            role = mark[3] if mark[2] == "python" else ""
        elif line.startswith("#"):
            yield "heading", line.lstrip("#").strip(), []


def read_example(path: Path) -> list[Case]:
    """A notebook file as one case: it fails, and runs after its repair.

    A cell tagged `raises-exception` may fail at any time.
    """
    cells = [
        Cell("".join(cell["source"]), cell["cell_type"], cell["metadata"].get("tags", []))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]
    return [Case(path.parent.name, path.stem, "rewrite", cells, fails=True)]
