"""Which elements of a segment or composite are given, so that every syntax note of X12.6 holds."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from b2b.edi.engine.elements import broken
from b2b.edi.schema import ElementUse, Note

Positions = frozenset[int]


def chosen(
    uses: Sequence[ElementUse], notes: Sequence[Note], wanted: Iterable[int], chance: random.Random
) -> Positions:
    """The positions (from 1) to give: the mandatory ones, as many as possible of the wanted ones, and what the notes
    then ask for. At least one position is given.

    Errors: ValueError where the notes cannot hold at all, which is a mistake in the schema.
    """
    mandatory = frozenset(n for n, use in enumerate(uses, start=1) if use.usage == "M")
    given = _completed(mandatory, len(uses), notes, chance)
    if given is None:
        raise ValueError(f"no choice of elements satisfies the notes {', '.join(map(str, notes))}")
    for position in wanted:
        if position not in given:
            given = _completed(given | {position}, len(uses), notes, chance) or given
    for position in range(1, len(uses) + 1):
        if given:
            break
        given = _completed(frozenset({position}), len(uses), notes, chance) or given
    return given


def _completed(given: Positions, size: int, notes: Sequence[Note], chance: random.Random) -> Positions | None:
    """The positions and those that the notes require of them, None where a note forbids it."""
    present = [n in given for n in range(1, size + 1)]
    note = next((note for note in notes if broken(note, present)), None)
    if note is None:
        return given
    if note.kind == "E":
        return None
    if note.kind in "PC":
        return _completed(given.union(note.positions), size, notes, chance)
    options = [p for p in note.positions if p not in given]
    # The first is what people mostly send; the others serve where a note forbids it, and now and then.
    if chance.random() < 0.2:
        chance.shuffle(options)
    return next((c for p in options if (c := _completed(given | {p}, size, notes, chance)) is not None), None)
