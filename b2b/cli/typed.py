"""Commands typed by the demo's people: run inside this process, because starting one for each takes a second."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from b2b.cli import failures
from b2b.cli.desk import VARIABLE
from b2b.demo.keyboard import Typed

COLUMNS = 100


def typed(*words: str | Path, token: str = "") -> Typed:
    """Run `b2b WORDS` as its user would, without a terminal. KeyboardInterrupt where Ctrl-C ended the command."""
    from b2b.cli.app import app

    said, complained = io.StringIO(), io.StringIO()
    code: object = 0
    with _environment(token), redirect_stdout(said), redirect_stderr(complained):
        try:
            app(args=[str(word) for word in words], prog_name="b2b")
        except SystemExit as ended:
            code = ended.code
    if code == failures.INTERRUPTED:
        raise KeyboardInterrupt
    return Typed(int(code) if isinstance(code, int) else 0, said.getvalue(), complained.getvalue())


@contextmanager
def _environment(token: str) -> Iterator[None]:
    """What a command reads of the environment, as it was afterwards."""
    wanted = {"COLUMNS": str(COLUMNS), "NO_COLOR": "1", VARIABLE: token, "B2B_WORKSPACE": ""}
    before = {name: os.environ.get(name) for name in wanted}
    try:
        for name, value in wanted.items():
            _set(name, value or None)
        yield
    finally:
        for name, kept in before.items():
            _set(name, kept)


def _set(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
