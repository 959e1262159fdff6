"""Runs notebooks on real, fresh kernels."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import KernelManager

ANSI = re.compile(r"\x1b\[[0-9;]*m")
NEVER_AWAITED = re.compile(r"coroutine '[^']+' was never awaited")
BARE_COROUTINE = re.compile(r"<(coroutine|async_generator) object ")

# A coroutine that nobody awaits may be reported only when it is collected.
LAST_CELL = "import gc as _gc; _gc.collect(); del _gc"


class ThisPython(KernelSpecManager):
    """Knows one kernel: ipykernel in the Python that runs the tests, whatever else is installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
        )


@contextmanager
def kernel() -> Iterator[tuple]:
    """A fresh kernel in an empty folder, with its client: ``(manager, client)``."""
    with tempfile.TemporaryDirectory(prefix="kernel-") as folder:
        manager = KernelManager(
            kernel_name="python3",
            kernel_spec_manager=ThisPython(),
            connection_file=str(Path(folder, "connection.json")),
            # Sockets in the folder: ports could collide while other kernels start.
            transport="ipc",
            ip=str(Path(folder, "socket")),
        )
        client = None
        try:
            work = Path(folder, "work")
            work.mkdir()
            environment = {**os.environ, "IPYTHONDIR": str(Path(folder, "ipython"))}
            environment.pop("PYTHONPATH", None)
            manager.start_kernel(
                cwd=str(work), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            client = manager.blocking_client()
            client.start_channels()
            client.wait_for_ready(timeout=60)
            yield manager, client
        finally:
            if client is not None:
                client.stop_channels()
            if manager.has_kernel:
                manager.shutdown_kernel(now=True)
            manager.cleanup_resources()
            manager.context.term()


def run_notebook(notebook: dict, limit: float) -> list[str]:
    """Run every code cell; keep outputs and counts in ``notebook``; return the troubles seen.

    Trouble is an error, a coroutine that was never awaited or is left as a cell's result, a cell
    that takes longer than ``limit`` seconds, and a dead kernel. Cells after a failed one run too.
    """
    troubles: list[str] = []
    with kernel() as (manager, client):
        for number, cell in enumerate(notebook["cells"]):
            if cell["cell_type"] != "code" or not cell["source"].strip():
                continue
            cell["outputs"], cell["execution_count"] = [], None
            if not _run_cell(manager, client, number, cell, limit, troubles):
                return troubles
        last = {"source": LAST_CELL, "outputs": []}
        _run_cell(manager, client, len(notebook["cells"]), last, limit, troubles)
    return troubles


def _run_cell(manager, client, number: int, cell: dict, limit: float, troubles: list[str]) -> bool:
    """Run one cell; return whether the next can run."""
    request = client.execute(cell["source"])
    deadline, interrupted = time.monotonic() + limit, False
    while True:
        try:
            message = client.get_iopub_msg(timeout=min(1, max(0.1, deadline - time.monotonic())))
        except queue.Empty:
            if not manager.is_alive():
                troubles.append(f"cell {number}: the kernel died")
                return False
            if time.monotonic() < deadline:
                continue
            if interrupted:
                troubles.append(f"cell {number}: cannot be interrupted")
                return False
            troubles.append(f"cell {number}: still running after {limit:g} s")
            interrupted, deadline = True, time.monotonic() + 5
            manager.interrupt_kernel()
            continue
        if message["parent_header"].get("msg_id") != request:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "status" and content["execution_state"] == "idle":
            return True
        if kind == "execute_input":
            cell["execution_count"] = content["execution_count"]
        elif kind == "stream":
            _add_stream(cell["outputs"], content)
            if content["name"] == "stderr" and NEVER_AWAITED.search(ANSI.sub("", content["text"])):
                troubles.append(f"cell {number}: a coroutine was never awaited")
        elif kind == "error":
            cell["outputs"].append({"output_type": "error", **{k: content[k] for k in ("ename", "evalue", "traceback")}})
            if not interrupted and "raises-exception" not in cell.get("metadata", {}).get("tags", []):
                troubles.append(f"cell {number}: {content['ename']}: {content['evalue']}"[:240])
        elif kind in ("execute_result", "display_data"):
            output = {"output_type": kind, "data": content["data"], "metadata": content["metadata"]}
            if kind == "execute_result":
                output["execution_count"] = content["execution_count"]
                if BARE_COROUTINE.search(content["data"].get("text/plain", "")):
                    troubles.append(f"cell {number}: the result is a bare coroutine")
            cell["outputs"].append(output)


def _add_stream(outputs: list[dict], content: dict) -> None:
    """Text of the same stream is one output, as in a saved notebook."""
    if outputs and outputs[-1].get("name") == content["name"]:
        outputs[-1]["text"] += content["text"]
    else:
        outputs.append({"output_type": "stream", "name": content["name"], "text": content["text"]})
