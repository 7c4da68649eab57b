"""Changes messages segment by segment, so that many of them are still messages."""

from __future__ import annotations

import random

_VALUES = (
    b"",
    b"1",
    b"0",
    b"-1",
    b"1.5",
    b"999999999",
    b"20260105",
    b"20261399",
    b"EA",
    b"ZZ",
    b"A>B",
    b"A^B",
    b" X ",
    b"\xc3\x9c",
)


def mutated(data: bytes, seed: int, most: int) -> bytes:
    """The file with one to three segments dropped, doubled, moved or with an element replaced; SE01 counts again.

    The same seed makes the same change. Files whose terminator is not a tilde come back as they are.
    """
    chance = random.Random(seed)
    segments = data.split(b"~")
    if len(segments) < 5:
        return data[:most]
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(segments) - 1)
        match chance.randrange(6):
            case 0:
                del segments[at]
            case 1:
                segments.insert(at, segments[at])
            case 2:
                segments.insert(chance.randrange(len(segments)), segments.pop(at))
            case _:
                elements = segments[at].split(b"*")
                place = chance.randrange(len(elements))
                elements[place] = chance.choice((*_VALUES, chance.choice(chance.choice(segments).split(b"*"))))
                segments[at] = b"*".join(elements)
    return b"~".join(_counted(segments))[:most]


def _counted(segments: list[bytes]) -> list[bytes]:
    start = 0
    for index, segment in enumerate(segments):
        bare = segment.lstrip()
        if bare.startswith(b"ST*"):
            start = index
        elif bare.startswith(b"SE*"):
            number = bare.split(b"*")[2:]
            blanks = segment[: len(segment) - len(bare)]
            segments[index] = blanks + b"*".join([b"SE", b"%d" % (index - start + 1), *number])
    return segments
