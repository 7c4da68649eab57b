"""Progress on stderr for what takes longer than two seconds; silent in a pipe and beside JSON."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from b2b.cli import screen

_PATIENCE_SECONDS = 2.0


@contextmanager
def progress(what: str, total: int | None, *, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """Yields `advance(steps)`; a bar appears once two seconds have passed and goes when the work is done.

    `total` is in the same steps, None where it cannot be known.
    """
    if quiet or not screen.is_terminal(sys.stderr):
        yield lambda steps: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=screen.console(sys.stderr),
        transient=True,
    )
    task = bar.add_task(screen.clean(what), total=total)
    began = time.monotonic()

    def advance(steps: int) -> None:
        bar.advance(task, steps)
        if not bar.live.is_started and time.monotonic() - began > _PATIENCE_SECONDS:
            bar.start()

    try:
        yield advance
    finally:
        if bar.live.is_started:
            bar.stop()


@contextmanager
def waiting(what: str, *, quiet: bool = False) -> Iterator[None]:
    """A sign of life on stderr for work whose steps cannot be counted, once two seconds have passed."""
    if quiet or not screen.is_terminal(sys.stderr):
        yield
        return
    status = screen.console(sys.stderr).status(screen.clean(what))
    timer = threading.Timer(_PATIENCE_SECONDS, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        status.stop()
