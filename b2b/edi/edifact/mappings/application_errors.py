"""The errors of an APERAK: ERC with its text, and the place and values in the reference below it.

The place is `RFF+ZZZ` with the segment, its position (1156), and element, component and number of the element in the
version of the reference: `1-2/610`. Values are coded text, `WAS` what came and `BE` what it should have been.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from b2b.documents import AdviceError
from b2b.edi.edifact.mappings import references
from b2b.edi.edifact.mappings.code_tables import CodeTable
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body, not_writable
from b2b.edi.x12.mappings.texts import wrapped

# Element 4451: what an error is, and those that others put it under; what else is said of it.
DESCRIPTION = "AAO"
_DESCRIPTIONS = (DESCRIPTION, "AAI", "ABO", "ACD")
_FURTHER = "ACB"

# Element 3055: the code of an error is one of X12's (element 647), those of its place and values are of our own.
_X12, _AGREED = "116", "ZZZ"
_CODES = CodeTable("9321", {})
_WAS, _BE = "WAS", "BE"

_LINES = 5  # of a text in one FTX

_NUMBERS = re.compile(r"(?:([0-9]{1,6})(?:-([0-9]{1,6}))?)?(?:/([0-9]{1,6}))?").fullmatch


class _Place(NamedTuple):
    """Where an error is; the names are those of `AdviceError`."""

    segment: str = ""
    position: int | None = None
    element: int | None = None
    component: int | None = None
    element_number: int | None = None


def read(loops: Iterable[LoopCursor]) -> tuple[AdviceError, ...]:
    """The errors in these ERC groups."""
    return tuple(_error(loop) for loop in loops)


def write(body: Body, errors: Sequence[AdviceError], path: str) -> None:
    """An ERC group for each error of the document `path`. NotWritable names the field."""
    for index, error in enumerate(errors):
        _write_error(body, error, f"{path}.errors[{index}]")


def text(ftx: SegmentCursor) -> str:
    """The words of an FTX that says what is wrong, taken; "" where it says anything else."""
    if ftx.peek(at(1)) not in _DESCRIPTIONS or ftx.peek(at(3)) or not ftx.peek(at(4)):
        return ""
    ftx.take(at(1))
    return " ".join(line for place in range(1, _LINES + 1) if (line := ftx.text(at(4, place))))


def _error(loop: LoopCursor) -> AdviceError:
    erc = loop.trigger
    code = erc.required(at(1))
    code = code if erc.accept(at(1, 3), _X12) else _CODES.read(code)
    groups = loop.loops("RFF")
    notes = [*loop.all("FTX"), *(ftx for group in groups for ftx in group.all("FTX"))]
    place = next((group.trigger for group in groups if _is_place(group.trigger)), None)
    found = _placed(place) if place is not None else _Place()
    return AdviceError(
        code=code,
        text=" ".join(said for ftx in notes if (said := text(ftx))),
        segment=found.segment,
        position=found.position,
        element=found.element,
        component=found.component,
        element_number=found.element_number,
        value=_value(notes, _WAS),
        correct=_value(notes, _BE),
        related=references.of(group.trigger for group in groups if group.trigger is not place),
    )


def _is_place(rff: SegmentCursor) -> bool:
    """Whether a reference is a place in the message, which has no number with its kind in front."""
    return rff.peek(at(1)) == _AGREED and "=" not in rff.peek(at(1, 2)) and _NUMBERS(rff.peek(at(1, 4))) is not None


def _placed(rff: SegmentCursor) -> _Place:
    rff.take(at(1))
    found = _NUMBERS(rff.text(at(1, 4)))
    numbers = [int(digits) if digits else None for digits in (found.groups() if found is not None else ())]
    return _Place(rff.text(at(1, 2)), rff.count(at(1, 3)), *numbers)


def _value(notes: Sequence[SegmentCursor], kind: str) -> str:
    """The value that is coded text of this kind, "" where there is none."""
    for ftx in notes:
        if ftx.peek(at(3)) == kind and ftx.peek(at(3, 3)) == _AGREED and ftx.accept(at(1), _FURTHER):
            ftx.take(at(3), at(3, 3))
            return "".join(ftx.text(at(4, place)) for place in range(1, _LINES + 1))
    return ""


def _write_error(body: Body, error: AdviceError, path: str) -> None:
    own = _CODES.write(error.code)
    code = (f"{path}.code", own or error.code)
    body.add("ERC", [code] if own else [code, None, _X12])
    lines = wrapped(error.text, body.room("FTX", 4), f"{path}.text", "FTX04")
    parts = [lines[start : start + _LINES] for start in range(0, len(lines), _LINES)]
    for part in parts[:1]:
        _write_text(body, part, path)
    place = _Place(error.segment, error.position, error.element, error.component, error.element_number)
    if place != _Place() or error.value or error.correct or parts[1:]:
        _write_place(body, place, path)
    for part in parts[1:]:
        _write_text(body, part, path)
    _write_value(body, _WAS, error.value, f"{path}.value")
    _write_value(body, _BE, error.correct, f"{path}.correct")
    for index, related in enumerate(error.related):
        name = f"{path}.related[{index}]"
        references.write_as(body, related, f"{name}.kind", f"{name}.value")


def _write_place(body: Body, place: _Place, path: str) -> None:
    if place.component is not None and place.element is None:
        raise not_writable("a component needs its element", f"{path}.component", "RFF01-04")
    element = "" if place.element is None else str(place.element)
    component = "" if place.component is None else f"-{place.component}"
    number = "" if place.element_number is None else f"/{place.element_number}"
    where = (f"{path}.element", element + component + number)
    body.add("RFF", [_AGREED, (f"{path}.segment", place.segment), (f"{path}.position", place.position), where])


def _write_text(body: Body, lines: Sequence[str], path: str) -> None:
    body.add("FTX", DESCRIPTION, None, None, [(f"{path}.text", line) for line in lines])


def _write_value(body: Body, kind: str, value: str, name: str) -> None:
    """A value in as many lines as it takes, none of which begins or ends with a blank of it."""
    room, lines = body.room("FTX", 4), []
    while value:
        cut = next((c for c in range(room, 0, -1) if " " not in value[c - 1 : c + 1]), 0) if value[room:] else room
        if not cut:
            raise not_writable(f"{value!r} has no place to break it at", name, "FTX04")
        lines.append((name, value[:cut]))
        value = value[cut:]
    if lines:
        body.add("FTX", _FURTHER, None, [kind, None, _AGREED], lines)
