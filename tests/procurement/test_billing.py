"""Invoices: numbered without a gap, drafted from what left, held back while a setting is missing, kept when issued."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D

import pytest
from sqlmodel import col

from b2b.documents import Address, Endpoint, Invoice, Party, PartyId, Quantity, json_form
from b2b.errors import NotAllowed, NotFound
from b2b.gateway.issuing import calculate
from b2b.invoicing.calculate import BilledLine, build_invoice
from b2b.procurement.billing import service as billing
from b2b.procurement.billing.decide import Billable, BillableLine, draft
from b2b.procurement.billing.draft import Blocked, DraftExemption, InvoiceDraft
from b2b.store import blobs
from b2b.store.settings import AgreementSettings, CompanySettings, InvoiceSettings, PartnerSettings, TermsSettings
from b2b.store.tables import ExceptionCase, Exchange, SalesInvoice, SalesOrder, Task
from tests.procurement.supplier import FIRST, FOURTH, SECOND, THIRD, Supplier

NET_VAT_GROSS = {
    "4500001001": (198000, 37620, 235620),
    "4500001002": (62500, 11875, 74375),
    "4500001003": (160000, 30400, 190400),
    "4500001004": (25000, 4750, 29750),
}


def prepared(supplier: Supplier, invoice_id: str) -> InvoiceDraft | Blocked:
    with supplier.store.write() as session:
        return billing.prepare(session, supplier.tick(), "tests", invoice_id)


def calculated(found: InvoiceDraft) -> Invoice:
    """The arithmetic, as the gateway has it done."""
    lines = [
        BilledLine(
            line.number,
            line.quantity,
            line.unit_price,
            line.description,
            line.vat_category,
            line.vat_rate,
            line.items,
            line.order_line,
            line.order_number,
        )
        for line in found.lines
    ]
    return build_invoice(
        number=found.number,
        date=found.date,
        currency=found.currency,
        supplier=found.supplier,
        buyer=found.buyer,
        lines=lines,
        terms=found.terms,
        order_number=found.order_number,
        iban=found.iban,
    )


def issued(supplier: Supplier, invoice_id: str) -> Invoice:
    found = prepared(supplier, invoice_id)
    assert isinstance(found, InvoiceDraft)
    invoice = calculated(found)
    with supplier.store.write() as session:
        pdf = blobs.put(session, supplier.store, b"%PDF", supplier.tick())
        billing.record_issued(session, supplier.clock.at, "tests", invoice_id, invoice, pdf_sha256=pdf)
    return invoice


def test_the_suppliers_day_is_billed(supplier: Supplier) -> None:
    for found in (FIRST, SECOND, THIRD, FOURTH):
        supplier.takes(found)
    for found in (FIRST, SECOND, THIRD, FOURTH):
        issued(supplier, supplier.ships(found.number).invoice_id)
    orders = {row.id: row for row in supplier.rows(SalesOrder)}
    rows = supplier.rows(SalesInvoice)
    assert {orders[r.sales_order_id].order_number: (r.net, r.vat, r.gross) for r in rows} == NET_VAT_GROSS
    assert [row.number for row in rows] == ["ACME-000001", "ACME-000002", "ACME-000003", "ACME-000004"]
    assert [row.state for row in rows] == ["issued"] * 4
    assert [row.state for row in orders.values()] == ["invoiced", "invoiced", "open", "invoiced"]
    assert [row.due for row in rows] == [dt.date(2026, 4, 1)] * 4
    assert len(supplier.rows(Exchange, col(Exchange.set_id) == "810")) == 4


def test_what_a_draft_says(supplier: Supplier) -> None:
    supplier.takes(FOURTH)
    found = prepared(supplier, supplier.ships("4500001004").invoice_id)
    assert isinstance(found, InvoiceDraft)
    assert (found.number, found.date, found.currency) == ("ACME-000001", dt.date(2026, 3, 2), "EUR")
    assert (found.supplier.vat_id, found.buyer.vat_id) == ("DE123456788", "DE987654328")
    assert (found.terms.net_days, found.terms.due) == (30, dt.date(2026, 4, 1))
    assert (found.order_number, found.despatch_number, found.delivery_date) == (
        "4500001004",
        "000001",
        dt.date(2026, 3, 2),
    )
    assert (found.iban, found.bic, found.payment_means) == ("DE89370400440532013000", "COBADEFFXXX", "58")
    (line,) = found.lines
    assert (line.number, line.order_line, str(line.quantity), line.unit_price) == ("1", "2", "20 EA", D("12.5"))
    assert (line.description, line.vat_category, line.vat_rate) == ("Widget, blue, 40 mm", "S", D(19))


def test_who_is_billed_for_the_buyer_is_who_the_order_names(supplier: Supplier) -> None:
    supplier.takes(replace(FOURTH, bill_to=Party("Head Office", (PartyId("92", "01"),))))
    found = prepared(supplier, supplier.ships("4500001004").invoice_id)
    assert isinstance(found, InvoiceDraft)
    assert (found.buyer.name, found.bill_to) == ("Northwind Retail GmbH", Party("Head Office", (PartyId("92", "01"),)))
    assert calculate(found).bill_to == found.bill_to


def test_goods_without_a_place_of_their_own_went_where_the_ship_notice_says(supplier: Supplier) -> None:
    """An intra-community supply needs the country they went to (BR-IC-12)."""
    supplier.takes(FIRST)
    shipped = supplier.ships(FIRST.number)
    with supplier.store.write() as session:
        found = billing.prepare(session, supplier.clock.at, "tests", shipped.invoice_id)
    assert isinstance(found, InvoiceDraft)
    assert FIRST.ship_to is None
    assert found.ship_to
    assert (found.ship_to.name, found.ship_to.address.country) == ("Northwind Retail GmbH", "DE")


def test_what_is_kept_of_an_issued_invoice(supplier: Supplier) -> None:
    supplier.takes(FIRST)
    invoice_id = supplier.ships("4500001001").invoice_id
    invoice = issued(supplier, invoice_id)
    (row,) = supplier.rows(SalesInvoice)
    assert row.document == json_form.to_json(invoice)
    assert (row.issued_at, row.pdf_sha256 is not None) == (supplier.clock.at, True)
    assert [x.invoiced for x in supplier.lines("4500001001")] == [D(100), D(20)]
    sent = supplier.rows(Exchange, col(Exchange.set_id) == "810")
    assert [x.id for x in sent] == [row.exchange_id]
    assert [(t.kind, t.key, t.sequence) for t in supplier.rows(Task)] == [
        ("erp.order", f"order:{supplier.rows(SalesOrder)[0].id}", 1),
        ("erp.shipment", f"shipment:{row.shipment_id}", 2),
        ("invoice.issue", f"issue:{row.id}", 1),
        ("erp.invoice", f"invoice:{row.id}", 3),
    ]
    with supplier.store.read() as session:
        posting = billing.erp_invoice(session, row.id)
    assert (str(posting.total), posting.customer.name) == ("2,356.20 EUR", "Northwind Retail GmbH")
    assert supplier.erp
    assert supplier.erp.post_invoice("invoice:1", posting.invoice, posting.total, posting.customer).number


def test_nothing_is_issued_twice(supplier: Supplier) -> None:
    supplier.takes(FIRST)
    invoice_id = supplier.ships("4500001001").invoice_id
    invoice = issued(supplier, invoice_id)
    with pytest.raises(NotAllowed, match="was issued on 2026-03-02"):
        prepared(supplier, invoice_id)
    with pytest.raises(NotAllowed, match="issued before"), supplier.store.write() as session:
        billing.record_issued(session, supplier.tick(), "tests", invoice_id, invoice)
    assert len(supplier.rows(Exchange, col(Exchange.set_id) == "810")) == 1


def test_another_invoice_than_the_draft_is_not_kept(supplier: Supplier) -> None:
    supplier.takes(FIRST)
    invoice_id = supplier.ships("4500001001").invoice_id
    found = prepared(supplier, invoice_id)
    assert isinstance(found, InvoiceDraft)
    other = calculated(replace(found, number="ACME-000002"))
    with (
        pytest.raises(NotAllowed, match="ACME-000002 in EUR is not the draft ACME-000001 in EUR"),
        supplier.store.write() as session,
    ):
        billing.record_issued(session, supplier.tick(), "tests", invoice_id, other)


def test_unknown_and_unissued_invoices(supplier: Supplier) -> None:
    supplier.takes(FIRST)
    invoice_id = supplier.ships("4500001001").invoice_id
    with supplier.store.read() as session, pytest.raises(NotAllowed, match="not issued yet"):
        billing.erp_invoice(session, invoice_id)
    with pytest.raises(NotFound):
        prepared(supplier, "nothing")


def test_missing_settings_are_named_once_and_the_invoice_waits_under_its_number(supplier: Supplier) -> None:
    supplier.takes(FIRST)
    invoice_id = supplier.ships("4500001001").invoice_id
    supplier.apply_company(without="iban")
    supplier.apply_partner(partner_endpoint="", address="")
    for _ in range(2):
        found = prepared(supplier, invoice_id)
        assert isinstance(found, Blocked)
    assert [(m.table, m.code, m.field) for m in found.missing] == [
        ("company", "ACME", "iban"),
        ("partner", "NORTHWIND", "address.country"),
        ("partner", "NORTHWIND", "endpoint"),
    ]
    (case,) = supplier.rows(ExceptionCase)
    assert (case.number, case.code, case.state) == (found.case, "invoice-data-missing", "open")
    assert case.message == (
        "invoice ACME-000001 cannot be made, missing: iban of company ACME (where to pay, BR-61);"
        " address.country of partner NORTHWIND (BR-11); endpoint of partner NORTHWIND (the address e-invoices go to, BT-49)"
    )
    (row,) = supplier.rows(SalesInvoice)
    assert (row.state, row.number) == ("blocked", "ACME-000001")

    supplier.apply_company()
    supplier.apply_partner()
    assert issued(supplier, invoice_id).number == "ACME-000001"
    assert supplier.open_codes() == []


def test_an_invoice_that_the_rules_reject_is_blocked(supplier: Supplier) -> None:
    supplier.takes(FIRST)
    invoice_id = supplier.ships("4500001001").invoice_id
    with supplier.store.write() as session:
        billing.block(
            session,
            supplier.tick(),
            "tests",
            invoice_id,
            "invoice-rejected-by-rules",
            "BR-CO-16: no",
            {"rule": "BR-CO-16"},
        )
    (case,) = supplier.rows(ExceptionCase)
    assert (case.code, case.details) == ("invoice-rejected-by-rules", {"invoice": "ACME-000001", "rule": "BR-CO-16"})
    issued(supplier, invoice_id)
    assert supplier.open_codes() == []


def test_a_partner_that_trades_no_810_gets_none(supplier: Supplier) -> None:
    supplier.apply_partner(invoice_agreement='document = "880"')
    supplier.takes(FIRST)
    issued(supplier, supplier.ships("4500001001").invoice_id)
    assert supplier.rows(SalesInvoice)[0].exchange_id is None


COMPANY = CompanySettings(
    "ACME", "Acme", "EUR", vat_id="DE1", vat_category="S", vat_rate=D(19), iban="X", net_days=14,
    endpoint=Endpoint("9930", "DE1"), address=Address(country="DE"),
)  # fmt: skip
PARTNER = PartnerSettings(
    "N", "ACME", "Northwind", "customer", vat_id="DE2", endpoint=Endpoint("9930", "DE2"), address=Address(country="DE"),
    agreements=(AgreementSettings("810", "out", "004010"),),
)  # fmt: skip
INTRA = TermsSettings(vat_category="K")
AMERICAN = InvoiceSettings(formats=("x12",))
LINE = BillableLine("A", Quantity(D(1), "EA"), D(10), "An A", (), "1")
BILLABLE = Billable(
    "id", "ACME-1", dt.date(2026, 1, 31), "EUR", "4711", dt.date(2026, 1, 2), "S1", dt.date(2026, 1, 30), None, [LINE]
)


@pytest.mark.parametrize(
    ("item", "partner", "expected"),
    [
        (("", None), ("", None), ("S", D(19))),
        (("", None), ("S", D(7)), ("S", D(7))),
        (("S", D(5)), ("S", D(7)), ("S", D(5))),
        (("S", None), ("S", D(7)), ("S", D(7))),
        (("", D(5)), ("", None), ("S", D(5))),
        (("Z", D(0)), ("S", D(7)), ("Z", D(0))),
        (("Z", None), ("", None), ("Z", D(0))),
        (("S", D(5)), ("AE", None), ("AE", D(0))),
        (("", None), ("K", D(0)), ("K", D(0))),
    ],
)
def test_whose_vat_holds(item: tuple[str, D | None], partner: tuple[str, D | None], expected: tuple[str, D]) -> None:
    billable = replace(BILLABLE, lines=[replace(LINE, vat_category=item[0], vat_rate=item[1])])
    terms = TermsSettings(vat_category=partner[0], vat_rate=partner[1])
    found = draft(billable, COMPANY, replace(PARTNER, terms=terms, invoice=InvoiceSettings(delivery_country="FR")))
    assert isinstance(found, InvoiceDraft)
    assert [(line.vat_category, line.vat_rate) for line in found.lines] == [expected]


@pytest.mark.parametrize(
    ("company", "partner", "field"),
    [
        ({"vat_id": ""}, {}, "vat_id"),
        ({"address": Address()}, {}, "address.country"),
        ({"endpoint": None}, {}, "endpoint"),
        ({"iban": ""}, {}, "iban"),
        ({}, {"address": Address()}, "address.country"),
        ({}, {"endpoint": None}, "endpoint"),
        ({"net_days": None}, {}, "terms.net_days"),
        ({"vat_category": ""}, {}, "terms.vat_category"),
        ({"vat_rate": None}, {}, "terms.vat_rate"),
        ({}, {"vat_id": "", "terms": INTRA, "invoice": InvoiceSettings(delivery_country="FR")}, "vat_id"),
        ({}, {"terms": INTRA}, "invoice.delivery_country"),
        ({}, {"vat_id": "", "terms": TermsSettings(vat_category="AE")}, "vat_id"),
        ({}, {"terms": TermsSettings(vat_category="E")}, "invoice.exemption_reason"),
        ({}, {"terms": TermsSettings(vat_category="O")}, "legal_registration"),
        ({"vat_category": "", "vat_rate": None}, {"invoice": AMERICAN, "agreements": ()}, "invoice.formats"),
        ({"net_days": None}, {"invoice": AMERICAN}, "terms.net_days"),
    ],
)
def test_each_missing_setting_is_named(company: dict[str, object], partner: dict[str, object], field: str) -> None:
    found = draft(BILLABLE, replace(COMPANY, **company), replace(PARTNER, **partner))  # type: ignore[arg-type]
    assert not isinstance(found, InvoiceDraft)
    assert [missing.field for missing in found] == [field]


def test_an_810_alone_needs_no_european_data() -> None:
    ours = CompanySettings("ACME", "Acme Inc.", "USD", net_days=30)
    theirs = PartnerSettings("N", "ACME", "Northwind", "customer", invoice=AMERICAN, agreements=PARTNER.agreements)
    found = draft(replace(BILLABLE, currency="USD"), ours, theirs)
    assert isinstance(found, InvoiceDraft)
    assert found.formats == ("x12",)
    assert [(line.vat_category, line.vat_rate) for line in found.lines] == [("", 0)]
    assert (found.iban, found.bic, found.account_name, found.supplier.vat_id) == ("", "", "", "")


@pytest.mark.parametrize(
    ("category", "company", "partner", "expected"),
    [
        ("E", ("Small business", ""), ("", ""), [DraftExemption("E", "Small business", "")]),
        ("E", ("Small business", ""), ("", "VATEX-EU-132-1I"), [DraftExemption("E", "", "VATEX-EU-132-1I")]),
        ("E", ("", ""), ("Education", ""), [DraftExemption("E", "Education", "")]),
        ("G", ("Small business", ""), ("", ""), []),
        ("G", ("", ""), ("Export of goods", "VATEX-EU-G"), [DraftExemption("G", "Export of goods", "VATEX-EU-G")]),
        ("S", ("Small business", ""), ("Education", ""), []),
    ],
)
def test_why_no_vat_is_charged(
    category: str, company: tuple[str, str], partner: tuple[str, str], expected: list[DraftExemption]
) -> None:
    ours = replace(COMPANY, exemption_reason=company[0], exemption_code=company[1])
    said = InvoiceSettings(exemption_reason=partner[0], exemption_code=partner[1])
    found = draft(BILLABLE, ours, replace(PARTNER, terms=TermsSettings(vat_category=category), invoice=said))
    assert isinstance(found, InvoiceDraft)
    assert list(found.exemptions) == expected


def test_an_invoice_outside_the_scope_of_vat_names_no_vat_id() -> None:
    theirs = replace(PARTNER, terms=TermsSettings(vat_category="O"))
    found = draft(BILLABLE, replace(COMPANY, vat_id="DE1", legal_registration="HRB 1"), theirs)
    assert isinstance(found, InvoiceDraft)
    assert (found.supplier.vat_id, found.buyer.vat_id, found.supplier.legal_registration) == ("", "", "HRB 1")


@pytest.mark.parametrize("address", [Address(), Address(("Road 1",), "Lyon")])
def test_goods_to_another_country_go_where_the_settings_say_when_the_order_does_not(address: Address) -> None:
    place = Party("Store 7", (PartyId("92", "7"),), address)
    theirs = replace(PARTNER, terms=INTRA, invoice=InvoiceSettings(delivery_country="FR"))
    found = draft(replace(BILLABLE, ship_to=place), COMPANY, theirs)
    assert isinstance(found, InvoiceDraft)
    assert found.ship_to == replace(place, address=replace(address, country="FR"))
    at_home = draft(replace(BILLABLE, ship_to=place), COMPANY, replace(theirs, terms=TermsSettings()))
    assert isinstance(at_home, InvoiceDraft)
    assert at_home.ship_to == replace(place, address=Address())


def test_net_days_are_the_partners_before_the_companys() -> None:
    for terms, due in ((TermsSettings(), dt.date(2026, 2, 14)), (TermsSettings(net_days=0), dt.date(2026, 1, 31))):
        found = draft(BILLABLE, COMPANY, replace(PARTNER, terms=terms))
        assert isinstance(found, InvoiceDraft)
        assert found.terms.due == due


def test_a_delivery_address_without_a_country_is_left_out() -> None:
    place = Party("Store 7", (PartyId("92", "7"),), Address(("Road 1",), "Hamburg"))
    found = draft(replace(BILLABLE, ship_to=place), COMPANY, PARTNER)
    assert isinstance(found, InvoiceDraft)
    assert found.ship_to == replace(place, address=Address())


def test_days_are_the_companys(supplier: Supplier) -> None:
    """Late evening UTC is the next day in Berlin."""
    supplier.takes(FIRST)
    supplier.clock.at = dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.UTC)
    found = prepared(supplier, supplier.ships("4500001001").invoice_id)
    assert isinstance(found, InvoiceDraft)
    assert (found.date, found.delivery_date) == (dt.date(2026, 3, 3), dt.date(2026, 3, 3))
