"""Elements, composites, codes and words of the EDIFACT directories."""

from __future__ import annotations

import pytest

from b2b.edi.load import load_release
from b2b.edi.schema import Composite, Element, ElementUse
from tests.edi.schemas_edifact.loaded import DIRECTORIES, SERVICE

ALL = (*DIRECTORIES, *SERVICE)


def representation(element: Element) -> str:
    """As the directory writes it: an..35, n13, a3."""
    kind = {"AN": "an", "A": "a", "N": "n"}[element.type]
    return f"{kind}{element.max}" if element.min == element.max else f"{kind}..{element.max}"


def parts(uses: tuple[ElementUse, ...]) -> str:
    return " ".join(
        (use.element.number if use.element else use.composite.id if use.composite else "?") + use.usage for use in uses
    )


@pytest.mark.parametrize("name", ALL)
def test_types_are_those_of_edifact(name: str) -> None:
    assert {element.type for element in load_release(name, "edifact").elements.values()} <= {"AN", "A", "N"}


@pytest.mark.parametrize("name", ALL)
def test_only_service_elements_begin_with_a_zero(name: str) -> None:
    release = load_release(name, "edifact")
    service = set(load_release("syntax4" if name == "syntax4" else "syntax3", "edifact").elements)
    assert {number for number in release.elements if number.startswith("0")} == service


@pytest.mark.parametrize(
    ("number", "earlier", "later"),
    [
        ("1001", "an..3", "an..3"),
        ("1004", "an..35", "an..35"),
        ("1082", "n..6", "an..6"),
        ("1131", "an..3", "an..17"),
        ("2380", "an..35", "an..35"),
        ("3039", "an..35", "an..35"),
        ("5004", "n..18", "n..35"),
        ("5118", "n..15", "n..15"),
        ("6060", "n..15", "an..35"),
        ("6066", "n..18", "n..18"),
        ("7124", "n4", "n4"),
    ],
)
def test_representations_in_both_directories(number: str, earlier: str, later: str) -> None:
    before, after = (load_release(name, "edifact").elements[number] for name in DIRECTORIES)
    assert (representation(before), representation(after)) == (earlier, later)


@pytest.mark.parametrize(
    ("id", "earlier", "later"),
    [
        ("BGM", "C002O 1004O 1225O 4343O", "C002O C106O 1225O 4343O"),
        ("DTM", "C507M", "C507M"),
        ("NAD", "3035M C082O C058O C080O C059O 3164O 3229O 3251O 3207O", "3035M C082O C058O C080O C059O 3164O C819O 3251O 3207O"),
        ("LIN", "1082O 1229O C212O C829O 1222O 7083O", "1082O 1229O C212O C829O 1222O 7083O"),
        ("QTY", "C186M", "C186M"),
        ("MOA", "C516M", "C516M"),
        ("C507", "2005M 2380O 2379O", "2005M 2380O 2379O"),
        ("C516", "5025M 5004O 6345O 6343O 4405O", "5025M 5004O 6345O 6343O 4405O"),
    ],
)  # fmt: skip
def test_structures_in_both_directories(id: str, earlier: str, later: str) -> None:
    assert [parts(structure(name, id)) for name in DIRECTORIES] == [earlier, later]


def structure(name: str, id: str) -> tuple[ElementUse, ...]:
    release = load_release(name, "edifact")
    return release.segments[id].uses if id in release.segments else release.composites[id].uses


def test_syntax_4_is_syntax_3_with_more_room() -> None:
    before, after = (load_release(name, "edifact") for name in SERVICE)
    for tag, segment in before.segments.items():
        old, new = parts(segment.uses).split(), parts(after.segments[tag].uses).split()
        assert [it[:4] for it in new[: len(old)]] == [it[:4].replace("0013", "0135") for it in old], tag
    for number in before.elements.keys() & after.elements.keys():
        assert before.elements[number].max <= after.elements[number].max
    assert [representation(load_release(name, "edifact").elements["0017"]) for name in SERVICE] == ["n6", "n8"]


def test_what_may_be_repeated_in_syntax_4() -> None:
    segments = load_release("syntax4", "edifact").segments.values()
    repeated = {
        (segment.id, use.composite.id): use.repeat
        for segment in segments
        for use in segment.uses
        if use.composite is not None and use.repeat > 1
    }
    assert repeated == {("UCM", "S020"): 99}


@pytest.mark.parametrize("name", ALL)
def test_codes_and_words_fit_their_elements(name: str) -> None:
    for number, element in load_release(name, "edifact").elements.items():
        for code in element.codes or ():
            assert element.min <= len(code) <= element.max, number
        for code, words in element.meanings.items():
            assert words == words.strip() != "", (number, code)
            if element.codes is not None:
                assert code in element.codes, (number, code)
            else:
                assert len(code) <= element.max, (number, code)


@pytest.mark.parametrize("name", DIRECTORIES)
def test_what_stands_beside_an_agency_takes_any_code(name: str) -> None:
    """3055 says whose list it is: partners name their own by it."""
    release = load_release(name, "edifact")
    for composite in release.composites.values():
        elements = [use.element for use in composite.uses if use.element is not None]
        if any(element.number == "3055" for element in elements):
            assert [element.number for element in elements if element.codes is not None] == [], composite.id


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        ("1225", "9", "original"),
        ("2005", "137", "document"),
        ("2379", "102", "CCYYMMDD"),
        ("3035", "BY", "buyer"),
        ("1153", "ON", "order"),
        ("6063", "21", "ordered"),
        ("5025", "203", "line item"),
        ("5283", "7", "tax"),
        ("5463", "A", "allowance"),
        ("7143", "EN", "GS1 item number (GTIN)"),
        ("0083", "4", "rejected, with all it holds"),
        ("0085", "39", "data element too long"),
    ],
)
def test_codes_that_everybody_meets(number: str, code: str, words: str) -> None:
    for name in DIRECTORIES:
        element = load_release(name, "edifact").elements[number]
        assert element.meanings[code] == words
        assert element.codes is None or code in element.codes


def test_composites_hold_elements_only() -> None:
    for name in ALL:
        for composite in load_release(name, "edifact").composites.values():
            assert isinstance(composite, Composite)
            assert all(use.element is not None and use.composite is None for use in composite.uses)
