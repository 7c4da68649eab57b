"""Orders and invoices of the grocery trade that X12 can express, in every field and in any combination."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    AllowanceCharge,
    Contact,
    Destination,
    Endpoint,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Party,
    PartyId,
    PaymentTerms,
    VatBreakdown,
)
from b2b.edi.x12.mappings import amounts
from tests.edi.mappings.strategy_parts import (
    AMOUNTS,
    DAYS,
    MAYBE_DAY,
    PRICES,
    QUANTITIES,
    Draw,
    many,
    parties,
    text,
)
from tests.edi.mappings.warehouse_strategies import DATES_OF_G62, DESCRIPTIONS, N9, items_in_places

# The currency of the agreement: these sets name none.
_AGREED = "EUR"

# Whose number a place is known by, without registrations and contact: its N1 loop has room for neither.
_PLACES = parties().map(
    lambda party: replace(party, vat_id="", legal_registration="", tax_registration="", endpoint=None, contact=None)
)
_BARE = _PLACES.map(lambda party: Party(party.name[:60].strip(), party.ids))
_ENDPOINTS = st.none() | st.builds(Endpoint, st.sampled_from(["0088", "9930"]), text(25))
_CONTACTS = st.none() | st.builds(Contact, text(60), text(40), text(40, optional=True))


def _traders(second: str) -> st.SearchStrategy[Party]:
    """Parties with registrations and a contact, whose G61 has a name."""
    with_contact = st.builds(
        lambda party, contact, endpoint: replace(party, contact=contact, endpoint=endpoint),
        parties(second),
        _CONTACTS,
        _ENDPOINTS,
    )
    return st.just(Party()) | with_contact


_WITHOUT_CONTACT = (st.just(Party()) | parties("91")).map(lambda party: replace(party, contact=None, endpoint=None))
_NOTES = many(text(200), most=2)

_ORDER_LINES = st.builds(
    OrderLine,
    number=text(30, optional=True),
    quantity=QUANTITIES,
    unit_price=st.none() | PRICES,
    items=items_in_places(2),
    description=DESCRIPTIONS,
    references=N9,
    ship_to=st.none() | _BARE,
    destinations=many(
        st.builds(Destination, st.builds(PartyId, st.sampled_from(["92", "UL"]), text(20, least=2)), QUANTITIES)
    ),
)
ORDERS = st.builds(
    Order,
    number=text(22),
    date=DAYS,
    lines=many(_ORDER_LINES, least=1),
    purpose=st.sampled_from(["00", "01", "04", "06", "15", "473:B", "473:S"]),
    kind=st.sampled_from(["", "SA", "NE", "BK"]),
    release_number=text(30, optional=True),
    currency=st.just(_AGREED),
    buyer=_WITHOUT_CONTACT,
    supplier=_traders("92"),
    ship_to=_PLACES,
    bill_to=st.none() | _PLACES,
    requested_date=MAYBE_DAY,
    cancel_after=MAYBE_DAY,
    payment_terms=text(200, optional=True),
    references=N9,
    notes=_NOTES,
    dates=DATES_OF_G62,
)

_RATES = st.sampled_from([Decimal(0), Decimal(7), Decimal(19), Decimal("2.5")])
_CODES = st.sampled_from(["", "x12:97", "x12:504"])

# The amount of a line has to fit into the nine digits of G7210.
_LINE_PRICES = st.decimals(Decimal("0.01"), Decimal("89.99"), places=2)


def _vat(rate: Decimal) -> dict[str, Any]:
    return {"vat_category": "S" if rate else "Z", "vat_rate": rate}


@cache
@st.composite
def _parts(draw: Draw, most: int) -> tuple[AllowanceCharge, ...]:
    reasons = text(80, optional=True)
    return tuple(
        AllowanceCharge(draw(st.booleans()), draw(AMOUNTS), draw(reasons), draw(_CODES), vat_category="")
        for _ in range(draw(st.integers(0, most)))
    )


def _taxed(parts: tuple[AllowanceCharge, ...], rate: Decimal | None) -> tuple[AllowanceCharge, ...]:
    return parts if rate is None else tuple(replace(part, **_vat(rate)) for part in parts)


@cache
@st.composite
def _invoice_lines(draw: Draw, rates: tuple[Decimal, ...], plain: bool) -> InvoiceLine:
    quantity, price = draw(QUANTITIES), draw(_LINE_PRICES)
    rate = draw(st.sampled_from(rates)) if rates else None
    parts = () if plain else _taxed(draw(_parts(2)), rate)
    net = amounts.product(quantity.value, price, _AGREED) + sum(
        (part.amount if part.is_charge else -part.amount for part in parts), Decimal(0)
    )
    if not plain and draw(st.booleans()):
        net += Decimal("0.01")
    return InvoiceLine(
        number=draw(text(30, optional=True)),
        quantity=quantity,
        unit_price=price,
        net_amount=net,
        items=draw(items_in_places(2)),
        description=draw(DESCRIPTIONS),
        order_line=draw(text(30, optional=True)),
        order_number=draw(text(30, optional=True)),
        allowances_charges=parts,
        **(_vat(rate) if rate is not None else {"vat_category": "", "vat_rate": Decimal(0)}),
    )


_TERMS = st.builds(
    lambda due, net_days, discount, words: PaymentTerms(due, net_days, *discount, words),
    DAYS,
    st.none() | st.integers(0, 120),
    st.sampled_from([(None, None), (Decimal("2.5"), 10)]),
    text(150, optional=True),
) | st.builds(PaymentTerms, text=text(150, optional=True))


@cache
@st.composite
def invoices(draw: Draw) -> Invoice:
    # Without taxes, allowances and charges the lines make up the total, and it has to be right.
    plain = draw(st.booleans())
    rates = () if plain else tuple(draw(st.lists(_RATES, unique=True, max_size=2)))
    lines = draw(many(_invoice_lines(rates, plain), least=1))
    single = rates[0] if len(rates) == 1 else None
    parts = () if plain else _taxed(draw(_parts(2)), single)
    vat = []
    for rate in rates:
        taxable = draw(AMOUNTS)
        tax = amounts.product(taxable, rate.scaleb(-2), _AGREED)
        vat.append(VatBreakdown(_vat(rate)["vat_category"], rate, taxable, tax))
    net_total = sum((line.net_amount for line in lines), Decimal(0))
    allowances = sum((part.amount for part in parts if not part.is_charge), Decimal(0))
    charges = sum((part.amount for part in parts if part.is_charge), Decimal(0))
    gross = net_total if plain else draw(AMOUNTS)
    untold = Decimal(0) if plain else draw(st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2))
    preceding = draw(text(30, optional=True))
    return Invoice(
        number=draw(text(22)),
        date=draw(DAYS),
        kind=draw(st.sampled_from(["380", "381"])),
        currency=_AGREED,
        supplier=draw(_traders("")),
        buyer=draw(_PLACES),
        lines=lines,
        vat=tuple(vat),
        net_total=net_total,
        taxable_total=net_total - allowances + charges,
        vat_total=sum((part.tax for part in vat), Decimal(0)) if vat else untold,
        gross_total=gross,
        payable=gross,
        allowance_total=allowances,
        charge_total=charges,
        allowances_charges=parts,
        terms=draw(_TERMS),
        order_number=draw(text(22, optional=True)),
        order_date=draw(MAYBE_DAY),
        despatch_number=draw(text(30, optional=True)),
        preceding_invoice=preceding,
        preceding_date=draw(MAYBE_DAY) if preceding else None,
        delivery_date=draw(MAYBE_DAY),
        ship_to=draw(st.none() | _PLACES),
        bill_to=draw(st.none() | _PLACES),
        payment_means=draw(st.sampled_from(["", "30", "58"])),
        iban=draw(st.sampled_from(["", "DE89370400440532013000"])),
        bic=draw(st.sampled_from(["", "COBADEFFXXX"])),
        account_name=draw(text(60, optional=True)),
        notes=draw(_NOTES),
        references=draw(N9),
    )


# By set: the documents that it can express.
GROCERY: dict[str, st.SearchStrategy[Any]] = {"875": ORDERS, "880": invoices()}
