"""EDIFACT messages held against guides, as X12 sets are."""

from __future__ import annotations

import pytest

from b2b.edi.edifact.contrl import contrl
from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.findings import Finding, Verdict
from b2b.edi.guides import against
from b2b.edi.guides.guide import Guide
from b2b.edi.guides.held import Held
from b2b.edi.guides.infer import infer
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.guides.load import read_guide
from b2b.edi.guides.trial import Outcome, try_files
from b2b.errors import ConfigError
from tests.edi.edifact.messages import orders

_RETAILER = """
name = "retailer"
release = "D96A"
[sets.ORDERS]
lines = [
  { at = "DTM[137]", use = "M" },
  { at = "DTM[2]", use = "M", say = "when to deliver" },
  { at = "BGM01-01", codes = "220 221" },
  { at = "NAD[BY]02-03", codes = "9", say = "GLNs only" },
  { at = "LIN/IMD03-04", length = [1, 20] },
  { at = "", check = "count(LIN) = CNT[2]01-02" },
]
"""
_DELIVERY = ("DTM+137:20260105:102'", "DTM+137:20260105:102'DTM+2:20260119:102'")


def guide(text: str = _RETAILER) -> Guide:
    found = read_guide(text, "guide.toml", lambda name: name)
    against.require(found)
    return found


def breaches(*replaced: tuple[str, str]) -> list[Finding]:
    report = validate_bytes(orders(*replaced, ("UNT+13", "UNT+14")), guides=Held(guide()))
    return [f for s in report.sets for f in s.findings]


def test_a_message_that_keeps_the_guide_has_no_finding() -> None:
    assert breaches(_DELIVERY) == []


@pytest.mark.parametrize(
    ("replaced", "code", "line"),
    [
        (("BGM+220", "BGM+224"), "guide-code", 3),
        (("NAD+BY+5412345000013::9", "NAD+BY+5412345000013::92"), "guide-code", 4),
        (("WIDGET, BLUE", "W" * 21), "guide-length", 5),
    ],
)
def test_a_breach_names_the_line(replaced: tuple[str, str], code: str, line: int) -> None:
    (found,) = breaches(_DELIVERY, replaced)
    assert (found.code, found.guide) == (code, f"retailer line {line}")
    assert found.offset is not None


def test_contrl_tells_a_breach() -> None:
    report = validate_bytes(orders(), guides=Held(guide()))
    (message,) = report.sets
    (found,) = message.findings
    assert (message.verdict, found.code, found.guide) == (Verdict.REJECTED, "guide-required", "retailer line 2")
    (interchange,) = report.interchanges
    answer = contrl(interchange.result, [(g.result, g.sets) for g in interchange.groups], "1")
    assert answer is not None
    assert [list(s) for s in answer.segments[2:]] == [["UCS", str((found.position or 0) - 1), "13"]]


def test_a_guide_is_held_against_its_directory() -> None:
    with pytest.raises(ConfigError, match="no set"):
        guide(_RETAILER.replace("sets.ORDERS", "sets.850"))
    with pytest.raises(ConfigError, match="no XYZ"):
        guide(_RETAILER.replace("DTM[2]", "XYZ"))


def test_a_guide_is_inferred_from_samples_and_never_narrower_than_they_are() -> None:
    samples = [
        Sample(f"{n}.edi", orders(("4500001001", f"450000100{n}"), _DELIVERY, ("UNT+13", "UNT+14"), ("48", f"4{n}")))
        for n in range(20)
    ]
    (proposal,) = infer(samples, "retailer").proposals
    assert proposal.release == "D96A"
    assert '{ at = "DTM[2]", use = "M" }' in proposal.text
    assert '{ at = "NAD[BY]02-03"' in proposal.text
    proposed = guide(proposal.text)
    assert {one.outcome for one in try_files(proposed, samples)} == {Outcome.PASSES}
    (other,) = try_files(proposed, [Sample("other.edi", orders())])
    assert other.outcome is Outcome.FAILS
