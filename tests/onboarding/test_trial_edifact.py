"""Files of EDIFACT run through the whole gateway in a scratch workspace."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from b2b.edi.guides.inference.evidence import DEFAULT, at_confidence
from b2b.edi.guides.shelf import shipped
from b2b.edi.validation import validate_bytes
from b2b.onboarding import page
from b2b.onboarding.report import Report, answers_said, interchange_said, worked_said
from tests.onboarding.files import message, orders
from tests.onboarding.test_trial import Trial, trial_of

HEADING = ("RFF+CT:77", "CUX+2:EUR:9")
# UNB asks for a CONTRL.
ASKS = "++++1"


def one(number: int, *heading: str, unb: str = ASKS) -> bytes:
    return orders(number, *(heading or HEADING), unb=unb)


@pytest.fixture
def tried(tmp_path: Path) -> Trial:
    """Tries files with the partner that two orders propose, each line of its guide a rule."""
    return trial_of([one(1), one(2)], tmp_path, at_confidence(Fraction(6, 10)))


def test_what_fits_is_acknowledged_decided_and_answered(tried: Trial) -> None:
    runs = tried(one(1), one(2), orders(3, *HEADING))
    for each in runs:
        assert [found.accepted for found in each.sets] == [True]
        assert [answers_said(line) for found in each.sets for line in found.decided] == ["5 accepted"]
        assert (each.rejected, each.troubles) == (False, ())
    answered, _, unasked = ([written.sets for written in each.written] for each in runs)
    assert (answered, unasked) == ([("CONTRL",), ("ORDRSP",)], [("ORDRSP",)])


def test_what_would_be_sent_is_valid_itself(tried: Trial) -> None:
    (run,) = tried(one(1))
    reports = [validate_bytes(written.content) for written in run.written]
    assert [(each.set, each.verdict) for report in reports for each in report.sets] == [
        ("CONTRL", "accepted"),
        ("ORDRSP", "accepted"),
    ]
    assert [written.acknowledges for written in run.written] == [True, False]


def test_what_breaks_the_guide_is_rejected_by_its_line_and_by_contrl(tried: Trial) -> None:
    (run,) = tried(one(3, HEADING[1], unb=""))
    (found,) = run.sets
    assert [(each.severity, each.message) for each in found.findings if each.line] == [("error", "RFF[CT] is required")]
    assert re.fullmatch(r"4012345000009 line \d+", found.findings[0].line)
    assert (run.rejected, [code for code, _ in run.troubles]) == (True, ["set-rejected"])
    assert [written.sets for written in run.written] == [("CONTRL",)]
    assert b"UCM+1+ORDERS:D:96A:UN:EAN008+4" in run.written[0].content


def test_a_test_is_rehearsed_and_said_to_be_one(tried: Trial) -> None:
    (run,) = tried(one(4, unb="++++1++1"))
    assert (run.test, run.needs_person) == (True, False)
    assert worked_said(run.sets[0]) == "worked as a test: order PO-4 was decided"


def test_every_interchange_of_a_file_is_told(tried: Trial) -> None:
    (run,) = tried(one(1) + one(1))
    assert [interchange_said(each) for each in run.interchanges] == [
        "ORDERS 1",
        "its number came before: nothing of it is worked",
    ]


def test_the_partners_page_has_contrl_by_segments_and_nothing_of_ours(tried: Trial) -> None:
    (run,) = tried(one(1).replace(b"PRI+AAA:10.00", b"PRI+AAA:987.65"))
    report = Report("THEM", "Them", "customer", (run,), ())
    ours, theirs = page.for_us(report), page.for_partner(report)
    assert "\nUCI+1+4012345000009:14+4098765000002:14+7&#x27;\n" in theirs
    assert "ORDRSP:D:96A" in ours
    assert "ORDRSP" not in theirs
    assert "987.65" not in theirs


def test_an_answer_to_a_partner_that_has_capitals_alone_is_written_in_them(tmp_path: Path) -> None:
    capitals = one(1).replace(b"UNOC:3", b"UNOA:1")
    (run,) = trial_of([capitals], tmp_path, DEFAULT)(capitals)
    assert (run.rejected, run.troubles) == (False, ())
    assert b"UNB+UNOA:1+" in run.written[-1].content
    assert b"AS ORDERED" in run.written[-1].content


def test_what_is_acknowledged_and_cannot_be_worked_is_told_to_the_partner_and_counted(tmp_path: Path) -> None:
    change = ["ORDCHG", "BGM+230+PO-1-1+4", "DTM+137:20260301:102", "RFF+ON:PO-1", "LIN+1+3", "QTY+21:5:PCE", "UNS+S"]
    trial = trial_of([one(1), message(change, 1)], tmp_path, DEFAULT)
    (unread,) = trial(message([segment.replace("LIN+1+3", "LIN+1") for segment in change], 9, unb=ASKS))
    report = Report("THEM", "Them", "customer", (unread,), ())
    assert unread.sets[0].unworkable
    assert report.summary.endswith("In 1 something is acknowledged as accepted and not worked.")
    theirs = page.for_partner(report)
    assert "It is acknowledged, and cannot be worked. LIN at position 5: LIN02 &#x27;&#x27; does not say" in theirs
    assert "Nothing is wrong with it." not in theirs


def test_what_is_acknowledged_and_not_agreed_on_is_told_to_the_partner_and_counted(tried: Trial) -> None:
    (held,) = tried(message(["DESADV", "BGM+351+1+9", "DTM+137:20260301:102", "CPS+1", "LIN+1"], 8, unb=ASKS))
    report = Report("THEM", "Them", "customer", (held,), ())
    assert (held.sets[0].verdict, held.sets[0].held_back, held.needs_person) == ("accepted", True, True)
    assert report.summary.endswith("In 1 something is acknowledged as accepted and not worked.")
    assert "It is acknowledged, and nothing is done with it: we have not agreed on it" in page.for_partner(report)


def test_a_line_without_unit_is_told_by_its_number_alone(tmp_path: Path) -> None:
    bare = one(1).replace(b":PCE'", b"'")
    (run,) = trial_of([one(2)], tmp_path, DEFAULT)(bare)
    assert [line.ordered for line in run.sets[0].decided] == ["5"]


def test_what_nothing_here_works_is_said_to_be_kept(tmp_path: Path) -> None:
    schedule = (shipped() / "samples" / "automotive-odette-DELFOR.edi").read_bytes()
    (run,) = trial_of([schedule], tmp_path, DEFAULT)(schedule)
    assert [worked_said(each) for each in run.sets] == ["kept: nothing here works a DELFOR by itself"]
