"""Documents of warehouses that X12 can express, in every field and in any combination."""

from __future__ import annotations

import string
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    Carriage,
    ItemId,
    ItemScheme,
    NamedDate,
    NamedParty,
    Note,
    Party,
    Quantity,
    ReceiptException,
    Reference,
    StockTransfer,
    StockTransferReceipt,
    TransferLine,
    TransferReceiptLine,
    WarehouseOrder,
    WarehouseOrderLine,
    WarehousePack,
    WarehouseShipment,
    WarehouseShippedLine,
)
from tests.edi.mappings.strategy_parts import (
    DAYS,
    FIGURES,
    ITEMS,
    MAYBE_DAY,
    QUANTITIES,
    UNITS,
    Draw,
    many,
    parties,
    text,
)

_CASE_CODES = st.builds(
    ItemId, st.just(ItemScheme.GTIN), st.text(string.digits, min_size=12, max_size=12), st.just("UA")
)

# What stands in N9 is shorter.
_SHORT = ITEMS.map(lambda item: replace(item, value=item.value[:30].strip()))


@cache
def items_in_places(pairs: int) -> st.SearchStrategy[tuple[ItemId, ...]]:
    """Item numbers of a segment with a place for a case code and so many pairs: at least one, and one too many."""
    in_pairs = many(ITEMS, most=pairs, least=1)
    too_many = st.tuples(*[ITEMS] * pairs, _SHORT)
    one_of_them = st.tuples(_CASE_CODES, many(ITEMS, most=pairs) | too_many).map(lambda both: (both[0], *both[1]))
    return in_pairs | too_many | one_of_them


DATES_OF_G62 = many(st.builds(NamedDate, st.sampled_from(["037", "038", "063", "064", "432:BF"]), DAYS))
N9 = many(st.builds(Reference, st.sampled_from(["DP", "IA", "ZZ"]), text(30), text(45, optional=True)))
DESCRIPTIONS = text(150, optional=True)
_NOTES = many(st.builds(Note, st.sampled_from(["", "GEN", "WHI", "DEL"]), text(200)))
_NUMBERS = text(22, optional=True)
_KINDS = st.sampled_from(["", "DO", "SA"])
_LOTS = text(30, optional=True)

_PLACES = parties().map(lambda party: replace(party, vat_id="", legal_registration="", tax_registration=""))
_WHO: dict[str, Any] = {"depositor": parties(), "warehouse": st.just(Party()) | _PLACES}
_PLACE = st.none() | _PLACES
_OTHERS = many(st.builds(NamedParty, st.sampled_from(["CA", "CN"]), _PLACES), most=1)

_MODES, _CARRIERS = st.sampled_from(["M", "R", "U"]), st.sampled_from(["", "UPSN", "DHLA"])
_ROUTES = text(35)
_OPTIONS: dict[str, Any] = {
    "unit_load": st.sampled_from(["", "01", "02"]),
    "pallet_exchange": st.sampled_from(["", "1", "2"]),
}
_SEALS = many(text(15, least=2), most=2)
_ORDERED = st.builds(
    Carriage, _MODES, _CARRIERS, text(35, optional=True), payment=st.sampled_from(["PP", "CC"]), **_OPTIONS
)
_SHIPPED = st.builds(
    Carriage,
    _MODES,
    _CARRIERS,
    _ROUTES,
    payment=st.sampled_from(["", "PP", "CC"]),
    equipment_kind=st.sampled_from(["", "TL"]),
    equipment_owner=text(4, optional=True),
    equipment=text(10, optional=True),
    seals=_SEALS,
    pallets=st.none() | st.integers(0, 999),
    **_OPTIONS,
)
_EQUIPMENT = st.sampled_from([("", ""), ("ACMU", "4711")])
_ARRIVED = st.builds(
    lambda equipment, seals, **fields: Carriage(
        equipment_owner=equipment[0], equipment=equipment[1], seals=seals, **fields
    ),
    _EQUIPMENT,
    _SEALS,
    mode=_MODES,
    carrier=st.sampled_from(["UPSN", "DHLA"]),
    routing=text(35, optional=True),
    unit_load=_OPTIONS["unit_load"],
)

_LOAD: dict[str, Any] = {
    "gross_weight": st.none() | st.builds(Quantity, FIGURES, st.sampled_from(["KGM", "LBR"])),
    "volume": st.none() | st.builds(Quantity, FIGURES, st.sampled_from(["MTQ", "FTQ"])),
}
_PACKAGES = st.none() | st.builds(Quantity, st.integers(0, 9_999_999).map(Decimal), UNITS)

# One does not stand without the other.
_LINKS = st.just(("", "")) | st.tuples(text(22), st.text(string.digits, min_size=6, max_size=6))

WAREHOUSE_ORDERS = st.builds(
    lambda linked, **fields: WarehouseOrder(link=linked[0], link_sequence=linked[1], **fields),
    _LINKS,
    number=text(22),
    lines=many(
        st.builds(
            WarehouseOrderLine,
            number=text(30),
            quantity=QUANTITIES,
            items=items_in_places(3),
            description=DESCRIPTIONS,
            lot=_LOTS,
            notes=_NOTES,
            dates=DATES_OF_G62,
            references=N9,
        )
    ),
    status=st.sampled_from(["N", "R", "F"]),
    order_number=_NUMBERS,
    kind=_KINDS,
    ship_to=_PLACE,
    buyer=_PLACE,
    bill_to=_PLACE,
    parties=_OTHERS,
    requested_ship=MAYBE_DAY,
    requested_delivery=MAYBE_DAY,
    cancel_after=MAYBE_DAY,
    carriage=st.none() | _ORDERED,
    notes=_NOTES,
    dates=DATES_OF_G62,
    references=N9,
    **_WHO,
    **_LOAD,
)

_ADVISED: dict[str, Any] = {
    "number": _NUMBERS,
    "date": DAYS,
    "report": st.sampled_from(["F", "N", "X"]),
    "shipment_number": text(30, optional=True),
    "carrier_number": text(12, optional=True),
    "order_number": _NUMBERS,
    "kind": _KINDS,
    "ship_from": _PLACE,
    "ship_to": _PLACE,
    "parties": _OTHERS,
    "shipped": MAYBE_DAY,
    "estimated_delivery": MAYBE_DAY,
    "bill_of_lading": text(30, optional=True),
    "tracking": text(30, optional=True),
    "packages": _PACKAGES,
    "notes": _NOTES,
    "dates": DATES_OF_G62,
    "references": N9,
    **_WHO,
    **_LOAD,
}


@cache
@st.composite
def stock_transfers(draw: Draw) -> StockTransfer:
    link, sequence = draw(_LINKS)
    line = st.builds(TransferLine, QUANTITIES, items_in_places(3), text(30, optional=True), DESCRIPTIONS, _LOTS, N9)
    return StockTransfer(
        lines=draw(many(line, least=1)),
        carriage=draw(_SHIPPED),
        link=link,
        link_sequence=sequence,
        **{field: draw(values) for field, values in _ADVISED.items()},
    )


# W0701 and W1401 have seven digits.
_RECEIVED = st.builds(Quantity, st.integers(0, 99_999).map(Decimal), UNITS)
_EXCEPTIONS = st.builds(
    ReceiptException,
    QUANTITIES,
    st.sampled_from(["01", "02", "03", "07"]),
    text(12, optional=True),
    st.sampled_from(["", "PP", "TE"]),
    N9,
)
RECEIPTS = st.builds(
    lambda linked, **fields: StockTransferReceipt(link=linked[0], link_sequence=linked[1], **fields),
    _LINKS,
    number=text(12),
    date=DAYS,
    lines=many(
        st.builds(
            TransferReceiptLine,
            _RECEIVED,
            items_in_places(3),
            text(30, optional=True),
            DESCRIPTIONS,
            _LOTS,
            many(_EXCEPTIONS, most=2),
            N9,
        ),
        least=1,
    ),
    report=st.sampled_from(["F", "N", "X"]),
    transfer_number=_NUMBERS,
    shipment_number=text(30, optional=True),
    ship_from=_PLACE,
    parties=_OTHERS,
    bill_of_lading=text(30, optional=True),
    carriage=st.none() | _ARRIVED,
    notes=_NOTES,
    dates=DATES_OF_G62,
    references=N9,
    **_WHO,
)


@cache
@st.composite
def shipped_lines(draw: Draw) -> WarehouseShippedLine:
    quantity = draw(QUANTITIES)
    ordered = draw(st.none() | FIGURES)
    return WarehouseShippedLine(
        status=draw(st.sampled_from(["CC", "PR", "BO"])),
        quantity=quantity,
        items=draw(items_in_places(3)),
        order_line=draw(text(30, optional=True)),
        ordered=None if ordered is None else Quantity(ordered, quantity.unit),
        reason=draw(st.sampled_from(["", "01", "09"])),
        description=draw(DESCRIPTIONS),
        lot=draw(_LOTS),
        dates=draw(DATES_OF_G62),
        references=draw(N9),
    )


@cache
@st.composite
def packs(draw: Draw) -> WarehousePack:
    sscc = draw(st.just("") | st.text(string.digits, min_size=18, max_size=18))
    tracking = draw(text(30, optional=bool(sscc)))
    return WarehousePack(sscc, draw(many(shipped_lines(), most=2)), tracking, draw(N9))


@cache
@st.composite
def warehouse_shipments(draw: Draw) -> WarehouseShipment:
    link, sequence = draw(_LINKS)
    return WarehouseShipment(
        lines=draw(many(shipped_lines(), most=2)),
        packs=draw(many(packs(), most=2)),
        carriage=draw(st.none() | _SHIPPED),
        link=link,
        link_sequence=sequence,
        **{field: draw(values) for field, values in _ADVISED.items()},
    )


# By set: the documents that it can express.
WAREHOUSING: dict[str, st.SearchStrategy[Any]] = {
    "940": WAREHOUSE_ORDERS,
    "943": stock_transfers(),
    "944": RECEIPTS,
    "945": warehouse_shipments(),
}
