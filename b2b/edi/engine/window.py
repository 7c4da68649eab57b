"""A sliding window over a file: what is not yet read stays in memory, what was read is gone."""

from __future__ import annotations

from typing import BinaryIO

_CHUNK = 1 << 20


class Window:
    """Bytes from `position` on; `fill` brings more, at least doubling what is unread, so that growing is linear over
    all.
    """

    __slots__ = ("_source", "data", "eof", "origin", "position")

    def __init__(self, source: bytes | BinaryIO) -> None:
        self.position = 0
        self.origin = 0
        if isinstance(source, bytes):
            self._source: BinaryIO | None = None
            self.data = source
            self.eof = True
        else:
            self._source = source
            self.data = b""
            self.eof = False

    @property
    def offset(self) -> int:
        """The byte in the file at which the window stands."""
        return self.origin + self.position

    @property
    def unread(self) -> int:
        """How many bytes are in the window and not yet taken."""
        return len(self.data) - self.position

    def fill(self) -> bool:
        """Read on; False at the end of the file. Positions into `data` that a caller holds are void afterwards."""
        if self.eof or self._source is None:
            return False
        rest = self.data[self.position :]
        chunk = self._source.read(max(_CHUNK, len(rest)))
        if not chunk:
            self.eof = True
            return False
        self.origin += self.position
        self.position = 0
        self.data = rest + chunk
        return True

    def ensure(self, size: int) -> bool:
        """True when at least `size` unread bytes are there."""
        while self.unread < size:
            if not self.fill():
                return False
        return True

    def take(self, size: int) -> bytes:
        """The next `size` unread bytes (fewer at the end); the window moves past them."""
        taken = self.data[self.position : self.position + size]
        self.position += len(taken)
        return taken
