"""Builds the segments of a message from values of a document, and refuses what the directory cannot express.

As the body of an X12 set is built, but that an element may be a composite: a list of its components. A plain string is
a code of ours; a value of the document comes with its name, so that the error can say which field it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from b2b.edi.edifact.service_characters import COMPONENT, ELEMENT, REPETITION, SUBSTITUTE, TERMINATOR
from b2b.edi.engine import values
from b2b.edi.schema import Element, ElementUse, Loop
from b2b.edi.schema import Segment as SegmentSchema
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.proved import proved_under
from b2b.edi.x12.mappings.writing import Written, not_writable, number

__all__ = ["Body", "Item", "Named", "Value", "not_writable"]

Value = str | int | Decimal | dt.date | None
Named = tuple[str, Value]
Item = Value | Named | Sequence[Value | Named]  # a composite is a list, a pair with a name a tuple

_RESERVED = (COMPONENT, ELEMENT, REPETITION, SUBSTITUTE, TERMINATOR)

_PROBLEMS = {
    values.TOO_SHORT: "is shorter than its minimum of {low}",
    values.TOO_LONG: "is longer than its maximum of {high}",
    values.INVALID_CHARACTER: "holds a character that its type {type} does not allow",
}


class Body:
    """The segments of a message between UNH and UNT, as they are added."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.segments: list[list[str]] = []
        self._release = context.release
        self._proved = proved_under(context.release, (), context.character_set)

    def add(self, id: str, *items: Item) -> None:
        """Append a segment: its elements in order, a composite as a list of its components; empty ones as "" or None.

        Errors: NotWritable, with field and element, where the directory does not allow it.
        """
        proved = self._proved.segment(id)
        if proved is None:
            raise not_writable(f"directory {self._release.name} has no segment {id}", "", id)
        texts = []
        for place, item in enumerate(items):
            values = _values(item)
            text = proved.text(place, values) if place < len(proved.texts) else None
            if text is None:
                text = _element(proved.schema, place + 1, _parts(item))
                if text:
                    proved.remember(place, values, text)
            texts.append(text)
        shape = tuple(map(bool, texts))
        if shape not in proved.shapes:
            _require_mandatory(proved.schema, texts, items)
            proved.shapes.add(shape)
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            names = [name for item in items for name, _ in _parts(item) if name]
            named = [item[0] for item in items if isinstance(item, tuple)]
            raise not_writable(f"{id} has nothing to say, and must not be empty", (names + named + [""])[0], id)
        written = Written([id, *texts])
        written.items = items
        self.segments.append(written)

    def room(self, id: str, element: int, component: int = 1) -> int:
        """How many characters a component takes in this directory, 0 where it has none at that place."""
        found = self._at(id, element, component)
        return found.max if found is not None else 0

    def takes(self, id: str, element: int, component: int, code: str) -> bool:
        """Whether a code is in the list of that component in this directory."""
        found = self._at(id, element, component)
        return found is not None and (found.codes is None or code in found.codes)

    def has_group(self, message: str, path: str) -> bool:
        """Whether a message has a group at this path in this directory; in others it may be a segment, or not there."""
        loop: Loop | None = self._release.sets[message].root
        while loop is not None and loop.path != path:
            inner = (item for item in loop.items if isinstance(item, Loop))
            loop = next((item for item in inner if f"{path}/".startswith(f"{item.path}/")), None)
        return loop is not None

    def _at(self, id: str, element: int, component: int) -> Element | None:
        segment = self._release.segments.get(id)
        if segment is None or element > len(segment.uses):
            return None
        components = _components(segment.uses[element - 1])
        return components[component - 1][0] if component <= len(components) else None


def _require_mandatory(schema: SegmentSchema, texts: Sequence[str], items: Sequence[Item]) -> None:
    for place, use in enumerate(schema.uses, start=1):
        if use.usage == "M" and not (place <= len(texts) and texts[place - 1]):
            names = [name for name, _ in _parts(items[place - 1]) if name] if place <= len(items) else []
            where = f"{schema.id}{place:02d}"
            raise not_writable(f"{schema.id} needs its element {place:02d}, which is empty", (names or [""])[0], where)


def _values(item: Item) -> tuple[object, ...]:
    """The values of the components of an element."""
    several = item if isinstance(item, list) else [item]
    return tuple([part[1] if isinstance(part, tuple) else part for part in several])


def _parts(item: Item) -> list[Named]:
    """The components of an element, each with the name of its field, what is empty at the end left out."""
    several = item if isinstance(item, list) else [item]
    parts: list[Named] = [part if isinstance(part, tuple) else ("", part) for part in several]
    while parts and parts[-1][1] in (None, ""):
        parts.pop()
    return parts


def _components(use: ElementUse) -> list[tuple[Element, str]]:
    """The simple elements of an element, each with its usage."""
    if use.composite is None:
        assert use.element is not None
        return [(use.element, "M")]
    return [(part.element, part.usage) for part in use.composite.uses if part.element is not None]


def _element(schema: SegmentSchema, place: int, parts: Sequence[Named]) -> str:
    if not parts:
        return ""
    name = next((field for field, value in reversed(parts) if field and value not in (None, "")), "")
    if place > len(schema.uses):
        raise not_writable(f"more values than {schema.id} has elements ({len(schema.uses)})", name, schema.id)
    components = _components(schema.uses[place - 1])
    if len(parts) > len(components):
        where = f"{schema.id}{place:02d}"
        raise not_writable(f"more values than {where} has components ({len(components)})", name, where)
    texts = []
    for index, (element, usage) in enumerate(components):
        where = f"{schema.id}{place:02d}" + (f"-{index + 1:02d}" if len(components) > 1 else "")
        field, value = parts[index] if index < len(parts) else ("", None)
        if value is not None and value != "":
            texts.append(_simple(element, field, value, where))
        elif usage == "M":
            raise not_writable(f"{schema.id} needs {where} ({element.name}), which is empty", field or name, where)
        else:
            texts.append("")
    return COMPONENT.join(texts).rstrip(COMPONENT)


def _simple(element: Element, name: str, value: str | int | Decimal | dt.date, where: str) -> str:
    text = _formatted(value, name, where)
    if not text.strip():
        raise not_writable(f"{text!r} is nothing but blanks, which are read as nothing", name, where)
    code = values.wrong(element.type, element.min, element.max, text, "")
    if code:
        problem = _PROBLEMS[code].format(low=element.min, high=element.max, type=element.type)
        raise not_writable(f"{text!r} {problem} in {where} ({element.name})", name, where)
    if element.codes is not None and text not in element.codes:
        raise not_writable(f"{text!r} is not among the codes of {where} ({element.name})", name, where)
    reserved = next((character for character in _RESERVED if character in text), "")
    if reserved:
        raise not_writable(f"{text!r} holds {reserved!r}, which no message can hold", name, where)
    return text


def _formatted(value: str | int | Decimal | dt.date, name: str, where: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        return f"{value.year:04d}{value:%m%d}"
    exact = Decimal(value)
    # Far beyond any length of EDIFACT: spelling out such a number would take memory without bound.
    if not exact.is_finite() or len(exact.as_tuple().digits) > 25 or abs(exact.adjusted()) > 25:
        raise not_writable(f"{value} is not a number that can be sent", name, where)
    return number(exact)
