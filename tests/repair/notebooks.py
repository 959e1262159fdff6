"""Notebook files: written in several layouts, and compared byte for byte."""

from __future__ import annotations

import json
import re
import zlib
from json.decoder import scanstring
from pathlib import Path

from cells import Case, Cell

KERNELS = {
    "python": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "R": {"name": "ir", "display_name": "R", "language": "R"},
}


def notebook_of(case: Case) -> dict:
    """The case as a notebook (nbformat 4.5) that never ran."""
    return {
        "cells": [_cell(number, cell) for number, cell in enumerate(case.cells)],
        "metadata": {
            "kernelspec": KERNELS.get(case.language, {"name": case.language, "display_name": case.language}),
            "language_info": {"name": case.language},
            # Nothing reads this; it must come through as it is.
            "x-kept": {"wide": "Ünïcode 🐍  ", "number": 1.0, "empty": {}, "list": []},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(number: int, cell: Cell) -> dict:
    metadata = {"tags": cell.tags} if cell.tags else {}
    written = {"cell_type": cell.kind, "id": f"cell-{number}", "metadata": metadata, "source": cell.source}
    if cell.kind == "code":
        written |= {"execution_count": None, "outputs": []}
    return written


def write_notebook(path: Path, notebook: dict) -> None:
    """Write the notebook, in one of the layouts in which notebooks are found.

    The file's name picks the layout, so that a case has the same one in every run.
    """
    layout = zlib.crc32(path.name.encode()) % 5
    as_lines = layout != 1
    cells = [cell | {"source": _lines(cell["source"]) if as_lines else cell["source"]} for cell in notebook["cells"]]
    whole = notebook | {"cells": cells}
    if layout == 2:  # one line, ASCII only
        text = json.dumps(whole, separators=(",", ":"))
    elif layout == 3:  # Windows line ends
        text = json.dumps(whole, indent=1, ensure_ascii=False).replace("\n", "\r\n") + "\r\n"
    elif layout == 4:  # wide, another order of keys, no line end
        text = json.dumps(dict(sorted(whole.items(), reverse=True)), indent=4, ensure_ascii=False)
    else:  # as JupyterLab writes it
        text = json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
    path.write_bytes(text.encode("utf-8"))


def read_notebook(path: Path) -> dict:
    """The notebook with every source as one string."""
    notebook = json.loads(path.read_bytes())
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


def _lines(source: str) -> list[str]:
    return source.splitlines(keepends=True)


def changes_outside_sources(before: bytes, after: bytes) -> list[str]:
    """What changed in the file beside the sources of changed cells."""
    old, new = before.decode("utf-8"), after.decode("utf-8")
    old_spans, new_spans = _source_spans(old), _source_spans(new)
    if len(old_spans) != len(new_spans):
        return [f"{len(old_spans)} cells became {len(new_spans)}"]
    wrong = []
    for number, (old_span, new_span) in enumerate(zip(old_spans, new_spans)):
        one, other = old[slice(*old_span)], new[slice(*new_span)]
        if one == other:
            continue
        if "".join(json.loads(one)) == "".join(json.loads(other)):
            wrong.append(f"cell {number}: the same source is written in another way")
        if one[0] != other[0]:
            wrong.append(f"cell {number}: a string became a list, or a list a string")
    if _without(old, old_spans) != _without(new, new_spans):
        wrong.append("the file changed outside the cells' sources")
    return wrong


def _without(text: str, spans: list[tuple[int, int]]) -> list[str]:
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    return [text[start:end] for start, end in zip(edges[::2], edges[1::2])]


SPACE = re.compile(r"[ \t\r\n]*")
SCALAR = re.compile(r"[^,\]}\s]+")


def _source_spans(text: str) -> list[tuple[int, int]]:
    """Where the value of each cell's ``source`` stands in the JSON text."""
    spans: list[tuple[int, int]] = []

    def value(at: int, path: tuple) -> int:
        """Pass over the value at ``at``; return where it ends."""
        at = SPACE.match(text, at).end()
        if text[at] == '"':
            end = scanstring(text, at + 1)[1]
        elif text[at] in "{[":
            end = items(at, path)
        else:
            end = SCALAR.match(text, at).end()
        if len(path) == 3 and path[0] == "cells" and path[2] == "source":
            spans.append((at, end))
        return end

    def items(at: int, path: tuple) -> int:
        closing = "}" if text[at] == "{" else "]"
        at, number = SPACE.match(text, at + 1).end(), 0
        while text[at] != closing:
            key: object = number
            if closing == "}":
                key, at = scanstring(text, at + 1)
                at = text.index(":", at) + 1
            at = SPACE.match(text, value(at, (*path, key))).end()
            if text[at] == ",":
                at = SPACE.match(text, at + 1).end()
            number += 1
        return at + 1

    value(0, ())
    return spans
