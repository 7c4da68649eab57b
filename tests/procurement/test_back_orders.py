"""Back-orders: released when there is stock, oldest first, never promised twice."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal as D

from sqlmodel import col

from b2b.procurement.orders.release import Released, release, skus_back_ordered
from b2b.store.tables import Company, Exchange, SalesOrder, Stock
from tests.procurement.supplier import THIRD, Supplier, line, order

EARLY = order("1", line("WIDGET-002", 100))
LATE = order("2", line("WIDGET-002", 30))


def released(supplier: Supplier) -> Sequence[Released]:
    as_of = supplier.tick()
    (company,) = supplier.rows(Company)
    with supplier.store.read() as session:
        skus = skus_back_ordered(session, company.id)
    stock = supplier.erp.stock(skus) if supplier.erp else ()
    supplier.tick()
    with supplier.store.write() as session:
        return release(session, supplier.clock.at, "tests", company.id, stock, as_of)


def figures(found: Sequence[Released]) -> list[tuple[str, D, D]]:
    return [(x.order_number, x.quantity.value, x.left) for x in found]


def test_the_oldest_order_comes_first(shop: Supplier) -> None:
    shop.takes(EARLY)
    shop.takes(LATE)
    assert figures(released(shop)) == []
    shop.set_stock("WIDGET-002", D(50))
    assert figures(released(shop)) == [("1", D(40), D(0)), ("2", D(10), D(20))]
    assert {row.quantity for row in shop.rows(Stock)} == {D(500), D(0)}
    assert figures(released(shop)) == []
    (found,) = shop.lines("1")
    assert (found.confirmed, found.back_ordered, found.status) == (D(100), D(0), "IA+IB")
    assert found.reasons[-1]["text"] == "40 EA are in stock now; 0 EA are still to come"
    assert len(shop.rows(Exchange, col(Exchange.set_id) == "855")) == 2, "the ship notice tells the buyer"


def test_what_was_released_can_be_shipped(shop: Supplier) -> None:
    shop.takes(EARLY)
    shop.ships("1")
    assert shop.rows(SalesOrder)[0].state == "open"
    shop.set_stock("WIDGET-002", D(100))
    released(shop)
    shop.ships("1")
    assert shop.rows(SalesOrder)[0].state == "shipped"
    assert [x.shipped for x in shop.lines("1")] == [D(100)]


def test_packs_are_not_opened(shop: Supplier) -> None:
    shop.set_stock("WIDGET-001", D(0))
    shop.takes(order("1", line("WIDGET-001", 40)))
    shop.set_stock("WIDGET-001", D(25))
    assert figures(released(shop)) == [("1", D(20), D(20))]


def test_the_erp_hears_of_it_by_the_goods_issue_and_nothing_is_promised_twice(supplier: Supplier) -> None:
    assert supplier.erp
    supplier.takes(THIRD)
    supplier.run_erp()
    supplier.restock_erp("WIDGET-002", D(120))
    assert figures(released(supplier)) == [("4500001003", D(40), D(0))]
    assert figures(released(supplier)) == []

    supplier.takes(LATE)
    supplier.takes(order("3", line("WIDGET-002", 30)))
    assert [x.confirmed for x in supplier.lines("2")] == [D(20)], "120 less 60 reserved, less 40 released"
    assert [x.confirmed for x in supplier.lines("3")] == [D(0)]

    for number in ("4500001003", "2"):
        supplier.ships(number)
    supplier.run_erp()
    assert supplier.erp.on_hand("WIDGET-002").value == D(0)
    supplier.restock_erp("WIDGET-002", D(15))
    supplier.takes(order("4", line("WIDGET-002", 30)))
    assert [x.confirmed for x in supplier.lines("4")] == [D(15)], "what has left is no promise any more"
