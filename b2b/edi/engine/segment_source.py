"""Writes, as Python source, the check of one form of a segment: true where something is to be looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from b2b.edi.engine.values import NUMBER, is_date, is_time, wrong
from b2b.edi.schema import Composite, Element, ElementUse, Note, Segment


@dataclass(frozen=True, slots=True)
class Form:
    """What a check may assume of the text.

    `plain`: it is ASCII, and neither separator stands in it, so that no element needs to be searched for them.
    """

    plain: bool
    component: str = ""
    repetition: str = ""


PLAIN = Form(plain=True)

BINARY = "B"  # the type of elements in which separators are data


class SegmentSource:
    """The checks of one segment in one release; the names its sources refer to are kept in `names`."""

    def __init__(self, segment: Segment, release: str, form: Form) -> None:
        self._segment = segment
        self._release = release
        self._form = form
        self._names: dict[str, Any] = {"is_date": is_date, "is_time": is_time, "wrong": wrong, "number": NUMBER}

    def function(self, length: int) -> Callable[[Sequence[str]], object]:
        """The check of segments with `length` parts, the id included."""
        name = f"{self._segment.id}_{length}"
        return self._define(name, f"def {name}(segment):\n    {self.body(length)}\n")

    def body(self, length: int) -> str:
        """Its source: `_, e1, e2 = segment` and one boolean expression."""
        uses = self._segment.uses
        given = length - 1
        if not given or any(use.usage == "M" for use in uses[given:]):
            return "return True"
        tests = [
            test
            for number in range(1, given + 1)
            for test in self._use(uses[number - 1], f"e{number}", number == given)
        ]
        present = [_present(use, f"e{n}", n, given) for n, use in enumerate(uses, start=1)]
        tests += [test for note in self._segment.notes if (test := note_test(note, present))]
        if "True" in tests:
            return "return True"
        names = ", ".join(["_", *(f"e{n}" for n in range(1, given + 1))])
        return f"{names} = segment\n    return {_any(tests)}"

    def _use(self, use: ElementUse, value: str, last: bool) -> list[str]:
        """What is wrong with the element at one position; the last one must not be empty: X12.6 sends no trailing
        separator.
        """
        required = use.usage == "M" or last
        test = self._one(use, value, required)
        binary = use.element is not None and use.element.type == BINARY
        if self._form.plain or not self._form.repetition or use.repeat == 1 or binary:
            return test
        name = self._define_repetition(use)
        return [f"{name}({value})"] if required else [f"{value} and {name}({value})"]

    def _one(self, use: ElementUse, value: str, required: bool) -> list[str]:
        if use.composite is not None:
            return self._composite(use.composite, value, required)
        assert use.element is not None
        return [self._simple(use.element, value, required)]

    def _simple(self, element: Element, value: str, required: bool) -> str:
        low, high, length = element.min, element.max, f"len({value})"
        exact = f"wrong({element.type!r}, {low}, {high}, {value}, {self._release!r})"
        sized = f"{low} <= {length} <= {high}"
        if element.codes is not None:
            name = f"codes_{element.number}" + ("" if required else "_or_none")
            self._names[name] = frozenset(element.codes) | (frozenset() if required else {""})
            return f"{value} not in {name}"
        if element.type == "DT":
            test = f"not ({sized} and is_date({value}))"
        elif element.type == "TM":
            test = f"not ({sized} and is_time({value}))"
        elif element.type == "R":
            # A value such as 12.50 has at least one digit; whether it has `low` only matters where low is more than
            # one.
            point = f" or {value}.replace('.', '', 1).isdigit()" if low <= 1 else ""
            test = f"not (({value}.isdigit(){point}){self._ascii(value)} and {sized}) and {exact}"
        elif element.type == "N":
            # Marks and signs do not count: only where any length above nothing will do is the whole one enough.
            marked = f" or number({value})" if low <= 1 else ""
            test = f"not (({value}.isdigit(){self._ascii(value)}{marked}) and {sized}) and {exact}"
        elif element.type == "A":
            test = f"not ({value}.isalpha() and {sized}) and {exact}"
        elif element.type.startswith("N"):
            test = f"not ({value}.isdigit(){self._ascii(value)} and {sized}) and {exact}"
        else:
            inside = self._separators() if element.type != BINARY else []
            separators = "".join(f" and {name} not in {value}" for name in inside)
            plain_id = self._ascii(value) if element.type == "ID" else ""
            if not required and low <= 1 and not separators and not plain_id:
                return f"{length} > {high}"
            test = f"not ({max(low, 1)} <= {length} <= {high}{plain_id}{separators})"
            return test if required else f"{value} and {test}"
        return f"(not {value} or {test})" if required else f"{value} and {test}"

    def _ascii(self, value: str) -> str:
        return "" if self._form.plain else f" and {value}.isascii()"

    def _separators(self) -> list[str]:
        if self._form.plain:
            return []
        self._names["COMPONENT"], self._names["REPETITION"] = self._form.component, self._form.repetition
        return [n for n in ("COMPONENT", "REPETITION") if self._names[n]]

    def _composite(self, composite: Composite, value: str, required: bool) -> list[str]:
        name = f"composite_{composite.id}"
        if name not in self._names:
            self._define(name, self._composite_source(name, composite))
        return [f"(not {value} or {name}({value}))"] if required else [f"{value} and {name}({value})"]

    def _composite_source(self, name: str, composite: Composite) -> str:
        """Takes one occurrence apart; missing components at its end count as empty ones."""
        parts = [f"c{n}" for n in range(1, len(composite.uses) + 1)]
        tests = [
            t for use, part in zip(composite.uses, parts, strict=True) for t in self._one(use, part, use.usage == "M")
        ]
        tests += [test for note in composite.notes if (test := note_test(note, parts))]
        split = "[value]"
        if not self._form.plain and self._form.component:
            self._separators()
            split = "value.split(COMPONENT)"
        return (
            f"def {name}(value):\n    parts = {split}\n"
            f"    if len(parts) > {len(parts)} or not parts[-1]:\n        return True\n"
            f"    {', '.join(parts)}, = parts + [''] * ({len(parts)} - len(parts))\n    return {_any(tests)}\n"
        )

    def _define_repetition(self, use: ElementUse) -> str:
        key = use.composite.id if use.composite is not None else use.element.number if use.element is not None else ""
        name = f"repeated_{key}_{use.repeat}"
        if name not in self._names:
            self._separators()
            test = _any(self._one(use, "value", True))
            self._define(f"each_{name}", f"def each_{name}(value):\n    return {test}\n")
            limit = f"len(values) > {use.repeat} or " if use.repeat else ""
            body = f"    values = value.split(REPETITION)\n    return {limit}any(map(each_{name}, values))\n"
            self._define(name, f"def {name}(value):\n{body}")
        return name

    def _define(self, name: str, source: str) -> Callable[[Sequence[str]], object]:
        # The source holds names and numbers of our own schema files only, never a byte of a message.
        exec(compile(source, f"<{self._release} {name}>", "exec"), self._names)  # noqa: S102
        function: Callable[[Sequence[str]], object] = self._names[name]
        return function


def note_test(note: Note, present: Sequence[str]) -> str:
    """The expression that is true where a syntax note is broken, "" where it cannot be.

    `present` has an expression for each position: a name that is true where the element is there, `True` or `False`.
    """
    terms = [present[p - 1] if p <= len(present) else "False" for p in note.positions]
    there, absent = terms.count("True"), terms.count("False")
    open = [t for t in terms if t not in ("True", "False")]
    if note.kind == "R":
        return "" if there else f"not ({' or '.join(open)})" if open else "True"
    if note.kind == "E":
        return _more_than_one(there, open)
    if note.kind == "P":
        if there and absent:
            return "True"
        if there:
            return f"not ({' and '.join(open)})" if open else ""
        any_of = " or ".join(open)
        return any_of if absent or not open else f"({any_of}) and not ({' and '.join(open)})"
    first, rest = terms[0], terms[1:]
    if first == "False":
        return ""
    joint, enough, hopeless = (" and ", "True", "False") if note.kind == "C" else (" or ", "True", "False")
    if note.kind == "C":
        if hopeless in rest:
            return first
        rest = [t for t in rest if t != enough]
        satisfied = not rest
    else:
        satisfied = enough in rest
        rest = [t for t in rest if t != hopeless]
        if not rest:
            return first
    if satisfied:
        return ""
    broken = f"not ({joint.join(rest)})"
    return broken if first == "True" else f"{first} and {broken}"


def _more_than_one(there: int, open: Sequence[str]) -> str:
    if there > 1:
        return "True"
    if there == 1:
        return " or ".join(open)
    return f"sum(map(bool, ({', '.join(open)},))) > 1" if len(open) > 1 else ""


def _present(use: ElementUse, value: str, number: int, given: int) -> str:
    """What a note knows of a position before it runs: behind the last element nothing is there, and the last one is."""
    if number > given:
        return "False"
    return "True" if number == given or use.usage == "M" else value


def _any(tests: Sequence[str]) -> str:
    return " or ".join(f"({t})" if " and " in t or " or " in t else t for t in tests) or "False"
