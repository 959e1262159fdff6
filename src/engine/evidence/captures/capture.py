"""Writes down what a kernel really sends for a few failing cells.

    python capture.py KERNEL FILE.json

KERNEL is the name of an installed kernel, such as python3 or xpython. The files beside this one were
made so, each with the versions in its name; paths of libraries are shortened.
"""

import json
import re
import sys
from pathlib import Path

from jupyter_client.manager import start_new_kernel

CELLS = [
    "import asyncio\nasync def main():\n    return 1\ndef go():\n    return asyncio.run(main())",
    "\nx = asyncio.run(main())  # keep",
    "go()",
    "y = [asyncio.run(main())\n     for i in range(2)]",
]


def run(client, source):
    """The cell with its execution count and the content of its error message, if any."""
    message_id = client.execute(source, stop_on_error=False)
    ran = {"source": source, "count": None, "error": None}
    while True:
        message = client.get_iopub_msg(timeout=30)
        if message["parent_header"].get("msg_id") != message_id:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "execute_input":
            ran["count"] = content["execution_count"]
        elif kind == "error":
            ran["error"] = {key: content[key] for key in ("ename", "evalue", "traceback")}
        elif kind == "status" and content["execution_state"] == "idle":
            return ran


def main():
    kernel, path = sys.argv[1:]
    manager, client = start_new_kernel(kernel_name=kernel)
    try:
        ran = [run(client, source) for source in CELLS]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    text = json.dumps(ran, indent=1, ensure_ascii=False)
    text = re.sub(r"(?:~|/)[^ \"\\]*?/lib/(python3\.\d+)/", r"~/lib/\1/", text)
    Path(path).write_text(text + "\n")


if __name__ == "__main__":
    main()
