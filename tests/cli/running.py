"""Runs `b2b` for tests: inside this process (fast) or as a real one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

ENVIRONMENT = {"COLUMNS": "80", "NO_COLOR": "1", "TZ": "UTC", "B2B_WORKSPACE": None, "B2B_DEBUG": None}


def run(*words: str | Path, code: int | None = 0, columns: int = 80, stdin: bytes = b"") -> Result:
    """`b2b words...` in this process at so many columns; its exit code must be `code`."""
    from b2b.cli.app import app

    result = CliRunner(env={**ENVIRONMENT, "COLUMNS": str(columns)}).invoke(
        app, [str(word) for word in words], input=stdin, prog_name="b2b"
    )
    assert code is None or result.exit_code == code, (
        f"exit {result.exit_code}\n{result.stdout}\n{result.stderr}\n{result.exception!r}"
    )
    return result


def run_json(*words: str | Path, code: int | None = 0, stdin: bytes = b"") -> Any:
    """`b2b words... --json`, parsed."""
    return json.loads(run(*words, "--json", code=code, stdin=stdin).stdout)


def process(*words: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m b2b words...` as a process of its own."""
    inherited = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    return subprocess.run(
        [sys.executable, "-m", "b2b", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=cwd,
        env={**inherited, "COLUMNS": "80", "TZ": "UTC", **environment},
    )


def commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command: its words after `b2b`, and the command object."""
    import typer.main

    from b2b.cli.app import app

    def walk(words: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
        children = getattr(command, "commands", None)
        if children is None:
            yield words, command
        for name, child in (children or {}).items():
            yield from walk((*words, name), child)

    yield from walk((), typer.main.get_command(app))
