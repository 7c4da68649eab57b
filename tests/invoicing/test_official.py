"""The official rules on what came in: passed, broken by name, or cannot tell; never "fine" for want of an answer."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from b2b.errors import B2BError, ConfigError, IndeterminateError, TechnicalError
from b2b.invoicing.check_received import check_reading
from b2b.invoicing.cii import write_cii
from b2b.invoicing.official import judge
from b2b.invoicing.read import read_invoice
from b2b.invoicing.rule_report import Kind, RulePack, RuleReport
from b2b.invoicing.rules import RuleRunner
from b2b.invoicing.ubl import write_ubl
from tests.invoicing.hostile_pdfs import pdf_with
from tests.invoicing.invoices import full_invoice, scenario_invoice
from tests.shared_data import shared_data

READING = read_invoice(write_ubl(scenario_invoice()))
# An example of each profile, and what is run for it.
PROFILES = {
    "facturx-2.5.2/examples/minimum/factur-x-1.xml": "Factur-X MINIMUM",
    "facturx-2.5.2/examples/basicwl/factur-x-1.xml": "Factur-X BASIC WL",
    "facturx-2.5.2/examples/basic/factur-x-1.xml": "Factur-X BASIC",
    "facturx-2.5.2/examples/en16931/factur-x-1.xml": "EN 16931 for Factur-X",
    "facturx-2.5.2/examples/extended/factur-x-22.xml": "Factur-X EXTENDED",
    "xrechnung-3.0.2/examples/cii/01.01a-INVOICE_uncefact.xml": "EN 16931 for Factur-X",
    "xrechnung-3.0.2/examples/cii-ext/04.05a-INVOICE_uncefact.xml": "Factur-X EXTENDED",
    "xrechnung-3.0.2/examples/ubl-inv/01.01a-INVOICE_ubl.xml": "EN 16931 for UBL",
    "en16931/cii/examples/CII_example5.xml": "EN 16931 for Factur-X",
    "en16931/ubl/examples/ubl-tc434-creditnote1.xml": "EN 16931 for UBL",
}


@pytest.mark.parametrize("write", [write_ubl, write_cii])
@pytest.mark.parametrize("kind", ["380", "381"])
def test_a_good_invoice_passes(write: Callable[..., bytes], kind: str, rules: RuleRunner) -> None:
    report = judge(read_invoice(write(full_invoice(kind))), runner=rules)
    assert report.passed
    assert len(report.ran) == 2


@pytest.mark.parametrize("write", [write_ubl, write_cii])
def test_a_wrong_sum_is_named_by_its_rule(write: Callable[..., bytes], rules: RuleRunner) -> None:
    data = write(scenario_invoice()).replace(b">2356.20</cbc:Payable", b">2356.21</cbc:Payable")
    data = data.replace(b"DuePayableAmount>2356.20<", b"DuePayableAmount>2356.21<")
    for content in (data, pdf_with(("factur-x.xml", data))):
        report = judge(read_invoice(content), runner=rules)
        assert not report.passed
        assert [failure.rule for failure in report.failures] == ["BR-CO-16"]


@pytest.mark.parametrize(("path", "name"), PROFILES.items())
def test_each_profile_has_its_own_rules(path: str, name: str, rules: RuleRunner) -> None:
    data = shared_data("einvoice", *path.split("/")).read_bytes()
    report = judge(read_invoice(data), runner=rules)
    assert report.passed
    assert report.ran[-1] == name
    assert all(warning.severity == "warning" for warning in report.warnings)


@pytest.mark.parametrize("path", [path for path, name in PROFILES.items() if "Factur-X" in name])
def test_a_wrong_total_fails_in_every_profile(path: str, rules: RuleRunner) -> None:
    data = shared_data("einvoice", *path.split("/")).read_bytes()
    before, tag, after = data.partition(b"GrandTotalAmount>")
    reading = read_invoice(before + tag + b"1" + after)
    # EXTENDED has wider forms of the rules, with a name of their own.
    found = {failure.rule.replace("-FXEXT", "") for failure in judge(reading, runner=rules).failures}
    # The rules of MINIMUM leave arithmetic out; our own check does not.
    assert found >= ({"BR-CO-15", "BR-CO-16"} if "minimum" not in path else set())
    assert {problem.rule for problem in check_reading(reading)} >= {"BR-CO-15", "BR-CO-16"}


class Failing(RuleRunner):
    """A runner that answers with an error, or with a report."""

    def __init__(self, outcome: B2BError | RuleReport) -> None:
        self.outcome = outcome

    def check(self, xml: bytes) -> RuleReport:
        if isinstance(self.outcome, RuleReport):
            return self.outcome
        raise self.outcome


@pytest.mark.parametrize(
    "outcome",
    [
        TechnicalError("the invoice rules took longer than 120 seconds"),
        TechnicalError("the process that runs the invoice rules died twice"),
        ConfigError("the package factur-x is missing"),
        RuleReport("cii", ran=()),
    ],
)
def test_rules_that_did_not_run_say_nothing(outcome: B2BError | RuleReport) -> None:
    with pytest.raises(IndeterminateError, match="cannot be told") as caught:
        judge(READING, runner=Failing(outcome))
    assert caught.value.where == "invoice INV-100001"
    assert caught.value.next_step


def test_a_worker_that_cannot_start_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with RuleRunner() as runner, pytest.raises(IndeterminateError):
        judge(READING, runner=runner)


def test_a_slow_worker_says_nothing() -> None:
    with RuleRunner(timeout=0) as runner, pytest.raises(IndeterminateError, match="longer than 0 seconds"):
        judge(READING, runner=runner)


def test_rules_that_cannot_be_evaluated_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / "house.xslt"
    path.write_text(
        '<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/">'
        '<xsl:value-of select="error()"/></xsl:template></xsl:stylesheet>',
        "utf-8",
    )
    with (
        RuleRunner([RulePack("House rules", path, tuple(Kind))]) as runner,
        pytest.raises(IndeterminateError, match="House rules"),
    ):
        judge(READING, runner=runner)


def test_the_bytes_are_judged_as_they_came(rules: RuleRunner) -> None:
    # The reader is content with a trading name; the standard wants the registered one.
    data = write_ubl(scenario_invoice()).replace(b"RegistrationName>Acme Supply GmbH<", b"RegistrationName><")
    report = judge(replace(READING, xml=data), runner=rules)
    assert "BR-06" in {failure.rule for failure in report.failures}
