"""Reports, advices and catalogs that X12 can express."""

from __future__ import annotations

import datetime as dt
import string
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    ActiveItem,
    Activity,
    AdviceError,
    AdviceScope,
    AdviceStatus,
    AdvisedDocument,
    ApplicationAdvice,
    CatalogEntry,
    Characteristic,
    ContestedQuantity,
    Destination,
    GoodsCondition,
    GoodsReceipt,
    ListedCode,
    Measure,
    NamedAmount,
    NamedDate,
    NamedParty,
    NamedQuantity,
    Packing,
    Party,
    PartyId,
    Price,
    PriceCatalog,
    ProductActivity,
    ProductTransfer,
    ProductTransferReport,
    Quantity,
    ReceivedLine,
    Reference,
    Restriction,
    TransferredItem,
)
from tests.edi.mappings.strategy_parts import (
    AMOUNTS,
    BUYER,
    CURRENCIES,
    DATES,
    DAYS,
    FIGURES,
    ITEMS,
    MAYBE_DAY,
    MAYBE_PARTY,
    PARTIES,
    PRICES,
    QUANTITIES,
    SUPPLIER,
    UNITS,
    many,
    references,
    text,
)

INSTANTS = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2060, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001
LISTED_CODES = many(
    st.builds(
        ListedCode,
        agency=st.sampled_from(["ZZ", "AX", "GS"]),
        code=text(30),
        code_list=st.sampled_from(["ZZ", "0", "A1"]),
        source=text(15, optional=True),
    ),
    most=4,
)
_AMOUNTS = many(st.builds(NamedAmount, st.sampled_from(["1", "TT"]), AMOUNTS))
_OPTIONAL_PARTY = st.just(Party()) | PARTIES
_OTHER_PARTIES = many(st.builds(NamedParty, st.sampled_from(["RA", "MF", "PK"]), PARTIES))

ERRORS = st.builds(
    AdviceError,
    code=st.sampled_from(["006", "010", "024", "848", "POI", "ZZZ"]),
    text=text(250, optional=True),
    segment=st.sampled_from(["", "N1", "TDS"]),
    position=st.none() | st.integers(1, 999_999),
    element=st.none() | st.integers(1, 99),
    component=st.none() | st.integers(1, 99),
    element_number=st.none() | st.integers(1, 1700),
    value=text(99, optional=True),
    correct=text(99, optional=True),
    related=many(st.builds(Reference, st.sampled_from(["PO", "IN", "QY"]), text(80))),
)
ADVISED_DOCUMENTS = st.builds(
    AdvisedDocument,
    scope=st.sampled_from(list(AdviceScope)),
    status=st.sampled_from([status for status in AdviceStatus if status is not AdviceStatus.ON_HOLD]),
    kind=st.sampled_from(["IV", "PO", "TN"]),
    number=text(30),
    set_id=st.sampled_from(["", "810", "850"]),
    group_control_number=st.text(string.digits, min_size=1, max_size=9),
    set_control_number=text(9, least=4, optional=True),
    group_sender=text(15, least=2, optional=True),
    group_receiver=text(15, least=2, optional=True),
    group_date=MAYBE_DAY,
    group_time=st.sampled_from(["", "0812", "235959"]),
    release=text(12, optional=True),
    errors=many(ERRORS),
    codes=LISTED_CODES,
    references=references(),
    dates=many(st.builds(NamedDate, st.sampled_from(["003", "050"]), DAYS), most=2),
    amounts=_AMOUNTS,
    quantities=many(st.builds(NamedQuantity, st.sampled_from(["38", "39"]), QUANTITIES)),
)
ADVICES = st.builds(
    ApplicationAdvice,
    number=text(30),
    made_at=INSTANTS,
    documents=many(ADVISED_DOCUMENTS, least=1),
    purpose=st.sampled_from(["00", "05", "11"]),
    action=st.sampled_from(["", "U", "WQ"]),
    refers_to=text(30, optional=True),
    sender=_OPTIONAL_PARTY,
    receiver=_OPTIONAL_PARTY,
    parties=_OTHER_PARTIES,
    buyer=BUYER,
    supplier=SUPPLIER,
)

_CONTESTED = st.builds(ContestedQuantity, st.sampled_from(["02", "03", "05", "09"]), QUANTITIES)
_RECEIVED_ITEMS = ITEMS.filter(lambda item: item.qualifier != "SK")
RECEIVED_LINES = st.builds(
    ReceivedLine,
    quantity=QUANTITIES,
    order_line=text(20, optional=True),
    sku=text(48, optional=True),
    condition=st.sampled_from(list(GoodsCondition)),
    lot=text(48, optional=True),
    sscc=st.just("") | st.text(string.digits, min_size=18, max_size=18),
    number=text(20, optional=True),
    order_number=st.sampled_from(["", "another 4711"]),
    items=many(_RECEIVED_ITEMS),
    description=text(200, optional=True),
    shipped=QUANTITIES,
    ordered=st.none() | QUANTITIES,
    returned=st.none() | QUANTITIES,
    contested=many(_CONTESTED, most=4),
    codes=LISTED_CODES,
    references=references(),
    dates=DATES,
)
RECEIPTS = st.builds(
    GoodsReceipt,
    number=text(30),
    order_number=text(22),
    received_at=INSTANTS,
    lines=many(RECEIVED_LINES),
    despatch_number=text(30, optional=True),
    purpose=st.sampled_from(["00", "05"]),
    kind=st.sampled_from(["1", "2", "8"]),
    order_date=MAYBE_DAY,
    buyer=BUYER,
    supplier=SUPPLIER,
    ship_to=MAYBE_PARTY,
    ship_from=MAYBE_PARTY,
    parties=_OTHER_PARTIES,
    carrier=st.sampled_from(["", "UPSN", "DHL"]) | text(35),
    tracking=text(30, optional=True),
    bill_of_lading=text(30, optional=True),
    gross_weight=st.none() | st.builds(Quantity, FIGURES, st.sampled_from(["KGM", "LBR"])),
    packages=st.none() | st.integers(0, 9_999_999),
    references=references(),
    dates=DATES,
)

_RATES = st.decimals(Decimal("0.001"), Decimal("9.999"), places=3)


def prices(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Price, ...]]:
    """Prices with what a CTP itself says of them, and `fields` below it."""
    common = {"trade_class": st.sampled_from(["", "WH", "RS"]), "quantity": st.none() | QUANTITIES, **fields}
    kinds = st.sampled_from(["CAT", "CON", "RES", "UCP"])
    named = st.builds(Price, amount=PRICES, kind=kinds, basis=st.sampled_from(["", "HP", "PP"]), **common)
    rule = st.builds(
        Price,
        amount=st.none() | PRICES,
        multiplier=_RATES,
        multiplier_kind=st.sampled_from(["DIS", "SEL"]),
        **common,
    )
    return many(named | rule)


PACKINGS = st.builds(
    Packing,
    count=st.none() | st.integers(0, 999_999),
    size=st.builds(Quantity, FIGURES, UNITS),
    inner=st.none() | st.integers(1, 999_999),
    packaging=st.sampled_from(["", "CTN", "CTN25"]),
    weight=QUANTITIES,
    weight_kind=st.sampled_from(["", "G", "U"]),
    volume=st.none() | QUANTITIES,
    length=st.none() | FIGURES,
    width=st.none() | FIGURES,
    height=FIGURES,
    dimension_unit=st.sampled_from(["CMT", "INH"]),
) | st.builds(Packing, count=st.integers(1, 99))
ENTRIES = st.builds(
    CatalogEntry,
    items=many(ITEMS, least=1),
    number=text(20, optional=True),
    change=st.sampled_from(["", "001", "002", "021"]),
    description=text(200, optional=True),
    prices=prices(currency=st.none() | CURRENCIES, valid_from=MAYBE_DAY, valid_to=MAYBE_DAY, dates=DATES),
    packing=st.none() | PACKINGS,
    characteristics=many(
        st.builds(Characteristic, text(80), st.sampled_from(["73", "91"]))
        | st.builds(Characteristic, text(80, optional=True), st.just("73"), st.just("ZZ"), text(12))
    ),
    measures=many(st.builds(Measure, st.sampled_from(["LN", "WD"]), QUANTITIES, st.sampled_from(["", "PD"]))),
    restrictions=many(
        st.builds(Restriction, st.just("OR"), text(80, optional=True), st.sampled_from(["57", "70"]), FIGURES)
        | st.builds(Restriction, st.just("SR"), text(80), amount_kind=st.sampled_from(["1", "TT"]), amount=AMOUNTS)
    ),
    valid_from=MAYBE_DAY,
    valid_to=MAYBE_DAY,
    manufacturer=MAYBE_PARTY,
    codes=LISTED_CODES,
    references=references(),
    dates=DATES,
)
CATALOGS = st.builds(
    PriceCatalog,
    number=text(15, optional=True),
    items=many(ENTRIES, least=1),
    kind=st.sampled_from(["PC", "PS", "SC"]),
    version=text(15, optional=True),
    revision=text(6, optional=True),
    purpose=st.sampled_from(["", "00", "04", "05"]),
    title=text(80, optional=True),
    valid_from=MAYBE_DAY,
    valid_to=MAYBE_DAY,
    currency=st.none() | CURRENCIES,
    supplier=SUPPLIER,
    buyer=BUYER,
    parties=_OTHER_PARTIES,
    payment_terms=text(80, optional=True),
    prices=prices(),
    references=references(),
    dates=DATES,
)

_REFERENCE = st.none() | st.builds(Reference, st.sampled_from(["PO", "IV"]), text(30))
ACTIVITIES = st.builds(
    Activity,
    kind=st.sampled_from(["QS", "QA", "QP", "QU"]),
    quantity=st.none() | QUANTITIES,
    places=many(
        st.builds(Destination, st.builds(PartyId, st.sampled_from(["92", "UL"]), text(20, least=2)), QUANTITIES),
        most=13,
    ),
    date=st.none() | st.builds(NamedDate, st.sampled_from(["002", "017"]), DAYS),
    reference=_REFERENCE,
    prices=prices(),
)
# As N9 holds them, with less room for words than REF.
_NINES = many(st.builds(Reference, st.sampled_from(["DP", "IA", "CO"]), text(30), text(45, optional=True)))
ACTIVE_ITEMS = st.builds(
    ActiveItem,
    items=many(ITEMS, least=1),
    activities=many(ACTIVITIES, least=1),
    number=text(20, optional=True),
    prices=prices(),
    packing=st.none() | PACKINGS,
    amounts=_AMOUNTS,
    quantities=many(st.builds(NamedQuantity, st.sampled_from(["38", "39"]), QUANTITIES), most=1),
    references=_NINES,
)
PRODUCT_ACTIVITIES = st.builds(
    ProductActivity,
    first_day=DAYS,
    lines=many(ACTIVE_ITEMS),
    last_day=MAYBE_DAY,
    handling=st.sampled_from(["H", "F", "G"]),
    currency=st.just("EUR"),
    supplier=SUPPLIER,
    buyer=BUYER,
    location=MAYBE_PARTY,
    parties=_OTHER_PARTIES,
    references=_NINES,
)

TRANSFERRED_ITEMS = st.builds(
    TransferredItem,
    quantity=QUANTITIES,
    kind=st.sampled_from(["32", "39", "76"]),
    items=many(ITEMS, least=1),
    number=text(20, optional=True),
    description=text(200, optional=True),
    unit_price=st.none() | PRICES,
    currency=st.none() | CURRENCIES,
    amounts=_AMOUNTS,
    packing=st.none() | PACKINGS,
    codes=LISTED_CODES,
    references=references(),
    dates=DATES,
)
TRANSFERS = st.builds(
    ProductTransfer,
    kind=st.sampled_from(["SS", "SD", "RV"]),
    items=many(TRANSFERRED_ITEMS),
    direction=st.sampled_from(["", "DC", "TO"]),
    reference=_REFERENCE,
    order_number=text(22),
    order_date=MAYBE_DAY,
    ship_from=MAYBE_PARTY,
    ship_to=MAYBE_PARTY,
    bill_to=MAYBE_PARTY,
    buyer=MAYBE_PARTY,
    parties=many(st.builds(NamedParty, st.just("RA"), PARTIES), most=1),
    references=references(),
    dates=DATES,
) | st.builds(ProductTransfer, kind=st.just("SS"), items=many(TRANSFERRED_ITEMS), end_user=MAYBE_PARTY)
PRODUCT_TRANSFERS = st.builds(
    ProductTransferReport,
    number=text(30, optional=True),
    date=DAYS,
    transfers=many(TRANSFERS, least=1),
    purpose=st.sampled_from(["00", "05"]),
    report=st.sampled_from(["", "01", "02"]),
    refers_to=text(30, optional=True),
    currency=st.none() | CURRENCIES,
    supplier=SUPPLIER,
    distributor=_OPTIONAL_PARTY,
    parties=many(st.builds(NamedParty, st.sampled_from(["BY", "ST"]), PARTIES)),
    codes=LISTED_CODES,
    references=references(),
    amounts=_AMOUNTS,
    dates=DATES,
)

REPORTS = {
    "824": ADVICES,
    "832": CATALOGS,
    "852": PRODUCT_ACTIVITIES,
    "861": RECEIPTS,
    "867": PRODUCT_TRANSFERS,
}
