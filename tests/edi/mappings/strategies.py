"""Documents that X12 can express, in every field and in any combination."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    Address,
    Adjustment,
    AllowanceCharge,
    ChangedLine,
    ChangeResponseLine,
    Contact,
    CreditDebit,
    CreditDebitLine,
    Destination,
    Endpoint,
    Inventory,
    InventoryLine,
    Invoice,
    InvoiceLine,
    ItemId,
    ItemScheme,
    LineAnswer,
    LineStatus,
    NamedDate,
    Order,
    OrderChange,
    OrderChangeResponse,
    OrderLine,
    OrderResponse,
    Pack,
    Party,
    PartyId,
    PaymentTerms,
    Quantity,
    Reference,
    Remittance,
    RemittanceItem,
    ResponseLine,
    ResponseStatus,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
    StockLevel,
    VatBreakdown,
)

Draw = Callable[[st.SearchStrategy[Any]], Any]

_CHARACTERS = string.ascii_letters + string.digits + "-./,&'()äöüÄÖÜßéñ"
_WORD = st.text(_CHARACTERS, min_size=1, max_size=9)


def text(most: int, least: int = 1, optional: bool = False) -> st.SearchStrategy[str]:
    """Words with single blanks between them, of that length."""
    words = st.lists(_WORD, min_size=1, max_size=max(1, most // 5)).map(lambda parts: " ".join(parts)[:most].strip())
    padded = words.map(lambda said: said.ljust(least, "x"))
    return st.just("") | padded if optional else padded


def many(inner: st.SearchStrategy[Any], most: int = 3, least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(inner, min_size=least, max_size=most).map(tuple)


DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))
MAYBE_DAY = st.none() | DAYS
AMOUNTS = st.decimals(Decimal("0.00"), Decimal("99999.99"), places=2)
PRICES = st.decimals(Decimal("0"), Decimal("9999.9999"), places=4)
FIGURES = st.decimals(Decimal("0.001"), Decimal("99999"), places=3)
UNITS = st.sampled_from(["EA", "H87", "C62", "KGM", "XBX", "DZN", "MTR", "x12:ZZ", "x12:KI"])
QUANTITIES = st.builds(Quantity, FIGURES, UNITS)
CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "CHF"])

_QUALIFIERS = {
    ItemScheme.SUPPLIER: ("", "VP", "VN", "VC"),
    ItemScheme.BUYER: ("", "BP", "IN", "SK"),
    ItemScheme.GTIN: ("", "UP", "EN", "UK"),
    ItemScheme.MANUFACTURER: ("", "MG"),
    ItemScheme.OTHER: ("", "ZZ", "ST", "PN"),
}
ITEMS = st.sampled_from(list(ItemScheme)).flatmap(
    lambda scheme: st.builds(ItemId, st.just(scheme), text(48), st.sampled_from(_QUALIFIERS[scheme]))
)


def references(kinds: Sequence[str] = ("DP", "IA", "CO", "CT", "PD")) -> st.SearchStrategy[tuple[Reference, ...]]:
    return many(st.builds(Reference, st.sampled_from(kinds), text(30), text(80, optional=True)))


@st.composite
def parties(draw: Draw, second: str = "") -> Party:
    """A party; `second` is the scheme of a number that it may have beside its first."""
    subdivision = text(20, least=3) | st.text(string.ascii_uppercase, min_size=2, max_size=2)
    address = Address(
        draw(many(text(55), most=4)),
        draw(text(30, least=2, optional=True)),
        draw(st.just("") | st.text(string.ascii_uppercase + string.digits, min_size=3, max_size=15)),
        draw(st.just("") | subdivision),
        draw(st.sampled_from(["", "DE", "US", "AT"])),
    )
    contact = Contact(draw(text(60, optional=True)), draw(text(40, optional=True)), draw(text(40, optional=True)))
    schemes = st.sampled_from(["92", "91", "UL", "0088", "1"])
    ids = draw(many(st.builds(PartyId, schemes, text(20, least=2)), most=1))
    if ids and second and draw(st.booleans()):
        ids = (*ids, PartyId(second, draw(text(30))))
    return Party(
        name=draw(text(150)),
        ids=ids,
        address=address,
        vat_id=draw(text(20, optional=True)),
        legal_registration=draw(text(30, optional=True)),
        endpoint=draw(st.none() | st.builds(Endpoint, st.sampled_from(["0088", "9930"]), text(30))),
        contact=None if contact == Contact() else contact,
        tax_registration=draw(text(30, optional=True)),
    )


_PARTIES = parties()
_SUPPLIER = st.just(Party()) | parties("92")
_BUYER = st.just(Party()) | parties("91")
_MAYBE_PARTY = st.none() | _PARTIES
_DATES = many(st.builds(NamedDate, st.sampled_from(["037", "038", "063", "064", "118"]), DAYS))
_NOTES = many(text(600))

ORDER_LINES = st.builds(
    OrderLine,
    number=text(20, optional=True),
    quantity=QUANTITIES | st.builds(Quantity, FIGURES, st.just("")),
    unit_price=st.none() | PRICES,
    items=many(ITEMS),
    description=text(200, optional=True),
    requested_date=MAYBE_DAY,
    references=references(),
    ship_to=_MAYBE_PARTY,
    notes=_NOTES,
    destinations=many(
        st.builds(Destination, st.builds(PartyId, st.sampled_from(["92", "UL"]), text(20, least=2)), QUANTITIES),
        most=13,
    ),
    dates=_DATES,
)
ORDERS = st.builds(
    Order,
    number=text(22),
    date=DAYS,
    lines=many(ORDER_LINES, least=1),
    purpose=st.sampled_from(["00", "01", "04", "05", "06", "07"]),
    kind=st.sampled_from(["SA", "NE", "BK"]),
    release_number=text(30, optional=True),
    currency=st.none() | CURRENCIES,
    buyer=_BUYER,
    supplier=_SUPPLIER,
    ship_to=_MAYBE_PARTY,
    bill_to=_MAYBE_PARTY,
    requested_date=MAYBE_DAY,
    cancel_after=MAYBE_DAY,
    payment_terms=text(80, optional=True),
    references=references(),
    notes=_NOTES,
    dates=_DATES,
)

ANSWERS = st.builds(
    LineAnswer,
    st.sampled_from(list(LineStatus)),
    QUANTITIES,
    MAYBE_DAY,
    text(300, optional=True),
    st.just(()) | many(ITEMS),
)
RESPONSES = st.builds(
    OrderResponse,
    order_number=text(22),
    order_date=DAYS,
    date=DAYS,
    status=st.sampled_from(list(ResponseStatus)),
    currency=CURRENCIES,
    lines=many(
        st.builds(
            ResponseLine,
            number=text(20, optional=True),
            ordered=QUANTITIES,
            unit_price=st.none() | PRICES,
            items=many(ITEMS),
            answers=many(ANSWERS),
            description=text(200, optional=True),
            references=references(),
        )
    ),
    number=text(30, optional=True),
    release_number=text(30, optional=True),
    buyer=_BUYER,
    supplier=_SUPPLIER,
    ship_to=_MAYBE_PARTY,
    references=references(),
)

_CODES_OF_CHANGE = st.sampled_from(["AI", "CA", "DI", "NC", "PC", "QD", "QI", "RS"])
_LEFT = st.decimals(Decimal(0), Decimal("99999"), places=3)


def _changed(line: Any, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lines of an order change with all that POC holds, or without quantities and price."""
    common = {
        "number": text(20, optional=True),
        "change": _CODES_OF_CHANGE,
        "items": many(ITEMS),
        "description": text(200, optional=True),
        "references": references(),
        **fields,
    }
    full = st.builds(line, ordered=QUANTITIES, to_receive=_LEFT, unit_price=st.none() | PRICES, **common)
    return full | st.builds(line, **common)


ORDER_CHANGES = st.builds(
    OrderChange,
    order_number=text(22),
    order_date=DAYS,
    date=DAYS,
    lines=many(
        _changed(ChangedLine, requested_date=MAYBE_DAY, ship_to=_MAYBE_PARTY, notes=_NOTES, dates=_DATES),
    ),
    number=text(8, optional=True),
    purpose=st.sampled_from(["01", "04", "05"]),
    kind=st.sampled_from(["SA", "NE", "BK"]),
    release_number=text(30, optional=True),
    currency=st.none() | CURRENCIES,
    buyer=_BUYER,
    supplier=_SUPPLIER,
    ship_to=_MAYBE_PARTY,
    bill_to=_MAYBE_PARTY,
    requested_date=MAYBE_DAY,
    cancel_after=MAYBE_DAY,
    payment_terms=text(80, optional=True),
    references=references(),
    notes=_NOTES,
    dates=_DATES,
)
CHANGE_RESPONSES = st.builds(
    OrderChangeResponse,
    order_number=text(22),
    order_date=DAYS,
    date=DAYS,
    status=st.none() | st.sampled_from(list(ResponseStatus)),
    lines=many(_changed(ChangeResponseLine, answers=many(ANSWERS))),
    change_number=text(8, optional=True),
    change_date=MAYBE_DAY,
    number=text(30, optional=True),
    purpose=st.sampled_from(["00", "19"]),
    release_number=text(30, optional=True),
    currency=st.none() | CURRENCIES,
    buyer=_BUYER,
    supplier=_SUPPLIER,
    ship_to=_MAYBE_PARTY,
    references=references(),
)

SHIPPED_LINES = st.builds(
    ShippedLine,
    order_line=text(20, optional=True),
    quantity=QUANTITIES,
    items=many(ITEMS, least=1),
    ordered=st.none() | QUANTITIES,
    description=text(80, optional=True),
    lot=text(48, optional=True),
)
PACKS = st.builds(Pack, st.just("") | st.text(string.digits, min_size=18, max_size=18), many(SHIPPED_LINES))
SHIP_NOTICES = st.builds(
    ShipNotice,
    number=text(30, least=2),
    shipped_at=st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2060, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001
    orders=many(st.builds(ShippedOrder, text(22), many(SHIPPED_LINES), many(PACKS), MAYBE_DAY, references())),
    purpose=st.sampled_from(["00", "05"]),
    estimated_delivery=MAYBE_DAY,
    buyer=_BUYER,
    supplier=_SUPPLIER,
    ship_to=_MAYBE_PARTY,
    ship_from=_MAYBE_PARTY,
    carrier=st.sampled_from(["", "UPSN", "DHL"]) | text(35),
    tracking=text(30, optional=True),
    bill_of_lading=text(30, optional=True),
    gross_weight=st.none() | st.builds(Quantity, FIGURES, st.sampled_from(["KGM", "LBR"])),
    packages=st.none() | st.integers(0, 9_999_999),
    references=references(),
)

REMITTANCES = st.builds(
    Remittance,
    trace=text(30),
    date=DAYS,
    total=AMOUNTS,
    currency=CURRENCIES,
    items=many(
        st.builds(
            RemittanceItem,
            kind=st.sampled_from(["IV", "CM"]),
            number=text(30),
            paid=st.decimals(Decimal("-99999"), Decimal("99999"), places=2),
            gross=st.none() | AMOUNTS,
            discount=st.none() | AMOUNTS,
            date=MAYBE_DAY,
            order_number=text(30, optional=True),
            adjustments=many(
                st.builds(Adjustment, AMOUNTS, st.just("59"), st.just("CM"), text(30))
                | st.builds(Adjustment, AMOUNTS.map(lambda amount: -amount), st.just("01"))
            ),
        )
    ),
    method=st.sampled_from(["ACH", "CHK", "SWT"]),
    payer=_BUYER,
    payee=_SUPPLIER,
    payee_iban=st.sampled_from(["", "DE89370400440532013000"]),
    payee_bic=st.sampled_from(["", "COBADEFFXXX"]),
    references=references(),
)


_CENTS = st.decimals(Decimal("0.00"), Decimal("999999.99"), places=2)


@st.composite
def credit_debit_lines(draw: Draw) -> CreditDebitLine:
    quantity = draw(st.none() | QUANTITIES)
    price = draw(PRICES if quantity is not None else st.none() | PRICES)
    return CreditDebitLine(
        reason=draw(st.sampled_from(["01", "06", "12", "ZZ"])),
        credit=draw(st.booleans()),
        amount=draw(_CENTS if quantity is None else st.none() | _CENTS),
        number=draw(text(20, optional=True)),
        quantity=quantity,
        unit_price=price,
        price_kind="INV" if price is None else draw(st.sampled_from(["INV", "CON", "UCP"])),
        price_difference=draw(st.none() | st.decimals(Decimal(-999), Decimal(999), places=2)),
        items=draw(many(ITEMS)),
        references=draw(_N9),
        dates=draw(_DATES),
    )


_N9 = many(st.builds(Reference, st.sampled_from(["DP", "IA", "IV"]), text(30), text(45, optional=True)))


@st.composite
def credits_debits(draw: Draw) -> CreditDebit:
    return CreditDebit(
        number=draw(text(22)),
        date=draw(DAYS),
        credit=draw(st.booleans()),
        amount=draw(_CENTS),
        currency=draw(CURRENCIES),
        lines=draw(many(credit_debit_lines())),
        tax=draw(st.none() | _CENTS),
        invoice_number=draw(text(22)),
        invoice_date=draw(MAYBE_DAY),
        order_number=draw(text(22, optional=True)),
        order_date=draw(MAYBE_DAY),
        purpose=draw(st.sampled_from(["00", "05"])),
        supplier=draw(parties("92")),
        buyer=draw(_BUYER),
        ship_to=draw(_MAYBE_PARTY),
        dates=draw(_DATES),
        references=draw(_N9),
    )


_LEVELS = st.builds(
    StockLevel,
    st.sampled_from(["17", "33", "63", "IQ"]),
    QUANTITIES | st.builds(Quantity, FIGURES, st.just("")),
    _DATES,
)
INVENTORY_LINES = st.builds(
    InventoryLine,
    items=many(ITEMS, least=1),
    levels=many(_LEVELS),
    number=text(20, optional=True),
    description=text(200, optional=True),
    location=_MAYBE_PARTY,
    dates=_DATES,
    references=references(),
)
INVENTORIES = st.builds(
    Inventory,
    number=text(30),
    date=DAYS,
    lines=many(INVENTORY_LINES, least=1),
    purpose=st.sampled_from(["00", "05"]),
    report=st.sampled_from(["SI", "DD", "CM"]),
    supplier=_SUPPLIER,
    buyer=_BUYER,
    location=_MAYBE_PARTY,
    dates=_DATES,
    references=references(),
)

_VAT = st.sampled_from(
    [("S", Decimal(19)), ("S", Decimal(7)), ("Z", Decimal(0)), ("E", Decimal(0)), ("AE", Decimal(0))]
)


@st.composite
def allowances_charges(draw: Draw) -> AllowanceCharge:
    category, rate = draw(_VAT)
    code = draw(st.sampled_from(["", "95", "FC", "x12:G830"]))
    return AllowanceCharge(draw(st.booleans()), draw(AMOUNTS), draw(text(80, optional=True)), code, category, rate)


@st.composite
def invoice_lines(draw: Draw) -> InvoiceLine:
    category, rate = draw(_VAT)
    return InvoiceLine(
        number=draw(text(20, optional=True)),
        quantity=draw(QUANTITIES),
        unit_price=draw(PRICES),
        net_amount=draw(AMOUNTS),
        items=draw(many(ITEMS)),
        description=draw(text(200, optional=True)),
        vat_category=category,
        vat_rate=rate,
        order_line=draw(text(20, optional=True)),
        order_number=draw(text(22, optional=True)),
        allowances_charges=draw(many(allowances_charges(), most=2)),
    )


@st.composite
def invoices(draw: Draw) -> Invoice:
    lines = draw(many(invoice_lines(), least=1))
    parts = draw(many(allowances_charges(), most=2))
    used = sorted({(line.vat_category, line.vat_rate) for line in lines})
    vat = tuple(
        VatBreakdown(
            category,
            rate,
            draw(AMOUNTS),
            draw(AMOUNTS),
            draw(text(150, optional=True)) if category in ("E", "AE") else "",
            draw(st.sampled_from(["", "VATEX-EU-AE"])) if category in ("E", "AE") else "",
        )
        for category, rate in used
    )
    net_total = sum((line.net_amount for line in lines), Decimal(0))
    allowances = sum((part.amount for part in parts if not part.is_charge), Decimal(0))
    charges = sum((part.amount for part in parts if part.is_charge), Decimal(0))
    gross, prepaid, rounding = draw(AMOUNTS), draw(AMOUNTS), draw(st.sampled_from([Decimal(0), Decimal("0.01")]))
    preceding = draw(text(30, optional=True))
    discount = draw(st.sampled_from([(None, None), (Decimal("2.5"), 10)]))
    return Invoice(
        number=draw(text(22)),
        date=draw(DAYS),
        kind=draw(st.sampled_from(["380", "381"])),
        currency=draw(CURRENCIES),
        supplier=draw(_SUPPLIER),
        buyer=draw(_BUYER),
        lines=lines,
        vat=vat,
        net_total=net_total,
        taxable_total=net_total - allowances + charges,
        vat_total=sum((part.tax for part in vat), Decimal(0)),
        gross_total=gross,
        payable=gross - prepaid + rounding,
        allowance_total=allowances,
        charge_total=charges,
        prepaid=prepaid,
        allowances_charges=parts,
        terms=PaymentTerms(
            draw(MAYBE_DAY), draw(st.none() | st.integers(0, 120)), *discount, draw(text(80, optional=True))
        ),
        order_number=draw(text(22, optional=True)),
        order_date=draw(MAYBE_DAY),
        despatch_number=draw(text(30, optional=True)),
        preceding_invoice=preceding,
        preceding_date=draw(MAYBE_DAY) if preceding else None,
        delivery_date=draw(MAYBE_DAY),
        ship_to=draw(_MAYBE_PARTY),
        buyer_reference=draw(text(30, optional=True)),
        payment_means=draw(st.sampled_from(["", "30", "58"])),
        iban=draw(st.sampled_from(["", "DE89370400440532013000"])),
        bic=draw(st.sampled_from(["", "COBADEFFXXX"])),
        account_name=draw(text(60, optional=True)),
        notes=draw(many(text(200))),
        references=draw(references()),
        payment_reference=draw(text(30, optional=True)),
        rounding=rounding,
    )


INVOICES = invoices()

# By set: the documents that it can express.
EXPRESSIBLE: dict[str, st.SearchStrategy[Any]] = {
    "810": INVOICES,
    "812": credits_debits(),
    "820": REMITTANCES,
    "846": INVENTORIES,
    "850": ORDERS,
    "855": RESPONSES,
    "856": SHIP_NOTICES,
    "860": ORDER_CHANGES,
    "865": CHANGE_RESPONSES,
}
