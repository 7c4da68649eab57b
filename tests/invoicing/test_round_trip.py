"""What is written is read back, in both syntaxes, with nothing left over."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from lxml import etree

from b2b.documents import Invoice, ItemId, ItemScheme, Party, PartyId, PaymentTerms
from b2b.errors import NotWritable
from b2b.invoicing.cii import write_cii
from b2b.invoicing.problem import Profile
from b2b.invoicing.read_cii import read_cii
from b2b.invoicing.read_ubl import read_ubl
from b2b.invoicing.ubl import write_ubl
from tests.invoicing.invoices import full_invoice, scenario_invoice
from tests.invoicing.strategies import invoices

UBL = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


@settings(max_examples=30, deadline=None)
@given(invoices())
def test_ubl_is_read_back(invoice: Invoice) -> None:
    reading = read_ubl(write_ubl(invoice))
    assert reading.invoice == invoice
    assert reading.leftovers == ()


@settings(max_examples=30, deadline=None)
@given(invoices())
def test_cii_is_read_back(invoice: Invoice) -> None:
    reading = read_cii(write_cii(invoice))
    assert reading.invoice == invoice
    assert reading.leftovers == ()


@pytest.mark.parametrize("kind", ["380", "381"])
def test_an_invoice_that_says_everything_is_read_back(kind: str) -> None:
    invoice = full_invoice(kind)
    assert read_ubl(write_ubl(invoice)).invoice == invoice
    assert read_cii(write_cii(invoice)).invoice == invoice


def test_equal_amounts_give_equal_bytes() -> None:
    invoice = scenario_invoice()
    longer = dataclasses.replace(invoice, payable=D("2356.2000"), net_total=D("1.98E+3"))
    assert longer == invoice
    assert write_ubl(longer) == write_ubl(invoice)
    assert write_cii(longer) == write_cii(invoice)


def test_ubl_claims_peppol_or_plain_en_16931() -> None:
    peppol = etree.fromstring(write_ubl(scenario_invoice()))
    assert peppol.findtext("cbc:CustomizationID", namespaces=UBL) == Profile.PEPPOL.specification
    assert peppol.findtext("cbc:ProfileID", namespaces=UBL) == "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
    plain = etree.fromstring(write_ubl(scenario_invoice(), Profile.EN16931))
    assert plain.findtext("cbc:CustomizationID", namespaces=UBL) == "urn:cen.eu:en16931:2017"
    assert plain.find("cbc:ProfileID", UBL) is None
    assert read_ubl(write_ubl(scenario_invoice(), Profile.EN16931)).leftovers == ()


def test_a_credit_note_is_a_document_of_its_own() -> None:
    root = etree.fromstring(write_ubl(full_invoice("381")))
    assert etree.QName(root).localname == "CreditNote"
    assert root.findtext("cac:CreditNoteLine/cbc:CreditedQuantity", namespaces=UBL) == "3"
    assert root.findtext("cac:PaymentMeans/cbc:PaymentDueDate", namespaces=UBL) == "2026-04-01"


def test_no_element_is_empty() -> None:
    bare = dataclasses.replace(scenario_invoice(), ship_to=None, delivery_date=None, despatch_number="", iban="")
    for data in (write_ubl(bare), write_cii(bare)):
        empty = [e.tag for e in etree.fromstring(data).iter() if len(e) == 0 and not e.text]
        assert [tag for tag in empty if not tag.endswith("ApplicableHeaderTradeDelivery")] == []


def test_a_german_seller_writes_skonto_and_another_a_sentence() -> None:
    terms = PaymentTerms(net_days=30, discount_percent=D("2.5"), discount_days=10, due=dt.date(2026, 4, 1))
    german = dataclasses.replace(scenario_invoice(), terms=terms)
    assert b"#SKONTO#TAGE=10#PROZENT=2.50#\n" in write_ubl(german)
    seller = dataclasses.replace(german.supplier, address=dataclasses.replace(german.supplier.address, country="FR"))
    french = dataclasses.replace(german, supplier=seller)
    assert b"2.50 % discount within 10 days" in write_ubl(french)
    assert read_ubl(write_ubl(french)).invoice.terms == terms
    assert read_cii(write_cii(german)).invoice.terms == terms


def test_identifiers_appear_under_their_iso_6523_scheme() -> None:
    buyer = dataclasses.replace(scenario_invoice().buyer, ids=(PartyId("1", "123456789"),))
    text = write_ubl(dataclasses.replace(scenario_invoice(), buyer=buyer)).decode()
    assert '<cbc:ID schemeID="0060">123456789</cbc:ID>' in text


def test_a_second_supplier_number_is_kept_as_an_item_attribute() -> None:
    line = scenario_invoice().lines[0]
    items = (ItemId(ItemScheme.SUPPLIER, "A"), ItemId(ItemScheme.SUPPLIER, "B"))
    invoice = dataclasses.replace(scenario_invoice(), lines=(dataclasses.replace(line, items=items),))
    assert read_ubl(write_ubl(invoice)).invoice.lines[0].items == items
    assert read_cii(write_cii(invoice)).invoice.lines[0].items == items


def test_a_control_character_is_refused_with_its_place() -> None:
    seller = dataclasses.replace(scenario_invoice().supplier, name="Acme\x00")
    with pytest.raises(NotWritable, match="control character") as caught:
        write_ubl(dataclasses.replace(scenario_invoice(), supplier=seller))
    assert caught.value.where == "cbc:RegistrationName"
    with pytest.raises(NotWritable, match="control character"):
        write_cii(dataclasses.replace(scenario_invoice(), supplier=seller))


def test_markup_in_names_is_text() -> None:
    seller = dataclasses.replace(scenario_invoice().supplier, name='</cbc:RegistrationName><x a="1">')
    invoice = dataclasses.replace(scenario_invoice(), supplier=seller)
    assert read_ubl(write_ubl(invoice)).invoice == invoice
    assert read_cii(write_cii(invoice)).invoice == invoice


def test_who_is_billed_has_no_term_in_en_16931_and_is_read_from_factur_x_extended() -> None:
    invoice = dataclasses.replace(scenario_invoice(), bill_to=Party("Head Office"))
    assert write_ubl(invoice) == write_ubl(scenario_invoice())
    assert write_cii(invoice) == write_cii(scenario_invoice())
    party = b"<ram:InvoiceeTradeParty><ram:Name>Head Office</ram:Name></ram:InvoiceeTradeParty>"
    before = b"<ram:SpecifiedTradeSettlementPaymentMeans>"
    extended = read_cii(write_cii(invoice).replace(before, party + before))
    assert (extended.invoice, extended.leftovers) == (invoice, ())
