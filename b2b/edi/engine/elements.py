"""What is wrong with the elements of one segment, in the words of element 723 (AK403)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from b2b.edi.engine import values
from b2b.edi.engine.segment_source import BINARY, Form
from b2b.edi.schema import Composite, Element, ElementUse, Note, Segment

# A segment of which no element is mandatory has one all the same (X12.6, data segment).
NO_ELEMENTS = "segment-without-elements"

# Not faults of element 723: the layout of a value, which no acknowledgment can name.
TRAILING_SEPARATOR = "trailing-separator"
TRAILING_COMPONENT_SEPARATOR = "trailing-component-separator"
TRAILING_SPACES = "trailing-spaces"
BLANK = "element-blank"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an element; element, component (None: the whole element) and repetition count from 1.

    `code` is one of element 723 or a code of this module; `definition` the dictionary's element, `note` the
    broken note.
    """

    element: int
    component: int | None
    repetition: int
    code: str
    value: str
    definition: Element | None
    note: Note | None = None


def at(segment: Sequence[str], number: int) -> str:
    """An element of a segment by its number, "" where the segment ends before it."""
    return segment[number] if number < len(segment) else ""


def faults(segment: Segment, elements: Sequence[str], release: str, form: Form) -> list[Fault]:
    """The faults of a segment (`elements[0]` is its id), in order."""
    found: list[Fault] = []
    given = list(elements[1:])
    while given and not given[-1]:
        given.pop()
    if len(given) < len(elements) - 1:
        found.append(Fault(len(elements) - 1, None, 1, TRAILING_SEPARATOR, "", None))
    if len(given) > len(segment.uses):
        extra = len(segment.uses) + 1
        found.append(Fault(extra, None, 1, values.TOO_MANY, given[extra - 1], None))
        given = given[: len(segment.uses)]
    for number, use in enumerate(segment.uses, start=1):
        value = given[number - 1] if number <= len(given) else ""
        found += _use(use, value, number, release, form)
    present = [_says(v) for v in given] + [False] * (len(segment.uses) - len(given))
    for note in segment.notes:
        found += [
            Fault(p, None, 1, code, given[p - 1] if p <= len(given) else "", segment.uses[p - 1].element, note)
            for p, code in broken(note, present)
        ]
    if not any(present) and all(fault.code in (TRAILING_SEPARATOR, BLANK) for fault in found):
        found.append(Fault(1, None, 1, NO_ELEMENTS, "", segment.uses[0].element))
    return found


def _says(value: str) -> bool:
    """Whether anything is given: a value has a character that is no space (X12.6 section 3.3.1.5)."""
    return bool(value.strip(" "))


def broken(note: Note, present: Sequence[bool]) -> list[tuple[int, str]]:
    """The positions at which a syntax note is broken, each with its code; `present` tells which positions have a
    value.
    """
    there = [p for p in note.positions if present[p - 1]]
    absent = [p for p in note.positions if not present[p - 1]]
    match note.kind:
        case "P" if there and absent:
            return [(p, values.CONDITION) for p in absent]
        case "R" if not there:
            return [(note.positions[0], values.CONDITION)]
        case "E" if len(there) > 1:
            return [(p, values.EXCLUSION) for p in there[1:]]
        case "C" if present[note.positions[0] - 1]:
            return [(p, values.CONDITION) for p in absent]
        case "L" if there == [note.positions[0]]:
            return [(note.positions[1], values.CONDITION)]
    return []


def _use(use: ElementUse, value: str, number: int, release: str, form: Form) -> list[Fault]:
    if use.element is not None and use.element.type == BINARY and value:
        # Whatever stands in binary data parts nothing.
        code = values.wrong(BINARY, use.element.min, use.element.max, value, release)
        return [Fault(number, None, 1, code, value, use.element)] if code else []
    if not value.strip(" "):
        code = values.MISSING if use.usage == "M" else BLANK if value else ""
        return [Fault(number, None, 1, code, value, use.element)] if code else []
    found: list[Fault] = []
    occurrences = value.split(form.repetition) if form.repetition else [value]
    if len(occurrences) > 1 and use.repeat and len(occurrences) > use.repeat:
        found.append(Fault(number, None, use.repeat + 1, values.TOO_MANY_REPETITIONS, value, use.element))
        occurrences = occurrences[: use.repeat]
    for repetition, one in enumerate(occurrences, start=1):
        if use.composite is not None:
            found += _composite(use.composite, one, number, repetition, release, form)
        elif use.element is not None:
            found += _simple_with_separators(use.element, one, number, repetition, release, form)
    return found


def _simple_with_separators(
    element: Element, value: str, number: int, repetition: int, release: str, form: Form
) -> list[Fault]:
    """A simple element must not hold components; separators at its end are only superfluous."""
    bare = value.rstrip(form.component) if form.component else value
    if form.component and form.component in bare:
        return [Fault(number, 2, repetition, values.TOO_MANY_COMPONENTS, value, element)]
    found = [Fault(number, None, repetition, TRAILING_COMPONENT_SEPARATOR, value, element)] if bare != value else []
    if not bare:
        return [*found, Fault(number, None, repetition, values.MISSING, value, element)]
    return found + _simple(element, bare, number, None, repetition, release)


def _simple(
    element: Element, value: str, number: int, component: int | None, repetition: int, release: str
) -> list[Fault]:
    if not value.strip(" "):
        return [Fault(number, component, repetition, BLANK, value, element)]
    bare = value.rstrip(" ")
    if bare != value and len(bare) >= element.min and element.type in ("AN", "ID"):
        found = _simple(element, bare, number, component, repetition, release)
        return found or [Fault(number, component, repetition, TRAILING_SPACES, value, element)]
    code = values.wrong(element.type, element.min, element.max, value, release)
    if not code and element.codes is not None and value not in element.codes:
        code = values.INVALID_CODE
    return [Fault(number, component, repetition, code, value, element)] if code else []


def _composite(composite: Composite, value: str, number: int, repetition: int, release: str, form: Form) -> list[Fault]:
    found: list[Fault] = []
    parts = value.split(form.component) if form.component else [value]
    bare = value.rstrip(form.component) if form.component else value
    if bare != value:
        found.append(Fault(number, None, repetition, TRAILING_COMPONENT_SEPARATOR, value, None))
        parts = bare.split(form.component)
    if len(parts) > len(composite.uses):
        extra = len(composite.uses) + 1
        found.append(Fault(number, extra, repetition, values.TOO_MANY_COMPONENTS, parts[extra - 1], None))
        parts = parts[: len(composite.uses)]
    parts += [""] * (len(composite.uses) - len(parts))
    for component, (use, part) in enumerate(zip(composite.uses, parts, strict=True), start=1):
        if use.element is None:
            continue
        if use.usage == "M" and not _says(part):
            found.append(Fault(number, component, repetition, values.MISSING, part, use.element))
        elif part:
            found += _simple(use.element, part, number, component, repetition, release)
    for note in composite.notes:
        found += [
            Fault(number, p, repetition, code, parts[p - 1], composite.uses[p - 1].element, note)
            for p, code in broken(note, [_says(part) for part in parts])
        ]
    return found
