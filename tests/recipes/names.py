#!/usr/bin/env python3
"""Holds the recipes' names against the libraries that are installed.

    python tests/recipes/names.py [--json FILE] [LIBRARY|FILE.json …]

Every class, function and method that src/engine/recipes/*.json names must be there; what a recipe
says gives a coroutine must be a coroutine function or say so in its annotations or source, and what
it enters or iterates over must have the methods for it. A library that is not installed is skipped by
name, one of another version is named. A FILE.json is a recipe that lies elsewhere, such as a site's own.
A last part of a name that begins with an underscore stands for a class that the library makes inside a
function.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import inspect
import json
import re
import sys
import warnings
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "src/engine/recipes"
MISSING = object()


def find(name: str):
    """What a dotted name means, or MISSING."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for part in parts[end:]:
            found = getattr(found, part, MISSING)
        return found
    return MISSING


def installed_version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "not installed as such"


def is_invented(name: str) -> bool:
    return name.rpartition(".")[2].startswith("_")


def gives_coroutine(function) -> bool:
    """Whether a call gives a coroutine, as far as can be told."""
    inner = inspect.unwrap(getattr(function, "__func__", function))
    if inspect.iscoroutinefunction(inner) or inspect.iscoroutinefunction(function):
        return True
    returns = str(getattr(inner, "__annotations__", {}).get("return", ""))
    doc = inspect.getdoc(inner) or ""
    try:
        source = inspect.getsource(inner)
    except (OSError, TypeError):
        source = ""
    return (
        any(word in returns for word in ("Awaitable", "Coroutine", "Future"))
        or "is a coroutine" in doc.lower()
        or "_async" in source
        or ".create_future()" in source
        or "is_running()" in source
    )


def check(recipe: dict) -> list[str]:
    """What is wrong with a recipe's names."""
    wrong: list[str] = []
    types = recipe.get("types", {})

    def known(name: str) -> bool:
        return name in types or is_invented(name) or find(name) is not MISSING

    def member(owner: str, name: str):
        if is_invented(owner):
            return None
        for base in [owner, *types.get(owner, {}).get("bases", [])]:
            found = getattr(find(base), name, MISSING)
            if found is not MISSING:
                return found
        return MISSING

    for alias, name in recipe.get("aliases", {}).items():
        # A library that had another name before need not be there under both.
        if find(alias) is MISSING and alias not in recipe["modules"]:
            wrong.append(f"no {alias}")
        if not known(name):
            wrong.append(f"no {name}")
    for name, facts in types.items():
        owner = find(name)
        if owner is MISSING:
            if not is_invented(name):
                wrong.append(f"no {name}")
            continue
        for method, gives in facts.get("methods", {}).items():
            function = member(name, method)
            if function is MISSING:
                # What is made for each model, and what __getattr__ gives.
                if not (recipe["library"] == "Django" and "create" in method):
                    wrong.append(f"no {name}.{method}")
            elif gives.startswith("await") and not gives_coroutine(function):
                wrong.append(f"{name}.{method} gives no coroutine")
            elif gives == "async generator" and not (
                inspect.isasyncgenfunction(function) or "AsyncIterator" in str(inspect.signature(function).return_annotation)
            ):
                wrong.append(f"{name}.{method} gives no asynchronous generator")
            elif not gives.startswith(("await", "async generator", "future", "task", "unknown")) and inspect.iscoroutinefunction(function):
                wrong.append(f"{name}.{method} gives a coroutine")
        for method, words in facts.get("given", {}).items():
            function = member(name, method)
            if function is MISSING:
                wrong.append(f"no {name}.{method}")
            for argument, gives in words.items():
                keyword, made = argument.partition("=")[0], gives.split()[-1]
                if keyword not in (parameters_of(function) or {keyword}):
                    wrong.append(f"{name}.{method} takes no {keyword}")
                if not known(made):
                    wrong.append(f"no {made}")
        enters, iterates = facts.get("enters"), facts.get("iterates")
        if enters in ("async with", "either") and not hasattr(owner, "__aenter__"):
            wrong.append(f"{name} has no __aenter__")
        if enters == "neither" and (hasattr(owner, "__enter__") or hasattr(owner, "__aenter__")):
            wrong.append(f"{name} can be entered")
        if iterates in ("async for", "either") and not hasattr(owner, "__aiter__"):
            wrong.append(f"{name} has no __aiter__")
        if facts.get("pipes") and not (hasattr(owner, "__or__") and hasattr(owner, "__ror__")):
            wrong.append(f"{name} cannot be joined with |")
        if facts.get("awaitable") is not None and facts["awaitable"] != hasattr(owner, "__await__"):
            wrong.append(f"{name} is{' not' if facts['awaitable'] else ''} awaitable")
    for name, gives in recipe.get("gives", {}).items():
        function = find(name)
        if function is MISSING:
            wrong.append(f"no {name}")
        elif gives.startswith("await") and not gives_coroutine(function):
            wrong.append(f"{name} gives no coroutine")
    for entry in recipe.get("calls", []):
        name = entry["call"].removesuffix("()")
        owner, _, method = name.rpartition(".")
        if find(name) is MISSING and not is_invented(owner) and member(owner, method) is MISSING:
            if not (recipe["library"] == "Django" and "create" in method):
                wrong.append(f"no {name}")
        for kind in ("await", "iterate"):
            twin = re.fullmatch(r"\{receiver\}\.(\w+)\(\{arguments\}\)", entry.get(kind, {}).get("template", ""))
            function = MISSING if twin is None else member(owner, twin[1])
            if twin is None or is_invented(owner) or (recipe["library"] == "Django" and "create" in method):
                continue
            if function is MISSING:
                wrong.append(f"no {owner}.{twin[1]}")
            elif kind == "await" and not gives_coroutine(function):
                wrong.append(f"{owner}.{twin[1]} gives no coroutine")
            elif kind == "iterate" and not inspect.isasyncgenfunction(inspect.unwrap(function)):
                wrong.append(f"{owner}.{twin[1]} gives no asynchronous generator")
        if "enter" in entry:
            # The twin is what entering gives.
            inside = {cls: {key: value for key, value in facts.items() if key != "enters"} for cls, facts in entry["enter"]["types"].items()}
            wrong += check_async_library(recipe, {"makers": {}, "types": inside})
            twin = re.fullmatch(r"\{(\w+)\}(?:\.(\w+))?\(\{arguments\}\)", entry["enter"]["template"])
            function = MISSING if twin is None else getattr(find(owner), twin[2] or twin[1], MISSING)
            # What contextlib.asynccontextmanager gives wraps an asynchronous generator function.
            if function is MISSING or not inspect.isasyncgenfunction(inspect.unwrap(function)):
                if "AsyncContextManager" not in str(getattr(function, "__annotations__", {}).get("return")):
                    wrong.append(f"the twin of {name} cannot be entered")
        if entry.get("awaited") and not gives_coroutine(find(name)):
            wrong.append(f"{name} gives no coroutine")
    return wrong


def parameters_of(function) -> set[str] | None:
    """The names that a call may give by keyword; None where it takes any."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return None
    return {parameter.name for parameter in parameters}


def check_arguments(name: str, rules: dict, twin) -> list[str]:
    """Whether the twin of a call takes the arguments that the recipe lets through."""
    takes = parameters_of(twin)
    renames, refused = rules.get("renames", {}), [k for k, v in rules.get("only", {}).items() if not v]
    given = {renames.get(p, p) for p in [*rules.get("parameters", []), *rules.get("adds", {})] if p not in refused} | set(rules.get("texts", {}).values())
    wrong = [] if takes is None else [f"the twin of {name} takes no {p}" for p in sorted(given - takes - {""})]
    for values in rules.get("values", {}).values():
        wrong += [f"no {value}" for pair in values.items() for value in pair if find(value) is MISSING]
    return wrong


def has_attribute(owner, name: str) -> bool:
    """Whether instances have an attribute: of the class, or set or computed in its source."""
    if hasattr(owner, name) or any(name in vars(base).get("__annotations__", {}) for base in owner.__mro__):
        return True
    # Some classes say of themselves that they are of another module: then only `__init__` is found.
    for part in [part for base in owner.__mro__[:-1] for part in (base, base.__init__)]:
        try:
            if f"self.{name}" in inspect.getsource(part):
                return True
        except (OSError, TypeError):
            continue
    return False


def check_async_library(recipe: dict, library: dict) -> list[str]:
    """What is wrong with the names of a library for asyncio."""
    wrong: list[str] = []
    client = find(library["client"]["make"].partition("(")[0]) if "client" in library else None
    for name, maker in library["makers"].items():
        twin = getattr(client, maker["to"], MISSING) if maker.get("onClient") else find(maker["to"])
        if find(name) is MISSING:
            wrong.append(f"no {name}")
        if twin is MISSING:
            wrong.append(f"no {maker['to']}")
        else:
            wrong += check_arguments(name, maker, twin)
    for name, facts in library["types"].items():
        if "twin" not in facts:
            continue
        owner, twin = find(name), find(facts["twin"])
        if owner is MISSING or twin is MISSING:
            wrong.append(f"no {name} or {facts['twin']}")
            continue
        methods = {
            **{method: {"await": True} for method in facts.get("awaits", [])},
            **{method: {} for method in facts.get("keeps", [])},
            **facts.get("methods", {}),
        }
        for method, how in methods.items():
            other = getattr(twin, how.get("to", method), MISSING)
            # A method that an assignment becomes (`stores`) may be new there.
            if not hasattr(owner, method):
                wrong.append(f"no {name}.{method}")
            if other is MISSING:
                wrong.append(f"no {facts['twin']}.{how.get('to', method)}")
            elif how.get("await", False) is True and not gives_coroutine(other):
                wrong.append(f"{facts['twin']}.{method} gives no coroutine")
            elif not how.get("await", False) and inspect.iscoroutinefunction(other):
                wrong.append(f"{facts['twin']}.{method} gives a coroutine")
            else:
                wrong += check_arguments(f"{name}.{method}", how, other)
        for attribute in facts.get("attributes", []):
            wrong += [f"no {cls.__name__}.{attribute}" for cls in (owner, twin) if not has_attribute(cls, attribute)]
        for attribute, change in facts.get("changes", {}).items():
            if not has_attribute(owner, attribute) or not has_attribute(twin, change["to"]):
                wrong.append(f"no {attribute} or {change['to']}")
        for attribute, method in facts.get("stores", {}).items():
            if method and not gives_coroutine(getattr(twin, method, None)):
                wrong.append(f"{facts['twin']}.{method} gives no coroutine")
        if "enters" in facts and not (hasattr(owner, "__enter__") and hasattr(twin, "__aenter__")):
            wrong.append(f"{name} or its twin cannot be entered")
        if facts.get("iterates") and not (hasattr(owner, "__iter__") and hasattr(twin, "__aiter__")):
            wrong.append(f"{name} or its twin cannot be iterated over")
        if "list" in facts and not gives_coroutine(getattr(twin, facts["list"], None)):
            wrong.append(f"{facts['twin']}.{facts['list']} gives no coroutine")
    for name, other in library.get("exceptions", {}).items():
        for caught in [name, *other["to"]]:
            if find(caught.removesuffix(".*")) is MISSING:
                wrong.append(f"no {caught}")
    return wrong


def prepare(library: str) -> None:
    """Do what a library asks for before it can be looked at."""
    if library == "Django":
        import django
        from django.conf import settings

        settings.configure(INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"])
        django.setup()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    parser.add_argument("libraries", nargs="*")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    tests = []
    own = {path.stem: path for path in sorted(FOLDER.glob("*.json")) if path.name.count(".") == 1}
    unknown = [name for name in options.libraries if not name.endswith(".json") and name not in own]
    if unknown:
        parser.error(f"no recipe {', '.join(unknown)}; there are {', '.join(own)}")
    named = [Path(name) if name.endswith(".json") else own[name] for name in options.libraries]
    for path in named or own.values():
        recipe = json.loads(path.read_text(encoding="utf-8"))
        test = {"group": "recipes", "name": path.stem, "status": "passed", "messages": []}
        tests.append(test)
        aliases = recipe.get("aliases", {})
        missing = [module for module in recipe["modules"] if module not in aliases and find(module) is MISSING]
        missing += [library["module"] for library in recipe.get("asyncLibraries", []) if find(library["module"]) is MISSING]
        if missing:
            print(f"skipped {path.stem}: {' and '.join(missing)} not installed")
            test["status"] = "skipped"
            continue
        for distribution, version in recipe["checkedWith"].items():
            installed = installed_version(distribution)
            if installed != version:
                print(f"{path.stem}: {distribution} is {installed}, the recipe was checked with {version}")
        prepare(recipe["library"])
        test["messages"] = check(recipe)
        for library in recipe.get("asyncLibraries", []):
            test["messages"] += check_async_library(recipe, library)
        for reason in test["messages"]:
            print(f"FAILED {path.stem}: {reason}")
            test["status"] = "failed"
    counts = {status: sum(test["status"] == status for test in tests) for status in ("passed", "failed", "skipped")}
    if options.json:
        options.json.write_text(json.dumps({**counts, "tests": tests}), encoding="utf-8")
    print(", ".join(f"{count} {status}" for status, count in counts.items()))
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
