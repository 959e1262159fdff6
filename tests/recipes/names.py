#!/usr/bin/env python3
"""Holds the recipes' names against the libraries that are installed.

    python tests/recipes/names.py [--json FILE] [LIBRARY …]

Every class, function and method that src/engine/recipes/*.json names must be there; what a recipe
says gives a coroutine must be a coroutine function or say so in its annotations or source, and what
it enters or iterates over must have the methods for it. A library that is not installed is skipped by
name, one of another version is named. A last part of a name that begins with an underscore stands for
a class that the library makes inside a function.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import inspect
import json
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
        if find(alias) is MISSING:
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
            elif not gives.startswith(("await", "future", "task", "unknown")) and inspect.iscoroutinefunction(function):
                wrong.append(f"{name}.{method} gives a coroutine")
        enters, iterates = facts.get("enters"), facts.get("iterates")
        if enters in ("async with", "either") and not hasattr(owner, "__aenter__"):
            wrong.append(f"{name} has no __aenter__")
        if enters == "neither" and (hasattr(owner, "__enter__") or hasattr(owner, "__aenter__")):
            wrong.append(f"{name} can be entered")
        if iterates in ("async for", "either") and not hasattr(owner, "__aiter__"):
            wrong.append(f"{name} has no __aiter__")
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
        if entry.get("awaited") and not gives_coroutine(find(name)):
            wrong.append(f"{name} gives no coroutine")
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
    for path in sorted(FOLDER.glob("*.json")):
        if path.name.count(".") > 1 or (options.libraries and path.stem not in options.libraries):
            continue
        recipe = json.loads(path.read_text(encoding="utf-8"))
        test = {"group": "recipes", "name": path.stem, "status": "passed", "messages": []}
        tests.append(test)
        missing = [module for module in recipe["modules"] if find(module) is MISSING]
        if missing:
            print(f"skipped {path.stem}: {', '.join(missing)} is not installed")
            test["status"] = "skipped"
            continue
        for distribution, version in recipe["checkedWith"].items():
            installed = importlib.metadata.version(distribution)
            if installed != version:
                print(f"{path.stem}: {distribution} is {installed}, the recipe was checked with {version}")
        prepare(recipe["library"])
        test["messages"] = check(recipe)
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
