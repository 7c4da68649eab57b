"""The demo from its beginning to its end."""

from __future__ import annotations

import time
from pathlib import Path

from rich.console import Console

from b2b.demo import day as days
from b2b.demo import figures, showcase, stage
from b2b.demo.keyboard import Keyboard
from b2b.demo.parts import PARTS
from b2b.demo.telling import Teller


def play(folder: Path, keyboard: Keyboard, console: Console) -> Path:
    """Play the day in `folder`, telling it on the console; the page to look at. DemoFailed: a figure is wrong."""
    teller = Teller(console)
    teller.opening()
    began = time.monotonic()
    with teller.waiting("Making two workspaces, two ERPs and a bank"), stage.opened(folder, keyboard) as opened:
        day = days.play(opened, PARTS, teller.begin, teller.part)
        rows = figures.of(day, time.monotonic() - began)
        teller.summary(rows)
        teller.wait("Writing the pages")
        return showcase.build(day, rows)
