"""Our own check and the published EN 16931 and Peppol rules say the same about the same broken invoice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from b2b.documents import Invoice
from b2b.invoicing.check import check
from b2b.invoicing.cii import write_cii
from b2b.invoicing.rule_report import Kind, RulePack
from b2b.invoicing.rules import RuleRunner
from b2b.invoicing.ubl import write_ubl
from tests.invoicing.broken_invoices import DIFFERENT, SAME
from tests.invoicing.strategies import invoices
from tests.shared_data import shared_data


@pytest.fixture(scope="module")
def peppol() -> Iterator[RuleRunner]:
    path = shared_data("einvoice", "peppol-2026.5", "xslt", "PEPPOL-EN16931-UBL.xslt")
    both = (Kind.UBL_INVOICE, Kind.UBL_CREDIT_NOTE)
    with RuleRunner([RulePack("Peppol", path, both, "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu")]) as runner:
        yield runner


@pytest.mark.parametrize("name", SAME)
def test_both_name_the_same_rules(name: str, peppol: RuleRunner) -> None:
    invoice, expected = SAME[name]
    assert {problem.rule for problem in check(invoice)} == expected
    assert {failure.rule for failure in peppol.check(write_ubl(invoice)).failures} == expected


@pytest.mark.parametrize("name", DIFFERENT)
def test_where_they_differ_it_is_for_a_reason(name: str, peppol: RuleRunner) -> None:
    invoice, ours, published, reason = DIFFERENT[name]
    assert {problem.rule for problem in check(invoice)} == ours, reason
    assert {failure.rule for failure in peppol.check(write_ubl(invoice)).failures} == published, reason


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(invoice=invoices())
def test_what_our_check_passes_the_published_rules_pass(invoice: Invoice, peppol: RuleRunner) -> None:
    if check(invoice):
        return
    assert peppol.check(write_ubl(invoice)).failures == ()
    assert peppol.check(write_cii(invoice)).failures == ()
