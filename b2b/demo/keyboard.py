"""How the people of the demo type commands: the real ones, given by whoever starts the demo."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from b2b.demo.checks import DemoFailed


@dataclass(frozen=True, slots=True)
class Typed:
    """What a command came to: its exit code, stdout and stderr."""

    code: int
    said: str
    complained: str

    def json(self) -> Any:
        """Its stdout as JSON."""
        return json.loads(self.said)

    @property
    def refusal(self) -> str:
        """The first line of a complaint, without its label."""
        return self.complained.partition("\n")[0].removeprefix("error:").strip()


class Keyboard(Protocol):
    """Types `b2b WORDS` by the user with this token (empty: whoever is logged in)."""

    def __call__(self, *words: str | Path, token: str = "") -> Typed: ...


def done(typed: Typed, words: tuple[str | Path, ...]) -> Typed:
    """The same, if the command did what it was asked for. DemoFailed."""
    if typed.code:
        raise DemoFailed(f"b2b {' '.join(map(str, words))}: exit code {typed.code}\n{typed.complained or typed.said}")
    return typed
