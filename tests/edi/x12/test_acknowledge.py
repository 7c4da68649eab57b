"""What is answered: 997, 999 and TA1."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.results import FileReport
from b2b.edi.load import available_releases, load_release
from b2b.edi.schema import Row
from b2b.edi.x12.acknowledge import Target, acknowledge, ta1
from b2b.edi.x12.business_unit import business_unit
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.validate import validate_bytes
from b2b.edi.x12.writer import Segment
from tests.edi.x12.messages import ORDER, changed, codes, isa, joined, message, segments, set_of, wrapped

WHOLE = segments()


def answer(data: bytes, target: Target | None = None, tolerate: frozenset[str] = frozenset()) -> list[Segment]:
    report = validate_bytes(data, tolerate=tolerate)
    (group,) = report.interchanges[0].groups
    body = acknowledge(group.result, group.sets, target or Target())
    assert body is not None
    return body


def test_an_accepted_order() -> None:
    assert answer(message()) == [["AK1", "PO", "1"], ["AK2", "850", "0001"], ["AK5", "A"], ["AK9", "A", "1", "1", "1"]]


def test_a_bad_date_and_no_po1() -> None:
    body = [*ORDER[:3], "DTM*002*20260230", *ORDER[4:7], "CTT*0"]
    assert answer(message(body)) == [
        ["AK1", "PO", "1"],
        ["AK2", "850", "0001"],
        ["AK3", "DTM", "5", "", "8"],
        ["AK4", ("2",), "373", "8", "20260230"],
        ["AK3", "PO1", "9", "PO1", "3"],
        ["AK5", "R", "5"],
        ["AK9", "R", "1", "1", "0"],
    ]


def test_every_set_is_answered_and_counted() -> None:
    bad = [s.replace("CUR*BY", "CUR*!!") for s in set_of(ORDER, number="0002")]
    parts = [*WHOLE[:-2], *bad, *set_of(["BQT*00*1*20260105"], "840", "0003"), "GE*3*1", WHOLE[-1]]
    body = answer(joined(parts))
    assert [s for s in body if s[0] in ("AK2", "AK5", "AK9")] == [
        ["AK2", "850", "0001"], ["AK5", "A"],
        ["AK2", "850", "0002"], ["AK5", "R", "5"],
        ["AK2", "840", "0003"], ["AK5", "R", "1"],
        ["AK9", "P", "3", "3", "1"],
    ]  # fmt: skip


def test_accepted_with_errors_says_so_only_where_there_is_a_code_to_say() -> None:
    assert answer(message(kind="SC"))[2:] == [["AK5", "E", "6"], ["AK9", "E", "1", "1", "1"]]
    body = changed("CUR*BY*EUR", "CUR*!!*EUR")
    tolerated = answer(message(body), tolerate=frozenset({"element-invalid-code"}))
    assert tolerated[2:] == [
        ["AK3", "CUR", "3", "", "8"],
        ["AK4", ("1",), "98", "7", "!!"],
        ["AK5", "E", "5"],
        ["AK9", "E", "1", "1", "1"],
    ]
    totals = answer(message([*ORDER[:-1], "CTT*9"]))
    assert totals[2:] == [["AK5", "A"], ["AK9", "A", "1", "1", "1"]]


@pytest.mark.parametrize(
    ("trailer", "ak9"),
    [
        ("GE*2*1", ["AK9", "R", "2", "1", "0", "5"]),
        ("GE*1*2", ["AK9", "R", "1", "1", "0", "4"]),
        ("GE*7*8", ["AK9", "R", "7", "1", "0", "5", "4"]),
        ("", ["AK9", "R", "1", "1", "0", "3"]),
    ],
)
def test_a_group_with_an_error_of_its_own_is_rejected_with_all_its_sets(trailer: str, ak9: list[str]) -> None:
    body = answer(joined([*WHOLE[:-2], *([trailer] if trailer else []), WHOLE[-1]]))
    assert body[2:] == [["AK5", "R"], ak9]


def test_an_unsupported_release() -> None:
    body = answer(joined([WHOLE[0], WHOLE[1].replace("004010", "003010"), *WHOLE[2:]]))
    assert body[2:] == [["AK5", "R", "1"], ["AK9", "R", "1", "1", "0", "2"]]


def test_a_kind_of_group_of_which_we_know_no_set() -> None:
    quotation = set_of(["BQT*00*1*20260105"], "840")
    body = answer(joined([WHOLE[0], WHOLE[1].replace("GS*PO", "GS*RQ"), *quotation, *WHOLE[-2:]]))
    assert body[2:] == [["AK5", "R", "1"], ["AK9", "R", "1", "1", "0", "1"]]
    empty = answer(joined([WHOLE[0], WHOLE[1].replace("GS*PO", "GS*QQ"), "GE*0*1", WHOLE[-1]]))
    assert empty == [["AK1", "QQ", "1"], ["AK9", "R", "0", "0", "0", "1"]]


def test_a_set_that_we_know_is_worked_in_whatever_group_it_stands() -> None:
    assert answer(message(kind="QQ"))[2:] == [["AK5", "E", "6"], ["AK9", "E", "1", "1", "1"]]


@pytest.mark.parametrize(
    ("sent", "answered", "code"), [("005010", "005010", "18"), ("005010", "004010", "6"), ("004010", "005010", "6")]
)
def test_a_set_that_is_not_of_its_group_has_a_code_in_later_releases(sent: str, answered: str, code: str) -> None:
    assert answer(message(kind="SC", release=sent), Target(release=answered))[2] == ["AK5", "E", code]


def test_an_unsupported_set_in_a_group_that_we_know() -> None:
    body = answer(joined([*WHOLE[:2], *set_of(["BQT*00*1*20260105"], "840"), *WHOLE[-2:]]))
    assert body[2:] == [["AK5", "R", "1"], ["AK9", "R", "1", "1", "0"]]


def test_a_group_that_is_not_worked_for_a_reason_that_only_the_caller_knows() -> None:
    (group,) = validate_bytes(message()).interchanges[0].groups
    body = acknowledge(group.result, group.sets, note="1")
    assert body is not None
    assert body[2:] == [["AK5", "R"], ["AK9", "R", "1", "1", "0", "1"]]


def test_acknowledgments_are_never_acknowledged() -> None:
    for kind in ("FA", "PO"):
        ours = wrapped("997", answer(message())).replace(b"GS*FA", b"GS*" + kind.encode())
        (group,) = validate_bytes(ours).interchanges[0].groups
        assert acknowledge(group.result, group.sets) is None


def test_what_is_no_acknowledgment_is_answered_also_in_a_group_of_acknowledgments() -> None:
    ours = segments(id="850", kind="FA")
    assert answer(joined(ours)) == [
        ["AK1", "FA", "1"],
        ["AK2", "850", "0001"],
        ["AK5", "E", "6"],
        ["AK9", "E", "1", "1", "1"],
    ]
    theirs = [s.decode() for s in wrapped("997", answer(message())).replace(b"\n", b"").split(b"~")[2:-3]]
    both = answer(joined([*ours[:2], *theirs, *set_of(ORDER, number="0002"), "GE*2*1", ours[-1]]))
    assert [s for s in both if s[0] in ("AK2", "AK9")] == [["AK2", "850", "0002"], ["AK9", "E", "2", "1", "1"]]


def test_a_group_of_acknowledgments_that_is_empty_is_not_answered() -> None:
    whole = segments(kind="FA")
    (group,) = validate_bytes(joined([*whole[:2], "GE*0*1", whole[-1]])).interchanges[0].groups
    assert acknowledge(group.result, group.sets) is None


def test_components_and_repetitions_in_the_codes_of_the_receivers_release() -> None:
    body = changed("REF*DP*038", "REF*DP*0>8")
    assert answer(message(body))[3] == ["AK4", ("2", "2"), "127", "3", "0?8"]
    later = Target(release="005010")
    got = answer(message(body, release="005010"), later)
    assert (got[0], got[3]) == (["AK1", "PO", "1", "005010"], ["AK4", ("2", "2"), "127", "13", "0?8"])


@pytest.mark.parametrize(
    ("release", "component", "repetition", "place"),
    [
        ("005010", 4, 3, ("2", "4", "3")),
        ("005010", None, 3, ("2", "", "3")),
        ("005010", 4, None, ("2", "4")),
        ("004030", None, 3, ("2", "", "3")),
        ("004010", None, 3, ("2",)),
        ("004010", 4, 3, ("2", "4")),
    ],
)
def test_the_repetition_is_told_from_the_release_that_can(
    release: str, component: int | None, repetition: int | None, place: tuple[str, ...]
) -> None:
    (group,) = validate_bytes(message(changed("CUR*BY*EUR", "CUR*BY*E"))).interchanges[0].groups
    (one,) = group.sets
    found = replace(one.findings[0], component=component, repetition=repetition)
    body = acknowledge(group.result, [replace(one, findings=(found,))], Target(release=release))
    assert body is not None
    assert body[3] == ["AK4", place, "100", "4", "E"]


def test_one_repetition_too_many_is_the_one_that_is_named() -> None:
    body = answer(message(changed("REF*DP*038", "REF*DP*0^8"), release="005010"), Target(release="005010"))
    assert body[3] == ["AK4", ("2", "", "2"), "127", "12", "0?8"]


def test_a_999_repeats_st03_and_uses_its_own_segments() -> None:
    whole = segments(changed("CUR*BY*EUR", "CUR*!!*EUR"), release="005010", version="00501")
    data = joined([*whole[:2], whole[2] + "*005010X220", *whole[3:]])
    body = answer(data, Target("999", "005010"))
    assert [s[0] for s in body] == ["AK1", "AK2", "IK3", "CTX", "IK4", "IK5", "AK9"]
    assert body[1] == ["AK2", "850", "0001", "005010X220"]
    assert codes(validate_bytes(wrapped("999", body, "005010"))) == []


def test_a_999_names_the_document_and_the_element_that_made_another_necessary() -> None:
    body = changed(ORDER[7], "PO1*1*100*EA*11.80*PE*BP**VP*WIDGET-001*UP")
    assert answer(message(body, release="005010"), Target("999", "005010"))[2:-2] == [
        ["IK3", "PO1", "9", "PO1", "8"],
        ["CTX", ("BEG03", "4500001001")],
        ["IK4", ("7",), "234", "2"],
        ["CTX", "SITUATIONAL TRIGGER", "PO1", "9", "PO1", ("6",)],
        ["IK4", ("11",), "234", "2"],
        ["CTX", "SITUATIONAL TRIGGER", "PO1", "9", "PO1", ("10",)],
    ]


def test_a_document_without_a_number_has_no_context() -> None:
    body = answer(message(changed(ORDER[0], "BEG*00*SA***20260105"), release="005010"), Target("999", "005010"))
    assert [s[0] for s in body] == ["AK1", "AK2", "IK3", "IK4", "IK5", "AK9"]


@pytest.mark.parametrize("release", available_releases())
def test_the_number_of_a_document_is_known_in_every_set_that_begins_with_one(release: str) -> None:
    for schema in load_release(release).sets.values():
        first = schema.root.items[1]
        row = first if isinstance(first, Row) else first.trigger
        full = [row.segment.id, *(f"{number}" for number in range(1, len(row.segment.uses) + 1))]
        unit = business_unit([["ST", schema.id, "0001"], full])
        # A payment order and the product activity have no number of their own, nor has an acknowledgment.
        assert (unit is None) == (row.segment.id in ("BPR", "XQ", "AK1")), schema.id


def test_bad_data_is_copied_so_that_the_receiver_can_read_it() -> None:
    value = "X" * 70 + "|Ü>x^\x07"
    data = joined(segments(changed(ORDER[0], f"BEG*00*SA*{value}**20260105")))
    target = Target(delimiters=Delimiters("|", ":", "^", "!"), character_set=CharacterSet.BASIC)
    copies = [s[-1] for s in answer(data, target) if s[0] == "AK4"]
    assert set(copies) == {"X" * 70 + "???X??"}
    long = answer(message(changed(ORDER[0], f"BEG*00*SA*{'X' * 300}**20260105")))
    assert [len(s[-1]) for s in long if s[0] == "AK4"] == [99]


def test_an_answer_does_not_say_the_same_twice() -> None:
    body = changed(ORDER[7], "PO1*1*100*EA*11.80*PE*BP*NW-4711*VP*WIDGET-001;PO4*6*6*EA*PLT94*X**LR")
    notes = [s for s in answer(message(body)) if s[0] == "AK4"]
    assert notes == [["AK4", ("6",), "384", "2"]]


BITS = st.tuples(st.integers(0, len(message()) - 1), st.integers(0, 255))


@settings(max_examples=150, deadline=None)
@given(st.lists(BITS, min_size=1, max_size=3), st.sampled_from(["004010", "005010"]))
def test_whatever_comes_the_answer_is_valid(flips: list[tuple[int, int]], release: str) -> None:
    data = bytearray(message(release=release))
    for at, byte in flips:
        data[at % len(data)] = byte
    for interchange in validate_bytes(bytes(data)).interchanges:
        for group in interchange.groups:
            for target in (Target(release=release), Target("999", "005010")):
                body = acknowledge(group.result, group.sets, target)
                if body is not None:
                    report = validate_bytes(wrapped(target.set, body, target.release, ta1(interchange.result)))
                    assert _beyond_echoes(report) == []


def _beyond_echoes(report: FileReport) -> list[str]:
    """All findings but that GS01 or ST01, which are echoed, are no code of X12."""
    return [
        f.code
        for one in report.sets
        for f in one.findings
        if not (f.code == "element-invalid-code" and (f.segment, f.element) in (("AK1", 1), ("AK2", 1)))
    ]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (WHOLE, ["TA1", "000000001", "260105", "0800", "A", "000"]),
        ([*WHOLE[:-1], "IEA*1*000000002"], ["TA1", "000000001", "260105", "0800", "R", "001"]),
        ([isa(e10="9999"), *WHOLE[1:]], ["TA1", "000000001", "260105", "0000", "E", "015"]),
        ([isa(e09="991399"), *WHOLE[1:]], ["TA1", "000000001", "000101", "0800", "E", "014"]),
        ([isa(number="ABC      "), *WHOLE[1:]], ["TA1", "000000000", "260105", "0800", "R", "018"]),
        (WHOLE[:-1], ["TA1", "000000001", "260105", "0800", "R", "023"]),
    ],
)
def test_ta1(parts: list[str], expected: list[str]) -> None:
    assert ta1(validate_bytes(joined(parts)).interchanges[0].result) == expected


def test_ta1_says_what_only_the_caller_knows() -> None:
    (interchange,) = validate_bytes(message()).interchanges
    assert ta1(interchange.result, "025")[-2:] == ["R", "025"]


def test_a_rejected_set_is_no_matter_of_the_ta1() -> None:
    (interchange,) = validate_bytes(message(changed("CUR*BY*EUR", "CUR*!!*EUR"))).interchanges
    assert ta1(interchange.result)[-2:] == ["A", "000"]
