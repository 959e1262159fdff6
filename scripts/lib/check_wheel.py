"""Looks into the wheel in a folder: is everything in it, and nothing else?

    check_wheel.py FOLDER
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from pathlib import Path

EXTENSION = "share/jupyter/labextensions/jupyterlab-asyncio-helper"

NEEDED = [
    r"jupyterlab_asyncio_helper/__init__\.py",
    r"jupyterlab_asyncio_helper/_version\.py",
    r"jupyterlab_asyncio_helper/command_line\.py",
    r"jupyterlab_asyncio_helper/asyncio-helper\.js",
    r"jupyterlab_asyncio_helper/locale/zh_CN/LC_MESSAGES/jupyterlab_asyncio_helper\.json",
    rf".*/data/{EXTENSION}/install\.json",
    rf".*/data/{EXTENSION}/package\.json",
    rf".*/data/{EXTENSION}/static/remoteEntry\.[0-9a-f]+\.js",
    rf".*/data/{EXTENSION}/static/style\.js",
    rf".*/data/{EXTENSION}/schemas/jupyterlab-asyncio-helper/package\.json\.orig",
    r".*\.dist-info/entry_points\.txt",
    r".*\.dist-info/licenses/LICENSE",
]

ALLOWED = [
    *NEEDED,
    rf".*/data/{EXTENSION}/(static|schemas|themes)/.*",
    r".*\.dist-info/(METADATA|WHEEL|RECORD)",
]

REFUSED = r"\.(wasm|map|spec\.js|ts)$"


def faults(wheel: Path) -> list[str]:
    """What is missing in the wheel, or does not belong there."""
    found = []
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        found += [f"missing: {pattern}" for pattern in NEEDED if not any(re.fullmatch(pattern, n) for n in names)]
        found += [f"not expected: {n}" for n in names if not any(re.fullmatch(pattern, n) for pattern in ALLOWED)]
        found += [f"does not belong: {n}" for n in names if re.search(REFUSED, n)]
        here = str(Path(__file__).resolve().parents[2]).encode()
        found += [f"names the build folder: {n}" for n in names if here in archive.read(n)]
        for name in names:
            if name.endswith("METADATA"):
                version = re.search(r"(?m)^Version: (.*)$", archive.read(name).decode())[1].strip()
                wanted = json.loads(Path("package.json").read_text())["version"]
                if version != wanted:
                    found.append(f"version {version}, but package.json has {wanted}")
    return found


def main() -> int:
    wheels = list(Path(sys.argv[1]).glob("*.whl"))
    if len(wheels) != 1:
        print(f"{len(wheels)} wheels in {sys.argv[1]}")
        return 1
    found = faults(wheels[0])
    print(f"{wheels[0].name}: {wheels[0].stat().st_size // 1024} KB")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
