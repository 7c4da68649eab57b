"""Given this fault in an order, these findings, with the codes a 997 gives them."""

from __future__ import annotations

import pytest

from b2b.edi.findings import Finding, Verdict
from b2b.edi.x12.validate import validate_bytes
from tests.edi.x12.messages import ORDER, changed, joined, message, segments, set_of

PO1 = ORDER[7]

FAULTS = {
    "unknown segment": (changed("REF*DP*038", "ZZZ*1"), [("segment-unknown", "ZZZ", 4, None, "AK3 1")]),
    "segment of another set": (changed("REF*DP*038", "HL*1**S"), [("segment-not-in-set", "HL", 4, None, "AK3 6")]),
    "segment too late": ([*ORDER, "REF*DP*038"], [("segment-out-of-sequence", "REF", 13, None, "AK3 7")]),
    "segment too often": (
        changed("CUR*BY*EUR", "CUR*BY*EUR;CUR*BY*USD"),
        [("segment-over-maximum", "CUR", 4, None, "AK3 5")],
    ),
    "no BEG": (changed(ORDER[0], ""), [("segment-missing", "BEG", 2, None, "AK3 3")]),
    "no PO1": (list(ORDER[:7]), [("segment-missing", "PO1", 9, None, "AK3 3")]),
    "mandatory element missing": (
        changed(ORDER[0], "BEG*00*SA***20260105"),
        [("element-missing", "BEG", 2, 3, "AK4 1")],
    ),
    "elements missing at the end": (changed(ORDER[0], "BEG*00*SA*1"), [("element-missing", "BEG", 2, 5, "AK4 1")]),
    "condition P": (changed(PO1, PO1 + "*UP"), [("element-condition", "PO1", 9, 11, "AK4 2")]),
    "no element at all": (
        changed("PID*F****WIDGET, BLUE", "PID*F****WIDGET, BLUE;PO4"),
        [("segment-without-elements", "PO4", 11, 1, "AK4 2")],
    ),
    "condition R": (changed("REF*DP*038", "REF*DP"), [("element-condition", "REF", 4, 2, "AK4 2")]),
    "condition C": (
        changed(PO1, "PO1*1*100**11.80*PE*BP*NW-4711"),
        [],
    ),
    "condition C broken": (
        changed(PO1, "PO1*1**EA*11.80*PE*BP*NW-4711"),
        [("element-condition", "PO1", 9, 2, "AK4 2")],
    ),
    "too many elements": (changed("REF*DP*038", "REF*DP*038***X"), [("elements-too-many", "REF", 4, 5, "AK4 3")]),
    "too short": (changed("DTM*002*20260119", "DTM*002*2026011"), [("element-too-short", "DTM", 5, 2, "AK4 4")]),
    "too long": (
        changed(ORDER[0], f"BEG*00*SA*{'X' * 23}**20260105"),
        [("element-too-long", "BEG", 2, 3, "AK4 5")],
    ),
    "letters in a number": (
        changed(PO1, "PO1*1*ten*EA*11.80*PE*BP*NW-4711"),
        [("element-invalid-character", "PO1", 9, 2, "AK4 6")],
    ),
    "plus sign": (
        changed(PO1, "PO1*1*+10*EA*11.80*PE*BP*NW-4711"),
        [("element-invalid-character", "PO1", 9, 2, "AK4 6")],
    ),
    "control character": (
        changed("N3*HAFENSTRASSE 12", "N3*HAFEN\x07"),
        [("element-invalid-character", "N3", 7, 1, "AK4 6")],
    ),
    "not a code": (changed("CUR*BY*EUR", "CUR*!!*EUR"), [("element-invalid-code", "CUR", 3, 1, "AK4 7")]),
    "not a date": (changed("DTM*002*20260119", "DTM*002*20260230"), [("element-invalid-date", "DTM", 5, 2, "AK4 8")]),
    "not a time": (
        changed("DTM*002*20260119", "DTM*002*20260119*2460"),
        [("element-invalid-time", "DTM", 5, 3, "AK4 9")],
    ),
    "components in a simple element": (
        changed("REF*DP*038", "REF*DP*03>8"),
        [("components-too-many", "REF", 4, 2, "AK4 3")],
    ),
    "two faults": (
        changed(ORDER[0], "BEG*99X*SA*1**20261301"),
        [("element-too-long", "BEG", 2, 1, "AK4 5"), ("element-invalid-date", "BEG", 2, 5, "AK4 8")],
    ),
}  # fmt: skip


def shown(findings: tuple[Finding, ...]) -> list[tuple[str, str | None, int | None, int | None, str]]:
    return [(f.code, f.segment, f.position, f.element, f"{f.ack[-1].ack} {f.ack[-1].code}") for f in findings]


@pytest.mark.parametrize("name", FAULTS)
def test_fault(name: str) -> None:
    body, expected = FAULTS[name]
    (one,) = validate_bytes(message(body)).sets
    found = tuple(f for f in one.findings if not f.code.endswith("-differs"))
    assert shown(found) == expected
    assert one.verdict is (Verdict.REJECTED if expected else Verdict.ACCEPTED)


def test_an_order_without_fault_has_no_finding() -> None:
    report = validate_bytes(message())
    (one,) = report.sets
    assert (report.result.verdict, one.verdict, one.findings) == (Verdict.ACCEPTED, Verdict.ACCEPTED, ())
    assert (one.set, one.control_number, one.release, len(one.schema_hash)) == ("850", "0001", "004010", 64)
    assert one.segments[1] == ["BEG", "00", "SA", "4500001001", "", "20260105"]


def test_a_finding_says_where_the_element_begins_in_the_file() -> None:
    data = message(changed("DTM*002*20260119", "DTM*002*20260230"))
    ((finding,),) = (one.findings for one in validate_bytes(data).sets)
    assert finding.offset == data.index(b"20260230")
    assert finding.value == "20260230"
    assert (finding.loop, finding.reference) == (None, "373")


def test_a_finding_in_a_loop_names_its_path() -> None:
    data = message(changed("PID*F****WIDGET, BLUE", "PID*7****WIDGET"))
    ((finding,),) = (one.findings for one in validate_bytes(data).sets)
    assert finding.loop == "PO1/PID"


def test_the_bytes_of_a_set_are_where_its_result_says() -> None:
    data = joined(segments(), eol="\r\n")
    (one,) = validate_bytes(data).sets
    assert data[one.offset : one.offset + one.length].startswith(b"ST*850*0001~")
    assert data[one.offset : one.offset + one.length].endswith(b"SE*13*0001~")


CONTROL = {
    "count": (set_of(ORDER, count=99), "segment-count-mismatch", "4"),
    "number": ([*set_of(ORDER)[:-1], "SE*13*0002"], "set-control-number-mismatch", "3"),
    "short number": (set_of(ORDER, number="1"), "set-control-number-invalid", "7"),
    "no id": (set_of(ORDER, id=""), "set-id-invalid", "6"),
    "no SE": (set_of(ORDER)[:-1], "set-trailer-missing", "2"),
    "unknown set": (set_of(ORDER, id="999"), "set-unsupported", "1"),
}


@pytest.mark.parametrize("name", CONTROL)
def test_st_and_se(name: str) -> None:
    part, code, ack = CONTROL[name]
    whole = segments()
    (one,) = validate_bytes(joined([*whole[:2], *part, *whole[-2:]])).sets
    finding = next(f for f in one.findings if f.code == code)
    assert [(a.ack, a.code) for a in finding.ack] == [("AK5", ack)]
    assert one.verdict is (Verdict.UNSUPPORTED if name in ("no id", "unknown set") else Verdict.REJECTED)


def test_the_same_control_number_twice_in_a_group_rejects_the_second() -> None:
    whole = segments()
    data = joined([*whole[:2], *set_of(ORDER), *set_of(ORDER), "GE*2*1", whole[-1]])
    first, second = validate_bytes(data).sets
    assert (first.verdict, second.verdict) == (Verdict.ACCEPTED, Verdict.REJECTED)
    assert [f.code for f in second.findings] == ["set-control-number-duplicate"]


def test_layout_is_reported_and_not_refused() -> None:
    body = changed("N3*HAFENSTRASSE 12", "N3*HAFENSTRASSE 12*")
    (one,) = validate_bytes(message(body)).sets
    assert one.verdict is Verdict.ACCEPTED_WITH_ERRORS
    assert [(f.code, f.ack) for f in one.findings] == [("trailing-separator", ())]


@pytest.mark.parametrize("release", ["004010", "005010"])
def test_component_separators_behind_an_element_are_told_and_taken_away(release: str) -> None:
    data = message(changed("REF*DP*038", "REF*DP*038>>"), release=release)
    (one,) = validate_bytes(data).sets
    assert [f.code for f in one.findings] == ["trailing-component-separator"]
    assert ["REF", "DP", "038"] in one.segments


@pytest.mark.parametrize(("release", "code"), [("004010", "3"), ("004030", "13"), ("005010", "13")])
def test_a_code_of_element_723_is_given_from_the_release_that_has_it(release: str, code: str) -> None:
    whole = segments(changed("REF*DP*038", "REF*DP*038>X"), release=release, version=f"00{release[1:4]}")
    (one,) = validate_bytes(joined(whole)).sets
    assert [(f.code, f.ack[1].code) for f in one.findings] == [("components-too-many", code)]


def test_trailing_spaces_are_only_told() -> None:
    (one,) = validate_bytes(message(changed("REF*DP*038", "REF*DP*038   "))).sets
    assert one.verdict is Verdict.ACCEPTED
    assert [f.code for f in one.findings] == ["trailing-spaces"]


@pytest.mark.parametrize("terminator", ["~", "\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("REF*DP*038", "REF*DP*038*  ", {"element-blank"}),
        ("REF*DP*038", "REF*DP*038**  ", {"element-blank"}),
        ("REF*DP*038", "REF*DP*038**AB> ", {"element-missing"}),
        ("REF*DP*038", "REF*DP*038**AB>1> >2", {"element-condition", "element-blank"}),
        ("REF*DP*038", "REF*  *038", {"element-missing"}),
        ("REF*DP*038", "REF*DP*  ", {"element-condition", "element-blank"}),
        ("DTM*002*20260119", "DTM*002*20260119*  *UT", {"element-condition", "element-blank"}),
        ("PO1*2*20*EA*40.00*PE*BP*NW-4712*VP*WIDGET-002", "PO1*  ", {"segment-without-elements", "element-blank"}),
        ("REF*DP*038", "REF*DP*038 ", {"trailing-spaces"}),
    ],
)
def test_spaces_alone_are_no_value(terminator: str, old: str, new: str, found: set[str]) -> None:
    parts = segments(changed(old, new)[:-1])
    (one,) = validate_bytes(joined(parts, terminator, "\n" if terminator == "~" else "")).sets
    assert {f.code for f in one.findings} == found


@pytest.mark.parametrize(("first", "others"), [("\n", "\r\n"), ("\r\n", "\n")])
def test_spaces_are_seen_at_the_end_of_lines_that_end_in_two_ways(first: str, others: str) -> None:
    head, *body = segments(changed("REF*DP*038", "REF*DP*038*  "))
    (one,) = validate_bytes(joined([head], first, "") + joined(body, others, "")).sets
    assert [f.code for f in one.findings] == ["element-blank"]


@pytest.mark.parametrize(("st", "se"), [("ST*850*0001 ", "SE*13*0001"), ("ST*850 *0001", "SE*13 *0001   ")])
def test_spaces_behind_what_st_and_se_say_are_no_part_of_it(st: str, se: str) -> None:
    whole = segments()
    twice = [*whole[:2], *set_of(ORDER), st, *ORDER, se, "GE*2*1", whole[-1]]
    first, second = validate_bytes(joined(twice)).sets
    assert (second.set, second.control_number) == ("850", "0001")
    assert (first.findings, [f.code for f in second.findings]) == ((), ["set-control-number-duplicate"])
    (alone,) = validate_bytes(joined([*whole[:2], st, *ORDER, se, *whole[-2:]])).sets
    assert alone.verdict is Verdict.ACCEPTED


def test_what_an_agreement_tolerates_becomes_a_warning() -> None:
    data = message(changed("CUR*BY*EUR", "CUR*!!*EUR"))
    (one,) = validate_bytes(data, tolerate=frozenset({"element-invalid-code"})).sets
    assert one.verdict is Verdict.ACCEPTED_WITH_ERRORS
    assert [(f.code, f.severity) for f in one.findings] == [("element-invalid-code", "warning")]


def test_letters_beyond_ascii_count_as_one_character_each() -> None:
    name = "Ł" * 60
    for codec, text in (("utf-8", name), ("latin-1", "Ü" * 60)):
        body = changed("N1*BY*NORTHWIND RETAIL GMBH*92*NW-01", f"N1*BY*{text}*92*NW-01")
        report = validate_bytes(joined(segments(body), codec=codec))
        assert report.result.verdict is Verdict.ACCEPTED
        assert report.sets[0].segments[5][2] == text
        assert [f.code for f in report.interchanges[0].result.findings] == ["characters-beyond-ascii"]


def test_005010_names_repetitions_and_components() -> None:
    body = changed("REF*DP*038", "REF*DP*0^8")
    (one,) = validate_bytes(message(body, release="005010")).sets
    assert [a.code for f in one.findings for a in f.ack] == ["8", "12"]
    (other,) = validate_bytes(message(changed("REF*DP*038", "REF*DP*0>8"), release="005010")).sets
    assert [a.code for f in other.findings for a in f.ack] == ["8", "13"]


def test_st03_takes_precedence_over_gs08() -> None:
    whole = segments(release="005010", version="00501")
    data = joined([*whole[:2], *set_of(ORDER, third="004010X357"), *whole[-2:]])
    (one,) = validate_bytes(data).sets
    assert one.release == "004010"
    assert [f.code for f in one.findings] == ["elements-too-many"]  # 004010 has no ST03


def test_a_set_of_another_kind_than_its_group_is_noted() -> None:
    (one,) = validate_bytes(message(kind="SC")).sets
    assert one.verdict is Verdict.ACCEPTED_WITH_ERRORS
    assert [(f.code, f.ack[0].code) for f in one.findings] == [("wrong-functional-group", "6")]


@pytest.mark.parametrize(("id", "release"), [("997", "004010"), ("999", "005010")])
def test_our_number_without_its_zeros_is_noted_and_not_refused(id: str, release: str) -> None:
    ak5 = {"997": "AK5", "999": "IK5"}[id]
    body = ["AK1*PR*1", "AK2*855*2", f"{ak5}*A", "AK9*A*1*1*1"]
    (one,) = validate_bytes(message(body, id, "FA", release)).sets
    assert one.verdict is Verdict.ACCEPTED_WITH_ERRORS
    assert [(f.code, f.segment, f.element) for f in one.findings] == [("element-too-short", "AK2", 2)]
    (other,) = validate_bytes(message(["AK1*PR*1", "AK2*855*2A", *body[2:]], id, "FA", release)).sets
    assert other.verdict is Verdict.REJECTED
    missing = ["AK1*PR*1", "AK2*855", *body[2:]]
    assert [s.verdict for s in validate_bytes(message(missing, id, "FA", release)).sets] == [Verdict.REJECTED]


BINARY = b"~*>^\r\nSE*1*0001~IEA*1~\x00\xff"


def with_picture(claimed: int) -> bytes:
    """A 214 that carries a picture (BIN), with every delimiter and control segments in its bytes."""
    body = ["B10*REF1**SCAC", "LX*1", "EFI*05", f"BIN*{claimed}*PICTURE"]
    whole = joined(segments(body, "214", "QM"))
    return whole.replace(b"PICTURE", BINARY)


def test_binary_data_is_taken_by_its_length_and_parts_nothing() -> None:
    data = with_picture(len(BINARY))
    report = validate_bytes(data)
    (one,) = report.sets
    assert one.findings == ()
    assert report.result.verdict is Verdict.ACCEPTED
    assert one.segments[4] == ["BIN", str(len(BINARY)), BINARY.decode("latin-1")]


def test_binary_data_with_a_wrong_length_ends_at_the_next_terminator() -> None:
    report = validate_bytes(with_picture(len(BINARY) - 1))
    assert report.result.verdict is Verdict.REJECTED
    (wrong,) = [f for one in report.sets for f in one.findings if f.code == "binary-length-wrong"]
    assert wrong.offset == with_picture(len(BINARY) - 1).index(b"BIN*")
