"""Orders, shipments and invoices are found by the numbers people use."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from b2b.errors import NotFound
from b2b.store import sales
from b2b.store.engine import Store
from b2b.store.tables import Company, Partner, SalesInvoice, SalesOrderLine, Shipment, ShipmentLine
from tests.store.rows import add_parties, sales_order
from tests.store.workspace import ENGINES, START, workspace_on


@pytest.fixture(scope="module", params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with workspace_on(request.param, tmp_path_factory.mktemp("sales")) as made:
        with made.write() as session:
            add_parties(session)
            session.add(Company(id="d", code="D", name="D", settings={}, created_at=START))
            session.add(
                Partner(id="q", company_id="d", code="Q", name="Q", role="customer", settings={}, updated_at=START)
            )
            session.add_all(
                [sales_order(1), sales_order(2), sales_order(3, company_id="d", partner_id="q", order_number="PO2")]
            )
            session.add(sales_order(4, order_number="2"))
            for position in (2, 1):
                session.add(
                    SalesOrderLine(
                        id=f"l{position}",
                        sales_order_id="o1",
                        position=position,
                        ordered=Decimal(1),
                        unit="EA",
                        status="IA",
                    )
                )
            session.add(
                Shipment(
                    id="s",
                    number=1,
                    company_id="c",
                    partner_id="p",
                    sales_order_id="o1",
                    document={},
                    shipped_at=START,
                    state="new",
                )
            )
            session.add(ShipmentLine(id="sl", shipment_id="s", sales_order_line_id="l2", quantity=Decimal(1)))
            for n, company in ((1, "c"), (2, "c"), (1, "d")):
                session.add(
                    SalesInvoice(
                        id=f"{company}{n}", number=f"R{n}", company_id=company, partner_id="p", sales_order_id="o1", kind="380",
                        currency="EUR", net=100, vat=19, gross=119, date=START.date(),
                    )
                )  # fmt: skip
        yield made


@pytest.mark.parametrize(("number", "found"), [("1", "o1"), ("PO1", "o1"), ("2", "o2"), ("4", "o4")])
def test_an_order_by_our_number_or_theirs(number: str, found: str, store: Store) -> None:
    with store.read() as session:
        assert sales.order(session, number).id == found


@pytest.mark.parametrize(
    ("number", "words"),
    [("PO2", "several orders have the number 'PO2'"), ("99", "no order '99'"), ("9" * 40, "no order")],
)
def test_an_order_that_is_not_one(number: str, words: str, store: Store) -> None:
    with store.read() as session, pytest.raises(NotFound, match=words):
        sales.order(session, number)


def test_an_order_by_its_key(store: Store) -> None:
    with store.read() as session:
        found = sales.find_order(session, "d", "q", "PO2")
        assert found is not None
        assert found.id == "o3"
        assert sales.find_order(session, "d", "q", "PO1") is None


def test_what_belongs_to_an_order(store: Store) -> None:
    with store.read() as session:
        assert [line.id for line in sales.lines(session, "o1")] == ["l1", "l2"]
        assert [shipment.id for shipment in sales.shipments(session, "o1")] == ["s"]
        assert [(a.id, b.id) for a, b in sales.shipment_lines(session, "s")] == [("sl", "l2")]
        assert [invoice.id for invoice in sales.invoices(session, "o1")] == ["c1", "c2", "d1"]
        assert sales.lines(session, "o2") == []


def test_an_invoice_by_its_number(store: Store) -> None:
    with store.read() as session:
        assert sales.invoice(session, "R2").id == "c2"
        assert sales.invoice(session, "R1", "d").id == "d1"
        with pytest.raises(NotFound, match="several companies"):
            sales.invoice(session, "R1")
        with pytest.raises(NotFound, match="no invoice 'R9'"):
            sales.invoice(session, "R9")
