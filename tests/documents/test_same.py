"""The same invoice is the same in every format, and what makes it another one is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.documents import AllowanceCharge, Endpoint, Invoice, Party, PartyId
from b2b.documents.same import CREDIT_NOTES, differences, fingerprint, key, normal_number, same_party
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.mappings import for_set
from b2b.invoicing.cii import write_cii
from b2b.invoicing.codes import codes
from b2b.invoicing.pdf import write_pdf
from b2b.invoicing.read import read_invoice
from b2b.invoicing.ubl import write_ubl
from tests.edi.mappings.messages import context, read_body
from tests.invoicing.hostile_pdfs import pdf_with
from tests.invoicing.invoices import BUYER, SELLER, full_invoice, scenario_invoice
from tests.invoicing.strategies import invoices

BASE = scenario_invoice()
X12 = context(character_set=CharacterSet.UTF8)


def through_x12(invoice: Invoice) -> Invoice:
    """The invoice after a journey as an 810."""
    back: Invoice = read_body("810", for_set("810").write(invoice, X12), X12)[0]
    return back


def twins(invoice: Invoice) -> Iterator[Invoice]:
    """What other formats make of an invoice."""
    cii = write_cii(invoice)
    for content in (write_ubl(invoice), cii, pdf_with(("factur-x.xml", cii))):
        yield read_invoice(content).invoice


def plain(invoice: Invoice) -> Invoice:
    """The invoice with parties and words that an 810 can carry; numbers, amounts and dates stay."""

    def word(text: str) -> str:
        return "".join(c if c.isalnum() else "x" for c in text).ljust(4, "x")

    def extras(given: tuple[AllowanceCharge, ...]) -> tuple[AllowanceCharge, ...]:
        return tuple(replace(extra, reason=word(extra.reason)) for extra in given)

    return replace(
        invoice,
        supplier=replace(SELLER, ids=()),
        buyer=replace(BUYER, ids=()),
        ship_to=None,
        buyer_reference="",
        account_name="",
        notes=(),
        references=(),
        terms=replace(invoice.terms, text=""),
        allowances_charges=extras(invoice.allowances_charges),
        lines=tuple(
            replace(
                line, description=word(line.description), items=(), allowances_charges=extras(line.allowances_charges)
            )
            for line in invoice.lines
        ),
    )


@settings(max_examples=15, deadline=None)
@given(invoices().map(plain))
def test_an_invoice_is_the_same_in_every_format(invoice: Invoice) -> None:
    for twin in (*twins(invoice), through_x12(invoice)):
        assert differences(invoice, twin) == ()
        assert fingerprint("ACME", twin) == fingerprint("ACME", invoice)
        assert key("ACME", twin) == key("ACME", invoice)


@pytest.mark.parametrize("invoice", [BASE, replace(BASE, kind="381"), full_invoice("381")])
def test_our_own_forms_are_the_same(invoice: Invoice) -> None:
    pdf = write_pdf(invoice, made_at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC))
    for twin in (*twins(invoice), read_invoice(pdf).invoice):
        assert differences(invoice, twin) == ()
        assert fingerprint("ACME", twin) == fingerprint("ACME", invoice)


def test_an_810_that_names_nobody_is_still_the_same() -> None:
    silent = replace(through_x12(plain(BASE)), supplier=Party(name="ACME"), buyer=Party(), iban="", order_number="")
    assert differences(BASE, silent) == ()
    assert fingerprint("ACME", silent) == fingerprint("ACME", BASE)


def test_the_order_of_lines_and_trailing_zeros_mean_nothing() -> None:
    turned = replace(BASE, lines=BASE.lines[::-1], payable=D("2356.2000"), gross_total=D("2.35620E+3"))
    assert differences(BASE, turned) == ()
    assert fingerprint("ACME", turned) == fingerprint("ACME", BASE)


LINE = replace(BASE.lines[0], net_amount=D("1180.01"))
CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"number": "INV-100002"}, "number: INV-100001, not INV-100002"),
    ({"kind": "381"}, "kind: invoice, not credit note"),
    ({"date": dt.date(2026, 3, 3)}, "date: 2026-03-02, not 2026-03-03"),
    ({"currency": "USD"}, "currency: EUR, not USD"),
    ({"taxable_total": D(1)}, "total without VAT: 1980.00, not 1.00"),
    ({"vat_total": D(0)}, "VAT: 376.20, not 0.00"),
    ({"gross_total": D("2356.21")}, "total with VAT: 2356.20, not 2356.21"),
    ({"payable": D("2356.2001")}, "amount due: 2356.20, not 2356.2001"),
    ({"lines": (LINE, BASE.lines[1])}, "amounts of lines: 1180.00, not 1180.01"),
    ({"lines": BASE.lines[:1]}, "amounts of lines: 800.00, not nothing"),
    ({"lines": BASE.lines + BASE.lines[:1]}, "amounts of lines: nothing, not 1180.00"),
]
BOTH: list[tuple[dict[str, Any], str]] = [
    ({"iban": "DE89370400440532013000"}, "account: DE02120300000000202051, not DE89370400440532013000"),
    ({"order_number": "4500001002"}, "order: 4500001001, not 4500001002"),
    (
        {"supplier": Party("Acme Supply GmbH", vat_id="DE111111111")},
        "supplier: Acme Supply GmbH DE123456789, not Acme Supply GmbH DE111111111",
    ),
]


@pytest.mark.parametrize(("changes", "sentence"), CHANGES + BOTH)
def test_a_difference_is_named(changes: dict[str, Any], sentence: str) -> None:
    assert [str(found) for found in differences(BASE, replace(BASE, **changes))] == [sentence]


@pytest.mark.parametrize("changes", [changes for changes, _ in CHANGES])
def test_another_content_has_another_fingerprint(changes: dict[str, Any]) -> None:
    assert fingerprint("ACME", replace(BASE, **changes)) != fingerprint("ACME", BASE)


def test_another_supplier_may_use_the_same_number() -> None:
    assert key("ACME", BASE) != key("OTHER", BASE)
    assert fingerprint("ACME", BASE) != fingerprint("OTHER", BASE)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("INV-1", "inv-1", True),
        (" INV 1 ", "INV1", True),
        ("0004711", "4711", True),
        ("000", "0", True),
        ("ＩＮＶ１", "INV1", True),
        ("INV-0001", "INV-1", False),
        ("1-10", "11-0", False),
        ("2026/7", "20267", False),
        ("R0", "R", False),
        ("", "0", False),
    ],
)
def test_numbers_are_compared_as_people_write_them(one: str, other: str, equal: bool) -> None:
    assert (normal_number(one) == normal_number(other)) is equal


@settings(max_examples=400)
@given(st.text())
def test_a_normal_number_stays_what_it_is(text: str) -> None:
    assert normal_number(normal_number(text)) == normal_number(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Party("A", vat_id="DE 123.456"), Party("B", vat_id="de123456"), True),
        (Party("A", vat_id="DE1"), Party("A", vat_id="DE2"), False),
        (Party("A", legal_registration="0192:HRB 1"), Party("B", legal_registration="hrb1"), True),
        (Party(endpoint=Endpoint("9930", "x")), Party(endpoint=Endpoint("9930", "y")), False),
        (Party(endpoint=Endpoint("9930", "x")), Party(endpoint=Endpoint("0088", "y")), None),
        (Party(ids=(PartyId("92", "1"), PartyId("UL", "2"))), Party(ids=(PartyId("UL", "2"),)), True),
        (Party("Acme Supply GmbH"), Party("ACME SUPPLY GMBH"), True),
        (Party("Acme Supply GmbH"), Party("Acme"), None),
        (Party("A", vat_id="DE1"), Party("A"), True),
        (Party(), Party(), None),
    ],
)
def test_parties_are_told_apart_by_numbers_before_names(one: Party, other: Party, same: bool | None) -> None:
    assert same_party(one, other) is same
    assert same_party(other, one) is same


def test_credit_notes_are_those_of_en_16931() -> None:
    assert codes().credit_note_types == CREDIT_NOTES
