"""Documents of the trade between Acme Supply and Northwind Retail, as other rooms hand them over."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from b2b.documents import (
    ChangedLine,
    ChangeResponseLine,
    CreditDebit,
    CreditDebitLine,
    Inventory,
    InventoryLine,
    Invoice,
    InvoiceLine,
    LineAnswer,
    LineStatus,
    NamedDate,
    OrderChange,
    OrderChangeResponse,
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
from tests.edi.mappings.example_parts import BILLED, BUYER, SELLER, SHIP_TO, SUPPLIER, WIDGET_1, WIDGET_2, each, order
from tests.edi.mappings.grocery_examples import GROCERY
from tests.edi.mappings.report_examples import REPORTS
from tests.edi.mappings.schedule_examples import SCHEDULES
from tests.edi.mappings.status_examples import STATUSES
from tests.edi.mappings.warehouse_examples import WAREHOUSING

ORDER = order(each, WIDGET_2)

RESPONSE = OrderResponse(
    order_number="4500001003",
    order_date=dt.date(2026, 1, 5),
    date=dt.date(2026, 1, 6),
    status=ResponseStatus.ACCEPTED_WITH_CHANGES,
    currency="EUR",
    lines=(
        ResponseLine(
            "1",
            each(100),
            Decimal("40.00"),
            WIDGET_2,
            (
                LineAnswer(LineStatus.ACCEPTED, each(40), dt.date(2026, 1, 19)),
                LineAnswer(LineStatus.BACK_ORDERED, each(60), reason="40 in stock, the rest follows"),
            ),
            "Widget, red",
        ),
        ResponseLine("2", each(5), None, WIDGET_1, (LineAnswer(LineStatus.REJECTED, each(5), reason="unknown item"),)),
    ),
    number="SO-17",
    references=(Reference("DP", "038"),),
    buyer=BUYER,
)

ORDER_CHANGE = OrderChange(
    order_number="4500001001",
    order_date=dt.date(2026, 1, 5),
    date=dt.date(2026, 1, 8),
    lines=(
        ChangedLine("1", "QD", each(80), Decimal(80), Decimal("11.80"), WIDGET_1),
        ChangedLine("2", "RS", each(20), Decimal(20), Decimal("40.00"), WIDGET_2, requested_date=dt.date(2026, 1, 26)),
        ChangedLine("3", "AI", each(10), Decimal(10), Decimal("3.50"), WIDGET_2, "Bracket", notes=("With screws",)),
    ),
    number="1",
    currency="EUR",
    buyer=BUYER,
    supplier=SUPPLIER,
    notes=("Less is sold than was thought",),
    references=(Reference("DP", "038"),),
)

CHANGE_RESPONSE = OrderChangeResponse(
    order_number="4500001001",
    order_date=dt.date(2026, 1, 5),
    date=dt.date(2026, 1, 9),
    status=ResponseStatus.ACCEPTED_WITH_CHANGES,
    lines=(
        ChangeResponseLine(
            "1",
            "QD",
            each(80),
            Decimal(80),
            Decimal("11.80"),
            WIDGET_1,
            (LineAnswer(LineStatus.ACCEPTED, each(80), dt.date(2026, 1, 19)),),
        ),
        ChangeResponseLine(
            "2",
            "RS",
            each(20),
            Decimal(20),
            Decimal("40.00"),
            WIDGET_2,
            (LineAnswer(LineStatus.REJECTED, each(20), reason="already shipped"),),
        ),
    ),
    change_number="1",
    change_date=dt.date(2026, 1, 8),
    number="SO-17",
    currency="EUR",
    buyer=BUYER,
    supplier=SUPPLIER,
)

SHIP_NOTICE = ShipNotice(
    number="DN-1",
    shipped_at=dt.datetime(2026, 1, 19, 15, 30, tzinfo=dt.UTC),
    orders=(
        ShippedOrder(
            "4500001001",
            lines=(ShippedLine("2", each(20), WIDGET_2, ordered=each(20), lot="L-7"),),
            packs=(Pack("340123450000000018", (ShippedLine("1", each(100), WIDGET_1, description="Widget, blue"),)),),
            order_date=dt.date(2026, 1, 5),
        ),
    ),
    estimated_delivery=dt.date(2026, 1, 20),
    supplier=SUPPLIER,
    ship_to=SHIP_TO,
    carrier="DHL Freight",
    tracking="00340434292135100001",
    bill_of_lading="BL-9",
    gross_weight=Quantity(Decimal("81.5"), "KGM"),
    packages=2,
)

INVOICE = Invoice(
    lines=(
        InvoiceLine(
            "1", each(100), Decimal("11.80"), Decimal("1180.00"), WIDGET_1, "Widget, blue", "S", Decimal(19), "1"
        ),
        InvoiceLine("2", each(20), Decimal("40.00"), Decimal("800.00"), WIDGET_2, "Widget, red", "S", Decimal(19), "2"),
    ),
    vat=(VatBreakdown("S", Decimal(19), Decimal("1980.00"), Decimal("376.20")),),
    net_total=Decimal("1980.00"),
    taxable_total=Decimal("1980.00"),
    vat_total=Decimal("376.20"),
    gross_total=Decimal("2356.20"),
    payable=Decimal("2356.20"),
    terms=PaymentTerms(due=dt.date(2026, 2, 19), net_days=30),
    **BILLED,
)

CREDIT = CreditDebit(
    number="G-2026-0001",
    date=dt.date(2026, 1, 23),
    credit=True,
    amount=Decimal("95.20"),
    currency="EUR",
    lines=(
        CreditDebitLine(
            "06",
            True,
            Decimal("80.00"),
            "1",
            each(2),
            Decimal("40.00"),
            items=WIDGET_2,
            references=(Reference("PL", "2"),),
        ),
    ),
    tax=Decimal("15.20"),
    invoice_number="R-2026-0001",
    invoice_date=dt.date(2026, 1, 20),
    order_number="4500001001",
    order_date=dt.date(2026, 1, 5),
    supplier=SELLER,
    buyer=BUYER,
)

REMITTANCE = Remittance(
    trace="PAY-7",
    date=dt.date(2026, 2, 19),
    total=Decimal("2256.20"),
    currency="EUR",
    items=(
        RemittanceItem("IV", "R-2026-0001", Decimal("2356.20"), order_number="4500001001", date=dt.date(2026, 1, 20)),
        RemittanceItem("CM", "G-2026-0001", Decimal("-100.00")),
    ),
    method="SWT",
    payer=BUYER,
    payee=SUPPLIER,
    payee_iban="DE89370400440532013000",
    payee_bic="COBADEFFXXX",
)

INVENTORY = Inventory(
    number="INV-2026-019",
    date=dt.date(2026, 1, 19),
    lines=(
        InventoryLine(
            WIDGET_1,
            (StockLevel("33", each(500)), StockLevel("63", each(200), (NamedDate("018", dt.date(2026, 2, 2)),))),
            "1",
            "Widget, blue, 40 mm",
        ),
        InventoryLine(WIDGET_2, (StockLevel("17", each(60)),), "2", location=Party("Depot South")),
    ),
    supplier=SUPPLIER,
    buyer=BUYER,
    location=Party(name="Acme central warehouse", ids=(PartyId("91", "W1"),)),
    references=(Reference("IA", "ACME"),),
)

# By set: one document each, with what is usual.
EXAMPLES = {
    "810": INVOICE,
    "812": CREDIT,
    "820": REMITTANCE,
    "846": INVENTORY,
    "850": ORDER,
    "855": RESPONSE,
    "856": SHIP_NOTICE,
    "860": ORDER_CHANGE,
    "865": CHANGE_RESPONSE,
    **GROCERY,
    **WAREHOUSING,
    **REPORTS,
    **SCHEDULES,
    **STATUSES,
}
