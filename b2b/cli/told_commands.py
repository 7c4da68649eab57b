"""The commands that we tell people to type next: complete for the workspace that they named when they asked, and
without those that another process is at already.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from b2b.cli.commands import PANELS

RUN = "b2b run --once"

# These make a workspace of their own.
_WITHOUT = ("init", "demo")
_COMMANDS = "|".join(name for names in PANELS.values() for name in names if name not in _WITHOUT)
_BEGINS = re.compile(rf"(?<![\w./-])b2b (?=(?:{_COMMANDS})\b(?! --help))")

# Set for the length of one run only: what is told is told deep inside commands, at any of their ends.
_named: ContextVar[str] = ContextVar("named", default="")
_opened: ContextVar[Path | None] = ContextVar("opened", default=None)


@contextmanager
def for_workspace(folder: str) -> Iterator[None]:
    """While this lasts, what is told to be typed names this workspace as it was typed; empty names none."""
    named, opened = _named.set(folder), _opened.set(None)
    try:
        yield
    finally:
        _named.reset(named)
        _opened.reset(opened)


def opened(folder: Path) -> None:
    """From now on what is told is about the workspace in this folder."""
    _opened.set(folder)


def run_is_at_it() -> bool:
    """Whether `b2b run` works in the workspace that was opened: `b2b run --once` is refused then, and not needed."""
    from b2b.store import locks

    folder = _opened.get()
    return folder is not None and locks.dispatcher_runs(folder)


def complete(text: str) -> str:
    """A text with every `b2b COMMAND` in it made one that can be typed where we stand."""
    folder = _named.get()
    return _BEGINS.sub(lambda _: f"b2b -w {shlex.quote(folder)} ", text) if folder else text
