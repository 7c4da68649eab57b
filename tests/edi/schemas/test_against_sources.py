"""Every position of every shipped set, segment, element and code list against third-party definitions.

Where we differ from a source on purpose, the difference belongs to one of the classes of `differences`, each with its
reason; a difference in no class fails, and so does a class that nothing belongs to any more. What a source does not
have is listed in `evidence.toml` with what else it rests on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

from b2b.edi.load import available_releases, load_release
from b2b.edi.schema import Release
from tests.edi.schemas import common_form as form
from tests.edi.schemas.differences import CLASSES, Difference, differences, is_left_out_by_source, unexplained
from tests.shared_data import shared_data

EVIDENCE = Path(__file__).parent / "evidence.toml"


@cache
def found(source: str, release: str) -> tuple[Difference, ...]:
    """Every difference between a shipped release and a source of it."""
    file, ours = _file(source, release), load_release(release)
    if source == "oopfactory":
        tags = form.used_tags(ours)
        named = (form.our_named_positions(ours, tags), form.oopfactory_positions(file, tags))
        return differences(source, release, *named)
    read_sets = {"ediengine": form.ediengine_sets, "bots": form.bots_sets}[source]
    names = tuple(sorted(set(ours.sets) & form.set_names(file)))
    sets = (form.our_sets(ours, names), read_sets(file, names))
    pairs = [sets, *(_ediengine_pairs if source == "ediengine" else _bots_pairs)(file, ours)]
    return tuple(difference for mine, theirs in pairs for difference in differences(source, release, mine, theirs))


Pair = tuple[Iterable[form.Fact], Iterable[form.Fact]]


def _ediengine_pairs(file: Path, ours: Release) -> list[Pair]:
    """Element numbers, usage, syntax notes, types, lengths, codes."""
    tags = form.used_tags(ours)
    return [
        (form.our_segments(ours, tags), form.ediengine_segments(file, tags)),
        (form.our_composites(ours), form.ediengine_composites(file, set(ours.composites))),
        (form.our_elements(ours), form.ediengine_elements(file, set(ours.elements))),
    ]


def _bots_pairs(file: Path, ours: Release) -> list[Pair]:
    """Usage, lengths and kind of value of every element and component."""
    tags = form.used_tags(ours)
    return [(form.our_positions(ours, tags), form.bots_positions(file, tags))]


def _file(source: str, release: str) -> Path:
    # The later dictionary calls itself 005010.
    name = "x12_005010_oopfactory" if source == "oopfactory" else f"x12_{release}_{source}"
    return shared_data("x12-definitions", f"{name}.json")


COMPARED = (
    ("ediengine", "004010"),
    ("bots", "004010"),
    ("bots", "005010"),
    ("oopfactory", "005010"),
    ("oopfactory", "006020"),
)


@pytest.mark.parametrize(("source", "release"), COMPARED)
def test_a_release_differs_from_a_source_only_in_the_named_classes(source: str, release: str) -> None:
    assert unexplained(found(source, release)) == []


@pytest.mark.parametrize("test", CLASSES, ids=lambda test: test.__name__.removeprefix("is_"))
def test_every_class_is_needed(test: Callable[[Difference], bool]) -> None:
    assert any(test(difference) for compared in COMPARED for difference in found(*compared))


def test_the_classes_are_few_and_have_their_reasons() -> None:
    assert len(CLASSES) <= 15
    assert all(test.__doc__ for test in CLASSES)


def test_what_a_source_does_not_have_is_listed_with_other_evidence() -> None:
    """Sets, segments and lists of 004010 that one source or both leave out: no more and no fewer than are listed."""
    ours = load_release("004010")
    ediengine, bots = _file("ediengine", "004010"), _file("bots", "004010")
    missing = {f"set {name}" for file in (ediengine, bots) for name in set(ours.sets) - form.set_names(file)}
    tags = form.used_tags(ours)
    missing |= {f"segment {tag}" for file in (ediengine, bots) for tag in tags - form.segment_names(file)}
    lists = {place: value for place, key, value in form.ediengine_elements(ediengine, set(ours.elements)) if value}
    theirs = {number for number, value in lists.items() if isinstance(value, frozenset)}
    closed = {number for number, element in ours.elements.items() if element.codes is not None}
    missing |= {f"codes of {number}" for number in closed - theirs}
    left_out = {it.place for it in found("ediengine", "004010") if is_left_out_by_source(it)}
    missing |= {f"loop {place.removesuffix(' loop')}" for place in left_out if place.endswith(" loop")}
    evidence = tomllib.loads(EVIDENCE.read_text())["004010"]
    listed = [place for entry in evidence for place in entry["places"]]
    assert sorted(listed) == sorted(missing)
    assert all(entry["evidence"] for entry in evidence)


@pytest.mark.parametrize("release", [name for name in available_releases() if name != "004010"])
def test_what_has_no_source_in_another_release_is_listed_with_other_evidence(release: str) -> None:
    """Sets without a definition of their structure, segments without one of their elements."""
    ours, sources = load_release(release), [source for source, of in COMPARED if of == release]
    missing = {"every set"} if "bots" not in sources else set()
    if "bots" in sources:
        missing = {f"set {name}" for name in set(ours.sets) - form.set_names(_file("bots", release))}
    if not sources:
        missing.add("every segment")
    else:
        known = set.union(*(form.segment_names(_file(source, release)) for source in sources))
        missing |= {f"segment {tag}" for tag in form.used_tags(ours) - known}
    entries = tomllib.loads(EVIDENCE.read_text())[release]
    assert sorted(place for entry in entries for place in entry["places"]) == sorted(missing)
    assert all(entry["evidence"] for entry in entries)


def test_005010_takes_every_code_that_a_later_dictionary_lists() -> None:
    """Leaving out a code would turn a partner's valid file away; a code too many does less harm."""
    source = form.oopfactory_codes(shared_data("x12-definitions", "x12_005010_oopfactory.json"))
    release = load_release("005010")
    closed = {number: element.codes for number, element in release.elements.items() if element.codes is not None}
    missing = {n: source[n] - set(codes) for n, codes in closed.items() if n in source and source[n] - set(codes)}
    assert missing == {}
    assert len(closed.keys() & source.keys()) > 150


@pytest.mark.parametrize("name", available_releases())
def test_sets_bear_the_names_and_groups_that_a_later_dictionary_gives_them(name: str) -> None:
    """In its words for the codes of elements 143 (a set) and 479 (a group, with the numbers of its sets)."""
    source = shared_data("x12-definitions", "x12_005010_oopfactory.json")
    sets, groups = form.oopfactory_words(source, "143"), form.oopfactory_words(source, "479")
    for schema in load_release(name).sets.values():
        assert schema.name == sets[schema.id]
        assert schema.id in groups[schema.functional_group]


def test_lists_of_other_bodies_are_open() -> None:
    """Countries, currencies, states, carriers, languages, packaging: not X12's to check."""
    for release in (load_release("004010"), load_release("005010")):
        assert all(
            release.elements[number].codes is None for number in ("26", "100", "156", "116", "140", "819", "103")
        )


def test_the_sources_have_what_is_compared() -> None:
    """No source may lose a set, or a comparison would pass by comparing nothing."""
    ours = set(load_release("004010").sets)
    for source, lacking in (("ediengine", set()), ("bots", {"180", "857"})):
        assert ours - form.set_names(_file(source, "004010")) == lacking
