"""An acknowledgment as it is kept until it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What it is called (997, CONTRL) and its segments, a composite as a list or tuple of components."""

    name: str
    body: Sequence[Any]
