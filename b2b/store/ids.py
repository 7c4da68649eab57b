"""Row ids: UUIDv7 (RFC 9562 section 5.7), so that newer rows sort after older ones."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from uuid import UUID

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MILLISECOND = dt.timedelta(milliseconds=1)


def new(now: dt.datetime, randomness: Callable[[int], bytes] = os.urandom) -> str:
    """A fresh id; `now` is aware, `randomness(n)` gives n random bytes."""
    return uuid7(now, randomness(10))


def uuid7(at: dt.datetime, random: bytes) -> str:
    """The id of an instant (to the millisecond) and ten random bytes, as 36 lower-case characters."""
    milliseconds = (at - _EPOCH) // _MILLISECOND
    if not 0 <= milliseconds < 1 << 48 or len(random) != 10:
        raise ValueError(f"a UUIDv7 is made of an instant after 1970 and ten bytes, not {at!r} and {len(random)} bytes")
    tail = int.from_bytes(random)
    bits = milliseconds << 80 | 0x7 << 76 | (tail >> 68) << 64 | 0b10 << 62 | tail & (1 << 62) - 1
    return str(UUID(int=bits))
