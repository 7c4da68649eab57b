"""A PostgreSQL server of the tests' own: in a temporary folder, on loopback, gone when the tests end.

Each test process starts one when the first test asks for it. Databases are copies of one that is migrated already.
"""

from __future__ import annotations

import atexit
import itertools
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from b2b.store import schema

HOW = "apt-get install -y postgresql, and pip install 'b2b[postgresql]'"
TEMPLATE = "migrated"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "16MB",
    "max_connections": "60",
    # Nothing may depend on the server's zone or the words of its messages.
    "timezone": "Asia/Kathmandu",
}
_SECONDS_TO_START = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; databases are made on it by name."""

    folder: Path
    port: int
    password: str
    process: subprocess.Popen[bytes]
    log: Path

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://b2b:{self.password}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str, *parameters: Any, database: str = "postgres") -> list[tuple[Any, ...]]:
        """One statement by the superuser, past everything that b2b would check."""
        import psycopg

        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="b2b", password=self.password, dbname=database, autocommit=True
        ) as connection:
            cursor = connection.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        """Stop it at once and remove its folder."""
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


_count = itertools.count(1)


def new_database(*, migrated: bool = True) -> str:
    """The URL of a fresh database: with this program's schema, or empty."""
    found = server()
    name = f"test_{next(_count)}"
    found.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE if migrated else 'template0'}")
    return found.url(name)


def drop_database(url: str) -> None:
    """Remove a database that `new_database` made."""
    server().execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")


def server() -> Server:
    """The server of this process. Skips with a sentence where there is none to start; fails where `CI=true`."""
    found = _server()
    if isinstance(found, str):
        if os.environ.get("CI") == "true":
            pytest.fail(found)
        pytest.skip(found)
    return found


@cache
def _server() -> Server | str:
    binaries = _binaries()
    if binaries is None:
        return f"no PostgreSQL server on this machine: {HOW}"
    try:
        import psycopg  # noqa: F401
    except ModuleNotFoundError as error:
        return f"{error}: {HOW}"
    started = _start(binaries)
    atexit.register(started.stop)
    started.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
    engine = create_engine(started.url(TEMPLATE))
    with engine.begin() as connection:
        schema.upgrade(connection, TEMPLATE)
    engine.dispose()
    return started


def _binaries() -> Path | None:
    """Debian keeps a server's programs out of PATH; the newest version wins."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    newest = found[-1] if found else Path(on_path).resolve() if on_path else None
    return newest.parent if newest and (newest.parent / "postgres").exists() else None


def _start(binaries: Path) -> Server:
    folder = Path(tempfile.mkdtemp(prefix="b2b-postgresql-"))
    user = _unprivileged(folder)
    password = secrets.token_urlsafe(16)
    (folder / "password").write_text(password)
    _initialise(binaries, folder, user)
    (folder / "password").unlink()
    log = folder / "log"
    for _ in range(5):
        port = _free_port()
        settings = [
            word for name, value in (_SETTINGS | {"port": str(port)}).items() for word in ("-c", f"{name}={value}")
        ]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [binaries / "postgres", "-D", folder / "data", *settings],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=folder, **user,
            )  # fmt: skip
        started = Server(folder, port, password, process, log)
        if _answers(started):
            return started
    said = log.read_text(errors="replace")
    started.stop()
    raise RuntimeError(f"PostgreSQL does not start:\n{said}")


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as its own user, or as nobody."""
    if os.getuid() != 0:
        return {}
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in known else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _initialise(binaries: Path, folder: Path, user: dict[str, Any]) -> None:
    command: list[str | Path] = [
        binaries / "initdb",
        "-D",
        folder / "data",
        "-U",
        "b2b",
        "--encoding=UTF8",
        "--locale=C",
    ]
    command += ["--no-sync", "--auth=scram-sha-256", f"--pwfile={folder / 'password'}"]
    version = re.search(
        rb"\d+", subprocess.run([binaries / "initdb", "--version"], capture_output=True, check=True).stdout
    )
    if version and int(version.group()) >= 15:
        # Texts sort as people do, not by bytes: nothing may depend on that either.
        command += ["--locale-provider=icu", "--icu-locale=und"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, **user)
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(started: Server) -> bool:
    """False where the process ended, such as when somebody else took the port."""
    import psycopg

    until = time.monotonic() + _SECONDS_TO_START
    while started.process.poll() is None and time.monotonic() < until:
        try:
            started.execute("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False
