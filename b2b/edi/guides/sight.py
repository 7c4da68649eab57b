"""What the places in an expression mean in a message, as functions that are made once and asked from many scopes.

What is seen from a loop is looked for in it, so all loops together are looked through once for each question. What is
seen from the set, or from each of many segments of one loop, is looked for once while one message is inquired into.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from b2b.edi.guides.evaluate import Each, FoundT, Inquiry, Text
from b2b.edi.guides.expression import Reference
from b2b.edi.guides.message import Element, Scope, element_of
from b2b.edi.schema import Loop, SetSchema

_NUMBER = re.compile(r"R|N\d?").fullmatch


class MessageSight:
    """The sight on messages of one schema whose components are parted by `component`."""

    def __init__(self, schema: SetSchema, component: str) -> None:
        self._schema, self._component = schema, component
        self._numbers: dict[str, frozenset[tuple[int | None, int | None]]] = {}
        self._values: dict[Reference, Text[Scope]] = {}

    def is_number(self, reference: Reference) -> bool:
        """Whether an element or component holds a number; in EDIFACT its decimal mark is a comma or a point."""
        place = reference.place
        tag = place.steps[-1].tag
        if tag not in self._numbers:
            self._numbers[tag] = frozenset(_numbers(self._schema.root, tag))
        return (place.element, place.component) in self._numbers[tag]

    def value(self, reference: Reference) -> Text[Scope]:
        """The element of the first occurrence that has it."""
        if reference not in self._values:
            self._values[reference] = self._value(reference)
        return self._values[reference]

    def _value(self, reference: Reference) -> Text[Scope]:
        element = element_of(reference.place, self._component)
        if self.is_number(reference):
            element = _with_point(element)
        *outer, step = reference.place.steps
        tells = step.teller(self._component)

        def first(scope: Scope) -> str | None:
            if not outer:
                return scope.loop.first(step, tells, element)
            for loop in scope.loop.loops(outer):
                if found := loop.first(step, tells, element):
                    return found
            return None

        around = _from(first, reference.absolute)
        if reference.absolute or outer:
            return around
        if not step.qualifiers and reference.place.component is None:
            return _of_own(step.tag, reference.place.element or 0, self.is_number(reference), around)
        tag = step.tag

        def value(scope: Scope, inquiry: Inquiry[Scope]) -> str | None:
            elements = scope.elements
            return element(elements) or None if elements[0] == tag and tells(elements) else around(scope, inquiry)

        return value

    def each(self, reference: Reference) -> Each[Scope]:
        """Everything that a reference means; of an element the places that have it."""
        steps = reference.place.steps
        element = element_of(reference.place, self._component) if reference.place.element is not None else None

        def found(scope: Scope) -> Sequence[Scope]:
            there = scope.loop.occurrences(steps)
            return there if element is None else [one for one in there if element(one.elements)]

        around = _from(found, reference.absolute)
        own = self._own(reference)
        if own is None:
            return around

        def each(scope: Scope, inquiry: Inquiry[Scope]) -> Sequence[Scope]:
            if own(scope.elements):
                return (scope,) if element is None or element(scope.elements) else ()
            return around(scope, inquiry)

        return each

    def _own(self, reference: Reference) -> Callable[[Sequence[str]], bool] | None:
        """Whether the segment of a scope is itself what a reference means; None where none can be."""
        *outer, step = reference.place.steps
        if reference.absolute or outer:
            return None
        tag, tells = step.tag, step.teller(self._component)
        return lambda elements: elements[0] == tag and tells(elements)


def _from(look: Callable[[Scope], FoundT], absolute: bool) -> Callable[[Scope, Inquiry[Scope]], FoundT]:
    """What is found in the set, or in the loop that a scope is or stands in."""
    if absolute:
        return lambda scope, inquiry: inquiry.seen(look, inquiry.message)

    def found(scope: Scope, inquiry: Inquiry[Scope]) -> FoundT:
        if scope.of_loop and scope is not inquiry.message:
            return look(scope)
        return inquiry.seen(look, scope.loop)

    return found


def _of_own(tag: str, number: int, is_number: bool, around: Text[Scope]) -> Text[Scope]:
    """The element of the scope's own segment where it is of that id: what conditions ask for most."""

    def value(scope: Scope, inquiry: Inquiry[Scope]) -> str | None:
        elements = scope.elements
        if elements[0] != tag:
            return around(scope, inquiry)
        found = elements[number] if number < len(elements) else ""
        return (found.replace(",", ".") if is_number else found) or None

    return value


def _with_point(element: Element) -> Element:
    return lambda elements: element(elements).replace(",", ".")


def _numbers(loop: Loop, tag: str) -> Iterator[tuple[int, int | None]]:
    """The elements and components of a segment that hold numbers."""
    for item in loop.items:
        if isinstance(item, Loop):
            yield from _numbers(item, tag)
        elif item.segment.id == tag:
            for number, use in enumerate(item.segment.uses, start=1):
                parts = enumerate(use.composite.uses, start=1) if use.composite is not None else ((None, use),)
                yield from ((number, n) for n, part in parts if part.element and _NUMBER(part.element.type))
