"""Files that give their bytes in pieces."""

from __future__ import annotations

import io


class Drip(io.BytesIO):
    """A file that gives a few bytes at a time; the first of them may be another number of bytes."""

    def __init__(self, data: bytes, step: int, first: int = 0) -> None:
        super().__init__(data)
        self._step, self._next = step, first or step

    def read(self, size: int | None = -1) -> bytes:
        piece, self._next = self._next, self._step
        return super().read(piece)
