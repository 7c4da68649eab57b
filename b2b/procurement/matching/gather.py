"""Reads what a match looks at: the invoice, the lines of our orders that it means, its credit notes, the terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlmodel import Session, col, select

from b2b.documents import Invoice, InvoiceLine, Party, Quantity, json_form
from b2b.documents.same import same_party
from b2b.procurement.matching.amounts import amounts, wrong_sums
from b2b.procurement.matching.inputs import AgreedLine, BilledLine, Credit, Extra, MatchInputs, Override, Tolerances
from b2b.procurement.orders.quantities import storable
from b2b.procurement.orders.wording import listed
from b2b.procurement.parties import Trade
from b2b.procurement.purchased.gather import Purchased, orders_by_number
from b2b.procurement.purchased.lines import OrderedLine, Unfound, in_unit_of
from b2b.store.money import exponent, from_minor
from b2b.store.tables import PurchaseInvoice

_TAXED = ("", "S")
_LEGAL_FORM = re.compile(
    "ag|bv|co|company|corp|corporation|gmbh|inc|kg|limited|llc|ltd|mbh|nv|oy|plc|sa|sarl|sas|se|spa|srl|und|and"
).fullmatch


def document(row: PurchaseInvoice) -> Invoice:
    """The invoice or credit note as it came."""
    found = json_form.from_json(row.document)
    assert isinstance(found, Invoice)
    return found


def credits_to(session: Session, invoice_id: str) -> Sequence[PurchaseInvoice]:
    """The credit notes that were taken off an invoice, oldest first."""
    query = select(PurchaseInvoice).where(col(PurchaseInvoice.credited_invoice_id) == invoice_id)
    return session.exec(query.order_by(col(PurchaseInvoice.number))).all()


def inputs(
    session: Session,
    trade: Trade,
    row: PurchaseInvoice,
    own_claims: Mapping[str, Decimal],
    override: Override | None,
) -> MatchInputs:
    """All that the match of an invoice looks at. `own_claims` are the units that it has taken itself so far."""
    invoice = document(row)
    # A credit note that names the invoice need not name its order again.
    taken_off = (document(one) for one in credits_to(session, row.id))
    credits = [replace(one, order_number=one.order_number or invoice.order_number) for one in taken_off]
    orders = _orders(session, trade, [invoice, *credits])
    lines = [_billed(position, line, invoice, orders) for position, line in enumerate(invoice.lines, 1)]
    meant = {line.line_id for line in lines if line.line_id}
    tolerances = trade.theirs.purchase
    return MatchInputs(
        number=row.number,
        invoice=row.invoice_number,
        currency=row.currency,
        places=exponent(row.currency),
        net=from_minor(row.net, row.currency),
        vat=from_minor(row.vat, row.currency),
        gross=from_minor(row.gross, row.currency),
        due=invoice.payable,
        lines=tuple(lines),
        agreed=tuple(_agreed(trade, line, own_claims) for line in _meant(orders, meant)),
        extras=tuple(
            Extra(one.is_charge, one.amount, one.reason or one.reason_code, one.vat_rate)
            for one in invoice.allowances_charges
        ),
        credits=tuple(_credit(one, orders, meant) for one in credits),
        tolerances=Tolerances(
            tolerances.price_tolerance_percent, tolerances.quantity_tolerance_percent, tolerances.amount_tolerance
        ),
        problems=tuple(dict.fromkeys([*row.problems, *_problems(trade, row, invoice, orders)])),
        override=override,
    )


def party_problems(trade: Trade, invoice: Invoice) -> Iterator[str]:
    """Where the invoice is from somebody else than the partner that sent it, or to somebody else than us. It is to us
    where we are billed for another buyer, such as a store, and where another, such as a head office, is billed for us.
    """
    ours = trade.ours.party
    for what, party, known, whose in (
        ("supplier", invoice.supplier, trade.theirs.party, f"partner {trade.partner.code}"),
        ("buyer", ours if _is_billed_to(ours, invoice) else invoice.buyer, ours, f"company {trade.company.code}"),
    ):
        if _is_another(known, party):
            said = " ".join(part for part in (party.name, party.vat_id) if part) or "another one"
            right = " ".join(part for part in (known.name, known.vat_id) if part)
            yield f"the {what} of the invoice is {said}, {whose} is {right}"


def _is_billed_to(ours: Party, invoice: Invoice) -> bool:
    """Whether we get the bill beside the buyer: we surely, or a name like ours and no buyer who is another company."""
    billed, buyer = invoice.bill_to, invoice.buyer
    if billed is None:
        return False
    registered = [replace(one, ids=(), endpoint=None, name="") for one in (ours, buyer)]
    like_ours = bool(billed.name) and not _is_another(ours, billed) and same_party(*registered) is not False
    return same_party(ours, billed) is True or like_ours


def _is_another(known: Party, party: Party) -> bool:
    """By numbers where both have one of a kind; else by names that share no word but their legal form."""
    same = same_party(known, party)
    if same is not None or not known.name or not party.name:
        return same is False
    return not _words(known.name) & _words(party.name)


def _words(name: str) -> set[str]:
    return {word for word in re.findall(r"\w+", name.casefold()) if not _LEGAL_FORM(word)}


def _problems(trade: Trade, row: PurchaseInvoice, invoice: Invoice, orders: Mapping[str, Purchased]) -> Iterator[str]:
    yield from party_problems(trade, invoice)
    currencies = {one.order.currency for one in orders.values()} - {row.currency}
    if currencies:
        yield f"the invoice is in {row.currency}, the order in {listed(sorted(currencies))}"
    # Whoever named problems has checked the sums as well.
    if not row.problems:
        yield from wrong_sums(invoice, exponent(row.currency))


def _orders(session: Session, trade: Trade, invoices: Iterable[Invoice]) -> dict[str, Purchased]:
    """The orders that these name and that were given to this supplier."""
    numbers = {one.order_number for one in invoices}
    numbers |= {line.order_number for one in invoices for line in one.lines}
    found = orders_by_number(session, trade.company.id, numbers - {""})
    return {number: one for number, one in found.items() if one.order.partner_id == trade.partner.id}


def _billed(position: int, line: InvoiceLine, invoice: Invoice, orders: Mapping[str, Purchased]) -> BilledLine:
    billed = BilledLine(
        position=position,
        called=f"invoice line {line.number or position} {_item(line)}".rstrip(),
        quantity=line.quantity.value,
        unit=line.quantity.unit,
        net=line.net_amount,
        vat_category=line.vat_category,
        vat_rate=line.vat_rate,
    )
    number = line.order_number or invoice.order_number
    if number not in orders:
        why = f"we have given this supplier no order {number}" if number else "the invoice names no order"
        return replace(billed, trouble="unknown-order", why=why)
    found = orders[number].lines.find(line.order_line, line.items)
    quantity = found if isinstance(found, Unfound) else in_unit_of(line.quantity, found)
    if isinstance(found, Unfound) or isinstance(quantity, Unfound):
        trouble = found if isinstance(found, Unfound) else quantity
        assert isinstance(trouble, Unfound)
        return replace(billed, trouble=trouble.code, why=trouble.text)
    assert isinstance(quantity, Decimal)
    return replace(billed, quantity=quantity, unit=found.unit, line_id=found.id)


def _item(line: InvoiceLine) -> str:
    return line.items[0].value if line.items else line.description[:40]


def _meant(orders: Mapping[str, Purchased], ids: set[str]) -> Iterator[OrderedLine]:
    return (line for one in orders.values() for line in one.lines if line.id in ids)


def _agreed(trade: Trade, line: OrderedLine, own_claims: Mapping[str, Decimal]) -> AgreedLine:
    return AgreedLine(
        id=line.id,
        order=line.order_number,
        number=line.number,
        sku=line.sku,
        unit=line.unit,
        ordered=line.ordered,
        ordered_price=line.ordered_price,
        price=line.price,
        received=line.received,
        taken=line.invoiced - own_claims.get(line.id, Decimal(0)),
        vat_rate=_expected_rate(trade, line),
    )


def _expected_rate(trade: Trade, line: OrderedLine) -> Decimal | None:
    """Percent: what the supplier's terms say, else the item's own, else the company's; None where nothing does."""
    terms = trade.theirs.terms
    if terms.vat_category not in _TAXED:
        return Decimal(0)
    return next((rate for rate in (terms.vat_rate, line.vat_rate, trade.ours.vat_rate) if rate is not None), None)


def _credit(credit: Invoice, orders: Mapping[str, Purchased], meant: set[str]) -> Credit:
    """A credit note; its lines mean order lines only where the invoice bills these."""
    lines = [_billed(position, line, credit, orders) for position, line in enumerate(credit.lines, 1)]
    found = amounts(credit)
    return Credit(
        number=credit.number,
        net=credit.gross_total - credit.vat_total,
        vat=credit.vat_total,
        gross=from_minor(found.due, credit.currency),
        lines=tuple(line if line.line_id in meant else replace(line, line_id="") for line in lines),
    )


def kept_quantity(quantity: Quantity) -> Decimal:
    """A figure that cannot be kept is 0 in the row; the document holds it as it came."""
    return quantity.value if storable(quantity.value) else Decimal(0)
