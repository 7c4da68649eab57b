"""Interchanges and groups: what is wrong with them, what that does to them, and what is found in odd files."""

from __future__ import annotations

import io

import pytest

from b2b.edi.engine.limits import Limits
from b2b.edi.engine.results import Counts, FileReport, collect
from b2b.edi.findings import Verdict
from b2b.edi.validation import of_edifact
from b2b.edi.x12.validate import validate, validate_bytes
from tests.edi.x12.messages import ORDER, codes, isa, joined, message, segments, set_of

WHOLE = segments()
GS = WHOLE[1]


def acks(report: FileReport, ack: str) -> list[str]:
    found = list(report.result.findings)
    for i in report.interchanges:
        found += [*i.result.findings, *(f for g in i.groups for f in g.result.findings)]
    return [a.code for f in found for a in f.ack if a.ack == ack]


ENVELOPES = {
    "IEA02": ([*WHOLE[:-1], "IEA*1*000000002"], "interchange-control-number-mismatch", "TA1", "001"),
    "IEA01": ([*WHOLE[:-1], "IEA*2*000000001"], "group-count-mismatch", "TA1", "021"),
    "no IEA": (WHOLE[:-1], "interchange-trailer-missing", "TA1", "023"),
    "ISA05": ([isa(e05="99"), *WHOLE[1:]], "isa-element-invalid", "TA1", "005"),
    "ISA06": ([isa(e06=" " * 15), *WHOLE[1:]], "isa-element-invalid", "TA1", "006"),
    "ISA12": ([isa(e12="4010 "), *WHOLE[1:]], "isa-element-invalid", "TA1", "017"),
    "ISA13": ([isa(number="00000000X"), *WHOLE[1:]], "isa-element-invalid", "TA1", "018"),
    "ISA15": ([isa(e15="X"), *WHOLE[1:]], "isa-element-invalid", "TA1", "020"),
    "stray segment": ([WHOLE[0], "REF*DP*1", *WHOLE[1:]], "segment-outside-group", "TA1", "024"),
    "set without group": ([WHOLE[0], *set_of(ORDER), "IEA*0*000000001"], "set-outside-group", "TA1", "024"),
    "GE01": ([*WHOLE[:-2], "GE*2*1", WHOLE[-1]], "set-count-mismatch", "AK9", "5"),
    "GE02": ([*WHOLE[:-2], "GE*1*9", WHOLE[-1]], "group-control-number-mismatch", "AK9", "4"),
    "no GE": ([*WHOLE[:-2], WHOLE[-1]], "group-trailer-missing", "AK9", "3"),
    "GS06": ([WHOLE[0], GS.replace("*1*X", "*A*X"), *WHOLE[2:]], "gs-element-invalid", "AK9", "6"),
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_a_fault_of_the_envelope_rejects_what_it_stands_in(name: str) -> None:
    parts, code, ack, ack_code = ENVELOPES[name]
    report = validate_bytes(joined(parts))
    assert code in codes(report)
    assert ack_code in acks(report, ack)
    assert report.result.verdict is Verdict.REJECTED
    assert report.result.counts.accepted == 0


@pytest.mark.parametrize("version", ["0:401", "UNOC:3", ":"])
def test_a_colon_in_isa12_does_not_make_it_edifact(version: str) -> None:
    (found,) = validate_bytes(joined([isa(e12=version), *WHOLE[1:]])).interchanges
    assert not of_edifact(found.result.header)
    assert version in found.result.header.elements


def test_what_leaves_the_identity_certain_is_a_warning() -> None:
    for change, code in (({"e09": "261305"}, "014"), ({"e10": "2500"}, "015"), ({"e14": "2"}, "019")):
        report = validate_bytes(joined([isa(**change), *WHOLE[1:]]))
        assert (report.result.verdict, acks(report, "TA1")) == (Verdict.ACCEPTED_WITH_ERRORS, [code])


def test_leading_zeros_in_trailers_are_no_mismatch() -> None:
    report = validate_bytes(joined([*WHOLE[:-2], "GE*1*0001", "IEA*1*1"]))
    assert codes(report) == ["control-number-not-identical", "control-number-not-identical"]
    assert report.result.counts == Counts(1, 1, 0)


def test_a_segment_between_sets_rejects_the_group() -> None:
    report = validate_bytes(joined([*WHOLE[:-2], "REF*DP*1", "REF*DP*2", *WHOLE[-2:]]))
    (finding,) = report.interchanges[0].groups[0].result.findings
    assert (finding.code, finding.message) == (
        "segment-outside-set",
        "'REF' stands outside every transaction set (2 times)",
    )
    assert report.result.counts == Counts(1, 0, 1)


def test_releases() -> None:
    for version, verdict, found in (
        ("004010VICS", Verdict.ACCEPTED, ["release-by-base"]),
        ("004010UCS", Verdict.ACCEPTED, ["release-by-base"]),
        ("003010", Verdict.UNSUPPORTED, ["release-unsupported", "versions-differ", "set-unsupported"]),
        ("", Verdict.UNSUPPORTED, ["gs-element-invalid", "release-unsupported", "versions-differ", "set-unsupported"]),
    ):
        report = validate_bytes(joined([WHOLE[0], GS.replace("004010", version), *WHOLE[2:]]))
        assert (codes(report), report.sets[0].verdict) == (found, Verdict.ACCEPTED if verdict.accepted else verdict)
        assert report.result.verdict is (verdict if version else Verdict.REJECTED)


def test_an_interchange_version_before_its_release_is_normal_practice() -> None:
    report = validate_bytes(joined([isa("00400"), *WHOLE[1:]]))
    assert (report.result.verdict, codes(report)) == (Verdict.ACCEPTED, [])


def test_several_interchanges_and_groups() -> None:
    group = [GS.replace("*1*X", "*2*X"), *set_of(ORDER), *set_of(ORDER, number="0002"), "GE*2*2"]
    first = [*WHOLE[:-1], *group, "IEA*2*000000001"]
    second = [isa(number="000000002"), *WHOLE[1:-1], "IEA*1*000000002"]
    report = validate_bytes(joined([*first, *second]))
    assert report.result.verdict is Verdict.ACCEPTED
    assert [[len(g.sets) for g in i.groups] for i in report.interchanges] == [[1, 2], [1]]
    assert report.result.counts == Counts(4, 4, 0)


def test_some_sets_rejected_leave_the_others_in_effect() -> None:
    bad = [s.replace("CUR*BY", "CUR*!!") for s in set_of(ORDER, number="0002")]
    report = validate_bytes(joined([*WHOLE[:-2], *bad, "GE*2*1", WHOLE[-1]]))
    assert [s.verdict for s in report.sets] == [Verdict.ACCEPTED, Verdict.REJECTED]
    assert report.result.verdict is Verdict.ACCEPTED_WITH_ERRORS
    assert report.result.counts == Counts(2, 1, 1)


def test_a_group_number_twice_in_an_interchange_is_noted() -> None:
    report = validate_bytes(joined([*WHOLE[:-1], *WHOLE[1:-1], "IEA*2*000000001"]))
    assert codes(report) == ["group-control-number-duplicate"]
    assert acks(report, "AK9") == ["19"]


def test_ta1_and_service_segments_before_the_first_group() -> None:
    ta1 = "TA1*000000009*260104*1200*A*000"
    report = validate_bytes(joined([WHOLE[0], "ISB*1", "ISE*260105*0515*04", ta1, *WHOLE[1:]]))
    assert report.result.verdict is Verdict.ACCEPTED
    assert report.interchanges[0].result.ta1 == (("TA1", "000000009", "260104", "1200", "A", "000"),)


SECOND = [GS.replace("*1*X", "*2*X"), *WHOLE[2:-2], "GE*1*2"]


@pytest.mark.parametrize(
    "parts",
    [
        [WHOLE[0], "TA1*000000009*260104*1200*A*000", *WHOLE[1:]],
        [*WHOLE[:-1], "TA1*000000009*260104*1200*A*000", WHOLE[-1]],
        [*WHOLE[:-1], "TA1*000000009*260104*1200*A*000", *SECOND, "IEA*2*000000001"],
        [WHOLE[0], "TA1*000000009*260104*1200*A*000", "IEA*0*000000001"],
    ],
    ids=["before the groups", "behind them", "between them", "alone"],
)
def test_a_ta1_stands_anywhere_outside_groups(parts: list[str]) -> None:
    report = validate_bytes(joined(parts))
    assert (report.result.verdict, codes(report)) == (Verdict.ACCEPTED, [])
    assert [ta1[1] for ta1 in report.interchanges[0].result.ta1] == ["000000009"]


def test_an_interchange_that_breaks_off_does_not_take_the_next_one_with_it() -> None:
    for cut in (WHOLE[:-1], WHOLE[:-2], WHOLE[:6]):
        report = validate_bytes(joined([*cut, *segments()]))
        assert [i.result.verdict for i in report.interchanges] == [Verdict.REJECTED, Verdict.ACCEPTED]


def test_a_set_that_breaks_off_does_not_take_the_next_one_with_it() -> None:
    parts = [*WHOLE[:-3], *set_of(ORDER, number="0002"), "GE*2*1", WHOLE[-1]]
    first, second = validate_bytes(joined(parts)).sets
    assert [f.code for f in first.findings] == ["set-trailer-missing"]
    assert second.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b" \r\n\n ", "no-interchange"),
        (b"Dear all, please find attached", "no-interchange"),
        ("\ufeff".encode("utf-16") + message().decode().encode("utf-16-le"), "no-interchange"),
        (message().decode().encode("cp500"), "no-interchange"),
        (b"PK\x03\x04" + bytes(100), "no-interchange"),
        (b"UNB+UNOA:1+A+B+260105:0800+1'", "no-interchange"),
        (b"ISA*00*", "isa-incomplete"),
        (message()[:100], "isa-incomplete"),
        (b"ISA*00*\nGS*PO*A*B*20260105*0800*1*X*004010\n", "isa-incomplete"),
    ],
)
def test_files_without_an_interchange(data: bytes, code: str) -> None:
    report = validate_bytes(data)
    assert report.result.verdict is Verdict.REJECTED
    assert code in codes(report)
    assert report.interchanges == ()


def test_what_a_file_looks_like_is_told() -> None:
    said = {kind: validate_bytes(data).result.findings[-1].message for kind, data in (
        ("UTF-16", message().decode().encode("utf-16-le")),
        ("EBCDIC", message().decode().encode("cp500")),
        ("EDIFACT", b"UNA:+.? 'UNB+"),
        ("XML", b"\xef\xbb\xbf<?xml version='1.0'?>"),
    )}  # fmt: skip
    assert all(kind in text for kind, text in said.items())


def test_text_around_interchanges_is_reported_and_passed_over() -> None:
    report = validate_bytes(b"\xef\xbb\xbfFrom: NW\r\n\r\n" + message() + b"\r\nbye\r\n" + message() + b"\x1a")
    assert report.result.verdict is Verdict.ACCEPTED_WITH_ERRORS
    assert codes(report) == ["byte-order-mark", "bytes-outside-interchange"]
    assert "(3 times)" in report.result.findings[1].message
    assert report.result.counts == Counts(2, 2, 0)


@pytest.mark.parametrize("eol", ["", "\n", "\r\n", "\r"])
@pytest.mark.parametrize("terminator", ["~", "\n", "'", "\x1c", "|"])
def test_terminators_and_line_ends(terminator: str, eol: str) -> None:
    if terminator == "\n" and eol:
        return
    report = validate_bytes(joined(segments(), terminator, eol))
    assert (report.result.verdict, codes(report)) == (Verdict.ACCEPTED, [])


def test_carriage_return_and_line_feed_end_segments() -> None:
    data = joined(segments(), "\r\n", "")
    for odd in (data, data.replace(b"REF*DP*038\r\n", b"REF*DP*038\n")):
        report = validate_bytes(odd)
        assert codes(report) == []


def test_a_last_segment_without_terminator() -> None:
    assert codes(validate_bytes(joined(segments(), "\n", "")[:-1])) == ["terminator-missing"]
    report = validate_bytes(joined(segments(), eol="")[:-1])
    assert (codes(report), report.result.verdict) == (["terminator-missing"], Verdict.ACCEPTED_WITH_ERRORS)


def test_lines_broken_after_80_bytes() -> None:
    whole = joined(segments(), eol="")
    data = b"\r\n".join(whole[at : at + 80] for at in range(0, len(whole), 80))
    report = validate_bytes(data)
    assert codes(report) == ["isa-broken-across-lines", "line-break-in-segment"]
    assert report.sets[0].segments == validate_bytes(whole).sets[0].segments
    assert report.result.verdict is Verdict.ACCEPTED_WITH_ERRORS


def test_an_isa_without_padding_is_read_and_reported() -> None:
    data = joined(["ISA*00* *00* *ZZ*NORTHWIND*ZZ*ACME*260105*0800*U*00401*000000001*0*P*>", *WHOLE[1:]])
    report = validate_bytes(data)
    assert codes(report) == ["isa-not-fixed-width"]
    header = report.interchanges[0].result.header
    assert (header.sender, header.receiver, header.test) == ("NORTHWIND", "ACME", False)


def test_an_isa_without_its_last_element_is_read_and_reported() -> None:
    short = isa(e16="")
    for data in (joined([short, *WHOLE[1:]], eol=""), joined([short, *WHOLE[1:]], "\n", "")):
        report = validate_bytes(data)
        assert codes(report) == ["component-separator-missing"]
        assert report.interchanges[0].result.header.delimiters.component == ""
        assert report.sets[0].verdict is Verdict.ACCEPTED


def test_spaces_that_pad_a_gs_are_not_part_of_it() -> None:
    report = validate_bytes(
        joined(
            [WHOLE[0], "GS*PO*NW   *ACME   *20260105*0800*1   *X*004010  ", *WHOLE[2:-2], "GE*1 *1 ", WHOLE[-1] + " "]
        )
    )
    header = report.interchanges[0].groups[0].result.header
    assert (header.sender, header.receiver, header.control_number, header.version) == ("NW", "ACME", "1", "004010")
    assert codes(report) == []


def test_delimiters_that_are_the_same_reject() -> None:
    report = validate_bytes(joined([isa(e16="~"), *WHOLE[1:]]))
    assert report.result.verdict is Verdict.REJECTED
    assert "delimiters-not-distinct" in codes(report)
    assert acks(report, "TA1") == ["027"]


def test_the_repetition_separator_begins_with_00402() -> None:
    body = ["N3*A^B" if s.startswith("N3") else s for s in ORDER]
    assert validate_bytes(joined(segments(body))).sets[0].verdict is Verdict.ACCEPTED
    later = [isa("00402"), *segments(body)[1:]]
    assert [f.code for f in validate_bytes(joined(later)).sets[0].findings] == ["repetitions-too-many"]


def test_a_component_separator_that_cannot_part_is_not_used() -> None:
    report = validate_bytes(joined([isa(e16=" "), *WHOLE[1:]]))
    assert (codes(report), report.sets[0].verdict) == (["component-separator-invalid"], Verdict.ACCEPTED)


def test_limits_are_findings() -> None:
    sets = [s for number in range(3) for s in set_of(ORDER, number=f"000{number}")]
    three = joined([*WHOLE[:2], *sets, "GE*3*1", WHOLE[-1]])
    report = validate_bytes(three, limits=Limits(group_sets=2))
    assert [s.findings[0].code for s in report.sets if s.findings] == ["too-many-sets"]
    assert report.sets[2].control_number == "0002"
    for limits in (Limits(set_segments=5), Limits(set_bytes=100)):
        report = validate_bytes(three, limits=limits)
        assert {s.findings[0].code for s in report.sets} == {"set-too-large"}
        assert [s.control_number for s in report.sets] == ["0000", "0001", "0002"]
    long = joined([*WHOLE[:2], "REF*" + "X" * 5000, *WHOLE[2:]])
    assert "segment-too-long" in codes(validate_bytes(long, limits=Limits(segment_bytes=1000)))
    many = message([*ORDER[:-1], *["ZZZ*1"] * 50])
    report = validate_bytes(many, limits=Limits(set_findings=10))
    assert report.sets[0].findings[-1].code == "findings-cut"
    assert len(report.sets[0].findings) == 11


@pytest.mark.parametrize("begins", ["REF*DP*", "BINX*"])
def test_a_segment_inside_a_set_has_a_limit_too(begins: str) -> None:
    long = message([*ORDER[:-1], begins + "X" * 2000])
    (one,) = validate_bytes(long, limits=Limits(segment_bytes=1000)).sets
    (found,) = one.findings
    assert (found.code, one.control_number) == ("segment-too-long", "0001")
    assert (found.segment, found.position, found.offset) == (begins[:3], len(ORDER) + 1, long.rindex(begins.encode()))
    assert "may have 1,000 bytes here; not the standard but segment_bytes of [limits] in b2b.toml" in found.message


@pytest.mark.parametrize(
    ("sender", "found"),
    [
        ("E", ["gs-id-length"]),
        ("E ", []),
        ("A" * 15, []),
        ("A" * 16, ["gs-id-length"]),
        ("", ["gs-element-invalid"]),
    ],
)
def test_an_id_of_an_application_has_two_to_fifteen_characters(sender: str, found: list[str]) -> None:
    report = validate_bytes(joined([WHOLE[0], GS.replace("*NW*", f"*{sender}*"), *WHOLE[2:]]))
    assert codes(report) == found
    assert report.result.verdict.accepted == bool(sender)


def test_ta1_segments_have_a_limit() -> None:
    data = joined([WHOLE[0], *["TA1*000000009*260104*1200*A*000"] * 5, *WHOLE[1:]])
    report = validate_bytes(data, limits=Limits(interchange_ta1=3))
    assert (codes(report), len(report.interchanges[0].result.ta1)) == (["too-many-ta1"], 3)


def test_findings_that_are_cut_still_count_for_the_verdict() -> None:
    body = [*ORDER[:-1], *["PO1**1*EA*1**BP*A*"] * 5, "CTT*7", "REF*DP*1"]
    report = validate_bytes(message(body), limits=Limits(set_findings=0))
    assert [(f.code, f.severity) for f in report.sets[0].findings if f.code == "findings-cut"] == [
        ("findings-cut", "error")
    ]
    assert report.sets[0].verdict is Verdict.REJECTED


def test_binary_segments_may_hold_anything() -> None:
    data = b"\x00~\nSE*1*1~ST*850*9999~\xff"
    for head in (b"BIN*%d*" % len(data), b"BDS*ASC*%d*" % len(data)):
        body = b"ST*275*0001~\n" + head + data + b"~\nSE*3*0001~\n"
        whole = joined(WHOLE[:2]) + body + joined(WHOLE[-2:])
        report = validate_bytes(whole)
        (one,) = report.sets
        assert [len(s) for s in one.segments] == [3, len(head.split(b"*")), 3]
        assert one.segments[1][-1].encode("latin-1") == data
        assert [f.code for f in one.findings] == ["set-unsupported"]


def test_a_stream_gives_what_the_bytes_give() -> None:
    class Drip(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(13)

    data = b"noise " + joined(segments(), eol="\r\n") + joined(segments(changed_body()))
    assert collect(validate(Drip(data))) == validate_bytes(data)


def changed_body() -> list[str]:
    return [s.replace("CUR*BY", "CUR*!!") for s in ORDER]
