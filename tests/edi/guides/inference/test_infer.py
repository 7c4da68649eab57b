"""What is proposed from samples, and with which evidence."""

from __future__ import annotations

from fractions import Fraction

import pytest

from b2b.edi.findings import Severity, Verdict
from b2b.edi.guides.infer import infer, name_from
from b2b.edi.guides.inference import relations
from b2b.edi.guides.inference.evidence import Standing, at_confidence
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.guides.trial import Outcome, try_files
from b2b.edi.x12.sampling.message import sample_message
from tests.edi.guides.inference.orders import file, guide_of, inferred, order, read, samples

TWENTY = samples(*range(1, 21))


@pytest.fixture(scope="module")
def text() -> str:
    (proposal,) = infer(TWENTY, "north").proposals
    return proposal.text


@pytest.mark.parametrize(
    "line",
    [
        '  { at = "BEG01", codes = "00" },  # 00 in 20 of 20 sets, 0.95',
        '  { at = "BEG02", codes = "NE SA" },  # SA in 14, NE in 6 of 20 sets, 0.95',
        '  { at = "REF[DP]", use = "M" },  # in 20 of 20 sets, 0.95',
        '  { at = "REF01", codes = "DP", level = "info" },  # DP in 20 of 20 sets, 0.95',
        '  { at = "REF[DP]02", use = "M" },  # in 20 of 20 sets, 0.95',
        '  { at = "REF[DP]02", length = [3, 3], level = "info" },  # 3 characters in 20 of 20 sets, 0.95',
        '  { at = "CUR", use = "-", level = "info" },  # in none of 20 sets, 0.95',
        '  { at = "N1[ST]", use = "M" },  # in 20 of 20 sets, 0.95',
        '  { at = "N1[BY]04", codes = "07", level = "info" },  # 07 in 20 of 20 sets, 0.95',
        '  { at = "PO103", use = "M" },  # in 20 of 20 sets (40 seen), 0.95',
        '  { at = "PO103", codes = "CA EA" },  # CA in 10, EA in 10 of 20 sets (40 seen), 0.95',
        '  { at = "", check = "CTT01 = count(PO1)" },  # holds in 20 of 20 sets, 0.95',
        '  { at = "", check = "CTT/AMT[TT]02 = round(sum(PO1, PO102 * PO104), 2)" },  # holds in 20 of 20 sets, 0.95',
        '  { at = "", check = "date(BEG05) <= date(DTM[002]02)", level = "info" },  # holds in 20 of 20 sets, 0.95',
        "  # PO1 Baseline Item Data",
    ],
)
def test_lines(text: str, line: str) -> None:
    assert line in text.splitlines()


@pytest.mark.parametrize("place", ['"BEG03", codes', '"N1[ST]02"', '"PO107", codes', '"PO102", codes', "W-1"])
def test_what_differs_from_set_to_set_is_no_line(text: str, place: str) -> None:
    assert place not in text.replace('"N1[ST]02", use', "")


def test_the_lines_stand_in_the_order_of_the_standard(text: str) -> None:
    headings = [line for line in text.splitlines() if line.startswith("  # ") and line[4:7].isupper()]
    assert [line.split()[1] for line in headings] == [
        "BEG", "REF", "REF[DP]", "DTM", "DTM[002]", "N1", "N1[BY]", "N1[ST]", "PO1", "CTT", "CTT/AMT", "CTT/AMT[TT]",
    ]  # fmt: skip


def test_every_sample_fits_the_guide() -> None:
    assert {one.outcome for one in try_files(inferred(TWENTY), TWENTY)} == {Outcome.PASSES}
    assert not any(one.breaches for one in try_files(inferred(TWENTY), TWENTY))


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("REF*DP*001", "REF*IA*001", "guide-required", "REF[DP]"),
        ("REF*DP*001", "", "guide-required", "REF[DP]"),
        ("REF*DP*001", "REF*DP*1", "guide-length", "REF[DP]02"),
        ("BEG*00*SA", "BEG*00*RL", "guide-code", "BEG02"),
        ("*92*0001", "", "guide-required", "N1[ST]04"),
        ("PO1*1*1*CA", "PO1*1*1*DZ", "guide-code", "PO103"),
        ("CTT*2", "CTT*3", "guide-check", "CTT01 = count(PO1)"),
        ("AMT*TT*8", "AMT*TT*9", "guide-check", "round(sum(PO1"),
        ("DTM*002*202602", "DTM*002*202501", "guide-check", "date(BEG05)"),
        ("REF*DP", "CUR*BY*USD~\nREF*DP", "guide-not-used", "CUR"),
    ],
)
def test_a_changed_file_breaks_the_line_that_says_so(old: str, new: str, code: str, place: str) -> None:
    guide = inferred(TWENTY)
    body = "~\n".join(order(1))
    assert old in body
    changed = [line for line in body.replace(old, new, 1).split("~\n") if line]
    (tried,) = try_files(guide, [Sample("changed.edi", file(changed))])
    said = [(one.finding.code, one.finding.message, one.finding.guide) for one in tried.breaches]
    ((message, line),) = [(m, g) for c, m, g in said if c == code and place in m]
    assert line is not None
    rule = next(r for r in guide.sets["850"].rules if f"{r.guide} line {r.line}" == line)
    assert str(rule.place) in message
    assert tried.outcome is (Outcome.FAILS if rule.severity is Severity.ERROR else Outcome.PASSES) or len(said) > 1


def test_what_is_seen_now_and_then_is_told_apart_and_not_required() -> None:
    given = [
        *TWENTY[:10],
        Sample("11.edi", file(order(11, extra=["TD5**2*UPSN*M"]))),
        Sample("12.edi", file((order(12)[0], "REF*VR*12345", *order(12)[1:]))),
    ]
    (proposal,) = infer(given, "north").proposals
    assert '{ at = "REF[VR]", use' not in proposal.text
    assert '{ at = "TD5", use' not in proposal.text
    assert '  # { at = "TD503", use = "M" },  # in 1 of 1 set, 0.66' in proposal.text.splitlines()
    rare = '  # { at = "REF01", codes = "DP VR" },  # DP in 12, VR in 1 of 12 sets (13 seen), 0.85'
    assert rare in proposal.text.splitlines()


def test_little_evidence_makes_remarks_and_comments() -> None:
    two = inferred(samples(1, 2))
    assert {rule.severity for rule in two.sets["850"].rules} == {Severity.INFO}
    assert inferred(samples(1)).sets["850"].rules == ()
    (proposal,) = infer(samples(1), "north").proposals
    assert '  # { at = "REF[DP]", use = "M" },  # in 1 of 1 set, 0.66' in proposal.text.splitlines()
    bold = inferred(samples(1), at_confidence(Fraction(3, 5)))
    assert any(rule.severity is Severity.ERROR for rule in bold.sets["850"].rules)


def test_comments_are_lines_of_the_guide_once_the_mark_is_gone() -> None:
    (proposal,) = infer(samples(1, 2, 3), "north").proposals
    bare = proposal.text.replace("  # { at", "  { at")
    told = proposal.sets[0]
    counted = sum(standing is not Standing.UNSAID for _, standing in told.lines)
    assert told.count(Standing.THOUGHT) > 0
    assert len(read(bare).sets["850"].rules) == counted


def test_what_does_not_count_is_told() -> None:
    broken = file(("BEG*00*SA*1", "PO1*1*1*EA"))
    unsupported = file(order(1)).replace(b"*004010~", b"*002000~")
    found = infer(
        [
            Sample("good.edi", file(order(1), order(2))),
            Sample("again.edi", file(order(2))),
            Sample("broken.edi", broken),
            Sample("early.edi", unsupported),
            Sample("notes.txt", b"hello"),
            Sample("answer.edi", sample_message("997", "004010")),
        ],
        "north",
    )
    assert [(one.file, one.set_id, one.verdict) for one in found.left_out] == [
        ("again.edi", "850", Verdict.ACCEPTED),
        ("broken.edi", "850", Verdict.REJECTED),
        ("early.edi", "850", Verdict.UNSUPPORTED),
        ("notes.txt", "", Verdict.REJECTED),
        ("answer.edi", "997", Verdict.ACCEPTED),
    ]
    assert "set 0002 of good.edi" in found.left_out[0].reason
    assert "BEG05" in found.left_out[1].reason
    assert all(one.reason for one in found.left_out)
    assert found.proposals[0].sets[0].samples == 2


def test_a_set_in_a_rejected_interchange_does_not_count() -> None:
    void = file(order(1)).replace(b"IEA*1*000000007", b"IEA*1*000000008")
    found = infer([Sample("void.edi", void)], "north")
    assert found.proposals == ()
    assert found.left_out[0].verdict is Verdict.REJECTED


def test_a_guide_for_each_release() -> None:
    given = [
        Sample("a", sample_message("850", "004010")),
        Sample("b", sample_message("850", "005010")),
        Sample("c", sample_message("810", "004010")),
    ]
    found = infer(given, "north")
    assert [(one.name, one.release, [s.set_id for s in one.sets]) for one in found.proposals] == [
        ("north-004010", "004010", ["810", "850"]),
        ("north-005010", "005010", ["850"]),
    ]


def test_levels_of_a_hierarchy_are_told_apart() -> None:
    given = [Sample(str(n), sample_message("856", "004010", seed=n)) for n in range(3)]
    (proposal,) = infer(given, "north").proposals
    assert 'at = "HL[03=S]", use = "M"' in proposal.text
    assert 'at = "HL[03=I]/' in proposal.text


def test_what_a_partner_writes_cannot_leave_its_comment_or_string() -> None:
    given = [Sample(str(n), file((*order(n)[:1], 'REF*DP*a"\\#', *order(n)[2:]), sender='X"]\\')) for n in (1, 2)]
    guide = guide_of(infer(given, "north"))
    assert guide.title == 'As X"]\\ writes'


@pytest.mark.parametrize(
    ("text", "name"), [("4405197800", "4405197800"), ("ACME Co. /US", "acme-co.-us"), ("***", "partner")]
)
def test_names(text: str, name: str) -> None:
    assert name_from(text) == name


def test_relations_that_would_cost_too_much_are_not_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relations, "STEPS", 10)
    (proposal,) = infer(TWENTY, "north").proposals
    assert "check = " not in proposal.text
    assert '{ at = "REF[DP]", use = "M" }' in proposal.text
