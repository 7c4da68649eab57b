"""What can be done to a message of any set; each mutation changes it in place, or leaves it where it does not apply."""

from __future__ import annotations

from collections.abc import Callable

from b2b.edi.engine.elements import broken
from b2b.edi.schema import Element, Loop, Note, Segment
from tests.edi.differential.message import COMPONENT, REPETITION, Message

Mutation = Callable[[Message], None]

_MOST_COPIES = 40


def _at(message: Message) -> int:
    """The index of a segment between ST and SE."""
    return message.chance.randrange(1, len(message.segments) - 1)


def _set(segment: list[str], number: int, value: str) -> None:
    segment.extend([""] * (number + 1 - len(segment)))
    segment[number] = value
    while len(segment) > 1 and not segment[-1]:
        segment.pop()


def _drop(message: Message) -> None:
    del message.segments[_at(message)]


def _drop_mandatory(message: Message) -> None:
    root = [
        item.trigger if isinstance(item, Loop) else item
        for item in message.schema.root.items[1:-1]
        if item.usage == "M"
    ]
    if root:
        tag = message.chance.choice(root).segment.id
        message.segments[1:-1] = [segment for segment in message.inner if segment[0] != tag]


def _double(message: Message) -> None:
    at = _at(message)
    message.segments.insert(at, list(message.segments[at]))


def _swap(message: Message) -> None:
    at = _at(message)
    if at + 1 < len(message.segments) - 1:
        segments = message.segments
        segments[at], segments[at + 1] = segments[at + 1], segments[at]


def _move(message: Message) -> None:
    segment = message.segments.pop(_at(message))
    message.segments.insert(message.chance.randrange(1, len(message.segments)), segment)


def _insert(message: Message, segment: list[str]) -> None:
    message.segments.insert(message.chance.randrange(1, len(message.segments)), segment)


def _insert_unknown(message: Message) -> None:
    _insert(message, ["ZZZ", "1"])


def _insert_foreign(message: Message) -> None:
    own = {item.segment.id for item in message.items() if not isinstance(item, Loop)}
    others = sorted(set(message.release.segments) - own - {"ISA", "IEA", "GS", "GE", "ST", "SE", "TA1", "BIN", "BDS"})
    _insert(message, [message.chance.choice(others), "1"])


def _beyond_maximum(message: Message) -> None:
    """A segment once more than its row, or the loop that it begins, may stand."""
    for item in message.chance.sample(rows := list(message.items()), len(rows)):
        most = item.repeat if isinstance(item, Loop) else item.max
        tag = item.trigger.segment.id if isinstance(item, Loop) else item.segment.id
        places = [
            n for n, segment in enumerate(message.segments) if segment[0] == tag and 0 < n < len(message.segments) - 1
        ]
        if 0 < most <= _MOST_COPIES and places:
            at = places[0]
            message.segments[at:at] = [list(message.segments[at]) for _ in range(most)]
            return


def _value(suits: Callable[[Element], bool], spoil: Callable[[Element, str], str]) -> Mutation:
    """Spoil the value of one element that suits."""

    def mutate(message: Message) -> None:
        found = message.element(suits)
        if found is not None:
            segment, number, element = found
            _set(segment, number, spoil(element, segment[number]))

    return mutate


def _empty_mandatory(message: Message) -> None:
    found = [(s, n) for s, n, use in message.uses() if use.usage == "M" and n < len(s)]
    if found:
        _set(*message.chance.choice(found), "")


def _extra_elements(message: Message) -> None:
    segment = message.segments[_at(message)]
    definition = message.definition(segment)
    if definition is not None:
        segment.extend([""] * (len(definition.uses) + 1 - len(segment)))
        segment.append("1")


def _trailing_separators(message: Message) -> None:
    message.segments[_at(message)].append("")


def _note(kind: str) -> Mutation:
    """Break one syntax note of that kind, where a segment has one, and no other."""

    def mutate(message: Message) -> None:
        found = [
            (segment, definition, note)
            for segment in message.inner
            if (definition := message.definition(segment)) is not None
            for note in definition.notes
            if note.kind == kind
        ]
        if found:
            _break(*message.chance.choice(found))

    return mutate


def _break(segment: list[str], definition: Segment, note: Note) -> None:
    first, *others = note.positions
    changes = {
        "P": {first: "A", **dict.fromkeys(others, "")},
        "R": dict.fromkeys(note.positions, ""),
        "E": dict.fromkeys(note.positions[:2], "1"),
        "C": {first: "1", **dict.fromkeys(others, "")},
        "L": {first: "1", **dict.fromkeys(others, "")},
    }[note.kind]
    for position, value in changes.items():
        given = segment[position] if position < len(segment) else ""
        _set(segment, position, value and (given or _plain(definition.uses[position - 1].element)))
    present = [n < len(segment) and bool(segment[n]) for n in range(1, len(definition.uses) + 1)]
    assert broken(note, present) or len(segment) == 1


def _plain(element: Element | None) -> str:
    """A valid value, for what is only to be there."""
    if element is None:
        return "EA"
    if element.codes is not None:
        return next(code for code in element.codes if element.min <= len(code) <= element.max)
    return {"DT": "20260105"[-element.max :], "TM": "1200"}.get(element.type, "1" * element.min)


def _composite(value: str) -> Mutation:
    def mutate(message: Message) -> None:
        found = message.composite()
        if found is not None:
            _set(found[0], found[1], value)

    return mutate


def _composite_note(message: Message) -> None:
    """Components as they must be, and one that asks for another (P, C and L)."""
    found = [
        (segment, number, use.composite, note)
        for segment, number, use in message.uses()
        if use.composite is not None
        for note in use.composite.notes
        if note.kind in "PCL"
    ]
    if found:
        segment, number, composite, note = message.chance.choice(found)
        given = {n for n, use in enumerate(composite.uses, start=1) if use.usage == "M"} | {note.positions[0]}
        parts = [_plain(use.element) if n in given else "" for n, use in enumerate(composite.uses, start=1)]
        _set(segment, number, COMPONENT.join(parts).rstrip(COMPONENT))


def _wrong_count(message: Message) -> None:
    message.segments[-1][1] = str(len(message.segments) + 1)


def _wrong_control_number(message: Message) -> None:
    message.segments[-1][2] = "9999"


def _hl(element: int, value: str) -> Mutation:
    def mutate(message: Message) -> None:
        levels = [segment for segment in message.inner if segment[0] == "HL"]
        if levels:
            _set(message.chance.choice(levels), element, value)

    return mutate


def _is(*types: str) -> Callable[[Element], bool]:
    return lambda element: element.type[0] in types or element.type in types


def _listed(element: Element) -> bool:
    return element.codes is not None


def _text(element: Element) -> bool:
    return element.type == "AN" and element.max >= 8


def _any(element: Element) -> bool:
    return True


def _number(element: Element) -> bool:
    return element.type[0] in "NR" and element.max >= 4 and element.codes is None


def _decimal(element: Element) -> bool:
    return element.type == "R" and element.max >= 4


# Too many components are left out: pyx12 stops at them, and has no opinion (tests/edi/schemas/test_second_opinion.py).
MUTATIONS: dict[str, Mutation] = {
    "segment-dropped": _drop,
    "mandatory-dropped": _drop_mandatory,
    "segment-doubled": _double,
    "segments-swapped": _swap,
    "segment-moved": _move,
    "unknown-segment": _insert_unknown,
    "segment-of-another-set": _insert_foreign,
    "beyond-maximum": _beyond_maximum,
    "element-emptied": _value(_any, lambda e, v: ""),
    "mandatory-emptied": _empty_mandatory,
    "element-too-long": _value(_any, lambda e, v: "9" * (e.max + 1)),
    "element-too-short": _value(lambda e: e.min > 1, lambda e, v: "1" * (e.min - 1)),
    "elements-too-many": _extra_elements,
    "trailing-separators": _trailing_separators,
    "unknown-code": _value(_listed, lambda e, v: "?" * e.min),
    "letters-in-a-number": _value(_number, lambda e, v: v[:-1] + "O"),
    "number-negative": _value(_number, lambda e, v: "-105"),
    "number-with-plus": _value(_number, lambda e, v: "+105"),
    "number-with-point": _value(_number, lambda e, v: "1.05"),
    "decimal-ends-in-point": _value(_decimal, lambda e, v: "1050."),
    "decimal-with-exponent": _value(_decimal, lambda e, v: "1E05"),
    "only-a-sign": _value(_number, lambda e, v: "-"),
    "date-of-no-calendar": _value(_is("DT"), lambda e, v: v[:-4] + "0231"),
    "date-with-letters": _value(_is("DT"), lambda e, v: v[:-4] + "JAN1"),
    "date-long-ago": _value(lambda e: e.type == "DT" and e.max >= 8, lambda e, v: "17991231"),
    "time-past-midnight": _value(_is("TM"), lambda e, v: "2460"),
    "time-of-five-digits": _value(lambda e: e.type == "TM" and e.max > 4, lambda e, v: "12345"),
    "note-P-broken": _note("P"),
    "note-R-broken": _note("R"),
    "note-E-broken": _note("E"),
    "note-C-broken": _note("C"),
    "note-L-broken": _note("L"),
    "composite-without-first": _composite(COMPONENT + "1"),
    "composite-of-nonsense": _composite("?!"),
    "composite-note-broken": _composite_note,
    "components-in-simple-element": _value(_text, lambda e, v: f"A{COMPONENT}B"),
    "trailing-component-separator": _value(_text, lambda e, v: v + COMPONENT),
    "repetition": _value(_text, lambda e, v: f"A{REPETITION}B"),
    "lower-case": _value(_text, lambda e, v: v.lower()),
    "beyond-ascii": _value(_text, lambda e, v: "M\xfcLLER"),
    "control-character": _value(_text, lambda e, v: "AC\x07ME"),
    "trailing-space": _value(_text, lambda e, v: v[: e.max - 1] + " "),
    "leading-space": _value(_text, lambda e, v: " " + v[: e.max - 1]),
    "only-spaces": _value(_text, lambda e, v: " " * e.min),
    "wrong-segment-count": _wrong_count,
    "wrong-control-number": _wrong_control_number,
    "hl-number-twice": _hl(1, "1"),
    "hl-number-out-of-turn": _hl(1, "77"),
    "hl-parent-unknown": _hl(2, "99"),
}

COUNTED = frozenset({"wrong-segment-count"})


def spoil(message: Message, names: list[str]) -> None:
    """Do all of these to a message; SE01 then counts the segments, unless that is what is to be wrong."""
    for name in names:
        if message.inner:
            MUTATIONS[name](message)
        message.mutations.append(name)
    if not COUNTED.intersection(names):
        message.segments[-1][1] = str(len(message.segments))
