"""Collects what JupyterLite's kernel loads, so that a site needs no other host: Pyodide from the
npm package, and the wheels that it lists but does not bring.

    lite_pyodide.py NODE_MODULES FOLDER

FOLDER/pyodide goes into a site as static/pyodide; FOLDER/wheels holds what is not in Pyodide's list.
The package index has the wheels with other checksums than the list, which is rewritten.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

FILES = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
    "package.json",
)

# What the kernel imports when it starts.
NEEDED = ("micropip", "ipython", "jedi", "packaging", "traitlets")
BESIDES = ("comm==0.2.3",)


def download(folder: Path, *requirements: str) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*command, "--python-version", "3.14", "--dest", folder, *requirements], check=True)


def main(modules: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    out = folder / "pyodide"
    out.mkdir(parents=True)
    for name in FILES:
        shutil.copy(modules / "pyodide" / name, out / name)

    lock = json.loads((out / "pyodide-lock.json").read_text())
    packages = lock["packages"]
    waiting = list(NEEDED)
    needed: set[str] = set()
    while waiting:
        name = waiting.pop().replace("_", "-").lower()
        if name not in needed:
            needed.add(name)
            waiting += packages[name]["depends"]

    download(out, *(f"{packages[name]['name']}=={packages[name]['version']}" for name in sorted(needed)))
    for name in needed:
        wheel = out / packages[name]["file_name"]
        packages[name]["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (out / "pyodide-lock.json").write_text(json.dumps(lock))
    download(folder / "wheels", *BESIDES)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
