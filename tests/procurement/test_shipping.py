"""Shipments: never more than is confirmed, announced to the buyer, posted in the ERP, followed by an invoice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col

from b2b.documents import ShipNotice, json_form
from b2b.errors import B2BError, NotAllowed, NotFound
from b2b.procurement.shipping import service as shipping
from b2b.procurement.shipping.decide import OpenLine, contents
from b2b.procurement.shipping.sscc import check_sscc
from b2b.store import sales
from b2b.store.tables import Exchange, Link, SalesInvoice, SalesOrder, Shipment, Task
from tests.procurement.supplier import FIRST, FOURTH, SECOND, THIRD, Supplier, line, order


def notices(supplier: Supplier) -> list[ShipNotice]:
    found = [json_form.from_json(row.document) for row in supplier.rows(Shipment)]
    return [document for document in found if isinstance(document, ShipNotice)]


def test_everything_confirmed_is_shipped_and_announced(supplier: Supplier) -> None:
    supplier.takes(FIRST)
    supplier.ships("4500001001", carrier="DHL", tracking="00340434")
    (notice,) = notices(supplier)
    (part,) = notice.orders
    assert (notice.number, notice.carrier, notice.tracking) == ("000001", "DHL", "00340434")
    assert notice.shipped_at == supplier.clock.at
    assert (part.order_number, part.order_date) == ("4500001001", dt.date(2026, 3, 2))
    assert [(x.order_line, str(x.quantity), str(x.ordered)) for x in part.lines] == [
        ("1", "100 EA", "100 EA"),
        ("2", "20 EA", "20 EA"),
    ]
    assert notice.ship_from
    assert notice.ship_from.name == "Acme Supply GmbH"
    assert notice.buyer.name == "Northwind Retail GmbH"
    (shipment,) = supplier.rows(Shipment)
    announced = supplier.rows(Exchange, col(Exchange.set_id) == "856")
    assert [row.id for row in announced] == [shipment.exchange_id]
    assert announced[0].document == shipment.document
    inbound = supplier.rows(Exchange)[0]
    assert [(x.kind, x.to_exchange) for x in supplier.rows(Link) if x.from_exchange == announced[0].id] == [
        ("follows", inbound.id)
    ]
    assert [(t.kind, t.sequence) for t in supplier.rows(Task)] == [
        ("erp.order", 1),
        ("erp.shipment", 2),
        ("invoice.issue", 1),
    ]
    assert supplier.rows(SalesOrder)[0].state == "shipped"


def test_the_day_shipped_leaves_the_stock_it_should(supplier: Supplier) -> None:
    for found in (FIRST, SECOND, THIRD, FOURTH):
        supplier.takes(found)
    for found in (FIRST, SECOND, THIRD, FOURTH):
        supplier.ships(found.number)
    assert supplier.run_erp() == 8
    assert supplier.erp
    left = {sku: supplier.erp.on_hand(sku).value for sku in ("WIDGET-001", "WIDGET-002", "GASKET-10")}
    assert left == {"WIDGET-001": D(330), "WIDGET-002": D(0), "GASKET-10": D(0)}
    assert [row.state for row in supplier.rows(SalesOrder)] == ["shipped", "shipped", "open", "shipped"]


def test_some_lines_and_some_of_a_line(supplier: Supplier) -> None:
    supplier.takes(FIRST)
    supplier.ships("4500001001", {"1": D(30)})
    supplier.ships("4500001001", {"1": D(20), "#2": D(20)})
    assert [(x.shipped, x.confirmed) for x in supplier.lines("4500001001")] == [(D(50), D(100)), (D(20), D(20))]
    assert supplier.rows(SalesOrder)[0].state == "open"
    supplier.ships("4500001001")
    assert supplier.rows(SalesOrder)[0].state == "shipped"
    assert [x.number for x in notices(supplier)] == ["000001", "000002", "000003"]
    assert [x.number for x in supplier.rows(SalesInvoice)] == ["ACME-000001", "ACME-000002", "ACME-000003"]


@pytest.mark.parametrize(
    ("quantities", "message"),
    [
        ({"1": D(101)}, "101 EA of WIDGET-001 cannot be shipped: 100 are confirmed and 0 of these shipped"),
        ({"1": D(0)}, "0 cannot be shipped"),
        ({"1": D(-1)}, "-1 cannot be shipped"),
        ({"1": D("NaN")}, "NaN cannot be shipped"),
        ({"7": D(1)}, "there is no line 7"),
        ({"#7": D(1)}, "there is no line #7"),
        ({"1": D(1), "#1": D(1)}, "line #1 was named twice"),
        ({}, "no line of order 4500001001 was named"),
    ],
)
def test_what_cannot_be_shipped_changes_nothing(supplier: Supplier, quantities: dict[str, D], message: str) -> None:
    supplier.takes(FIRST)
    with pytest.raises((NotAllowed, NotFound)) as caught:
        supplier.ships("4500001001", quantities)
    assert caught.value.message == message
    assert caught.value.next_step
    assert (supplier.rows(Shipment), supplier.rows(SalesInvoice)) == ([], [])
    assert [x.shipped for x in supplier.lines("4500001001")] == [D(0), D(0)]


def test_nothing_is_shipped_twice_and_no_back_order_before_its_time(supplier: Supplier) -> None:
    supplier.takes(THIRD)
    supplier.takes(FIRST)
    supplier.ships("4500001003")
    with pytest.raises(NotAllowed, match="nothing of order 4500001003 is confirmed and not shipped yet"):
        supplier.ships("4500001003")


def test_lines_without_numbers_go_by_their_place(supplier: Supplier) -> None:
    supplier.takes(order("1", line("WIDGET-001", 10, None, ""), line("WIDGET-002", 1, None, "")))
    with pytest.raises(NotFound) as caught:
        supplier.ships("1", {"": D(1)})
    assert caught.value.next_step == "name it by its place: #1 and #2"
    supplier.ships("1", {"#2": D(1)})
    assert [x.order_line for x in notices(supplier)[0].orders[0].lines] == ["2"]


def test_a_shipment_of_tomorrow_is_not_recorded(supplier: Supplier) -> None:
    supplier.takes(FIRST)
    with pytest.raises(NotAllowed, match="in the future"):
        supplier.ships("4500001001", shipped_at=supplier.clock.at + dt.timedelta(days=1))


def test_a_pallet_with_its_code_is_one_pack(supplier: Supplier) -> None:
    supplier.takes(FIRST)
    supplier.ships("4500001001", sscc="(00)340123450000000017")
    (notice,) = notices(supplier)
    (pack,) = notice.orders[0].packs
    assert (pack.sscc, len(pack.lines), notice.orders[0].lines, notice.packages) == ("340123450000000017", 2, (), 1)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("", ""),
        ("340123450000000017", "340123450000000017"),
        ("00 3401234500 00000017", "340123450000000017"),
        ("340123450000000018", None),
        ("34012345000000001", None),
        ("34012345000000001A", None),
    ],
)
def test_pallet_codes(written: str, digits: str | None) -> None:
    if digits is None:
        with pytest.raises(NotAllowed):
            check_sscc(written)
    else:
        assert check_sscc(written) == digits


def test_without_an_erp_nothing_is_posted(shop: Supplier) -> None:
    shop.takes(FIRST)
    shop.ships("4500001001")
    assert [t.kind for t in shop.rows(Task)] == ["invoice.issue"]


def test_an_order_from_before_the_erp_is_not_posted_in_it(supplier: Supplier) -> None:
    supplier.takes(FIRST)
    with supplier.store.write() as session:
        for task in supplier.rows(Task):
            session.delete(session.get_one(Task, task.id))
    supplier.ships("4500001001")
    assert [t.kind for t in supplier.rows(Task)] == ["invoice.issue"]


def test_a_partner_that_trades_no_856_gets_none(supplier: Supplier) -> None:
    supplier.apply_partner(notice_agreement='document = "861"')
    supplier.takes(FIRST)
    supplier.ships("4500001001")
    assert supplier.rows(Exchange, col(Exchange.set_id) == "856") == []
    assert supplier.rows(Shipment)[0].exchange_id is None


def test_what_the_erp_is_told_counts_the_items_own_unit(supplier: Supplier) -> None:
    supplier.add_unit("WIDGET-001", "XCT", D(50))
    supplier.takes(order("9", line("WIDGET-001", 2, None, unit="XCT")))
    supplier.ships("9")
    with supplier.store.read() as session:
        (shipment,) = sales.shipments(session, supplier.rows(SalesOrder)[0].id)
        issue = shipping.erp_shipment(session, shipment.id)
    assert [(sku, str(quantity)) for sku, quantity in issue.issues] == [("WIDGET-001", "100 EA")]
    assert issue.customer == "NORTHWIND"
    assert str(notices(supplier)[0].orders[0].lines[0].quantity) == "2 XCT"


QUANTITIES = st.integers(0, 50).map(D)


@st.composite
def open_lines(draw: st.DrawFn) -> list[OpenLine]:
    found = []
    for position in range(1, draw(st.integers(1, 4)) + 1):
        confirmed = draw(QUANTITIES)
        shipped = D(draw(st.integers(0, int(confirmed))))
        number = draw(st.sampled_from(["", "1", "2"]))
        found.append(OpenLine(position, number, "A", "EA", confirmed, shipped))
    return found


@given(
    open_lines(),
    st.none() | st.dictionaries(st.sampled_from(["", "1", "2", "#1", "#2", "#9"]), st.integers(-2, 60).map(D)),
)
@settings(max_examples=200, deadline=None)
def test_no_plan_ships_more_than_is_open(lines: list[OpenLine], wanted: dict[str, D] | None) -> None:
    try:
        found = contents("1", lines, wanted)
    except B2BError:
        return
    by_position = {x.position: x for x in lines}
    assert found
    assert all(0 < quantity <= by_position[position].open for position, quantity in found.items())


def test_what_has_left_cannot_leave_again(supplier: Supplier) -> None:
    supplier.takes(FIRST)
    supplier.ships("4500001001", {"1": D(60)})
    with pytest.raises(NotAllowed) as caught:
        supplier.ships("4500001001", {"1": D(41)})
    assert caught.value.message == "41 EA of WIDGET-001 cannot be shipped: 100 are confirmed and 60 of these shipped"
    supplier.ships("4500001001", {"1": D(40)})
