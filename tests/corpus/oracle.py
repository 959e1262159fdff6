"""What CPython itself says about Python code.

Reads requests and writes answers, one JSON object in each line. A request holds one of

``{"list": {"standardLibrary": true | false, "packages": [name, …]}}``
    the files of the standard library and of installed packages: a list of `{"name", "path"}`;
``{"path": …, "about": [part, …]}`` or ``{"source": …, "about": [part, …]}``
    one text: `{"source", "error", …}` and the parts that are asked for:

    ``nodes``
        the operations of its syntax tree as `ast` has them, "kind from to" with UTF-16 offsets;
    ``scopes``
        its scopes as `symtable` has them: `{"kind", "name", "line", "names", "inner"}`, where `names` tells
        for each name whether it is local to the scope, global, or free.

``{"cases": [path, …]}``
    the notebooks of case files and rules' pages: a list of `{"name", "cells"}`;
``{"compile": [source, …]}``
    for each source, as a cell with IPython's magics, null or what keeps it from compiling.
"""

from __future__ import annotations

import ast
import json
import re
import symtable
import sys
import sysconfig
import tokenize
import warnings
from pathlib import Path

FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
#: CPython's own constant, which no module exports: a last line that is indented may end the text.
DONT_IMPLY_DEDENT = 0x200


def files(standard_library: bool, packages: list[str]) -> list[dict]:
    paths = sysconfig.get_paths()
    found = []
    if standard_library:
        root = Path(paths["stdlib"])
        found += [(path, root) for path in root.rglob("*.py") if "-packages" not in str(path.relative_to(root))]
    for package in packages:
        root = Path(paths["purelib"])
        found += [(path, root) for path in (root / package).rglob("*.py")]
    return [{"name": path.relative_to(root).as_posix(), "path": str(path)} for path, root in sorted(found)]


def read(path: str) -> str:
    """A file's text, also where its encoding is wrong."""
    try:
        with tokenize.open(path) as file:
            return file.read()
    except (SyntaxError, UnicodeDecodeError):
        return Path(path).read_bytes().decode("latin-1")


def text(source: str, about: list[str]) -> dict:
    answer: dict = {"source": source, "error": None}
    try:
        if "nodes" in about:
            answer["nodes"] = nodes(ast.parse(source), source)
        if "scopes" in about:
            answer["scopes"] = scope(symtable.symtable(source, "<cell>", "exec"), None)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return {"source": source, "error": f"{type(error).__name__}: {error}"}
    return answer


class Offsets:
    """From lines and UTF-8 bytes to UTF-16 offsets."""

    def __init__(self, source: str):
        self.lines = source.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + units(line) + 1)

    def at(self, line: int, column: int) -> int:
        own = self.lines[line - 1]
        if not own.isascii():
            column = units(own.encode("utf-8")[:column].decode("utf-8"))
        return self.starts[line - 1] + column


def units(part: str) -> int:
    return len(part) if part.isascii() else len(part.encode("utf-16-le")) // 2


UNARY = {ast.Not: "not", ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}
BINARY = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.MatMult: "@",
    ast.Div: "/",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.FloorDiv: "//",
}
KINDS = {
    ast.Await: "await",
    ast.Compare: "compare",
    ast.IfExp: "conditional",
    ast.Lambda: "lambda",
    ast.Call: "call",
    ast.Attribute: "attribute",
    ast.Subscript: "subscript",
    ast.Starred: "starred",
    ast.NamedExpr: "named",
    ast.Yield: "yield",
    ast.YieldFrom: "yield",
    ast.ListComp: "comprehension",
    ast.SetComp: "comprehension",
    ast.DictComp: "comprehension",
    ast.GeneratorExp: "comprehension",
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "async def",
    ast.ClassDef: "class",
    ast.For: "for",
    ast.AsyncFor: "async for",
    ast.With: "with",
    ast.AsyncWith: "async with",
}


def kind(node: ast.AST) -> str | None:
    if isinstance(node, ast.BinOp):
        return f"binary {BINARY[type(node.op)]}"
    if isinstance(node, ast.UnaryOp):
        return f"unary {UNARY[type(node.op)]}"
    if isinstance(node, ast.BoolOp):
        return "and" if isinstance(node.op, ast.And) else "or"
    return KINDS.get(type(node))


def nodes(tree: ast.Module, source: str) -> list[str]:
    """The operations and compound statements; of statements only where they begin.

    What stands in a format string has no true place before Python 3.12: there only its kind is told.
    """
    offsets = Offsets(source)
    found: list[str] = []
    stack: list[tuple[ast.AST, bool]] = [(tree, True)]
    while stack:
        node, placed = stack.pop()
        own = kind(node)
        if own is not None:
            if not placed:
                found.append(own)
            elif isinstance(node, ast.stmt):
                found.append(f"{own} {offsets.at(node.lineno, node.col_offset)}")
            else:
                start = offsets.at(node.lineno, node.col_offset)
                found.append(f"{own} {start} {offsets.at(node.end_lineno, node.end_col_offset)}")
        if isinstance(node, (ast.pattern, *ALIASES)):
            continue
        placed = placed and not isinstance(node, (ast.JoinedStr, *TEMPLATES))
        stack.extend(
            (child, placed)
            for field, value in ast.iter_fields(node)
            if field not in ANNOTATIONS
            for child in (value if isinstance(value, list) else [value])
            if isinstance(child, ast.AST)
        )
    return found


#: These have a grammar of their own for the parser.
ANNOTATIONS = {"annotation", "returns", "type_params"}
ALIASES = (ast.TypeAlias,) if hasattr(ast, "TypeAlias") else ()
TEMPLATES = (ast.TemplateStr,) if hasattr(ast, "TemplateStr") else ()

#: Names that the compiler adds.
HIDDEN = {"__class__", "__classdict__", "__type_params__", "__conditional_annotations__", ".0", ".defaults", ".kwdefaults", ".type_params"}
#: Scopes around type parameters and annotations: what runs there is told of the scope around.
TRANSPARENT = {"annotation", "type parameter", "type parameters", "type variable", "type alias", "TypeVar bound"}


def scope(table: symtable.SymbolTable, owner: str | None) -> dict:
    kind = str(getattr(table.get_type(), "value", table.get_type()))
    name = table.get_name()
    if kind == "class":
        owner = name
    names = {}
    for symbol in table.get_symbols():
        plain = unmangled(symbol.get_name(), owner)
        if symbol.get_name() in HIDDEN:
            continue
        local = symbol.is_local() and not symbol.is_declared_global()
        names[plain] = "free" if symbol.is_free() else "local" if local else "global"
    inner = [scope(child, owner) for child in table.get_children()]
    return {
        "kind": kind,
        "name": name,
        "line": table.get_lineno(),
        "names": names,
        "inner": [
            below for child in inner for below in (child["inner"] if child["kind"] in TRANSPARENT else [child])
        ],
    }


def unmangled(name: str, owner: str | None) -> str:
    prefix = f"_{(owner or '').lstrip('_')}"
    return name[len(prefix) :] if prefix != "_" and name.startswith(f"{prefix}__") else name


def cases(paths: list[str]) -> list[dict]:
    """The Python notebooks among the repair tests."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "repair"))
    from cells import read_case_file, read_page

    found = []
    for path in map(Path, paths):
        for case in read_page(path) if path.suffix == ".md" else read_case_file(path):
            if case.language == "python":
                cells = [cell.source for cell in case.cells if cell.kind == "code"]
                found.append({"name": case.id, "cells": cells})
    return found


#: Cell magics that run their body as Python, and do not await it.
PYTHON_MAGIC = re.compile(r"\A\s*%%(?:time|timeit|capture|prun)\b.*\n?")


def compiles(source: str) -> str | None:
    from IPython.core.inputtransformer2 import TransformerManager

    body = PYTHON_MAGIC.sub("", source)
    flags = DONT_IMPLY_DEDENT | (FLAGS if body == source else 0)
    try:
        compile(TransformerManager().transform_cell(body), "<cell>", "exec", flags, dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def answer(request: dict) -> object:
    if "list" in request:
        return files(request["list"]["standardLibrary"], request["list"]["packages"])
    if "cases" in request:
        return cases(request["cases"])
    if "compile" in request:
        return [compiles(source) for source in request["compile"]]
    source = request["source"] if "source" in request else read(request["path"])
    return text(source, request["about"])


def main() -> None:
    warnings.simplefilter("ignore")
    print(json.dumps({"python": sys.version.split()[0]}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
