"""What a unit of work carries besides its rows: the clock, randomness and the workspace folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from b2b.ports import Clock

if TYPE_CHECKING:
    from sqlmodel import Session

_KEY = "b2b"


@dataclass(frozen=True, slots=True)
class Context:
    """`randomness(n)` gives n random bytes; `folder` is the workspace."""

    clock: Clock
    randomness: Callable[[int], bytes]
    folder: Path

    def info(self) -> dict[str, object]:
        """What a session is opened with, so that `of` finds this again."""
        return {_KEY: self}


def of(session: Session) -> Context:
    """The context of a session that a store opened."""
    context = session.info[_KEY]
    assert isinstance(context, Context)
    return context


def now(session: Session) -> dt.datetime:
    """The present instant by the store's clock, UTC."""
    return of(session).clock.now()
