"""A transaction set that is about to be spoiled: its segments as text, and what its schema says of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from b2b.edi.engine.compile import segments_of
from b2b.edi.sampling.breadth import Breadth
from b2b.edi.schema import Composite, Element, ElementUse, Loop, Release, Row, Segment, SetSchema
from b2b.edi.x12.sampling.message import sample_body

COMPONENT, REPETITION = ">", "^"
REPEATS_SINCE = "00402"

Segments = list[list[str]]


@dataclass(slots=True)
class Message:
    """One set, ST to SE; `mutations` names what was done to it (none: it is valid)."""

    release: Release
    schema: SetSchema
    segments: Segments
    chance: random.Random
    mutations: list[str] = field(default_factory=list)

    @property
    def inner(self) -> Segments:
        """The segments between ST and SE."""
        return self.segments[1:-1]

    def definition(self, segment: list[str]) -> Segment | None:
        """What the set says of a segment, None where it does not have it."""
        return segments_of(self.schema.root).get(segment[0])

    def uses(self) -> Iterator[tuple[list[str], int, ElementUse]]:
        """Every element position of every segment that there is, with its use: empty ones too."""
        for segment in self.inner:
            definition = self.definition(segment)
            for number, use in enumerate(definition.uses if definition else (), start=1):
                yield segment, number, use

    def element(self, suits: Callable[[Element], bool]) -> tuple[list[str], int, Element] | None:
        """One simple element that has a value and suits, by chance; None where there is none."""
        found = [
            (segment, number, use.element)
            for segment, number, use in self.uses()
            if use.element is not None and number < len(segment) and segment[number] and suits(use.element)
        ]
        return self.chance.choice(found) if found else None

    def composite(self) -> tuple[list[str], int, Composite] | None:
        """One composite that has a value or may be given one, by chance."""
        found = [(s, n, use.composite) for s, n, use in self.uses() if use.composite is not None]
        return self.chance.choice(found) if found else None

    def items(self) -> Iterator[Row | Loop]:
        """Every row and loop of the set."""
        waiting: list[Row | Loop] = [self.schema.root]
        while waiting:
            item = waiting.pop()
            yield item
            if isinstance(item, Loop):
                waiting.extend(item.items)


def sample(release: Release, set_id: str, chance: random.Random, breadth: Breadth) -> Message:
    """A valid message of a set."""
    body = sample_body(set_id, release, chance, breadth)
    segments = [["ST", set_id, "0001"], *(_text(segment) for segment in body)]
    segments.append(["SE", str(len(segments) + 1), "0001"])
    return Message(release, release.sets[set_id], segments, chance)


def interchange(messages: list[Message], release: Release) -> bytes:
    """All of them, a group for each, in one interchange of their release."""
    version = release.interchange_version
    isa = [
        "ISA",
        "00",
        " " * 10,
        "00",
        " " * 10,
        "ZZ",
        "SENDER".ljust(15),
        "ZZ",
        "RECEIVER".ljust(15),
        "260102",
        "0304",
    ]
    lines = [[*isa, REPETITION if version >= REPEATS_SINCE else "U", version, "000000001", "0", "T", COMPONENT]]
    date = "20260102" if release.elements["373"].max >= 8 else "260102"
    for number, message in enumerate(messages, start=1):
        kind = message.schema.functional_group
        lines.append(["GS", kind, "SENDER", "RECEIVER", date, "0304", str(number), "X", release.name])
        lines += [*message.segments, ["GE", "1", str(number)]]
    lines.append(["IEA", str(len(messages)), "000000001"])
    return "".join("*".join(line) + "~" for line in lines).encode("latin-1")


def _text(segment: list[str | tuple[str, ...]]) -> list[str]:
    return [e if isinstance(e, str) else COMPONENT.join(e).rstrip(COMPONENT) for e in segment]
