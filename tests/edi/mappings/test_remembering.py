"""A reading that is remembered gives the document and the leftovers of one that is not."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.engine.tree import build
from b2b.edi.load import load_release
from b2b.edi.x12.mappings import party
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import opened

RELEASE = load_release("004010")
SEGMENTS = (
    "N2*SECOND NAME", "N3*STREET 1*HOUSE", "N3*STREET 2", "N4*TOWN**12345*DE", "N4*TOWN*****SP", "REF*VX*DE1",
    "REF*IA*77", "REF*ZZ*1", "PER*IC*ANN*TE*1", "ZZZ*STRAY",
)  # fmt: skip

loops = st.tuples(
    st.sampled_from(["N1*ST*A*92*1", "N1*BY*A*92*1", "N1*SU"]), st.lists(st.sampled_from(SEGMENTS), max_size=5)
).map(lambda parts: [parts[0], *parts[1]])


@settings(max_examples=60, deadline=None)
@given(st.lists(loops, min_size=1, max_size=4), st.booleans())
def test_remembered_is_as_read(parties: list[list[str]], by_qualifier: bool) -> None:
    plain = getattr(party.read, "__wrapped__", None)
    assert plain is not None
    body = [segment.split("*") for loop in parties for segment in loop]
    tree = build([["ST", "850", "0001"], ["BEG"], *body, ["SE"]], RELEASE.sets["850"])
    results = []
    for read in (plain, party.read, party.read):
        message = opened(tree, Context(RELEASE))
        loops = message.loops("N1")
        for loop in loops:
            if by_qualifier:
                loop.trigger.take(1)
        found = [(read(loop), [s.id for id in ("REF", "N3") for s in loop.all(id)]) for loop in loops]
        results.append((found, message.leftovers()))
    assert results[0] == results[1] == results[2]
