"""Invoices that Hypothesis makes up: everything the canonical invoice can say in the form in which it is read back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

from hypothesis import strategies as st

from b2b.documents import (
    Address,
    AllowanceCharge,
    Contact,
    Endpoint,
    Invoice,
    ItemId,
    ItemScheme,
    Party,
    PartyId,
    PaymentTerms,
    Quantity,
    Reference,
)
from b2b.invoicing.calculate import BilledLine, Exemption, build_invoice

WORDS = st.text("abcXYZ 0123456789äßłżΩЖї&<>'\"/#-", min_size=1, max_size=25).map(str.strip).filter(bool)
CODES = st.text("ABCDEF0123456789-/", min_size=1, max_size=12)
DATES = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))
PRICES = st.decimals(0, 100_000, places=4)
QUANTITIES = st.decimals(-10_000, 10_000, places=3)
AMOUNTS = st.decimals(0, 10_000, places=2)
# Rates of category S and the exempt categories that may share an invoice.
VAT = st.sampled_from([("S", D(19)), ("S", D(7)), ("S", D("5.5")), ("Z", D(0)), ("E", D(0)), ("AE", D(0))])

ADDRESSES = st.builds(
    Address,
    lines=st.lists(WORDS, max_size=3).map(tuple),
    city=WORDS,
    postal_code=CODES,
    subdivision=st.one_of(st.just(""), WORDS),
    country=st.sampled_from(["DE", "FR", "US", "PL"]),
)
CONTACTS = st.one_of(st.none(), st.builds(Contact, name=WORDS, phone=CODES, email=WORDS))
ENDPOINTS = st.builds(Endpoint, st.just("9930"), CODES)
REGISTRATIONS = st.one_of(st.just(""), CODES, CODES.map("0060:{}".format))
SELLERS = st.builds(
    Party,
    name=WORDS,
    ids=st.sampled_from([(), (PartyId("92", "V-1"),), (PartyId("92", "V-1"), PartyId("UL", "4012345000009"))]),
    address=ADDRESSES,
    vat_id=st.just("DE123456789"),
    legal_registration=REGISTRATIONS,
    endpoint=ENDPOINTS,
    contact=CONTACTS,
    tax_registration=st.one_of(st.just(""), CODES),
)
BUYERS = st.builds(
    Party,
    name=WORDS,
    ids=st.sampled_from(
        [(), (PartyId("91", "K-1"),), (PartyId("1", "123456789"),), (PartyId("0204", "991-01234-44"),)]
    ),
    address=ADDRESSES,
    vat_id=st.just("FR12345678901"),
    legal_registration=REGISTRATIONS,
    endpoint=ENDPOINTS,
    contact=CONTACTS,
)
PLACES = st.builds(Party, name=WORDS, ids=st.sampled_from([(), (PartyId("92", "0017"),)]), address=ADDRESSES)


@st.composite
def allowances_charges(draw: st.DrawFn) -> AllowanceCharge:
    """An allowance or charge with a reason and VAT."""
    is_charge = draw(st.booleans())
    category, rate = draw(VAT)
    code = draw(st.sampled_from(["", "FC" if is_charge else "95"]))
    return AllowanceCharge(is_charge, draw(AMOUNTS), draw(WORDS), code, category, rate)


@st.composite
def items(draw: st.DrawFn) -> tuple[ItemId, ...]:
    """Item numbers in the order in which they are read: seller's, buyer's, GTIN, others."""
    ids = []
    for scheme, value in (
        (ItemScheme.SUPPLIER, CODES),
        (ItemScheme.BUYER, CODES),
        (ItemScheme.GTIN, st.just("4012345678901")),
        (ItemScheme.MANUFACTURER, CODES),
    ):
        if draw(st.booleans()):
            ids.append(ItemId(scheme, draw(value)))
    if draw(st.booleans()):
        ids.append(ItemId(ItemScheme.OTHER, draw(CODES), draw(st.sampled_from(["", "UA", "Z9"]))))
    return tuple(ids)


@st.composite
def billed_lines(draw: st.DrawFn) -> BilledLine:
    """A line to bill."""
    category, rate = draw(VAT)
    return BilledLine(
        number=draw(CODES),
        quantity=Quantity(draw(QUANTITIES), draw(st.sampled_from(["EA", "KGM", "XCT"]))),
        unit_price=draw(PRICES),
        description=draw(WORDS),
        vat_category=category,
        vat_rate=rate,
        items=draw(items()),
        order_line=draw(st.one_of(st.just(""), CODES)),
        order_number=draw(st.one_of(st.just(""), CODES)),
        allowances_charges=tuple(draw(st.lists(allowances_charges(), max_size=2))),
    )


@st.composite
def payment_terms(draw: st.DrawFn) -> PaymentTerms:
    """Terms with a due date, and sometimes a cash discount and a text."""
    percent, days = None, None
    if draw(st.booleans()):
        percent, days = draw(st.decimals(0, 99, places=2)), draw(st.integers(0, 365))
    text = draw(st.one_of(st.just(""), WORDS.filter(lambda t: not t.startswith("#"))))
    return PaymentTerms(net_days=draw(st.integers(0, 400)), discount_percent=percent, discount_days=days, text=text)


@st.composite
def references(draw: st.DrawFn) -> tuple[Reference, ...]:
    """References in the order in which they are read: contract, sales order, others."""
    known = [Reference(kind, draw(CODES)) for kind in ("CT", "VN") if draw(st.booleans())]
    other = st.builds(Reference, st.sampled_from(["DP", "IA", "CO"]), CODES, st.one_of(st.just(""), WORDS))
    return (*known, *draw(st.lists(other, max_size=2)))


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    """An invoice or credit note that breaks no rule of EN 16931 and Peppol (national rules aside)."""
    preceding = draw(st.one_of(st.just(""), CODES))
    return build_invoice(
        number=draw(CODES),
        kind=draw(st.sampled_from(["380", "381"])),
        date=draw(DATES),
        currency=draw(st.sampled_from(["EUR", "USD", "JPY", "KWD"])),
        supplier=draw(SELLERS),
        buyer=draw(BUYERS),
        lines=draw(st.lists(billed_lines(), min_size=1, max_size=4)),
        allowances_charges=draw(st.lists(allowances_charges(), max_size=3)),
        terms=draw(payment_terms()),
        prepaid=draw(AMOUNTS),
        rounding=draw(st.decimals(-1, 1, places=2)),
        exemptions={"E": Exemption("Education", "VATEX-EU-132-1I")},
        order_number=draw(CODES),
        despatch_number=draw(st.one_of(st.just(""), CODES)),
        preceding_invoice=preceding,
        preceding_date=draw(st.one_of(st.none(), DATES)) if preceding else None,
        delivery_date=draw(st.one_of(st.none(), DATES)),
        ship_to=draw(st.one_of(st.none(), PLACES)),
        buyer_reference=draw(WORDS),
        payment_means=draw(st.sampled_from(["30", "58"])),
        iban="DE02120300000000202051",
        bic=draw(st.sampled_from(["", "BYLADEM1001"])),
        account_name=draw(st.one_of(st.just(""), WORDS)),
        payment_reference=draw(st.one_of(st.just(""), CODES)),
        notes=tuple(draw(st.lists(WORDS, max_size=2))),
        references=draw(references()),
    )
