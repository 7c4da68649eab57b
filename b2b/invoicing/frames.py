"""How `rules` and `rule_worker` talk: a length, a JSON header, a length, a body of bytes."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

_LENGTH = struct.Struct("!I")

Frame = tuple[dict[str, Any], bytes]


def encode(header: dict[str, Any], body: bytes = b"") -> bytes:
    """A frame as bytes."""
    head = json.dumps(header).encode()
    return _LENGTH.pack(len(head)) + head + _LENGTH.pack(len(body)) + body


def decode(received: bytes | bytearray) -> Frame | None:
    """The frame that `received` begins with; None while a part of it is missing."""
    parts, at = [], 0
    for _ in range(2):
        if len(received) < at + _LENGTH.size:
            return None
        (size,) = _LENGTH.unpack_from(received, at)
        at += _LENGTH.size + size
        if len(received) < at:
            return None
        parts.append(bytes(received[at - size : at]))
    return json.loads(parts[0]), parts[1]


def read(stream: BinaryIO) -> Frame | None:
    """The next frame of a blocking stream; None at its end."""
    parts = []
    for _ in range(2):
        size = stream.read(_LENGTH.size)
        if len(size) < _LENGTH.size:
            return None
        parts.append(stream.read(_LENGTH.unpack(size)[0]))
    return json.loads(parts[0]), parts[1]
