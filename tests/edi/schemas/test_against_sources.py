"""Every position of every shipped set, segment, element and code list against third-party definitions.

Where we differ from a source on purpose, the difference belongs to one of the classes below, each with its reason; a
difference in no class fails, and so does a class that nothing belongs to any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pytest

from b2b.edi.load import load_release
from b2b.edi.schema import Release
from tests.edi.schemas import common_form as form
from tests.shared_data import shared_data

ABSENT = "absent"
Difference = tuple[str, str, Any, Any]


def differences(ours: Iterable[form.Fact], theirs: Iterable[form.Fact]) -> list[Difference]:
    """(place, property, our value, their value) wherever the two differ or one says nothing."""
    left = {(place, key): value for place, key, value in ours}
    right = {(place, key): value for place, key, value in theirs}
    assert left
    assert right
    pairs = [
        (*at, left.get(at, ABSENT), right.get(at, ABSENT)) for at in [*left, *(at for at in right if at not in left)]
    ]
    return [pair for pair in pairs if pair[2] != pair[3]]


def _is_envelope_of_set(place: str, key: str, ours: Any, theirs: Any) -> bool:
    """The source lists what stands between ST and SE."""
    return theirs == ABSENT and place.split(" ")[1:] in (["ST"], ["SE"])


def _is_mandatory_in_optional_loop(place: str, key: str, ours: Any, theirs: Any) -> bool:
    """The source marks every segment of an optional loop O; in the standard FA2, LQ, MSG (810), AK5 are M once it is there."""
    return key == "usage" and (ours, theirs) == ("M", "O") and place.split(" ")[-1] in ("FA2", "LQ", "MSG", "AK5")


# The loops between LS and LE: the loop that holds them, and what stands in them.
_BOUNDED = {"850 PO1": "LDT", "860 POC": "LDT", "846 LIN/QTY": "REF"}


def _is_flattened_bounded_loop(place: str, key: str, ours: Any, theirs: Any) -> bool:
    """LS and LE bound a loop: they stand or fall together, so that we make them a loop of their own."""
    return any(
        place.startswith((f"{outer}/LS", f"{outer}/{inner}")) or place in (f"{outer} LS", f"{outer} LE")
        for outer, inner in _BOUNDED.items()
    )


def _is_flattened_single_segment_loop(place: str, key: str, ours: Any, theirs: Any) -> bool:
    """DED of 820 is a loop of one segment; as a repeated segment it means the same."""
    return place in ("820 DED", "820 DED loop", "820 DED DED")


def _is_order_of_the_above(place: str, key: str, ours: Any, theirs: Any) -> bool:
    """The order is the same once the rows of the classes above are left out."""
    if key != "order":
        return False
    explained = (_is_envelope_of_set, _is_flattened_bounded_loop, _is_flattened_single_segment_loop)

    def rest(places: tuple[str, ...]) -> list[str]:
        return [at for at in places if not any(test(at, "usage", ABSENT, ABSENT) for test in explained)]

    return rest(ours) == rest(theirs)


def _is_alias_in_group_header(place: str, key: str, ours: Any, theirs: Any) -> bool:
    """GS02, GS03 and GS05 are the elements 142, 124 and 337; the source numbers them G142, G124 and 9830."""
    return place == "GS" and theirs == ("479", "G142", "G124", "373", "9830", "28", "455", "480")


def _is_ta1(place: str, key: str, ours: Any, theirs: Any) -> bool:
    """The source has no TA1, so neither its segment nor I17 and I18."""
    return theirs == ABSENT and place.startswith(("TA1", "I17", "I18"))


def _is_note_that_counts_components(place: str, key: str, ours: Any, theirs: Any) -> bool:
    """The source counts every component of a composite as a position of the segment."""
    if key != "syntax" or place in ("REF", "N9", "RDM", "C040"):
        return False
    segment = load_release("004010").segments[place]
    return tuple(form.counting_components(segment, note) for note in ours) == theirs


def _is_note_inside_composite(place: str, key: str, ours: Any, theirs: Any) -> bool:
    """The notes of C040 stand in the segments that use it."""
    if place == "C040":
        return ours == ("P0304", "P0506")
    return key == "syntax" and place in ("REF", "N9", "RDM") and set(ours) < set(theirs)


def _is_type_of_code_without_list(place: str, key: str, ours: Any, theirs: Any) -> bool:
    """ID in the standard, AN in the source, where the source has no list of its codes."""
    return key == "type" and (ours, theirs) == ("ID", "AN")


def _is_type_with_length(place: str, key: str, ours: Any, theirs: Any) -> bool:
    """R has no number after it; the source writes the greatest length there."""
    return key == "type" and ours == "R" and theirs == f"R{load_release('004010').elements[place].max}"


def _is_wrong_length_in_source(place: str, key: str, ours: Any, theirs: Any) -> bool:
    """739, 740, 741 reach 20 and 1551 reaches 4096 characters; the other source says so too."""
    return key == "max" and (place, ours) in (("739", 20), ("740", 20), ("741", 20), ("1551", 4096))


def _is_list_missing_in_source(place: str, key: str, ours: Any, theirs: Any) -> bool:
    """The source leaves out the longest lists."""
    return key == "codes" and place in ("98", "128", "1300") and not theirs


def _is_list_of_interchange(place: str, key: str, ours: Any, theirs: Any) -> bool:
    """The ISA is older and younger than the release inside it: its lists are those of all interchange versions."""
    return key == "codes" and place in ("I01", "I05", "I11", "I13") and ours > theirs


def _is_open_standards_identifier(place: str, key: str, ours: Any, theirs: Any) -> bool:
    """ISA11 should be U before version 00402; senders write other characters there, and nothing depends on it."""
    return key == "codes" and place == "I10" and not ours


CLASSES: tuple[Callable[[str, str, Any, Any], bool], ...] = (
    _is_envelope_of_set,
    _is_mandatory_in_optional_loop,
    _is_flattened_bounded_loop,
    _is_flattened_single_segment_loop,
    _is_order_of_the_above,
    _is_alias_in_group_header,
    _is_ta1,
    _is_note_that_counts_components,
    _is_note_inside_composite,
    _is_type_of_code_without_list,
    _is_type_with_length,
    _is_wrong_length_in_source,
    _is_list_missing_in_source,
    _is_list_of_interchange,
    _is_open_standards_identifier,
)


@cache
def ediengine_differences() -> tuple[Difference, ...]:
    release, source = load_release("004010"), shared_data("x12-definitions", "x12_004010_ediengine.json")
    names, tags = tuple(release.sets), form.used_tags(release)
    return (
        *differences(form.our_sets(release, names), form.ediengine_sets(source, names)),
        *differences(form.our_segments(release, tags), form.ediengine_segments(source, tags)),
        *differences(form.our_composites(release), form.ediengine_composites(source, set(release.composites))),
        *differences(form.our_elements(release), form.ediengine_elements(source, set(release.elements))),
    )


def test_004010_differs_from_ediengine_only_in_the_named_classes() -> None:
    unexplained = [found for found in ediengine_differences() if not any(test(*found) for test in CLASSES)]
    assert unexplained == []


@pytest.mark.parametrize("test", CLASSES, ids=lambda test: test.__name__.removeprefix("_is_"))
def test_every_class_is_needed(test: Callable[[str, str, Any, Any], bool]) -> None:
    assert any(test(*found) for found in ediengine_differences())


@pytest.mark.parametrize("name", ["004010", "005010"])
def test_sets_agree_with_bots(name: str) -> None:
    """Order, usage, maximum and loop repeats of every row."""
    release, source = load_release(name), shared_data("x12-definitions", f"x12_{name}_bots.json")
    names = tuple(release.sets)
    assert differences(form.our_sets(release, names), form.bots_sets(source, names)) == []


@pytest.mark.parametrize("name", ["004010", "005010"])
def test_segments_agree_with_bots(name: str) -> None:
    """Usage, lengths and kind of value of every element and component."""
    release, source = load_release(name), shared_data("x12-definitions", f"x12_{name}_bots.json")
    tags = form.used_tags(release)
    assert differences(form.our_positions(release, tags), form.bots_positions(source, tags)) == []


def test_005010_takes_every_code_that_a_later_dictionary_lists() -> None:
    """Leaving out a code would turn a partner's valid file away; a code too many does less harm."""
    source = form.oopfactory_codes(shared_data("x12-definitions", "x12_005010_oopfactory.json"))
    release = load_release("005010")
    closed = {number: element.codes for number, element in release.elements.items() if element.codes is not None}
    missing = {n: source[n] - set(codes) for n, codes in closed.items() if n in source and source[n] - set(codes)}
    assert missing == {}
    assert len(closed.keys() & source.keys()) > 150


def test_lists_of_other_bodies_are_open() -> None:
    """Countries, currencies, states, carriers, languages, packaging: not X12's to check."""
    for release in (load_release("004010"), load_release("005010")):
        assert all(
            release.elements[number].codes is None for number in ("26", "100", "156", "116", "140", "819", "103")
        )


def test_the_sources_have_what_is_compared() -> None:
    """No source may lose a set, or a comparison would pass by comparing nothing."""
    release = load_release("004010")
    for read, file in ((form.ediengine_sets, "ediengine"), (form.bots_sets, "bots")):
        found = {place for place, key, _ in read(_source(file), tuple(release.sets)) if key == "order"}
        assert found == set(release.sets)
    _holds_all_tags(release)


def _source(kind: str) -> Any:
    return shared_data("x12-definitions", f"x12_004010_{kind}.json")


def _holds_all_tags(release: Release) -> None:
    tags = form.used_tags(release)
    assert {
        place for place, key, _ in form.ediengine_segments(_source("ediengine"), tags) if key == "elements"
    } == tags - {"TA1"}
