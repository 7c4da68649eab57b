"""Given this file, these findings."""

from __future__ import annotations

import pytest

from b2b.edi.edifact.as_json import from_json, to_json
from b2b.edi.edifact.sample import sample_message
from b2b.edi.edifact.validate import validate, validate_bytes
from b2b.edi.engine.limits import Limits
from b2b.edi.engine.results import SetResult
from b2b.edi.findings import Severity, Verdict
from b2b.edi.load import available_sets
from b2b.edi.sampling.breadth import Breadth
from b2b.edi.validation import validate_bytes as either
from tests.edi.drip import Drip
from tests.edi.edifact.messages import ORDER, UNB, codes, findings, only, orders

_MESSAGES = [(d, t) for d in ("D96A", "D01B", "syntax3", "syntax4") for t in available_sets(d, "edifact")]


def test_an_order_is_accepted_with_what_its_envelope_says() -> None:
    report = validate_bytes(orders())
    header, group = only(report).result.header, only(report).groups[0].result
    assert report.result.verdict is Verdict.ACCEPTED
    assert (header.sender_qualifier, header.sender, header.receiver) == ("14", "5412345000013", "4012345500004")
    assert (header.control_number, header.date, header.time, header.version) == ("REF1", "260105", "1200", "UNOC:3")
    assert (group.header.functional_id, group.header.version, group.header.control_number) == ("ORDERS", "D96A", "REF1")
    assert (group.declared, group.release) == (1, "D96A")
    assert [(s.set, s.control_number, s.implementation, s.release) for s in report.sets] == [
        ("ORDERS", "1", "EAN008", "D96A")
    ]


@pytest.mark.parametrize(("directory", "type"), _MESSAGES)
def test_every_message_of_ours_is_valid_in_syntax_3_and_4(directory: str, type: str) -> None:
    for syntax in ("3", "4") if directory[0] == "D" else (directory[-1],):
        for breadth in Breadth:
            data = sample_message(type, directory, breadth=breadth, syntax=syntax)
            assert validate_bytes(data).result.verdict is Verdict.ACCEPTED, findings(data)


@pytest.mark.parametrize(
    ("replaced", "code", "where", "told"),
    [
        (("BGM+220", "BGM+2200"), "element-too-long", ("BGM", 2, 1, 1), ("UCD", "39")),
        (("BGM+220+4500001001+9", "BGM+220+4500001001+999"), "element-invalid-code", ("BGM", 2, 3, None), ("UCD", "12")),
        (("QTY+21:48", "QTY+21:4X"), "element-invalid-character", ("QTY", 9, 1, 2), ("UCD", "37")),
        (("QTY+21:48", "QTY+:48"), "element-missing", ("QTY", 9, 1, 1), ("UCD", "13")),
        (("QTY+21:48", "QTY+21:48:PCE:X"), "components-too-many", ("QTY", 9, 1, 4), ("UCD", "16")),
        (("QTY+21:48", "QTY+21:48+X"), "elements-too-many", ("QTY", 9, 2, None), ("UCD", "16")),
        (("QTY+21:48", "XQT+21:48"), "segment-unknown", ("XQT", 9, None, None), ("UCS", "15")),
        (("UNS+S'\n", "BGM+220'\n"), "segment-missing", ("UNS", 12, None, None), ("UCS", "13")),
        (("CNT+2:1", "BGM+220"), "segment-out-of-sequence", ("BGM", 12, None, None), ("UCS", "15")),
        (("QTY+21:48", "INV+1"), "segment-not-in-set", ("INV", 9, None, None), ("UCS", "15")),
        (("UNT+13+1", "UNT+12+1"), "segment-count-mismatch", ("UNT", 13, 1, None), ("UCM", "29")),
        (("UNT+13+1", "UNT+13+2"), "set-control-number-mismatch", ("UNT", 13, 2, None), ("UCM", "28")),
        (("UNT+13+1'\n", ""), "set-trailer-missing", ("UNT", 13, 1, None), ("UCM", "13")),
        (("96A", "97A"), "set-unsupported", ("UNH", 1, 2, 3), ("UCM", "14")),
        (("ORDERS:", "ORDERZ:"), "set-unsupported", ("UNH", 1, 2, 1), ("UCM", "14")),
        (("UNZ+1", "UNZ+2"), "group-count-mismatch", ("UNZ", None, 1, None), ("UCI", "29")),
        (("UNZ+1+REF1", "UNZ+1+REF2"), "interchange-control-number-mismatch", ("UNZ", None, 2, None), ("UCI", "28")),
        (("UNZ+1+REF1'\n", ""), "interchange-trailer-missing", ("UNZ", None, None, None), ("UCI", "13")),
        (("UNOC:3", "UNOC:5"), "syntax-version-unsupported", ("UNB", None, 1, 2), ("UCI", "2")),
        (("UNOC:3", "UNOX:3"), "character-set-unsupported", ("UNB", None, 1, 1), ("UCI", "46")),
        (("+5412345000013:14+", "++"), "envelope-element-invalid", ("UNB", None, 2, None), ("UCI", "13")),
    ],
)  # fmt: skip
def test_a_fault_is_found_at_its_place(
    replaced: tuple[str, str], code: str, where: tuple[object, ...], told: tuple[str, str]
) -> None:
    data = orders(replaced)
    found = next(f for f in findings(data) if f.code == code)
    assert (found.segment, found.position, found.element, found.component) == where
    assert told in [(a.ack, a.code) for a in found.ack]
    assert found.severity is Severity.ERROR
    assert validate_bytes(data).result.verdict in (Verdict.REJECTED, Verdict.UNSUPPORTED)


@pytest.mark.parametrize(
    ("replaced", "code"),
    [
        (("CNT+2:1", "CNT+2:2"), "line-count-differs"),
        (("CNT+2:1", "CNT+1:49"), "hash-total-differs"),
        (("QTY+21:48", "QTY+21:48,5"), "decimal-mark-differs"),
        (("PRI+AAA:11.80", "PRI+AAA:.80"), "digit-missing"),
        (("UNOC", "UNOA"), None),
        (("260105:1200", "260105:2500"), "envelope-element-invalid"),
        (("BGM+220+4500001001+9", "BGM+220+4500001001+9++"), "trailing-separator"),
        (("DTM+137:20260105:102", "DTM+137:20260105:102::"), "trailing-component-separator"),
        (("'\nDTM", "'\n  DTM"), "segment-indented"),
        (("WIDGET, BLUE", "WIDGET,\nBLUE"), "line-break-in-segment"),
        (("UNS+S'", "UNS+S''"), "empty-segment"),
        (("+REF1'", "+REF1'\n''"), "empty-segment"),
        (("UNT+13+1'", "UNT+13+1''"), "empty-segment"),
    ],
)
def test_what_leaves_no_doubt_is_not_rejected(replaced: tuple[str, str], code: str | None) -> None:
    data = orders(replaced)
    assert validate_bytes(data).result.verdict.accepted
    assert codes(data) == ([code] if code else [])


def test_spaces_at_the_end_are_only_remarked() -> None:
    data = orders(("WIDGET, BLUE", "WIDGET  "))
    assert validate_bytes(data).result.verdict is Verdict.ACCEPTED
    assert codes(data) == ["trailing-spaces"]


def test_an_unknown_segment_is_one_finding() -> None:
    data = orders(("QTY+21:48", "XQT+21:48"))
    assert codes(data) == ["segment-unknown"]


@pytest.mark.parametrize(
    ("identifier", "text", "accepted"),
    [
        ("UNOA", "BLUE WIDGET", True),
        ("UNOA", "blue widget", None),
        ("UNOB", "blue widget", True),
        ("UNOB", "bläu", None),
        ("UNOC", "bläu", True),
        ("UNOC", "bl\x85u", False),
        ("UNOC", "bl\x07u", False),
        ("UNOC", "bl\x1fu", False),
        ("UNOY", "bläu", False),
    ],
)
def test_characters_outside_the_declared_set(identifier: str, text: str, accepted: bool | None) -> None:
    data = orders(("UNOC", identifier), ("WIDGET, BLUE", text))
    verdict = validate_bytes(data).result.verdict
    assert verdict is (
        Verdict.ACCEPTED if accepted else Verdict.REJECTED if accepted is False else Verdict.ACCEPTED_WITH_ERRORS
    )
    if not accepted:
        found = next(f for f in findings(data) if f.code == "character-not-in-repertoire")
        assert (found.segment, found.position, found.element) == ("IMD", 8, 3)
        assert found.offset is not None
        assert data[found.offset : found.offset + 1].decode("latin-1") == found.value


def test_a_character_outside_the_declared_set_is_named_as_it_is_read() -> None:
    data = orders(("UNOC", "UNOB"), ("BLUE", "GRÜN")).decode("latin-1").encode("utf-8")
    (finding,) = findings(data)
    assert (finding.code, finding.value) == ("character-not-in-repertoire", "Ü")


def test_each_character_set_is_read_as_it_says() -> None:
    for identifier, codec, word in (
        ("UNOC", "iso8859-1", "Größe"),
        ("UNOD", "iso8859-2", "Łódź"),
        ("UNOE", "iso8859-5", "Заказ"),
        ("UNOF", "iso8859-7", "Τιμή"),
        ("UNOK", "iso8859-9", "İzmir"),
        ("UNOY", "utf-8", "価格 Größe"),
    ):
        data = orders(("UNOC", identifier)).replace(b"WIDGET, BLUE", word.encode(codec))
        report = validate_bytes(data)
        assert report.result.verdict is Verdict.ACCEPTED
        assert report.sets[0].segments[7][3] == f"\x1f\x1f\x1f{word}"


def test_an_asterisk_in_unb_is_data_whatever_una_says_of_it() -> None:
    data = orders(("5412345000013:14", "STORE*1:14"), una="UNA:+.?*'")
    report = validate_bytes(data)
    assert report.result.verdict is Verdict.ACCEPTED
    assert report.interchanges[0].result.header.sender == "STORE*1"
    assert to_json(data)["interchanges"][0]["header"][1] == ["STORE*1", "14"]
    assert from_json(to_json(data)) == data


def test_repetitions_are_those_of_syntax_4_only() -> None:
    unb = UNB.replace("UNOC:3", "UNOC:4").replace("260105", "20260105")
    body = [*ORDER[:6], "IMD+F++:::A*B", *ORDER[7:]]
    three, four = orders(body=body), orders(body=body, una="", unb=unb)
    assert validate_bytes(three).sets[0].segments[7][3] == "\x1f\x1f\x1fA*B"
    assert validate_bytes(four).sets[0].segments[7][3] == "\x1f\x1f\x1fA\x1eB"
    assert "repetitions-too-many" in codes(four)
    assert codes(orders(body=[*ORDER[:6], "IMD+F++:::A?*B", *ORDER[7:]], una="", unb=unb)) == []


def test_groups_are_told_apart_and_counted() -> None:
    ung = "UNG+ORDERS+BUYER+SELLER+260105:1200+G1+UN+D:96A'\n"
    grouped = orders(("UNH+1", ung + "UNH+1"), ("UNZ+1", "UNE+1+G1'\nUNZ+1"))
    report = validate_bytes(grouped)
    assert report.result.verdict is Verdict.ACCEPTED
    header = only(report).groups[0].result.header
    assert (header.control_number, header.sender, header.version) == ("G1", "BUYER", "D96A")
    assert codes(grouped.replace(b"UNE+1", b"UNE+2")) == ["set-count-mismatch"]
    assert codes(grouped.replace(b"UNE+1+G1", b"UNE+1+G2")) == ["group-control-number-mismatch"]
    assert codes(grouped.replace(b"UNE+1+G1'\n", b"")) == ["group-trailer-missing"]


def test_messages_in_and_outside_of_groups_do_not_go_together() -> None:
    ung = "UNG+ORDERS+BUYER+SELLER+260105:1200+G1+UN+D:96A'\nUNE+0+G1'\n"
    assert "set-outside-group" in codes(orders(("UNZ+1", ung + "UNZ+1")))
    assert "set-outside-group" in codes(orders(("UNH+1", ung + "UNH+1")))


def test_a_reference_that_comes_twice_is_an_error() -> None:
    data = orders()
    start, end = data.index(b"UNH"), data.index(b"UNZ")
    twice = data[:end] + data[start:end] + data[end:].replace(b"UNZ+1", b"UNZ+2")
    assert codes(twice) == ["set-control-number-duplicate"]
    assert [s.verdict for s in validate_bytes(twice).sets] == [Verdict.ACCEPTED, Verdict.REJECTED]


@pytest.mark.parametrize(("syntax", "accepted"), [("3", [True, False, False]), ("4", [True, True, False])])
def test_since_syntax_4_a_reference_may_come_again_with_another_type(syntax: str, accepted: list[bool]) -> None:
    data = orders(("UNOC:3", f"UNOC:{syntax}"), ("UNZ+1", "UNZ+3"))
    start, end = data.index(b"UNH"), data.index(b"UNZ")
    message = data[start:end]
    data = data[:end] + message.replace(b"EAN008", b"EAN009") + message + data[end:]
    report = validate_bytes(data)
    assert [one.verdict.accepted for one in report.sets] == accepted


def test_what_an_agreement_tolerates_is_a_warning() -> None:
    data = orders(("UNT+13+1", "UNT+12+1"))
    report = validate_bytes(data, tolerate=frozenset({"segment-count-mismatch"}))
    assert report.result.verdict is Verdict.ACCEPTED_WITH_ERRORS


def test_offsets_are_those_of_the_file_behind_release_characters() -> None:
    data = orders(("WIDGET, BLUE", "A?'?+?:??B"), ("QTY+21:48", "QTY+21:4X"))
    (found,) = findings(data)
    assert found.offset == data.index(b"21:4X")


def test_limits_are_named_findings() -> None:
    data = orders()
    for limits, code, allowed in (
        (
            Limits(set_bytes=100),
            "set-too-large",
            "a message may have 100 bytes here; not the standard but set_bytes of",
        ),
        (Limits(set_segments=5), "set-too-large", "a message may have 5 segments here"),
        (Limits(segment_bytes=20), "segment-too-long", "a segment may have 20 bytes here"),
        (Limits(group_sets=0), "too-many-sets", "a group or interchange may have 0 messages here"),
    ):
        report = validate_bytes(data, limits=limits)
        (finding,) = (f for s in report.sets for f in s.findings)
        assert finding.code == code
        assert finding.message.startswith(allowed)
        assert report.result.verdict is Verdict.REJECTED
        assert [(a.ack, a.code) for a in finding.ack] == [("UCM", "18")]


def test_a_segment_is_as_long_as_it_is_with_its_released_terminators() -> None:
    name = "?'" * 34
    short, long = orders(("WIDGET, BLUE", "A" * 34)), orders(("WIDGET, BLUE", name))
    assert max(map(len, long.split(b"'"))) <= 65 < len("IMD+F++:::" + name)
    for data, expected in ((short, []), (long, ["segment-too-long"])):
        (one,) = validate_bytes(data, limits=Limits(segment_bytes=65)).sets
        assert [found.code for found in one.findings] == expected


def test_a_segment_that_is_too_long_is_named_where_it_stands() -> None:
    data = orders()
    (one,) = validate_bytes(data, limits=Limits(segment_bytes=25)).sets
    (finding,) = one.findings
    assert (finding.segment, finding.offset) == ("UNH", data.index(b"UNH"))
    (one,) = validate_bytes(data, limits=Limits(segment_bytes=28)).sets
    assert one.verdict is Verdict.ACCEPTED


def test_a_file_read_in_pieces_has_the_same_results() -> None:
    data = orders() + b"\r\n" + orders(("QTY+21:48", "QTY+21:4X"), ("WIDGET", "WID?'GET"))
    assert list(validate(Drip(data, 7))) == list(validate(data))
    assert sum(isinstance(result, SetResult) for result in validate(Drip(data, 7))) == 2


def test_a_file_without_an_interchange_says_so() -> None:
    assert codes(b"") == ["empty-file"]
    assert codes(b"hello") == ["bytes-outside-interchange", "no-interchange"]
    assert "unb-incomplete" in codes(b"UNB+UNOC:3+A+B")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (orders().decode("latin-1").encode("utf-16-le"), "UTF-16 text"),
        (orders(una="").decode("latin-1").encode("cp500"), "EBCDIC text"),
        (orders().decode("latin-1").encode("cp037"), "EBCDIC text"),
        (b"UNA:+.? '\nUIB+IATB:1+REF+++A+B'UIZ+0'", "interactive EDIFACT"),
        (b"UIB+IATB:1+REF+++A+B'UIZ+0'", "interactive EDIFACT"),
        (b"UNA:+.? '", "the beginning of an EDIFACT interchange"),
    ],
)
def test_a_file_that_is_not_read_says_what_it_looks_like(data: bytes, what: str) -> None:
    (finding,) = [one for one in either(data).result.findings if one.code == "no-interchange"]
    assert f"it looks like {what}" in finding.message
