"""Files run through the whole gateway in a scratch workspace: what came of them, and the pages that tell it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from b2b.edi.guides.inference.evidence import DEFAULT, Thresholds, at_confidence
from b2b.edi.guides.inference.samples import Sample
from b2b.onboarding import page
from b2b.onboarding.answers import answered
from b2b.onboarding.found import read
from b2b.onboarding.goods import plenty
from b2b.onboarding.outcome import FileRun
from b2b.onboarding.proposal import propose
from b2b.onboarding.questions import Known
from b2b.onboarding.report import Report, answers_said, interchange_said, worked_said
from b2b.onboarding.scratch import Surroundings
from b2b.onboarding.sides import Address
from b2b.onboarding.surroundings import catalog_for, checked, company_for, is_own, own_addresses
from b2b.onboarding.trial import run
from b2b.store.settings import load_toml, parse_partner
from tests.onboarding.files import interchange, order

Trial = Callable[..., list[FileRun]]
_SURE = Fraction(6, 10)
HEADING = ("REF*DP*77", "N1*ST*Them*92*1001")


@pytest.fixture
def tried(tmp_path: Path) -> Trial:
    """Tries files with the partner that the first two orders propose, each line of its guide a rule."""
    return trial_of([order(n, *HEADING) for n in (1, 2)], tmp_path, at_confidence(_SURE))


@pytest.fixture
def gently_tried(tmp_path: Path) -> Trial:
    """The same with a guide that only remarks."""
    return trial_of([order(n, *HEADING) for n in (1, 2)], tmp_path, DEFAULT)


def trial_of(given: list[bytes], folder: Path, thresholds: Thresholds) -> Trial:
    """Tries files with the partner that others propose."""
    known = Known()
    named = [Sample(f"given {n}.edi", data) for n, data in enumerate(given, start=1)]
    found = read(named)
    proposal = propose(found, answered(found, known, {}), known, thresholds)
    guides = folder / "guides"
    guides.mkdir()
    for name, text in proposal.guides.items():
        (guides / f"{name}.toml").write_text(text)
    data = load_toml(proposal.partner, "partner.toml")
    settings = parse_partner(data)

    def trial(*files: bytes) -> list[FileRun]:
        samples = [Sample(f"{n}.edi", file) for n, file in enumerate(files, start=1)]
        reports = checked([*samples, *named])
        made = catalog_for(settings, reports)
        company = company_for(settings, reports)
        around = Surroundings(company, [made.catalog], plenty(made.catalog), [guides], made.unpriced)
        return run(data, "partner.toml", samples, around)

    return trial


def test_what_fits_is_acknowledged_decided_and_answered(tried: Trial) -> None:
    one, two = tried(order(1, *HEADING), order(2, *HEADING))
    for each in (one, two):
        assert [found.accepted for found in each.sets] == [True]
        assert [answers_said(line) for found in each.sets for line in found.decided] == ["5 accepted"]
        assert [written.sets for written in each.written] == [("997",), ("855",)]
        assert (each.rejected, each.troubles) == (False, ())


def test_what_a_person_sees_names_the_file_and_set_and_no_number_of_the_scratch_workspace(tmp_path: Path) -> None:
    invoice = interchange(["810", "BIG*20260301*I-1**PO-1", "IT1*1*5*EA*10.00**VP*V-1", "TDS*5000"], group="IN")
    given = [order(1, *HEADING), invoice.replace(b"000000001", b"000000009")]
    (one,) = trial_of(given, tmp_path, DEFAULT)(given[1])
    told = "1.edi, 810 0001: THEM is a customer, and only a supplier sends this"
    assert [message for _, message in one.troubles] == [told]
    assert [each.reason for each in one.sets] == [told]


def test_what_breaks_the_guide_is_rejected_by_its_line(tried: Trial) -> None:
    (one,) = tried(order(3, HEADING[1]))
    (found,) = one.sets
    assert [(each.severity, each.message) for each in found.findings if each.line] == [("error", "REF[DP] is required")]
    assert re.fullmatch(r"them line \d+", found.findings[0].line)
    assert (one.rejected, [code for code, _ in one.troubles]) == (True, ["set-rejected"])
    assert [written.sets for written in one.written] == [("997",)]
    assert b"AK5*R" in one.written[0].content


def test_samples_made_of_one_file_do_not_stand_in_each_others_way(tried: Trial) -> None:
    changed = order(1, *HEADING).replace(b"*5*EA*", b"*6*EA*")
    runs = tried(order(1, *HEADING), changed, order(2, *HEADING))
    assert [(one.name, one.rejected, one.troubles) for one in runs] == [
        ("1.edi", False, ()),
        ("2.edi", False, ()),
        ("3.edi", False, ()),
    ]


def test_a_test_that_is_not_decided_needs_a_person(gently_tried: Trial) -> None:
    test = order(1, *HEADING).replace(b"*0*P*", b"*0*T*")
    one, two = gently_tried(test, test.replace(b"BEG*00*", b"BEG*05*"))
    assert [(each.test, each.rejected, each.needs_person) for each in (one, two)] == [
        (True, False, False),
        (True, False, True),
    ]
    assert worked_said(one.sets[0]) == "worked as a test: order PO-1 was decided"
    assert worked_said(two.sets[0]).startswith("as a test not decided: order PO-1 with purpose 05 asks to replace")
    report = Report("THEM", "Them", "customer", (one, two), ())
    assert (report.good, report.summary) == (
        False,
        "2 files: something is rejected in 0, a person is needed in 1. "
        "A test was not decided in 1, which would wait for a person if it were real.",
    )


def test_what_is_unlike_few_samples_is_told_to_us_and_acknowledged_as_accepted(gently_tried: Trial) -> None:
    (one,) = gently_tried(order(9, "REF*IA*77", HEADING[1]))
    assert [found.message for each in one.sets for found in each.findings] == ["REF[DP] is required"]
    assert (one.verdict, one.rejected, one.needs_person) == ("accepted", False, False)
    assert [b"AK5*A~" in written.content for written in one.written if written.sets == ("997",)] == [True]
    report = Report("THEM", "Them", "customer", (one,), ())
    assert "REF[DP] is required" in page.for_us(report)
    told = page.for_partner(report)
    assert "REF[DP]" not in told
    assert "Nothing is wrong with it." in told


def test_what_is_left_to_a_person_is_not_said_to_be_worked(gently_tried: Trial) -> None:
    (one,) = gently_tried(order(9, *HEADING).replace(b"BEG*00*", b"BEG*22*"))
    (found,) = one.sets
    assert one.needs_person
    assert worked_said(found) == f"waits: {one.troubles[0][1]}"


def test_what_is_needed_is_said_to_be_needed_before_real_files_come() -> None:
    told = page.for_us(Report("THEM", "Them", "customer", (), (), ("your catalog (b2b catalog import FILE)",)))
    assert "<p class=bad>Before real files come: your catalog (b2b catalog import FILE)</p>" in told


def test_a_price_that_is_made_up_is_told_with_its_line(gently_tried: Trial) -> None:
    (one,) = gently_tried(order(9, *HEADING).replace(b"*EA*10.00*", b"*EA**"))
    told = [answers_said(line) for found in one.sets for line in found.decided]
    assert told == ["5 accepted; the price of 1 USD is made up"]


def test_every_interchange_of_a_file_is_told(tried: Trial) -> None:
    again = order(2, *HEADING).replace(b"000000002", b"000000001")
    (one,) = tried(order(1, *HEADING) + again)
    assert [interchange_said(each) for each in one.interchanges] == [
        "850 0001",
        "its number came before: nothing of it is worked",
    ]
    assert [each.about for each in one.sets] == ["PO-1"]
    report = Report("THEM", "Them", "customer", (one,), ())
    for text in (page.for_us(report), page.for_partner(report)):
        assert "its number came before" in text


def test_what_cannot_be_read_is_told(tried: Trial) -> None:
    for one in tried(b"", b"Dear all"):
        assert (one.rejected, one.sets, one.written) == (True, (), ())
        assert [code for code, _ in one.troubles] == ["unreadable-file"]
        assert "It cannot be read as X12 or EDIFACT." in page.for_partner(
            Report("THEM", "Them", "customer", (one,), ())
        )


def test_nothing_of_the_trial_stays(tried: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    tried(order(1, *HEADING))
    assert list(elsewhere.iterdir()) == []


def test_the_partners_page_has_no_prices_no_answers_and_nothing_of_ours(tried: Trial) -> None:
    files = tried(order(1, *HEADING), order(3, HEADING[1]).replace(b"*10.00*", b"*987.65*"))
    report = Report("THEM", "Them <Ltd>", "customer", tuple(files), ("a note for us",))
    ours, theirs = page.for_us(report), page.for_partner(report)
    for text in ("ST*855*", "a note for us", "set-rejected", "5 accepted", "them line"):
        assert text in ours
        assert text not in theirs
    for text in ("ST*997*", "REF[DP] is required", "Them &lt;Ltd&gt;"):
        assert text in theirs
    assert (report.good, report.summary) == (
        False,
        "2 files: something is rejected in 1, a person is needed in 1.",
    )
    assert "<script" not in ours
    assert "http" not in ours + theirs


def test_a_file_of_ours_is_known_by_its_sender() -> None:
    answer = interchange(["855", "BAK*00*AC*PO-1*20260301"], "US", "THEM", group="PR")
    theirs, ours = checked([Sample("1", order(1)), Sample("2", answer)])
    company = {"company": {"identity": [{"qualifier": "ZZ", "id": "US"}]}}
    us, them = Address("ZZ", "US"), Address("ZZ", "THEM")
    assert own_addresses(company) == {us}
    assert [is_own(one, {us}, {them}) for one in (theirs, ours)] == [False, True]
