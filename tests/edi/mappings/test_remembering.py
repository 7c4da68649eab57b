"""A reading that is remembered gives the document and the leftovers of one that is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.documents import Party
from b2b.edi.engine.tree import build
from b2b.edi.load import load_release
from b2b.edi.x12.mappings import party, remembering
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import LoopCursor, opened
from b2b.edi.x12.mappings.remembering import Remembered, Together

RELEASE = load_release("004010")
SEGMENTS = (
    "N2*SECOND NAME", "N3*STREET 1*HOUSE", "N3*STREET 2", "N4*TOWN**12345*DE", "N4*TOWN*****SP", "REF*VX*DE1",
    "REF*IA*77", "REF*ZZ*1", "PER*IC*ANN*TE*1", "ZZZ*STRAY",
)  # fmt: skip

loops = st.tuples(
    st.sampled_from(["N1*ST*A*92*1", "N1*BY*A*92*1", "N1*SU"]), st.lists(st.sampled_from(SEGMENTS), max_size=5)
).map(lambda parts: [parts[0], *parts[1]])


CHOICES = (party.BUYER, party.SUPPLIER, party.SHIP_TO)


@settings(max_examples=100, deadline=None)
@given(st.lists(loops, min_size=1, max_size=4))
def test_remembered_is_as_read(parties: list[list[str]]) -> None:
    one = Remembered(party.read, "N1")
    together = Together(one, *CHOICES)
    fresh = [Together(Remembered(party.read, "N1"), *CHOICES) for _ in range(2)]
    body = [segment.split("*") for loop in parties for segment in loop]
    tree = build([["ST", "850", "0001"], ["BEG"], *body, ["SE"]], RELEASE.sets["850"])
    results = []
    ways = [plainly, lambda m: tuple(one(m, choice) for choice in CHOICES), *fresh, together, together]
    for way in [*ways, ways[1]]:
        message = opened(tree, Context(RELEASE))
        found = way(message)
        others = [(loop.trigger.elements, loop.trigger.left) for loop in message.loops("N1")]
        results.append((found, others, message.leftovers()))
    assert all(result == results[0] for result in results)


def plainly(message: LoopCursor) -> tuple[Party | None, ...]:
    found = [message.loop("N1", *choice) for choice in CHOICES]
    return tuple(None if loop is None else party.read(loop) for loop in found)


@pytest.mark.parametrize("qualifiers", [(), CHOICES])
def test_what_is_remembered_is_read_once_and_forgotten_when_it_is_too_much(
    qualifiers: tuple[tuple[str, ...], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reading(loop: LoopCursor) -> str:
        read.append(loop.trigger.text(2))
        return read[-1]

    def ask(name: str) -> None:
        segments = ["ST*850*1", "BEG", f"N1*ST*{name}*92*1", "N4*TOWN**12345*DE", "SE"]
        message = opened(build([segment.split("*") for segment in segments], RELEASE.sets["850"]), Context(RELEASE))
        assert (together(message)[-1] if qualifiers else one(message, party.SHIP_TO)) == name

    one = Remembered(reading, "N1")
    together = Together(one, *qualifiers)
    for name in ("A", "B", "A", "B"):
        ask(name)
    assert read == ["A", "B"]
    monkeypatch.setattr(remembering, "_KEPT", 5_000)
    for name in ("C" * 3_000, "A", "C" * 3_000, "D" * 10_000, "D" * 10_000):
        ask(name)
    assert [name[0] for name in read[2:]] == ["C", "A", "C", "D", "D"]
