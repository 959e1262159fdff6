"""Real database servers on loopback, from the programs that the system has."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(name: str) -> str | None:
    """Where a program lies, also one that Debian keeps out of PATH."""
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return found or (str(kept[-1]) if kept else None)


def wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{process.args[0]} did not start: {log.read_text(errors='replace')[-500:]}")


@contextmanager
def running(command: list[str], port: int, folder: Path, **options):
    """Run a server until the block is left."""
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder, **options)
    try:
        wait_for(port, process, log)
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def postgresql(folder: Path):
    """PostgreSQL; libpq's own variables say where."""
    data, port = folder / "data", free_port()
    # It refuses to run as root.
    user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, "postgres", "postgres")
    init = [program("initdb"), "-D", str(data), "-U", "notebook", "--auth=trust", "-E", "UTF8", "--no-sync", "--locale=C"]
    subprocess.run(init, check=True, capture_output=True, cwd=folder, **user)
    command = [program("postgres"), "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(folder), "-F"]
    with running(command, port, folder, **user):
        yield {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": "notebook", "PGDATABASE": "postgres"}


@contextmanager
def mariadb(folder: Path):
    data, port = folder / "data", free_port()
    owner = ["--user=root"] if os.geteuid() == 0 else []
    common = ["--no-defaults", *owner, f"--datadir={data}"]
    install = [program("mariadb-install-db"), *common, "--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(install, check=True, capture_output=True, cwd=folder)
    command = [program("mariadbd"), *common, "--bind-address=127.0.0.1", f"--port={port}", f"--socket={folder}/socket", "--skip-grant-tables"]
    with running(command, port, folder):
        yield {"MARIADB_PORT": str(port)}


@contextmanager
def redis(folder: Path):
    port = free_port()
    command = [program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with running(command, port, folder):
        yield {"REDIS_PORT": str(port)}


SERVERS = {
    "postgresql": (postgresql, ["initdb", "postgres"]),
    "mariadb": (mariadb, ["mariadb-install-db", "mariadbd"]),
    "redis": (redis, ["redis-server"]),
    # Debian has none: a case names it, so that its absence is counted.
    "mongodb": (None, ["mongod"]),
}


def missing_program(server: str) -> str | None:
    """The program that a server would need and the system has not, or None."""
    start, programs = SERVERS[server]
    missing = [name for name in programs if program(name) is None]
    return missing[0] if missing else "a way to start it" if start is None else None


@contextmanager
def all_running(names: set[str]):
    """Run the servers, and tell the kernels that start meanwhile where they are."""
    before = dict(os.environ)
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="servers-") as outer:
        os.chmod(outer, 0o755)
        for name in sorted(names):
            folder = Path(outer, name)
            folder.mkdir()
            os.environ.update(stack.enter_context(SERVERS[name][0](folder)))
        try:
            yield
        finally:
            stack.close()
            for name in set(os.environ) - set(before):
                del os.environ[name]
