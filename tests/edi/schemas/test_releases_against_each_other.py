"""What can be said of the releases without a structure at hand: they agree with their neighbours but for what is named.

X12 grows: an element gets longer, a segment gets elements at its end, a set gets rows. Where a release differs from the
next one in another way, it is named here. The shapes of `shapes.toml` are those that were held against a public grammar
of each release (docs/decisions/0020): a change of a shape, also by way of its base, is one to check again.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from b2b.edi.load import available_releases, load_release
from b2b.edi.schema import ElementUse, Loop, Row
from tests.edi.schemas.common_form import used_tags

NEIGHBOURS = tuple(pairwise(available_releases()))
SHAPES = tomllib.loads((Path(__file__).parent / "shapes.toml").read_text(encoding="utf-8"))

# Elements that a later release made shorter or of another type: drawing sheet sizes, loops.
CHANGED_ELEMENTS = {("004010", "789"), ("004030", "447")}

# Segments of a release that the next one changed otherwise than at their end.
CHANGED_SEGMENTS = {
    "003060": {
        "B2": "its patterns, bill and capacity codes went away",
        "B10": "the carrier's reference was an invoice number",
        "CSH": "the action was one of its own, 564",
        "DTM": "the century stood before the period",
        "G62": "the century stood at its end",
        "IT8": "the action was one of its own, 564",
        "SDQ": "the unit was a composite in this release alone",
        "V9": "a time became a quantity",
    },
    "004010": {
        "DMG": "a code became a composite",
        "ISA": "ISA11 became the repetition separator",
        "OID": "a unit became a form of packaging",
    },
    "004030": {"TED": "positions became composites"},
    "005010": {
        **dict.fromkeys(("G68", "G76", "PO1", "SN1", "W01", "W07", "W12", "W14", "W76"), "every quantity became 380"),
        "G17": "the case code became a number",
        "POC": "the quantity left to receive became six quantities",
    },
}


@pytest.mark.parametrize(("earlier", "later"), NEIGHBOURS)
def test_elements_only_get_longer(earlier: str, later: str) -> None:
    before, after = load_release(earlier).elements, load_release(later).elements
    for number in before.keys() & after.keys():
        grown = before[number].max <= after[number].max and before[number].type == after[number].type
        assert grown != ((earlier, number) in CHANGED_ELEMENTS), number


@pytest.mark.parametrize(("earlier", "later"), NEIGHBOURS)
def test_segments_only_get_elements_at_their_end(earlier: str, later: str) -> None:
    before, after = load_release(earlier), load_release(later)
    for tag in sorted(used_tags(before) & used_tags(after)):
        mine, next_one = (list(map(number, release.segments[tag].uses)) for release in (before, after))
        assert (next_one[: len(mine)] == mine) != (tag in CHANGED_SEGMENTS.get(earlier, {})), tag


def test_sets_of_006020_have_all_rows_of_005010() -> None:
    before, after = load_release("005010"), load_release("006020")
    for name in before.sets:
        assert not Counter(places(before.sets[name].root)) - Counter(places(after.sets[name].root)), name


def test_a_row_of_004030_is_one_of_004010_or_005010() -> None:
    earlier, middle, later = (load_release(name) for name in ("004010", "004030", "005010"))
    for name in middle.sets:
        first, mine, last = (Counter(places(release.sets[name].root)) for release in (earlier, middle, later))
        assert not mine - (first | last), name
        assert not (first & last) - mine, name


@pytest.mark.parametrize("release", SHAPES)
def test_the_shape_is_the_one_that_was_checked(release: str) -> None:
    sets = load_release(release).sets
    assert {name: shape(sets[name].root) for name in SHAPES[release]} == SHAPES[release]
    assert release == "005010" or set(SHAPES[release]) == set(sets)


def number(use: ElementUse) -> str:
    return use.element.number if use.element is not None else use.composite.id if use.composite is not None else ""


def places(loop: Loop) -> Iterator[tuple[str, str]]:
    """Each row's loop and segment."""
    for item in loop.items:
        if isinstance(item, Row):
            yield loop.path, item.segment.id
        else:
            yield from places(item)


def shape(loop: Loop) -> str:
    """A short digest of rows and loops with usage and maxima; positions are left out, as they decide nothing."""

    def lines(loop: Loop) -> Iterator[str]:
        yield f"{loop.path} {loop.usage} {loop.repeat}"
        for item in loop.items:
            if isinstance(item, Row):
                yield f"{loop.path} {item.segment.id} {item.usage} {item.max}"
            else:
                yield from lines(item)

    return hashlib.sha256("\n".join(lines(loop)).encode()).hexdigest()[:12]
