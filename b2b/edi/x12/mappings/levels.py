"""HL segments, numbered as they are written."""

from __future__ import annotations

from b2b.edi.x12.mappings.writing import Body


class Levels:
    """The levels of a message: `count` is how many there are so far."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.count = 0

    def open(self, level: str, parent: int | None, has_children: bool) -> int:
        """Begin a level (HL03) below its parent; its number is what its children name as theirs."""
        self.count += 1
        self.body.add("HL", str(self.count), "" if parent is None else str(parent), level, "1" if has_children else "0")
        return self.count
