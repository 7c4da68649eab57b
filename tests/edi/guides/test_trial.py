"""Files held against a guide, one after the other."""

from __future__ import annotations

from b2b.edi.findings import Severity
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.guides.trial import Outcome, try_files
from b2b.edi.x12.sampling.message import sample_message
from tests.edi.guides.test_guides import ORDER, guide
from tests.edi.guides.test_validation import changed, file


def test_files_pass_or_break_lines() -> None:
    good = Sample("good.edi", file(ORDER))
    bad = Sample("bad.edi", file(ORDER, changed("BEG*00*SA*4711**20260105", "BEG*00*RL*4711**20260105", 2)))
    warned = Sample("warned.edi", file(changed("PO1*1*10*EA*1.5**VP*W-1", "PO1*1*10*EA*1.5", 1)))
    other = Sample("other.edi", sample_message("810", "004010"))
    none = Sample("none.edi", b"nothing")
    tried = try_files(guide(), [good, bad, warned, other, none])
    assert [(one.file, one.outcome, one.held) for one in tried] == [
        ("good.edi", Outcome.PASSES, 1),
        ("bad.edi", Outcome.FAILS, 2),
        ("warned.edi", Outcome.PASSES, 1),
        ("other.edi", Outcome.BESIDE, 0),
        ("none.edi", Outcome.FAILS, 0),
    ]
    (breach,) = tried[1].breaches
    assert (breach.set_id, breach.control_number, breach.finding.guide) == ("850", "0002", "northwind line 1")
    (remark,) = tried[2].breaches
    assert (remark.finding.severity, remark.finding.guide) == (Severity.WARNING, "northwind line 8")
    assert tried[3].beside == (("810", "004010"),)


def test_what_breaks_the_standard_fails() -> None:
    (tried,) = try_files(guide(), [Sample("bad.edi", file(changed("CTT*2", "CTT*many", 1)))])
    assert tried.outcome is Outcome.FAILS
    assert None in {one.finding.guide for one in tried.breaches}
