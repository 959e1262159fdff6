"""Runs notebooks, many in one process: as a script, or cell by cell on a running loop as IPython does.

Reads requests and writes answers, one JSON object in each line. A request is
`{"cells": [source, …], "mode": "script" | "notebook" | "lenient"}`:

``script``
    no loop runs: here the code of these tests is right;
``notebook``
    a loop runs, and cells may await at their top level;
``lenient``
    as `notebook`, but a call that wants to start a loop gets one, in a thread.
    So everything else in a notebook can be judged where some such call is left.

The answer: `{"cells": [{"value", "error", "log", "output"}, …], "names", "refused", "tasks",
"unawaited", "loop"}`. `value` is the last expression's, `log` what the cell appended to the notebook's
`log`, `output` the error as IPython saves it, `names` the plain values left in the namespace, `refused`
the cells in which a loop could not be started, `tasks` those that a cell left running, `unawaited` the
coroutines that nobody awaited, and `loop` what happened to the loop itself.
"""

from __future__ import annotations

import ast
import asyncio
import gc
import inspect
import io
import json
import linecache
import platform
import re
import sys
import traceback
import types
import warnings
from concurrent.futures import ThreadPoolExecutor

PLAIN = (int, float, str, bool, list, tuple, dict, set, type(None))
#: More entries than this mean a notebook that takes too long.
MOST_ENTRIES = 3000
#: Not those of a loop or a runner that was refused and then closed.
UNAWAITED = re.compile(r"coroutine '(?!BaseEventLoop\.|Runner\.)(.*)' was never awaited")


class TooLong(BaseException):
    """The notebook does too much to be of use."""


class Log(list):
    """What the notebook's cells append their side effects to."""

    def append(self, entry):
        if len(self) >= MOST_ENTRIES:
            raise TooLong
        super().append(entry)


class Starts:
    """Watches the calls that start a loop, and knows which of them a running loop refused."""

    def __init__(self):
        self.cell = 0
        self.lenient = False
        self.refused: list[int] = []
        for owner, name in [
            (asyncio, "run"),
            (getattr(asyncio, "Runner", None), "run"),
            (asyncio.BaseEventLoop, "run_until_complete"),
            (asyncio.BaseEventLoop, "run_forever"),
        ]:
            if owner is not None:
                setattr(owner, name, self.watched(getattr(owner, name)))

    def watched(self, start):
        def call(*args, **options):
            if asyncio._get_running_loop() is None:
                return start(*args, **options)
            # What belongs to the running loop cannot go to another.
            bound = any(isinstance(arg, (asyncio.Future, asyncio.AbstractEventLoop)) and self.runs(arg) for arg in args)
            if bound or not self.lenient:
                self.refused.append(self.cell)
                return start(*args, **options)
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(start, *args, **options).result()

        call.__name__ = start.__name__
        return call

    @staticmethod
    def runs(thing: asyncio.Future | asyncio.AbstractEventLoop) -> bool:
        loop = thing.get_loop() if isinstance(thing, asyncio.Future) else thing
        return loop is asyncio._get_running_loop()


def compiled(number: int, source: str) -> list[types.CodeType]:
    """A cell's code: its statements, and the expression that ends it, if one does."""
    name = f"<cell {number}>"
    # IPython drops blank lines above the code, and counts without them.
    source = re.sub(r"\A(?:[ \t]*\n)+", "", source)
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    tree = ast.parse(source, name)
    last = tree.body[-1] if tree.body else None
    parts: list[tuple[ast.AST, str]] = [(tree, "exec")]
    if isinstance(last, ast.Expr):
        tree.body.pop()
        parts.append((ast.Expression(last.value), "eval"))
    return [compile(part, name, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT) for part, mode in parts]


def awaits(code: types.CodeType) -> bool:
    return bool(code.co_flags & inspect.CO_COROUTINE)


def fresh_namespace() -> dict:
    return {"__name__": "__main__", "__builtins__": __builtins__, "log": Log()}


def outcome(before: int, namespace: dict, value: object = None, error: BaseException | None = None) -> dict:
    """What a cell came to."""
    log = namespace["log"]
    return {
        "value": repr(value),
        "error": None if error is None else [type(error).__name__, str(error)],
        "log": [repr(entry) for entry in log[before:]],
        "output": None if error is None else saved_output(error),
    }


def saved_output(error: BaseException) -> dict:
    """The error output that IPython saves."""
    lines = []
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == __file__:
            continue
        where = "" if frame.name == "<module>" else f", in {frame.name}(…)"
        cell = re.match(r"<cell (\d+)>", frame.filename)
        if cell:
            lines.append(f"Cell In[{int(cell[1]) + 1}], line {frame.lineno}{where}")
        else:
            lines.append(f"File {frame.filename}:{frame.lineno}{where}")
        lines.append(f"----> {frame.lineno} {frame.line}")
    if isinstance(error, SyntaxError) and (cell := re.match(r"<cell (\d+)>", error.filename or "")):
        lines.append(f"  Cell In[{int(cell[1]) + 1}], line {error.lineno}\n    {(error.text or '').strip()}\n    ^")
    name, message = type(error).__name__, str(error)
    return {
        "output_type": "error",
        "ename": name,
        "evalue": message,
        "traceback": [*lines, f"{name}: {message}"],
    }


def run_script(cells: list[str], namespace: dict) -> list[dict]:
    outcomes = []
    for number, source in enumerate(cells):
        before, value, error = len(namespace["log"]), None, None
        starts.cell = number
        try:
            for code in compiled(number, source):
                value = eval(code, namespace)
        except Exception as caught:
            error = caught
        outcomes.append(outcome(before, namespace, value, error))
    return outcomes


async def run_cell(number: int, source: str, namespace: dict) -> dict:
    before, value = len(namespace["log"]), None
    try:
        for code in compiled(number, source):
            value = eval(code, namespace)
            if awaits(code):
                value = await value
    except Exception as caught:
        return outcome(before, namespace, error=caught)
    return outcome(before, namespace, value)


async def run_notebook(cells: list[str], namespace: dict, left: list[str]) -> list[dict]:
    outcomes = []
    for number, source in enumerate(cells):
        starts.cell = number
        outcomes.append(await asyncio.create_task(run_cell(number, source, namespace), name="cell"))
        running = asyncio.all_tasks() - {asyncio.current_task()}
        left += [f"cell {number}: {task.get_coro().__qualname__}" for task in running]
        for _ in range(20):
            await asyncio.sleep(0)
    return outcomes


def answer(cells: list[str], mode: str) -> dict:
    namespace = fresh_namespace()
    starts.refused = []
    starts.lenient = mode == "lenient"
    left: list[str] = []
    outcomes: list[dict] = []
    gc.collect()
    loop_trouble = None
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        loop = asyncio.new_event_loop()
        try:
            if mode == "script":
                # A script's first get_event_loop() gives it a loop.
                asyncio.set_event_loop(loop)
                outcomes = run_script(cells, namespace)
            else:
                asyncio.set_event_loop(None)
                outcomes = loop.run_until_complete(run_notebook(cells, namespace, left))
                if loop.is_closed():
                    loop_trouble = "closed"
        except TooLong:
            return {"tooLong": True}
        except RuntimeError as error:
            loop_trouble = str(error)
        finally:
            names = {
                name: repr(value)
                for name, value in namespace.items()
                if not name.startswith("_") and name != "log" and type(value) in PLAIN
            }
            namespace.clear()
            end(loop)
            # Coroutines that nobody awaited may lie in the frames of errors; the warnings belong here.
            gc.collect()
    unawaited = [match[1] for w in warned if (match := UNAWAITED.match(str(w.message)))]
    return {
        "cells": outcomes,
        "names": names,
        "refused": starts.refused,
        "tasks": left,
        "unawaited": unawaited,
        "loop": loop_trouble,
    }


def end(loop: asyncio.AbstractEventLoop) -> None:
    """Close the loop with all that still runs on it."""
    if not loop.is_closed():
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        if tasks:
            loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.close()
    asyncio.set_event_loop(None)


def main() -> None:
    answers = sys.stdout
    # Of coroutines that live on after their notebook.
    warnings.simplefilter("ignore")
    # What the notebooks print, and what asyncio says of tasks that nobody looked at.
    sys.stdout = sys.stderr = io.StringIO()
    print(json.dumps({"python": platform.python_version()}), file=answers, flush=True)
    # What lives until the end need not be looked at again and again.
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(answer(request["cells"], request["mode"])), file=answers, flush=True)
        sys.stdout.seek(0)
        sys.stdout.truncate()


starts = Starts()

if __name__ == "__main__":
    main()
