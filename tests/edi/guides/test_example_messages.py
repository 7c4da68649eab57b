"""Messages that fit a guide: what partners say stays, where the guide lets it, and what the guide asks for is added."""

from __future__ import annotations

import pytest

from b2b.documents.gtin import gtin14
from b2b.edi.engine.results import SetResult
from b2b.edi.findings import Verdict
from b2b.edi.guides import example, shelf
from b2b.edi.guides.example_usual import fits
from b2b.edi.guides.guide import Guide
from b2b.edi.guides.held import Held
from b2b.edi.guides.load import read_guide
from b2b.edi.sampling.usual import usual_message
from b2b.edi.schema import Element
from b2b.edi.validation import validate_bytes
from b2b.errors import NotFound, NotWritable

SHIPPED = [file.stem for file in shelf.files()]


def guide_of(*lines: str, set_id: str = "850") -> Guide:
    rules = ", ".join(f"{{ {line} }}" for line in lines)
    text = f'name = "own"\nrelease = "004010"\n[sets.{set_id}]\nlines = [{rules}]\n'
    return read_guide(text, "own.toml", lambda name: "")


def made(guide: Guide, set_id: str = "850", seed: int = 0) -> SetResult:
    (one,) = validate_bytes(example.message(guide, set_id, seed=seed), guides=Held(guide)).sets
    assert (one.verdict, one.findings) == (Verdict.ACCEPTED, ())
    return one


def segments(one: SetResult, tag: str) -> list[list[str]]:
    return [list(segment) for segment in one.segments if segment[0] == tag]


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", SHIPPED)
def test_each_shipped_guide_has_messages_that_fit_it(name: str, seed: int) -> None:
    guide = shelf.open_guide(name).guide
    for set_id in guide.sets:
        found = validate_bytes(example.message(guide, set_id, seed=seed, sets=2), guides=Held(guide))
        assert [one.findings for one in found.sets] == [(), ()], set_id
        assert found.sets[0].segments[1:-1] != found.sets[1].segments[1:-1]


def test_what_partners_say_stays_and_codes_of_the_guide_take_their_numbers_along() -> None:
    retailer = shelf.open_guide("retailer").guide
    one = made(retailer, seed=3)
    (usual,) = validate_bytes(usual_message("850", "004010", seed=3)).sets
    assert segments(one, "BEG")[0][:6] == segments(usual, "BEG")[0][:6]
    assert [line[1:5] for line in segments(one, "PO1")] == [line[1:5] for line in segments(usual, "PO1")]
    for line in segments(one, "PO1"):
        assert line[6:8] == ["UP", line[7]]
        assert gtin14(line[7])
        assert line[8] == "VP"
    assert segments(one, "PID") == segments(usual, "PID")
    assert {(n1[1], n1[3], len(n1[4])) for n1 in segments(one, "N1")} == {("BY", "92", 4), ("ST", "92", 4)}


def test_what_the_guide_bars_is_left_out() -> None:
    one = made(guide_of('at = "PO1/PID", use = "-"', 'at = "PO104", use = "-"', 'at = "N1[SU]", use = "-"'))
    assert segments(one, "PID") == []
    assert {line[4] for line in segments(one, "PO1")} == {""}
    assert [n1[1] for n1 in segments(one, "N1")] == ["BY", "ST"]


def test_where_not_all_may_stay_what_is_asked_for_does() -> None:
    one = made(guide_of('at = "N1", max = 1', 'at = "N1[ST]", use = "M"'))
    assert [n1[1] for n1 in segments(one, "N1")] == ["ST"]


def test_what_is_asked_for_is_added_once() -> None:
    one = made(guide_of('at = "REF[DP]", use = "M"', 'at = "REF[IA]", use = "M"', 'at = "REF[IA]02", length = [6, 6]'))
    assert [(ref[1], len(ref[2])) for ref in segments(one, "REF")] == [("DP", 3), ("IA", 6)]


@pytest.mark.parametrize(
    ("check", "place", "value"),
    [("PO109 = PO101", 9, "1"), ("PO101 = PO109", 1, ""), ("PO102 >= 5000", 2, "5000"), ("PO102 <= 1", 2, "1")],
)
def test_a_check_that_says_what_an_element_comes_to_is_met(check: str, place: int, value: str) -> None:
    for line in segments(made(guide_of(f'at = "PO1", check = "{check}"')), "PO1"):
        assert line[place] == (value or line[9])


def test_a_message_is_of_the_day_of_its_trade_and_goes_between_its_parties() -> None:
    (usual,) = validate_bytes(usual_message("850", "004010", seed=5)).interchanges
    (one,) = validate_bytes(example.message(guide_of('at = "BEG02", codes = "SA"'), "850", seed=5)).interchanges
    had, has = usual.result.header, one.result.header
    assert (has.date, has.sender, has.receiver) == (had.date, had.sender, had.receiver)


def test_a_set_without_a_usual_message_is_made_up_of_the_lines() -> None:
    one = made(guide_of('at = "AK9", use = "M"', set_id="997"), "997")
    assert [segment[0] for segment in one.segments][:2] == ["ST", "AK1"]


def test_what_cannot_be_met_or_is_not_spoken_of_is_told() -> None:
    guide = guide_of('at = "REF[DP]", use = "M"', 'at = "", check = "length(BEG03) > 40"')
    with pytest.raises(NotWritable, match=r"keeps own line 2: .*length\(BEG03\) > 40"):
        example.message(guide, "850")
    with pytest.raises(NotFound, match="no set '855'"):
        example.message(guide, "855")


def test_what_excludes_what_is_asked_for_goes() -> None:
    """QTY02 and QTY04 exclude each other."""
    one = made(guide_of('at = "LIN/QTY04", use = "M"', set_id="846"), "846")
    assert {(bool(qty[2]), bool(qty[4])) for qty in segments(one, "QTY")} == {(False, True)}


@pytest.mark.parametrize(
    ("type", "value", "fitting"),
    [
        ("R", "-1234.5", True),
        ("N", "12345.6", False),
        ("AN", "1234.5", False),
        ("AN", "12", False),
        ("ID", "ABC", False),
    ],
)
def test_of_a_number_only_digits_count(type: str, value: str, fitting: bool) -> None:
    codes = {"AB": "", "ABCD": ""} if type == "ID" else None
    assert fits(Element("1", "Element", type, 3, 5, codes), value) is fitting


def test_a_quantity_stays_where_its_unit_may_not() -> None:
    (usual,) = validate_bytes(usual_message("850", "004010", seed=3)).sets
    one = made(guide_of('at = "PO103", codes = "CA"'), seed=3)
    assert [line[2] for line in segments(one, "PO1")] == [line[2] for line in segments(usual, "PO1")]
    assert {line[3] for line in segments(one, "PO1")} == {"CA"}
    lines = '{ at = "LIN/QTY[21]01-03", use = "M", codes = "PCE" }, { at = "NAD[IV]", use = "M" }'
    text = f'name = "own"\nrelease = "D96A"\n[sets.ORDERS]\nlines = [{lines}]\n'
    message = made(read_guide(text, "own.toml", lambda name: ""), "ORDERS", seed=3)
    (ordered,) = validate_bytes(usual_message("ORDERS", "D96A", seed=3)).sets
    assert [qty[1].replace("EA", "PCE") for qty in segments(ordered, "QTY")] == [q[1] for q in segments(message, "QTY")]
    assert all(len(nad) > 2 for nad in segments(message, "NAD"))
