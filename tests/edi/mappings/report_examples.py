"""Reports between Acme Supply and Northwind Retail: what arrived, what was made of a document."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from b2b.documents import (
    ActiveItem,
    Activity,
    Address,
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
from b2b.documents.application_advice import TOTAL_OUT_OF_BALANCE, UNKNOWN_ORDER
from tests.edi.mappings.example_parts import BUYER, SHIP_TO, SUPPLIER, WIDGET_1, WIDGET_2, each

ADVICE = ApplicationAdvice(
    number="AA-2026-0007",
    made_at=dt.datetime(2026, 1, 20, 9, 15, 30, tzinfo=dt.UTC),
    documents=(
        AdvisedDocument(
            AdviceScope.DOCUMENT,
            AdviceStatus.REJECTED,
            "IV",
            "R-2026-0001",
            set_id="810",
            set_control_number="0003",
            group_control_number="17",
            group_sender="ACME",
            group_receiver="NORTHWIND",
            group_date=dt.date(2026, 1, 20),
            group_time="0812",
            release="004010",
            errors=(
                AdviceError(
                    TOTAL_OUT_OF_BALANCE,
                    "TDS01 says 2456.20, lines, tax and charges add up to 2356.20: please correct it and send it again",
                    "TDS",
                    14,
                    1,
                    element_number=610,
                    value="245620",
                    correct="235620",
                ),
                AdviceError(
                    UNKNOWN_ORDER, "there is no such order", "BIG", 2, 4, 1, related=(Reference("PO", "4711"),)
                ),
            ),
            codes=(ListedCode("ZZ", "D17", "ZZ"),),
            references=(Reference("PO", "4500001001"),),
            dates=(NamedDate("003", dt.date(2026, 1, 20)),),
        ),
        AdvisedDocument(AdviceScope.DOCUMENT, AdviceStatus.ACCEPTED, "IV", "R-2026-0002"),
    ),
    sender=BUYER,
    receiver=SUPPLIER,
)

RECEIPT = GoodsReceipt(
    number="WE-2026-0044",
    order_number="4500001001",
    order_date=dt.date(2026, 1, 5),
    received_at=dt.datetime(2026, 1, 20, 6, 45, tzinfo=dt.UTC),
    lines=(
        ReceivedLine(
            each(98),
            "1",
            number="1",
            items=WIDGET_1,
            description="Widget, blue, 40 mm",
            lot="L-7",
            sscc="340123450000000018",
            shipped=each(100),
            contested=(ContestedQuantity("02", each(2)),),
        ),
        ReceivedLine(each(3), "2", condition=GoodsCondition.DAMAGED, number="2", items=WIDGET_2, returned=each(3)),
    ),
    despatch_number="DN-1",
    buyer=BUYER,
    supplier=SUPPLIER,
    ship_to=SHIP_TO,
    carrier="DHL Freight",
    tracking="00340434292135100001",
    bill_of_lading="BL-9",
    gross_weight=Quantity(Decimal("81.5"), "KGM"),
    packages=2,
    references=(Reference("DP", "038"),),
)

CATALOG = PriceCatalog(
    number="SPRING",
    version="2026",
    title="Widgets and brackets",
    purpose="00",
    valid_from=dt.date(2026, 3, 1),
    valid_to=dt.date(2026, 8, 31),
    currency="EUR",
    supplier=SUPPLIER,
    buyer=BUYER,
    payment_terms="net 30 days",
    items=(
        CatalogEntry(
            WIDGET_1,
            "1",
            "021",
            "Widget, blue, 40 mm",
            prices=(
                Price(Decimal("11.80"), "CAT", each(1)),
                Price(Decimal("10.50"), "CAT", each(100), valid_from=dt.date(2026, 4, 1)),
                Price(Decimal("12.90"), "MSR", each(1), currency="USD"),
            ),
            packing=Packing(
                24,
                Quantity(Decimal(1), "EA"),
                packaging="CTN25",
                weight=Quantity(Decimal("6.5"), "KGM"),
                weight_kind="G",
                length=Decimal(40),
                width=Decimal(30),
                height=Decimal("22.5"),
                dimension_unit="CMT",
            ),
            characteristics=(Characteristic("blue", "73"), Characteristic("", "91", "ZZ", "40")),
            measures=(Measure("LN", Quantity(Decimal(40), "MMT"), "PD"),),
            restrictions=(Restriction("OR", quantity_kind="57", quantity=Decimal(10)),),
            manufacturer=Party("Widget Works"),
            references=(Reference("CT", "C-17"),),
        ),
        CatalogEntry(WIDGET_2, "2", "002", valid_to=dt.date(2026, 3, 31)),
    ),
)

ACTIVITY = ProductActivity(
    first_day=dt.date(2026, 1, 12),
    last_day=dt.date(2026, 1, 18),
    currency="EUR",
    lines=(
        ActiveItem(
            WIDGET_1,
            (
                Activity(
                    "QS",
                    each(17),
                    (
                        Destination(PartyId("92", "0001"), each(12)),
                        Destination(PartyId("92", "0002"), each(5)),
                    ),
                    prices=(Price(Decimal("19.99"), "RES"),),
                ),
                Activity(
                    "QP", each(100), date=NamedDate("002", dt.date(2026, 1, 26)), reference=Reference("PO", "4711")
                ),
            ),
            "1",
            prices=(Price(Decimal("11.80"), "UCP", each(1)),),
            packing=Packing(24, Quantity(Decimal(1), "EA")),
            amounts=(NamedAmount("1", Decimal("339.83")),),
            references=(Reference("DP", "038"),),
        ),
        ActiveItem(WIDGET_2, (Activity("QA", each(0)),), "2"),
    ),
    supplier=SUPPLIER,
    buyer=BUYER,
    location=SHIP_TO,
    references=(Reference("IA", "ACME"),),
)

RESALES = ProductTransferReport(
    number="POS-2026-03",
    date=dt.date(2026, 1, 19),
    report="02",
    currency="EUR",
    transfers=(
        ProductTransfer(
            "SS",
            (
                TransferredItem(
                    each(3),
                    items=WIDGET_1,
                    number="1",
                    description="Widget, blue, 40 mm",
                    unit_price=Decimal("14.50"),
                    amounts=(NamedAmount("1", Decimal("43.50")),),
                    references=(Reference("SE", "S-0815"),),
                    dates=(NamedDate("003", dt.date(2026, 1, 15)),),
                ),
                TransferredItem(each(1), "76", WIDGET_2, "2", currency="USD"),
            ),
            "DC",
            Reference("IV", "NW-88"),
            order_number="K-12",
            order_date=dt.date(2026, 1, 14),
            ship_to=Party("Craft & Sons", address=Address(("Kai 3",), "Kiel", "24103", country="DE")),
            end_user=Party("City of Kiel"),
            parties=(NamedParty("RA", Party("Otto Depot")),),
            dates=(NamedDate("011", dt.date(2026, 1, 15)),),
        ),
    ),
    supplier=SUPPLIER,
    distributor=BUYER,
    dates=(NamedDate("090", dt.date(2026, 1, 12)), NamedDate("091", dt.date(2026, 1, 18))),
)

REPORTS = {
    "824": ADVICE,
    "832": CATALOG,
    "852": ACTIVITY,
    "861": RECEIPT,
    "867": RESALES,
}
