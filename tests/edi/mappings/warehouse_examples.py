"""What Acme Supply tells a warehouse of the depot company, and hears from it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from b2b.documents import (
    Address,
    Carriage,
    Contact,
    ItemId,
    ItemScheme,
    NamedDate,
    Note,
    Party,
    PartyId,
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
from tests.edi.mappings.example_parts import SHIP_TO, WIDGET_1, WIDGET_2, each

DEPOSITOR = Party(
    "Acme Supply GmbH", (PartyId("92", "ACME"),), vat_id="DE123456789", contact=Contact("Order desk", "+49 30 1234567")
)
WAREHOUSE = Party(
    "Depot South", (PartyId("91", "D1"),), Address(("Lagerstrasse 8",), "Regensburg", "93047", country="DE")
)
CASES = (ItemId(ItemScheme.GTIN, "000100000010", "UA"), ItemId(ItemScheme.SUPPLIER, "WIDGET-009", "VN"))
ROAD = Carriage(mode="M", carrier="DHLA", routing="Via Nuremberg", payment="PP")
_LOADED = Carriage(
    mode="M",
    carrier="DHLA",
    payment="PP",
    equipment_kind="TL",
    equipment_owner="ACMU",
    equipment="4711",
    seals=("S-1", "S-2"),
    unit_load="01",
    pallets=2,
)

ORDER = WarehouseOrder(
    number="WO-1001",
    lines=(
        WarehouseOrderLine("10", each(100), WIDGET_1, "Widget, blue, 40 mm", references=(Reference("ZZ", "A"),)),
        WarehouseOrderLine(
            "2",
            Quantity(Decimal(12), "XCS"),
            CASES,
            "Widget, red",
            lot="L-7",
            notes=(Note("DEL", "Keep upright"),),
            dates=(NamedDate("036", dt.date(2026, 12, 31)),),
        ),
    ),
    order_number="4500001001",
    link="LOAD-5",
    link_sequence="001002",
    depositor=DEPOSITOR,
    warehouse=WAREHOUSE,
    ship_to=SHIP_TO,
    requested_ship=dt.date(2026, 1, 17),
    requested_delivery=dt.date(2026, 1, 19),
    carriage=ROAD,
    gross_weight=Quantity(Decimal("81.5"), "KGM"),
    volume=Quantity(Decimal("0.75"), "MTQ"),
    notes=(Note("WHI", "Ship on exchange pallets"),),
    dates=(NamedDate("064", dt.date(2026, 1, 18)),),
    references=(Reference("DP", "038"),),
)

SHIPMENT = WarehouseShipment(
    number="WO-1001",
    date=dt.date(2026, 1, 17),
    lines=(
        WarehouseShippedLine(
            "PR", Quantity(Decimal(10), "XCS"), CASES, "2", Quantity(Decimal(12), "XCS"), "01", "Widget, red", "L-7"
        ),
    ),
    packs=(
        WarehousePack(
            "340123450000000018",
            (WarehouseShippedLine("CC", each(60), WIDGET_1, "10", each(60)),),
            "00340434292135100001",
            (Reference("LI", "P-1"),),
        ),
        WarehousePack("340123450000000025", (WarehouseShippedLine("CC", each(40), WIDGET_1, "10", each(40)),)),
    ),
    shipment_number="SH-7",
    order_number="4500001001",
    link="LOAD-5",
    link_sequence="001002",
    depositor=DEPOSITOR,
    warehouse=WAREHOUSE,
    ship_to=SHIP_TO,
    shipped=dt.date(2026, 1, 17),
    estimated_delivery=dt.date(2026, 1, 19),
    bill_of_lading="BL-9",
    tracking="PRO-77",
    carriage=_LOADED,
    gross_weight=Quantity(Decimal("80.25"), "KGM"),
    packages=Quantity(Decimal(3), "XCT"),
    references=(Reference("DP", "038"),),
)

TRANSFER = StockTransfer(
    number="TR-55",
    date=dt.date(2026, 1, 8),
    lines=(
        TransferLine(each(500), WIDGET_1, "1", "Widget, blue, 40 mm", "L-8"),
        TransferLine(each(60), WIDGET_2, "2", references=(Reference("ZZ", "B"),)),
    ),
    shipment_number="SH-3",
    carrier_number="T-900",
    order_number="4500000900",
    depositor=DEPOSITOR,
    warehouse=WAREHOUSE,
    ship_from=Party("Acme plant 1", (PartyId("92", "P1"),)),
    shipped=dt.date(2026, 1, 8),
    estimated_delivery=dt.date(2026, 1, 9),
    bill_of_lading="BL-3",
    carriage=_LOADED,
    gross_weight=Quantity(Decimal(410), "KGM"),
    packages=Quantity(Decimal(4), "XPX"),
    notes=(Note("WHI", "Unload at gate 4"),),
)

RECEIPT = StockTransferReceipt(
    number="WR-31",
    date=dt.date(2026, 1, 9),
    lines=(
        TransferReceiptLine(
            each(498),
            WIDGET_1,
            "1",
            "Widget, blue, 40 mm",
            "L-8",
            (
                ReceiptException(each(2), "02"),
                ReceiptException(each(5), "01", "L-8", "PP", (Reference("ZZ", "PHOTO-1"),)),
            ),
        ),
        TransferReceiptLine(each(60), WIDGET_2, "2", references=(Reference("ZZ", "B"),)),
    ),
    transfer_number="TR-55",
    shipment_number="SH-3",
    depositor=DEPOSITOR,
    warehouse=WAREHOUSE,
    ship_from=Party("Acme plant 1", (PartyId("92", "P1"),)),
    bill_of_lading="BL-3",
    carriage=Carriage(mode="M", carrier="DHLA", equipment_owner="ACMU", equipment="4711", seals=("S-1", "S-2")),
    dates=(NamedDate("019", dt.date(2026, 1, 9)),),
)

# By set: one document each, with what is usual.
WAREHOUSING = {"940": ORDER, "943": TRANSFER, "944": RECEIPT, "945": SHIPMENT}
