"""What an invoice says, from the order, the shipment and both sides' settings. Nothing is invented.

An invoice that is made as an 810 alone needs what an 810 needs; one that is made in a European form too needs what
EN 16931 asks for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from b2b.documents import Address, ItemId, Party, PartyId, PaymentTerms, Quantity, Reference
from b2b.procurement.billing.draft import DraftExemption, DraftLine, InvoiceDraft, Missing
from b2b.store.settings import CompanySettings, PartnerSettings
from b2b.store.states import Direction

SET = "810"
TAXED = "S"
# Categories that have a rate, and so no reason for having none.
_CHARGED = frozenset({TAXED, "Z", "L", "M", ""})
_EXEMPT = "E"
_INTRA_COMMUNITY = "K"
# Outside the scope of VAT: such an invoice must not name a VAT id (BR-O-02).
_OUTSIDE = "O"
_VAT_ID_OF_BUYER = ("AE", "K")
_SEPA = "58"
_CREDIT_TRANSFER = "30"
# Where a SEPA credit transfer reaches: the currency decides, the countries follow from the IBAN.
_SEPA_CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class BillableLine:
    """A shipped line: `vat_category` and `vat_rate` are the item's own, empty and None where it has none."""

    sku: str
    quantity: Quantity
    unit_price: Decimal
    description: str
    items: tuple[ItemId, ...]
    order_line: str
    vat_category: str = ""
    vat_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Billable:
    """A shipment to bill, with what its order says: the buyer matches the invoice by its own references, and by the
    numbers under which it knows both sides.
    """

    invoice_id: str
    number: str
    date: dt.date
    currency: str
    order_number: str
    order_date: dt.date
    despatch_number: str
    delivery_date: dt.date
    ship_to: Party | None
    lines: Sequence[BillableLine]
    references: tuple[Reference, ...] = ()
    supplier_ids: tuple[PartyId, ...] = ()
    buyer_ids: tuple[PartyId, ...] = ()
    bill_to: Party | None = None


def draft(billable: Billable, ours: CompanySettings, theirs: PartnerSettings) -> InvoiceDraft | tuple[Missing, ...]:
    """The draft, or every setting that is missing for it. Due is the invoice's date and the net days."""
    taxes = [_tax(line, ours, theirs) for line in billable.lines]
    net_days = theirs.terms.net_days if theirs.terms.net_days is not None else ours.net_days
    categories = {category for category, _ in taxes}
    ship_to = _deliverable(billable.ship_to, categories, theirs)
    exemptions = _exemptions(categories, ours, theirs)
    missing = list(dict.fromkeys(_missing(billable, taxes, net_days, ours, theirs)))
    if theirs.invoice.follows_en16931:
        missing += _missing_of_en16931(billable, categories, ship_to, exemptions, ours, theirs)
    if missing:
        return tuple(missing)
    assert net_days is not None
    lines = tuple(
        DraftLine(
            number=str(n),
            quantity=line.quantity,
            unit_price=line.unit_price,
            description=line.description,
            vat_category=category,
            vat_rate=rate or Decimal(0),
            items=line.items,
            order_line=line.order_line,
            order_number=billable.order_number,
        )
        for n, (line, (category, rate)) in enumerate(zip(billable.lines, taxes, strict=True), start=1)
    )
    return InvoiceDraft(
        id=billable.invoice_id,
        number=billable.number,
        date=billable.date,
        kind="380",
        currency=billable.currency,
        supplier=_party(replace(ours.party, ids=billable.supplier_ids), categories),
        buyer=_party(replace(theirs.party, ids=billable.buyer_ids), categories),
        lines=lines,
        terms=PaymentTerms(due=billable.date + dt.timedelta(days=net_days), net_days=net_days),
        order_number=billable.order_number,
        order_date=billable.order_date,
        buyer_reference=theirs.buyer_reference or billable.order_number,
        despatch_number=billable.despatch_number,
        delivery_date=billable.delivery_date,
        ship_to=ship_to,
        bill_to=billable.bill_to,
        payment_means=_SEPA if billable.currency == _SEPA_CURRENCY else _CREDIT_TRANSFER,
        iban=ours.iban,
        bic=ours.bic if ours.iban else "",
        account_name=(ours.account_name or ours.name) if ours.iban else "",
        formats=theirs.invoice.forms,
        exemptions=exemptions,
        references=billable.references,
    )


def _tax(line: BillableLine, ours: CompanySettings, theirs: PartnerSettings) -> tuple[str, Decimal | None]:
    """Category and rate. A buyer who is not charged VAT (any category but S) is not charged it on any item; else the
    item's own holds before the partner's, and that before the company's. Only S has a rate above 0.
    """
    terms = theirs.terms
    if terms.vat_category and terms.vat_category != TAXED:
        return terms.vat_category, terms.vat_rate or Decimal(0)
    levels = (
        (line.vat_category, line.vat_rate),
        (terms.vat_category, terms.vat_rate),
        (ours.vat_category, ours.vat_rate),
    )
    category = next((category for category, _ in levels if category), "")
    fitting = (rate for own, rate in levels if own in ("", category) and rate is not None)
    return category, next(fitting, None if category == TAXED else Decimal(0))


def _missing(
    billable: Billable,
    taxes: Sequence[tuple[str, Decimal | None]],
    net_days: int | None,
    ours: CompanySettings,
    theirs: PartnerSettings,
) -> Iterable[Missing]:
    """What an invoice needs in any form."""
    partner = ("partner", theirs.code)
    if net_days is None:
        yield Missing(*partner, "terms.net_days", "when it is due, BR-CO-25")
    for line, (category, rate) in zip(billable.lines, taxes, strict=True):
        if category and rate is None:
            yield Missing(*partner, "terms.vat_rate", "how much VAT applies, BR-S-05")
        if not line.description:
            yield Missing("catalog", line.sku, "description", "BR-25")
    if not theirs.invoice.follows_en16931 and theirs.agreement(SET, Direction.OUT) is None:
        yield Missing(
            *partner, "invoice.formats", "only the 810 or INVOIC is made, and no agreement says that it is sent"
        )


def _missing_of_en16931(
    billable: Billable,
    categories: set[str],
    ship_to: Party | None,
    exemptions: Sequence[DraftExemption],
    ours: CompanySettings,
    theirs: PartnerSettings,
) -> Iterable[Missing]:
    company, partner = ("company", ours.code), ("partner", theirs.code)
    if categories == {_OUTSIDE}:
        if not ours.legal_registration:
            yield Missing(*company, "legal_registration", "a number of the supplier that is no VAT number, BR-CO-26")
    elif not (ours.vat_id or ours.tax_registration):
        yield Missing(*company, "vat_id", "the supplier's VAT number, BR-S-02")
    if not ours.address.country:
        yield Missing(*company, "address.country", "BR-09")
    if ours.endpoint is None:
        yield Missing(*company, "endpoint", "the address e-invoices come from, BT-34")
    if not ours.iban:
        yield Missing(*company, "iban", "where to pay, BR-61")
    if not theirs.address.country:
        yield Missing(*partner, "address.country", "BR-11")
    if theirs.endpoint is None:
        yield Missing(*partner, "endpoint", "the address e-invoices go to, BT-49")
    if "" in categories:
        yield Missing(*partner, "terms.vat_category", "which VAT applies, BR-CO-04")
    for category in _VAT_ID_OF_BUYER:
        if category in categories and not theirs.vat_id:
            rule = "IC" if category == _INTRA_COMMUNITY else category
            yield Missing(*partner, "vat_id", f"the buyer's VAT number, BR-{rule}-02")
    if _EXEMPT in categories and not any(one.category == _EXEMPT for one in exemptions):
        yield Missing(*partner, "invoice.exemption_reason", "why no VAT is charged, BR-E-10")
    if _INTRA_COMMUNITY in categories and not (ship_to and ship_to.address.country):
        yield Missing(*partner, "invoice.delivery_country", "where the goods went, BR-IC-12")


def _party(party: Party, categories: set[str]) -> Party:
    return replace(party, vat_id="") if categories == {_OUTSIDE} else party


def _exemptions(categories: set[str], ours: CompanySettings, theirs: PartnerSettings) -> tuple[DraftExemption, ...]:
    """Why no VAT is charged, by category: what the partner's settings say of the category that holds for all its items,
    and of what is exempt, there before the company's. The others have their usual wording without being asked.
    """
    found = {}
    said = theirs.invoice
    if _EXEMPT in categories and (ours.exemption_reason or ours.exemption_code):
        found[_EXEMPT] = DraftExemption(_EXEMPT, ours.exemption_reason, ours.exemption_code)
    if said.exemption_reason or said.exemption_code:
        for category in categories & {_EXEMPT, theirs.terms.vat_category} - _CHARGED:
            found[category] = DraftExemption(category, said.exemption_reason, said.exemption_code)
    return tuple(found[category] for category in sorted(found))


def _deliverable(ship_to: Party | None, categories: set[str], theirs: PartnerSettings) -> Party | None:
    """Where the goods went: name, ids and address, which is all an invoice says of a place (BG-13).

    An address without a country is left out: the standard wants one (BR-57), and none is invented. An intra-community
    supply needs the country at least (BR-IC-12), which the partner's settings may say.
    """
    country = theirs.invoice.delivery_country if _INTRA_COMMUNITY in categories else ""
    if ship_to is None:
        return Party(address=Address(country=country)) if country else None
    address = ship_to.address
    if not address.country:
        address = replace(address, country=country) if country else Address()
    return Party(name=ship_to.name, ids=ship_to.ids, address=address)
