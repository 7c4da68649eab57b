"""Builds the segments of a set from values of a document, and refuses what the release cannot express.

A plain string is a code of ours; a value of the document comes with its name, so that the error can say which field it
was. Every element is put into the form of its type and tested against the release: length, code list, date, digits,
syntax notes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from b2b.edi.engine import values
from b2b.edi.schema import Element, ElementUse, Note
from b2b.edi.schema import Segment as SegmentSchema
from b2b.edi.x12.mappings import days
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.proved import ProvedSegment, proved_under
from b2b.edi.x12.writer import CENTURY_SINCE, REPETITION_SINCE, Joined
from b2b.errors import NotWritable


@dataclass(frozen=True, slots=True)
class Component:
    """The one component of a composite that has a value, by its place in it."""

    place: int
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Composite:
    """The components of a composite as they stand in it, "" for one that is left out."""

    parts: tuple[str, ...]


Value = str | int | Decimal | dt.date | dt.time | Component | Composite | None
Named = tuple[str, Value]

# Equal values of these have one text; a time of day has that of its zone.
_LASTING = frozenset({str, int, Decimal, dt.date})

_YYMMDD = 6  # characters

_PROBLEMS = {
    values.TOO_SHORT: "is shorter than its minimum of {low}",
    values.TOO_LONG: "is longer than its maximum of {high}",
    values.INVALID_CHARACTER: "holds a character that its type {type} does not allow",
    values.INVALID_DATE: "is no date",
    values.INVALID_TIME: "is no time of day",
}


class Written(list[str]):
    """A segment as a mapping wrote it: id and elements. `items` are what the mapping gave for each element: codes of
    ours, and values of the document with the names of their fields.
    """

    items: Sequence[object] = ()


def field_of(segment: Sequence[object], element: int | None) -> str:
    """The field of the document that an element (from 1) of a written segment says, "" where that is not known."""
    items = segment.items if isinstance(segment, Written) else ()
    return _field(items[element - 1]) if element is not None and element <= len(items) else ""


def fields_of(segment: Sequence[object]) -> list[str]:
    """The fields of the document that a written segment says, in order, each once."""
    items = segment.items if isinstance(segment, Written) else ()
    return list(dict.fromkeys(field for item in items if (field := _field(item))))


def _field(item: object) -> str:
    """The field that an item says; of several components, the first that has a value of one."""
    if isinstance(item, list):
        return next((field for part in item if (field := _field(part))), "")
    return item[0] if isinstance(item, tuple) and item[1] not in (None, "") else ""


class Body:
    """The segments of a set between ST and SE, as they are added."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.segments: list[list[str]] = []
        self._release = context.release
        self._short_years = context.release.name < CENTURY_SINCE
        delimiters = context.delimiters
        repeats = context.release.interchange_version >= REPETITION_SINCE
        in_use = (delimiters.element, delimiters.component, delimiters.terminator)
        self._delimiters = (*in_use, delimiters.repetition) if repeats and delimiters.repetition else in_use
        self._proved = proved_under(context.release, self._delimiters, context.character_set)

    def add(self, id: str, *items: Value | Named) -> None:
        """Append a segment: its elements in order, empty ones as "" or None; each a value or (field name, value).

        Errors: NotWritable, with field and element, where the release or the agreement does not allow it.
        """
        proved = self._proved.segment(id)
        if proved is None:
            raise not_writable(f"release {self._release.name} has no segment {id}", "", id)
        if len(items) > len(proved.texts):
            items = _within(proved.schema, items)
        texts: list[str] = []
        for said, item in zip(proved.texts, items, strict=False):
            value = item[1] if isinstance(item, tuple) else item
            if value is None or value == "":
                text = ""
            elif type(value) is not str or not (text := said.get(value, "")):
                text = self._element(proved, len(texts), item)
            texts.append(text)
        if self._short_years:
            _add_century(proved.schema, texts, items)
        while texts and not texts[-1]:
            texts.pop()
        shape = tuple(map(bool, texts))
        if shape not in proved.shapes:
            self._complete(proved.schema, texts, items)
            proved.shapes.add(shape)
        written = Written([id, *texts])
        written.items = items
        self.segments.append(written)

    def day(self, qualifier: str, name: str, day: dt.date | None) -> None:
        """A DTM with this qualifier, nothing where there is no date."""
        if day is not None:
            self.add("DTM", qualifier, (name, day))

    def room(self, id: str, element: int) -> int:
        """How many characters an element takes in this release, 0 where it has none at that place."""
        use = self._use(id, element)
        return _simple(use).max if use is not None else 0

    def takes(self, id: str, element: int, code: str) -> bool:
        """Whether a code is in the list of that element in this release."""
        use = self._use(id, element)
        codes = _simple(use).codes if use is not None else {}
        return codes is None or code in codes

    def _use(self, id: str, element: int) -> ElementUse | None:
        segment = self._release.segments.get(id)
        return segment.uses[element - 1] if segment is not None and element <= len(segment.uses) else None

    def components(self, id: str, element: int) -> int:
        """How many components an element has in this release, 0 where it is none or simple."""
        use = self._use(id, element)
        return len(use.composite.uses) if use is not None and use.composite is not None else 0

    def _element(self, proved: ProvedSegment, place: int, item: Value | Named) -> str:
        """The text of the element at this place (from 0), which is remembered where equal values have equal texts."""
        schema, (name, value) = proved.schema, item if isinstance(item, tuple) else ("", item)
        lasting = type(value) in _LASTING
        if lasting and (known := proved.text(place, value)):
            return known
        if isinstance(value, Composite):
            return self._composite(schema, place + 1, name, value.parts)
        part = 1
        if isinstance(value, Component):
            part, value = value.place, value.value
            if value is None:
                return ""
        assert value is not None
        where = f"{schema.id}{place + 1:02d}"
        element = _simple(schema.uses[place], part)
        text = self._checked(_formatted(value, element, name, where), element, name, where)
        if lasting:
            proved.remember(place, value, text)
        return text if part == 1 else Joined(self.context.delimiters.component * (part - 1) + text)

    def _composite(self, schema: SegmentSchema, place: int, name: str, parts: Sequence[str]) -> str:
        """Each component tested as an element is; one that must be there may not be left out."""
        use, where = schema.uses[place - 1], f"{schema.id}{place:02d}"
        room = len(use.composite.uses) if use.composite is not None else 1
        if len(parts) > room:
            raise not_writable(f"{' '.join(parts)!r} has {len(parts)} components, {where} takes {room}", name, where)
        if not all(
            text
            for text, inner in zip(parts, use.composite.uses if use.composite else (), strict=False)
            if inner.usage == "M"
        ):
            raise not_writable(f"{' '.join(parts)!r} lacks a component that {where} must have", name, where)
        checked = [text and self._checked(text, _simple(use, n), name, where) for n, text in enumerate(parts, start=1)]
        return Joined(self.context.delimiters.component.join(checked))

    def _checked(self, text: str, element: Element, name: str, where: str) -> str:
        """The text, once it is proved to fit the element and what was agreed on."""
        if text.isspace():
            raise not_writable(f"{text!r} is nothing but blanks, which are read as nothing", name, where)
        context = self.context
        code = values.wrong(element.type, element.min, element.max, text, context.release.name)
        if code:
            problem = _PROBLEMS[code].format(low=element.min, high=element.max, type=element.type)
            raise not_writable(f"{text!r} {problem} in {where} ({element.name})", name, where)
        if element.codes is not None and text not in element.codes:
            raise not_writable(f"{text!r} is not among the codes of {where} ({element.name})", name, where)
        for delimiter in self._delimiters:
            if delimiter in text:
                raise not_writable(f"{text!r} holds {delimiter!r}, a delimiter of this partner", name, where)
        if refused := context.character_set.refused(text):
            problem = f"holds {refused!r}, which is not in the agreed character set ({context.character_set})"
            raise NotWritable(
                f"{text!r} {problem}",
                where=f"{name} ({where})" if name else where,
                next_step="change the text, or agree on a wider character_set or on transliterate in [partner.x12]",
                fields={name: f"{text!r} {problem}"} if name else None,
            )
        return text

    def _complete(self, schema: SegmentSchema, texts: Sequence[str], items: Sequence[Value | Named]) -> None:
        """Mandatory elements are there, and the syntax notes hold."""
        names = [item[0] if isinstance(item, tuple) else "" for item in items]
        for place, use in enumerate(schema.uses, start=1):
            if use.usage == "M" and not (place <= len(texts) and texts[place - 1]):
                name = names[place - 1] if place <= len(names) else ""
                raise not_writable(
                    f"{schema.id} needs its element {place:02d}, which is empty", name, f"{schema.id}{place:02d}"
                )
        for note in schema.notes:
            if note.kind != "R" and min(note.positions) > len(texts):
                continue
            place = _violated(note, texts)
            if place:
                near = (place, *note.positions)
                name = next((names[p - 1] for p in near if p <= len(names) and names[p - 1]), "")
                problem = f"{schema.id} needs elements that are empty (syntax note {note})"
                raise not_writable(problem, name, f"{schema.id}{place:02d}")


def number(value: Decimal) -> str:
    """A decimal in X12's form: no exponent, no sign for zero, no zeros at the end of the decimals."""
    if value == 0:
        return "0"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def not_writable(problem: str, field: str, element: str, also: Mapping[str, str] | None = None) -> NotWritable:
    """The error that names the field of the document and the element of the message; `also` are other fields that
    cannot be said as they are, each with its problem.
    """
    return NotWritable(
        problem,
        where=f"{field} ({element})" if field else element,
        next_step="correct the document, or agree with the partner on a form that can carry it",
        fields={field: problem, **(also or {})} if field else also,
    )


def _simple(use: ElementUse, part: int = 1) -> Element:
    """The element of a place; of a composite that component, most times the first."""
    element = use.element if use.composite is None else use.composite.uses[part - 1].element
    assert element is not None
    return element


def _formatted(value: str | int | Decimal | dt.date | dt.time, element: Element, name: str, where: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        return days.short(value) if element.max == _YYMMDD else days.long(value)
    if isinstance(value, dt.time):
        return _digits(value)
    exact = Decimal(value)
    # Far beyond any length of X12: spelling out such a number would take memory without bound.
    if not exact.is_finite() or len(exact.as_tuple().digits) > 25 or abs(exact.adjusted()) > 25:
        raise not_writable(f"{value} is not a number that can be sent", name, where)
    if not element.type.startswith("N"):
        return number(exact)
    scaled = exact.scaleb(int(element.type[1:]))
    if scaled != scaled.to_integral_value():
        raise not_writable(f"{value} has more than {element.type[1:]} decimals, which {where} takes", name, where)
    return number(scaled)


def _digits(time: dt.time) -> str:
    """HHMM, with seconds and hundredths where there are any."""
    hundredths = time.microsecond // 10_000
    return f"{time:%H%M%S}{hundredths:02d}" if hundredths else f"{time:%H%M%S}" if time.second else f"{time:%H%M}"


def _within(schema: SegmentSchema, items: tuple[Value | Named, ...]) -> tuple[Value | Named, ...]:
    """The items that the segment has elements for. NotWritable: one beyond them has a value."""
    room = len(schema.uses)
    for item in reversed(items[room:]):
        name, value = item if isinstance(item, tuple) else ("", item)
        if value is not None and value != "":
            raise not_writable(f"more values than {schema.id} has elements ({room})", name, schema.id)
    return items[:room]


def _add_century(schema: SegmentSchema, texts: list[str], items: Sequence[Value | Named]) -> None:
    """The century of a day whose year two digits would not tell, in the element that the segment has for it."""
    for place, item in enumerate(items, start=1):
        name, value = item if isinstance(item, tuple) else ("", item)
        if isinstance(value, dt.date) and days.is_short(schema, place) and days.needs_century(value):
            century = days.century_place(schema)
            if not century:
                problem = (
                    f"{value} has a year that two digits cannot tell, and {schema.id} has no place for its century"
                )
                raise not_writable(problem, name, f"{schema.id}{place:02d}")
            texts.extend([""] * (century - len(texts)))
            texts[century - 1] = f"{value.year // 100:02d}"


def _violated(note: Note, texts: Sequence[str]) -> int:
    """The position that breaks a syntax note (X12.6 section 3.8.3.2), 0 where it holds."""
    positions = note.positions
    present = [p <= len(texts) and bool(texts[p - 1]) for p in positions]
    match note.kind:
        case "P":
            broken = any(present) and not all(present)
        case "R":
            broken = not any(present)
        case "E":
            broken = sum(present) > 1
        case "C":
            broken = present[0] and not all(present)
        case _:
            broken = present[0] and not any(present[1:])
    if not broken:
        return 0
    return next((p for p, there in zip(positions, present, strict=True) if not there), positions[-1])
