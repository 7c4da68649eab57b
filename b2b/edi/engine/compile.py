"""A transaction set schema, compiled: answers very fast whether a set is without any fault.

Two things are generated from a `SetSchema`:

- the order of the segments becomes one regular expression over one character a segment. Its quantifiers are possessive,
  because X12 places each segment greedily and never takes that back; so matching is linear.
- each form of a segment that occurs (its id and number of elements) becomes one Python function, a single boolean
  expression that is true where something is to be looked at. Absent elements are known from the form, so that most
  syntax notes are decided when the function is written, not when it runs.

What is wrong, and where, is the business of `walk` and `elements`, which read the same schema; a test holds the two
to the same verdicts (docs/decisions/0003-compiled-validator.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import itemgetter

from b2b.edi.engine.segment_source import Form, SegmentSource
from b2b.edi.schema import Loop, Row, Segment, SetSchema

_FIRST_CHARACTER = 0x100  # one letter a segment id, outside everything that means something in a pattern

Check = Callable[[Sequence[str]], object]

# Separators come from files, and so do shapes: no more than this many variants are kept of either.
_MOST = 256
# Sets of more segments hardly ever have the same shape twice.
_USUAL_SEGMENTS = 500

_first = itemgetter(0)


class CompiledSet:
    """One schema with one pair of separators; `form` tells what may be assumed of the text (see
    `segment_source.Form`).
    """

    def __init__(self, schema: SetSchema, form: Form) -> None:
        self.schema = schema
        segments = segments_of(schema.root)
        self._letters = {id: chr(_FIRST_CHARACTER + n) for n, id in enumerate(segments)}
        self._in_order = re.compile(_pattern(schema.root, self._letters)).fullmatch
        self._known: set[str] = set()
        self._checks = {id: _Forms(segment, schema.release, form).functions for id, segment in segments.items()}

    def faultless(self, segments: Sequence[Sequence[str]]) -> str | None:
        """The shape of the set (one letter a segment) where no segment and no element has a fault, else None."""
        checks = self._checks
        try:
            shape = "".join(map(self._letters.__getitem__, map(_first, segments)))
            if shape not in self._known and not self._is_in_order(shape):
                return None
            for segment in segments:
                if checks[segment[0]][len(segment)](segment):
                    return None
        except (KeyError, IndexError):
            return None
        return shape

    def _is_in_order(self, shape: str) -> bool:
        """Whether segments may come in this order; partners send the same few shapes again and again."""
        in_order = self._in_order(shape) is not None
        if in_order and len(shape) <= _USUAL_SEGMENTS:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known.add(shape)
        return in_order

    def clean(self, segment: Sequence[str]) -> bool:
        """True where no element of this segment has a fault, given that the set is laid out well."""
        try:
            return not self._checks[segment[0]][len(segment)](segment)
        except (KeyError, IndexError):
            return False

    def letter(self, segment: str) -> str:
        """What stands for that segment in a shape, "" where the set does not have it."""
        return self._letters.get(segment, "")


_compiled: dict[tuple[str, str, str, Form], CompiledSet] = {}


def compile_set(schema: SetSchema, form: Form) -> CompiledSet:
    """The compiled schema, made once for each schema hash and form."""
    key = (schema.release, schema.id, schema.hash, form)
    known = _compiled.get(key)
    if known is None:
        if len(_compiled) >= _MOST:
            _compiled.clear()
        known = _compiled[key] = CompiledSet(schema, form)
    return known


def segments_of(loop: Loop) -> dict[str, Segment]:
    """The segments of a loop and of all in it, by id, in order of first appearance."""
    found: dict[str, Segment] = {}
    for item in loop.items:
        if isinstance(item, Row):
            found.setdefault(item.segment.id, item.segment)
        else:
            for id, segment in segments_of(item).items():
                found.setdefault(id, segment)
    return found


def _pattern(loop: Loop, letters: dict[str, str]) -> str:
    """The order of a loop's segments; the row that begins a loop stands for exactly one segment."""
    parts: list[str] = []
    for number, item in enumerate(loop.items):
        if isinstance(item, Loop):
            parts.append(f"(?:{_pattern(item, letters)}){_times(item.usage, item.repeat)}")
        elif number == 0 and loop.path:
            parts.append(letters[item.segment.id])
        else:
            parts.append(letters[item.segment.id] + _times(item.usage, item.max))
    return "".join(parts)


def _times(usage: str, most: int) -> str:
    return f"{{{1 if usage == 'M' else 0},{most or ''}}}+"


class _Forms:
    """The check of each form of one segment, written and compiled when the first segment of that form comes."""

    def __init__(self, segment: Segment, release: str, form: Form) -> None:
        self._source = SegmentSource(segment, release, form)
        self.functions: list[Check] = [self._pending(n) for n in range(len(segment.uses) + 2)]

    def _pending(self, length: int) -> Check:
        def first(elements: Sequence[str]) -> object:
            check = self.functions[length] = self._source.function(length)
            return check(elements)

        return first
