"""Sample messages, made up from their schemas: valid, and the same for the same seed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from b2b.edi.edifact.releases import schema_of
from b2b.edi.edifact.writer import Envelope, Message, write_interchange
from b2b.edi.edifact.writer import Segment as Written
from b2b.edi.engine.walk import Walker
from b2b.edi.load import load_release
from b2b.edi.sampling.breadth import Breadth
from b2b.edi.sampling.ends import Ends
from b2b.edi.sampling.presence import chosen
from b2b.edi.schema import Composite, Element, ElementUse, Loop, Release, Row, Segment, SetSchema
from b2b.errors import NotFound

# A message that was drawn belongs to no trade.
_ANYBODY = Ends("14", "9520000000011", "9520000000028")
_FIRST_DAY = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_LONGEST = 12  # of a value that has nothing to say
_SEGMENT, _GROUP, _LINE, _ELEMENT = 0.15, 0.2, 0.95, 0.3  # how likely an optional one is
_LINES = 3  # at most so many line items
# What UNH says of CONTRL, which is of no directory (0052, 0054).
_SERVICE = {"syntax3": ("D", "3"), "syntax4": ("4", "1")}
_CONTROL = ("UNH", "UNT")
_FORMATS = ("102", "203")


def sample_message(
    type: str, directory: str, *, seed: int = 0, messages: int = 1, breadth: Breadth = Breadth.USUAL, syntax: str = ""
) -> bytes:
    """One test interchange with so many messages of a shipped directory, without any finding; CONTRL stands in
    `syntax3` and `syntax4`. `syntax` is the version in UNB, "" for 3, or 4 where the directory is of that. The same
    arguments give the same bytes. NotFound: we have no such directory or message.
    """
    syntax = syntax or ("4" if directory == "syntax4" else "3")
    release = load_release(directory, "edifact")
    schema = schema_of(release, type, syntax)
    if schema is None:
        raise NotFound(
            f"there is no message {type!r} in directory {directory}",
            where=f"schemas/edifact/{directory}/sets",
            next_step="b2b edi schema lists directories and messages",
        )
    chance = random.Random(f"{type} {directory} {seed}")  # noqa: S311 - a sample is to be the same again
    bodies = [_Body(schema, release, chance, breadth).written for _ in range(messages)]
    return sample_interchange(type, release, bodies, chance, syntax=syntax)


def sample_interchange(
    type: str,
    release: Release,
    bodies: Sequence[Sequence[Written]],
    chance: random.Random,
    day: dt.date | None = None,
    ends: Ends | None = None,
    *,
    association: str = "",
    syntax: str = "3",
) -> bytes:
    """A test interchange with a message of each body; of that day, or of one by chance."""
    version, own = _SERVICE.get(release.name, (release.name[:1], release.name[1:]))
    made = [
        Message(type, version, own, f"{number:06d}", body, association=association)
        for number, body in enumerate(bodies, start=1)
    ]
    reference, made_at = str(chance.randrange(1, 10**6)), _FIRST_DAY + dt.timedelta(days=chance.randrange(300))
    between = ends or _ANYBODY
    envelope = Envelope(
        sender=between.sender,
        sender_qualifier=between.qualifier,
        receiver=between.receiver,
        receiver_qualifier=between.qualifier,
        reference=reference,
        made_at=dt.datetime.combine(day, made_at.timetz()) if day is not None else made_at,
        syntax=syntax,
        test=True,
    )
    return write_interchange(envelope, made)


class _Body:
    """The segments of one message, down the schema, each where a reader will place it."""

    def __init__(self, schema: SetSchema, release: Release, chance: random.Random, breadth: Breadth) -> None:
        self._chance, self._breadth = chance, breadth
        self._walker = Walker(schema, release.segments)
        self._walker.place(0, "UNH")
        self._lines = 0
        self.written: list[list[str | tuple[str, ...]]] = []
        self._fill(schema.root)

    def _fill(self, loop: Loop) -> None:
        """The items of a loop behind its trigger."""
        for number, item in enumerate(loop.items):
            if isinstance(item, Loop):
                line = item.trigger.segment.id == "LIN"
                for _ in range(self._times(item.usage, item.repeat, _LINE if line else _GROUP, line)):
                    if self._write(item.trigger):
                        self._fill(item)
            elif item.segment.id not in _CONTROL and not (number == 0 and loop.path):
                for _ in range(self._times(item.usage, item.max, _SEGMENT, False)):
                    self._write(item)

    def _times(self, usage: str, most: int, likely: float, line: bool) -> int:
        if usage == "O" and self._chance.random() >= self._odds(likely):
            return 0
        return min(self._chance.randint(1, _LINES), most or _LINES) if line else 1

    def _odds(self, likely: float) -> float:
        if self._breadth is Breadth.MINIMAL:
            return 0.0
        return 1.0 if self._breadth is Breadth.FULL else likely

    def _write(self, row: Row) -> bool:
        """Add one segment; False where a reader would take it for another row's, and so it is left out."""
        if self._walker.next_row(row.segment.id) is not row:
            return False
        self._lines += row.segment.id == "LIN"
        self.written.append(self._segment(row))
        self._walker.place(len(self.written), row.segment.id)
        return True

    def _segment(self, row: Row) -> list[str | tuple[str, ...]]:
        tag = row.segment.id
        if tag == "UNS":
            return [tag, "D" if row.area == "2" else "S"]
        if tag == "CNT":
            return [tag, ("2", str(self._lines))]
        if tag == "DTM":
            named = self._chance.choice(_FORMATS)
            day = _FIRST_DAY + dt.timedelta(days=self._chance.randrange(300))
            return [tag, ("137", day.strftime("%Y%m%d" if named == "102" else "%Y%m%d%H%M"), named)]
        return [tag, *("" if use is None else self._element(use) for use in self._given(row.segment))]

    def _given(self, structure: Segment | Composite) -> list[ElementUse | None]:
        """The uses to fill, None where one is left out; it ends with the last that is given."""
        optional = [number for number, use in enumerate(structure.uses, start=1) if use.usage == "O"]
        wanted = [number for number in optional if self._chance.random() < self._odds(_ELEMENT)]
        positions = chosen(structure.uses, structure.notes, wanted, self._chance)
        uses = structure.uses[: max(positions)]
        return [use if number in positions else None for number, use in enumerate(uses, start=1)]

    def _element(self, use: ElementUse) -> str | tuple[str, ...]:
        if use.composite is None:
            assert use.element is not None
            return self._value(use.element)
        given = self._given(use.composite)
        return tuple("" if one is None or one.element is None else self._value(one.element) for one in given)

    def _value(self, element: Element) -> str:
        if element.codes is not None:
            return self._chance.choice(sorted(c for c in element.codes if element.min <= len(c) <= element.max))
        if element.type == "A":
            return "".join(self._chance.choice(_LETTERS) for _ in range(max(element.min, min(element.max, 3))))
        size = max(element.min, min(element.max, _LONGEST, 4 if element.type == "N" else 6))
        digits = str(self._chance.randrange(10 ** (size - 1), 10**size))
        return digits if element.type == "N" else self._chance.choice(_LETTERS) + digits[1:]
