"""How much of what a set may hold a sample shows."""

from __future__ import annotations

from enum import StrEnum


class Breadth(StrEnum):
    """`MINIMAL` has what must be there, `USUAL` what people send, `FULL` every row, loop and element that may stand
    together.
    """

    MINIMAL = "minimal"
    USUAL = "usual"
    FULL = "full"
