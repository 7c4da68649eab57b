"""Which forms an invoice is made in, and which rules it therefore has to keep."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from b2b.gateway import issuing
from b2b.invoicing.rule_report import RuleReport
from b2b.store.apply_settings import apply_company
from b2b.store.tables import ExceptionCase, SalesInvoice
from tests.gateway.desk import FILES, Desk
from tests.gateway.orders import interchange, order, orders


@pytest.fixture(autouse=True)
def rules_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The official rules run in a process of their own and take seconds; other tests are about them."""
    monkeypatch.setattr(issuing.rendering, "verify", lambda rendered, **packs: RuleReport("ubl, cii", ran=("none",)))


def sells(desk: Desk, company: dict[str, Any] | None = None, **partner: Any) -> Desk:
    """A desk with keys of both settings changed; None leaves a key out."""

    def changed(section: dict[str, Any], changes: dict[str, Any]) -> None:
        section.update({key: value for key, value in changes.items() if value is not None})
        for key in [key for key, value in changes.items() if value is None]:
            section.pop(key, None)

    ours = tomllib.loads((FILES / "company.toml").read_text())
    changed(ours["company"], company or {})
    with desk.store.write() as session:
        apply_company(session, ours, now=desk.clock.now(), actor="test", where="company")
    desk.change_partner(lambda theirs: changed(theirs, partner))
    desk.sell()
    return desk


def bills(desk: Desk, content: bytes | None = None) -> SalesInvoice:
    """The invoice for an order that is received and shipped."""
    desk.put(content or orders(1, "PO1"))
    desk.run()
    desk.ship("PO1")
    desk.run()
    (invoice,) = desk.rows(SalesInvoice)
    return invoice


def reasons(desk: Desk) -> set[str]:
    """The settings that the open exceptions name."""
    return {missing["field"] for case in desk.rows(ExceptionCase) for missing in case.details.get("missing", [])}


def test_a_supplier_outside_the_european_rules_invoices_by_810_alone(desk: Desk) -> None:
    nothing = dict.fromkeys(
        (
            "vat_id",
            "tax_registration",
            "legal_registration",
            "iban",
            "bic",
            "account_name",
            "endpoint",
            "vat_category",
            "vat_rate",
        )
    )
    sells(
        desk,
        nothing,
        vat_id=None,
        endpoint=None,
        terms={"currency": "EUR", "net_days": 30},
        invoice={"formats": ["x12"]},
    )
    invoice = bills(desk)
    assert desk.open_cases() == []
    assert (invoice.state, invoice.net, invoice.vat, invoice.gross) == ("issued", 12500, 0, 12500)
    assert (invoice.ubl_sha256, invoice.cii_sha256, invoice.pdf_sha256) == (None, None, None)
    assert invoice.document["vat"] == []
    assert len(desk.exchanges("out", "810")) == 1
    (sent,) = [content for content in desk.channel.sent.values() if b"ST*810*" in content]
    assert b"TDS*12500~" in sent
    assert b"TXI*" not in sent


def test_an_810_alone_needs_an_agreement(desk: Desk) -> None:
    def without(partner: dict[str, Any]) -> None:
        partner["invoice"] = {"formats": ["x12"]}
        partner["agreement"] = [a for a in partner["agreement"] if a["document"] != "810"]

    desk.change_partner(without)
    desk.sell()
    assert bills(desk).state == "blocked"
    assert reasons(desk) == {"invoice.formats"}


@pytest.mark.parametrize(
    ("formats", "files", "sent"),
    [
        (["ubl"], {"ubl"}, 0),
        (["x12", "cii"], {"cii"}, 1),
        (["pdf"], {"pdf"}, 0),
        (["x12", "ubl", "cii", "pdf"], {"ubl", "cii", "pdf"}, 1),
    ],
)
def test_only_the_agreed_forms_are_made(desk: Desk, formats: list[str], files: set[str], sent: int) -> None:
    sells(desk, invoice={"formats": formats})
    invoice = bills(desk)
    made = {"ubl": invoice.ubl_sha256, "cii": invoice.cii_sha256, "pdf": invoice.pdf_sha256}
    assert (invoice.state, {form for form, sha256 in made.items() if sha256}) == ("issued", files)
    assert len(desk.exchanges("out", "810")) == sent


def test_an_exempt_invoice_says_why(desk: Desk) -> None:
    exempt = {"currency": "EUR", "net_days": 30, "vat_category": "E"}
    sells(desk, terms=exempt)
    assert bills(desk).state == "blocked"
    assert reasons(desk) == {"invoice.exemption_reason"}


def test_an_exempt_invoice_that_says_why_is_issued(desk: Desk) -> None:
    exempt = {"currency": "EUR", "net_days": 30, "vat_category": "E"}
    sells(desk, {"exemption_reason": "Small business"}, terms=exempt)
    invoice = bills(desk)
    assert (desk.open_cases(), invoice.state, invoice.vat) == ([], "issued", 0)
    assert [group["exemption_reason"] for group in invoice.document["vat"]] == ["Small business"]


def test_an_invoice_outside_the_scope_of_vat_is_issued_without_vat_ids(desk: Desk) -> None:
    sells(desk, {"legal_registration": "HRB 1"}, terms={"currency": "EUR", "net_days": 30, "vat_category": "O"})
    invoice = bills(desk)
    assert (desk.open_cases(), invoice.state) == ([], "issued")
    assert not any(invoice.document[side].get("vat_id") for side in ("supplier", "buyer"))


def test_goods_to_a_place_without_an_address_go_to_the_country_of_the_settings(desk: Desk) -> None:
    begin, currency, *rest = order("PO1")
    content = interchange(1, [[begin, currency, "N1*ST*STORE 7*92*0007", *rest]])
    terms = {"currency": "EUR", "net_days": 30, "vat_category": "K"}
    french = {"lines": ["Rue 1"], "city": "Lyon", "postal_code": "69001", "country": "FR"}
    sells(
        desk,
        vat_id="FR12345678901",
        address=french,
        terms=terms,
        invoice={"delivery_country": "FR", "formats": ["ubl"]},
    )
    invoice = bills(desk, content)
    assert (desk.open_cases(), invoice.state) == ([], "issued")
    place = invoice.document["ship_to"]
    assert (place["name"], place["address"]["country"]) == ("STORE 7", "FR")


def test_the_invoice_names_what_the_buyer_matches_it_by(desk: Desk) -> None:
    sells(desk)
    heading = ["REF*DP*038", "REF*IA*V-77", "N1*SU*Acme*92*V-77", "N1*BY*Northwind*92*NW"]
    said = order("PO1")
    said[2:2] = heading
    bills(desk, interchange(1, [said]))
    assert desk.open_cases() == []
    told = desk.sent()[-1].decode()
    for segment in ("REF*DP*038~", "N1*BY*Northwind Retail GmbH*92*NW~"):
        assert segment in told
    assert "V-77" in told[told.index("N1*") :]


def test_it_goes_in_every_form_that_is_agreed(desk: Desk) -> None:
    forms = [{"document": form, "direction": "out"} for form in ("ubl", "cii", "pdf")]
    sells(desk)
    desk.change_partner(lambda partner: partner["agreement"].extend(forms))
    invoice = bills(desk)
    names = [name for name in desk.channel.sent if not name.endswith(".edi")]
    assert [name.partition("_")[0] for name in names] == ["ubl", "cii", "pdf"]
    assert desk.channel.sent[names[0]].startswith(b"<?xml")
    sent = {row.set_id: row.id for row in desk.exchanges("out")}
    assert invoice.exchange_id == sent["810"]
