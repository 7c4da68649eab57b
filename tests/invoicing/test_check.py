"""A problem names the business term, the rule, and the command to type."""

from __future__ import annotations

import dataclasses

import pytest

from b2b.documents import Address, Party
from b2b.documents.minor_units import invoice_digits
from b2b.invoicing.check import check
from b2b.invoicing.check_peppol import is_gln
from b2b.invoicing.codes import codes
from b2b.invoicing.problem import Profile
from tests.invoicing.broken_invoices import DIFFERENT, SAME
from tests.invoicing.invoices import full_invoice, scenario_invoice
from tests.shared_data import shared_data


@pytest.mark.parametrize("kind", ["380", "381"])
def test_a_complete_invoice_has_no_problem(kind: str) -> None:
    assert check(full_invoice(kind)) == ()
    assert check(scenario_invoice()) == ()


def test_a_missing_vat_id_says_how_to_set_it() -> None:
    seller = dataclasses.replace(scenario_invoice().supplier, vat_id="", ids=(), legal_registration="")
    problems = check(dataclasses.replace(scenario_invoice(), supplier=seller), Profile.EN16931)
    assert [(p.rule, p.term, p.where, p.next_step) for p in problems] == [
        ("BR-CO-26", "BT-31", "seller", "set the VAT id: b2b company set vat_id=DE123456789"),
        ("BR-S-02", "BT-31", "seller", "set the VAT id: b2b company set vat_id=DE123456789"),
    ]


def test_nothing_known_about_the_parties_is_told_all_at_once() -> None:
    bare = dataclasses.replace(scenario_invoice(), supplier=Party(), buyer=Party(), ship_to=None, iban="")
    rules = {problem.rule for problem in check(bare)}
    assert rules >= {"BR-06", "BR-08", "BR-09", "BR-CO-26", "BR-07", "BR-10", "BR-11", "BR-S-02", "BR-61"}
    assert rules >= {"PEPPOL-EN16931-R010", "PEPPOL-EN16931-R020"}


def test_peppol_is_asked_for_only_where_it_is_used() -> None:
    seller = dataclasses.replace(scenario_invoice().supplier, endpoint=None, contact=None)
    invoice = dataclasses.replace(scenario_invoice(), supplier=seller, buyer_reference="")
    assert check(invoice, Profile.EN16931) == ()
    assert {p.rule for p in check(invoice)} == {"PEPPOL-EN16931-R020", "DE-R-002", "DE-R-015"}


def test_a_delivery_place_that_is_only_a_name_needs_no_country() -> None:
    named = dataclasses.replace(scenario_invoice(), ship_to=Party(name="Gate 4", address=Address()))
    assert check(named) == ()


@pytest.mark.parametrize("name", [*SAME, *DIFFERENT])
def test_every_problem_is_complete(name: str) -> None:
    invoice = (SAME | DIFFERENT)[name][0]
    for problem in check(invoice):
        assert problem.term.startswith(("BT-", "BG-"))
        assert all((problem.rule, problem.where, problem.message, problem.next_step))
        assert str(problem).count(problem.rule) >= 1


@pytest.mark.parametrize(
    ("gln", "good"),
    [("4098765000003", True), ("4098765000004", False), ("409876500000", False), ("٤098765000003", False)],
)
def test_the_check_digit_of_a_gln(gln: str, good: bool) -> None:
    assert is_gln(gln) is good


@pytest.mark.parametrize(
    ("currency", "places"), [("EUR", 2), ("JPY", 0), ("KWD", 2), ("CLF", 2), ("ISK", 0), ("XXX", 2)]
)
def test_decimals_of_a_currency(currency: str, places: int) -> None:
    assert invoice_digits(currency) == places


def test_our_code_lists_are_those_of_the_published_rules() -> None:
    text = shared_data("einvoice", "en16931", "ubl", "xslt", "EN16931-UBL-validation.xslt").read_text("utf-8")
    published = [frozenset(part.split()) for part in text.replace("\n", " ").split("'") if part.count(" ") > 5]
    ours = codes()
    for name, differences in (
        ("countries", set()),
        ("currencies", {"STN"}),  # the published list still has the code that STN replaced
        ("endpoint_schemes", set()),
        ("units", set()),
        ("exemption_reasons", set()),
        ("payment_means", set()),
        ("allowance_reasons", set()),
        ("charge_reasons", set()),
        ("invoice_types", set()),
        ("credit_note_types", set()),
    ):
        mine = getattr(ours, name) - differences
        assert any(mine <= theirs and len(theirs - mine) <= 1 for theirs in published), name
