"""From low stock to an approved order: what is proposed and why, by whom it is approved, that it is never ordered twice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from b2b.documents import Order, Quantity
from b2b.errors import NotAllowed, NotFound
from b2b.procurement.purchasing import approving
from b2b.procurement.purchasing.decide import Blocked, Enough, Proposal
from b2b.procurement.purchasing.requesting import RequestedLine, request_order
from b2b.store import counters, ids, parties, purchases
from b2b.store.states import PurchaseOrderSource, UserRole
from b2b.store.tables import (
    Audit,
    ExceptionCase,
    Exchange,
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
    ReceiptLine,
)
from tests.procurement.buyer import CATALOG, DAY, Buyer, make_buyer


@pytest.fixture
def buyer(tmp_path: Path) -> Buyer:
    return make_buyer(tmp_path / "northwind")


def standing(buyer: Buyer) -> list[tuple[str, int, str, str | None]]:
    return [(row.order_number, row.net, row.state, row.approval) for row in buyer.rows(PurchaseOrder)]


class TestTheBuyersDay:
    def test_proposals(self, buyer: Buyer) -> None:
        found = {one.need.sku: one for one in buyer.proposes()}
        quantities = {
            sku: (one.decision.quantity, one.decision.price)
            for sku, one in found.items()
            if isinstance(one.decision, Proposal)
        }
        assert quantities == {
            "WIDGET-001": (D(170), D("11.80")),
            "WIDGET-002": (D(100), D("40.00")),
            "BIG-7": (D(3), D("2500.00")),
        }
        assert standing(buyer) == [
            ("4500000001", 750_000, "awaiting-approval", None),
            ("4500000002", 200_600, "open", "rule"),
            ("4500000003", 400_000, "open", "rule"),
        ]
        assert buyer.open_codes() == []

    def test_a_proposal_explains_its_quantity(self, buyer: Buyer) -> None:
        buyer.proposes()
        (line,) = buyer.lines("4500000002")
        assert line.explanation["text"] == (
            "stock 30 as of 2026-03-02 09:00 UTC from a count, on order 0, reorder point 50, up to 200, pack 10"
            " -> 170 EA at 11.80 EUR (contract, from 100)"
        )
        assert line.explanation["figures"]["order_up_to"] == "200"

    def test_what_the_supplier_gets(self, buyer: Buyer) -> None:
        buyer.proposes()
        first, second = buyer.sent("850")
        assert isinstance(first, Order)
        (line,) = first.lines
        assert (first.number, first.date, first.currency, first.buyer.name) == (
            "4500000002",
            DAY,
            "EUR",
            "Northwind Retail GmbH",
        )
        assert (line.number, str(line.quantity), line.unit_price) == ("1", "170 EA", D("11.80"))
        assert [(item.qualifier, item.value) for item in line.items] == [
            ("VP", "W-1"),
            ("BP", "WIDGET-001"),
            ("UK", "04012345000016"),
        ]
        assert line.requested_date is not None
        assert (line.requested_date - DAY).days == 3
        assert second.lines[0].quantity == Quantity(D(100), "EA")

    def test_a_second_user_approves_what_the_rule_may_not(self, buyer: Buyer) -> None:
        rita = buyer.add_user("rita", UserRole.REQUESTER, UserRole.APPROVER)
        ada = buyer.add_user("ada", UserRole.APPROVER)
        buyer.proposes()
        with pytest.raises(NotAllowed, match="rita has asked for order 4500000001 and cannot approve it"):
            buyer.approves(rita, "4500000001")
        buyer.approves(ada, "4500000001")
        order = buyer.order("4500000001")
        assert (order.state, order.approval, order.approved_by) == ("open", "person", "ada")
        assert [document.number for document in buyer.sent("850")][-1] == "4500000001"
        with pytest.raises(NotAllowed, match="does not wait for an approval, it is open"):
            buyer.approves(ada, "4500000001")
        acts = [(row.actor, row.action) for row in buyer.rows(Audit, col(Audit.row_id) == order.id)]
        assert acts == [("rita", "requested"), ("ada", "approved")]

    def test_no_run_orders_twice(self, buyer: Buyer) -> None:
        buyer.proposes()
        again = buyer.proposes()
        assert [type(one.decision) for one in again] == [Enough, Enough, Enough]
        assert [one.decision.text for one in again if isinstance(one.decision, Enough)][1] == (
            "stock 30 as of 2026-03-02 09:00 UTC from a count, on order 170 (4500000002); above the reorder point 50"
        )
        assert len(buyer.rows(PurchaseOrder)) == 3


class TestApproval:
    def test_a_program_names_whom_it_likes(self, buyer: Buyer) -> None:
        """In another spelling it is the same person, and whoever has the program's token may be behind any name."""
        buyer.proposes()
        with buyer.store.write() as session:
            order = purchases.order(session, "4500000001")
            order.source, order.requested_by = "soap", "Ada "
            session.add(order)
        for name, roles in (("ada", (UserRole.APPROVER,)), ("sap", (UserRole.APPROVER, UserRole.ERP))):
            with pytest.raises(NotAllowed, match=f"{name} has asked for order 4500000001"):
                buyer.approves(buyer.add_user(name, *roles), "4500000001")
        buyer.approves(buyer.add_user("chief", UserRole.APPROVER), "4500000001")

    def test_somebody_who_is_no_approver(self, buyer: Buyer) -> None:
        buyer.proposes()
        with pytest.raises(NotAllowed, match="kim is not an approver"):
            buyer.approves(buyer.add_user("kim", UserRole.REQUESTER), "4500000001")

    def test_a_refusal_keeps_its_reason_and_sends_nothing(self, buyer: Buyer) -> None:
        buyer.proposes()
        ada = buyer.add_user("ada", UserRole.APPROVER)
        with buyer.store.write() as session:
            order = purchases.order(session, "4500000001")
            with pytest.raises(NotAllowed, match="needs a reason"):
                approving.refuse(session, buyer.tick(), ada, order, " ")
            approving.refuse(session, buyer.tick(), ada, order, "not this year")
        found = buyer.order("4500000001")
        assert (found.state, found.reason, found.approval) == ("refused", "not this year", None)
        assert len(buyer.sent("850")) == 2

    def test_without_a_limit_everything_waits(self, buyer: Buyer) -> None:
        buyer.apply_company(lambda company: company.pop("purchasing"))
        buyer.proposes()
        assert {row.state for row in buyer.rows(PurchaseOrder)} == {"awaiting-approval"}
        assert next(row.order_number for row in buyer.rows(PurchaseOrder)) == "PO-00000001"
        assert all(isinstance(one.decision, Enough) for one in buyer.proposes()), "what waits counts as on order"

    def test_the_table_refuses_what_the_code_does_not_do(self, buyer: Buyer) -> None:
        buyer.proposes()
        order = buyer.order("4500000001")
        with buyer.store.write() as session:
            found = purchases.order(session, order.order_number)
            found.state, found.approval, found.approved_by = "open", "person", found.requested_by
            found.approved_at = buyer.clock.now()
            session.add(found)
            with pytest.raises(IntegrityError, match="four_eyes"):
                session.flush()
            session.rollback()

    def test_no_agreement_is_an_exception_and_the_order_can_be_sent_later(self, buyer: Buyer) -> None:
        buyer.apply_partner(lambda partner: partner.update(agreement=[{"document": "855", "direction": "in"}]))
        buyer.proposes()
        assert buyer.open_codes() == ["order-not-sent", "order-not-sent"]
        assert buyer.sent("850") == []
        buyer.apply_partner()
        with buyer.store.write() as session:
            order = purchases.order(session, "4500000002")
            assert approving.send(session, buyer.tick(), "kim", order) is not None
            with pytest.raises(NotAllowed, match="order 4500000002 was sent"):
                approving.send(session, buyer.tick(), "kim", order)
        assert buyer.open_codes() == ["order-not-sent"]
        assert [document.number for document in buyer.sent("850")] == ["4500000002"]


class TestNeverAGuess:
    def test_stock_nobody_counted(self, buyer: Buyer) -> None:
        buyer.import_catalog(CATALOG + CATALOG[CATALOG.rindex("[[item]]") :].replace("BIG-7", "BIG-8"))
        found = {one.need.sku: one.decision for one in buyer.proposes()}
        assert isinstance(found["BIG-8"], Blocked)
        (case,) = buyer.rows(ExceptionCase)
        assert case.code == "reorder-stock-unknown"
        assert case.message == (
            "not ordered again, nobody has said how much is free: nobody has said how much of BIG-8 is free"
        )
        assert case.details["lines"] == [{"line": "BIG-8", "reason": "nobody has said how much of BIG-8 is free"}]
        buyer.counts({"BIG-8": D(9)})
        buyer.proposes()
        assert buyer.open_codes() == []

    def test_stock_that_is_too_old(self, buyer: Buyer) -> None:
        buyer.clock.advance(hours=25)
        assert {one.decision.code for one in buyer.proposes() if isinstance(one.decision, Blocked)} == {
            "reorder-stock-stale"
        }
        (case,) = buyer.rows(ExceptionCase)
        assert (
            "the stock of BIG-7 is of 2026-03-02 09:00 UTC from a count, older than 24 h (and 2 more)" in case.message
        )
        assert buyer.rows(PurchaseOrder) == []

    def test_no_price_and_a_price_in_another_currency(self, buyer: Buyer) -> None:
        dollars = CATALOG.replace('price = "40.00"', 'price = "40.00", currency = "USD"')
        buyer.import_catalog(dollars.replace('price = "2500.00"', 'price = "2500.00", valid_to = 2026-03-01'))
        buyer.proposes()
        assert buyer.open_codes() == ["reorder-no-price", "reorder-other-currency"]
        assert len(buyer.rows(PurchaseOrder)) == 1

    def test_a_list_price_is_what_we_ask_and_not_what_we_pay(self, buyer: Buyer) -> None:
        buyer.import_catalog(
            CATALOG.replace('contract = [{ partner = "ACME", price = "40.00" }]', 'prices = [{ price = "9.00" }]')
        )
        buyer.proposes()
        assert buyer.open_codes() == ["reorder-no-price"]

    def test_an_item_that_is_not_active_is_left_alone(self, buyer: Buyer) -> None:
        buyer.import_catalog(CATALOG.replace('sku = "BIG-7"', 'sku = "BIG-7"\nactive = false'))
        assert [one.need.sku for one in buyer.proposes()] == ["WIDGET-001", "WIDGET-002"]

    def test_a_rule_is_ended_by_filling_up_to_nothing(self, buyer: Buyer) -> None:
        buyer.import_catalog(CATALOG.replace("point = 1, up_to = 3", "point = 0, up_to = 0"))
        assert [one.need.sku for one in buyer.proposes()] == ["WIDGET-001", "WIDGET-002"]

    def test_nothing_is_ordered_from_a_customer(self, buyer: Buyer) -> None:
        buyer.apply_partner(lambda partner: partner.update(code="SHOP", role="customer", identity=[], channel=None))
        with pytest.raises(NotAllowed, match="SHOP is a customer, and nothing is ordered from it"):
            buyer.import_catalog(CATALOG.replace('supplier = "ACME"', 'supplier = "SHOP"', 1))


class TestWhatHasArrived:
    def receives(self, buyer: Buyer, sku: str, quantity: int, condition: str = "good") -> None:
        """The ERP posts a receipt, now."""
        (line,) = buyer.lines(buyer.order_of(sku).order_number)
        with buyer.store.write() as session:
            now, order = buyer.tick(), session.get_one(PurchaseOrder, line.purchase_order_id)
            receipt = Receipt(
                id=ids.new(now),
                number=counters.take(session, "receipt"),
                company_id=order.company_id,
                partner_id=order.partner_id,
                purchase_order_id=order.id,
                receipt_number=f"R-{line.sku}-{quantity}",
                received_at=now,
                posted_by="erp",
                document={},
                created_at=now,
            )
            session.add(receipt)
            session.flush()
            session.add(
                ReceiptLine(
                    id=ids.new(now),
                    receipt_id=receipt.id,
                    position=1,
                    purchase_order_line_id=line.id,
                    quantity=D(quantity),
                    unit="EA",
                    condition=condition,
                )
            )
            row = session.get_one(PurchaseOrderLine, line.id)
            row.received += quantity if condition == "good" else 0
            session.add(row)

    def test_what_came_after_the_erp_had_counted_is_not_ordered_again(self, buyer: Buyer) -> None:
        buyer.apply_company(lambda company: company.update(erp={"profile": "reference", "url": "http://127.0.0.1:1/"}))
        buyer.proposes()
        self.receives(buyer, "WIDGET-001", 170)
        (found,) = [one for one in buyer.proposes() if one.need.sku == "WIDGET-001"]
        assert isinstance(found.decision, Enough)
        assert "from a count, arrived since 170, on order 0" in found.decision.text

    def test_what_came_damaged_is_still_to_come(self, buyer: Buyer) -> None:
        buyer.proposes()
        self.receives(buyer, "WIDGET-001", 170, "damaged")
        (found,) = [one for one in buyer.proposes() if one.need.sku == "WIDGET-001"]
        assert isinstance(found.decision, Enough)
        assert "on order 170" in found.decision.text

    def test_a_number_that_a_program_has_chosen_is_passed_over(self, buyer: Buyer) -> None:
        with buyer.store.write() as session:
            lines = [RequestedLine("BIG-7", Quantity(D(1), "EA"))]
            partner = parties.partner(session, "ACME")
            request_order(session, buyer.tick(), "erp", PurchaseOrderSource.SOAP, partner, lines, "4500000002")
        buyer.proposes()
        numbers = {row.order_number for row in buyer.rows(PurchaseOrder)}
        assert {"4500000001", "4500000002", "4500000003"} <= numbers


class TestRequests:
    def asks(self, buyer: Buyer, *lines: RequestedLine) -> PurchaseOrder:
        buyer.tick()
        with buyer.store.write() as session:
            partner = parties.partner(session, "ACME")
            return request_order(session, buyer.clock.at, "kim", PurchaseOrderSource.MANUAL, partner, lines).order

    def test_an_order_by_hand(self, buyer: Buyer) -> None:
        order = self.asks(
            buyer, RequestedLine("WIDGET-001", Quantity(D(100), "EA")), RequestedLine("BIG-7", Quantity(D(1), ""))
        )
        assert (order.net, order.state, order.source, order.requested_by) == (368_000, "open", "manual", "kim")
        assert [line.price for line in buyer.lines(order.order_number)] == [D("11.80"), D(2500)]

    def test_a_price_that_was_agreed_on(self, buyer: Buyer) -> None:
        order = self.asks(buyer, RequestedLine("BIG-7", Quantity(D(1), "EA"), D("2100.005")))
        assert (order.net, order.state) == (210_001, "open"), "rounded half up"

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            (RequestedLine("WIDGET-001", Quantity(D(0), "EA")), "0 cannot be ordered"),
            (RequestedLine("WIDGET-001", Quantity(D("0.0000001"), "EA")), "cannot be ordered"),
            (RequestedLine("WIDGET-001", Quantity(D(1), "EA"), D("0.004")), "1 EA at 0.004 come to 0.00 EUR"),
            (RequestedLine("WIDGET-001", Quantity(D(5), "EA"), None, dt.date(2020, 1, 1)), "2020-01-01 is past"),
            (RequestedLine("WIDGET-001", Quantity(D(5), "XCT")), "not on file how many EA one XCT is"),
            (RequestedLine("WIDGET-001", Quantity(D("0.5"), "EA")), "has no EUR price for 0.5 EA"),
            (RequestedLine("BIG-7", Quantity(D(1), "EA"), D(-1)), "is no price"),
            (RequestedLine("BIG-7", Quantity(D(10) ** 11, "EA")), "more than can be kept"),
        ],
    )
    def test_what_cannot_be_ordered(self, buyer: Buyer, line: RequestedLine, message: str) -> None:
        with pytest.raises(NotAllowed, match=message):
            self.asks(buyer, line)
        assert buyer.rows(PurchaseOrder) == []

    def test_an_item_nobody_knows(self, buyer: Buyer) -> None:
        with pytest.raises(NotFound, match="no item 'NOPE'"):
            self.asks(buyer, RequestedLine("NOPE", Quantity(D(1), "EA")))


class TestLaws:
    @given(
        runs=st.lists(
            st.dictionaries(st.sampled_from(["WIDGET-001", "WIDGET-002", "BIG-7"]), st.integers(0, 300)), max_size=4
        )
    )
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_what_is_free_and_on_order_never_exceeds_the_level_by_more_than_a_pack(
        self, tmp_path_factory: pytest.TempPathFactory, runs: list[dict[str, int]]
    ) -> None:
        buyer = make_buyer(tmp_path_factory.mktemp("law"))
        for counts in runs:
            buyer.counts({sku: D(quantity) for sku, quantity in counts.items()})
            for one in buyer.proposes():
                if isinstance(one.decision, Proposal):
                    assert one.need.stock is not None
                    coming = sum((part.quantity for part in one.need.on_order), D(0))
                    after = one.need.stock.quantity + coming + one.decision.quantity
                    assert one.need.rule.up_to <= after < one.need.rule.up_to + one.need.rule.pack
                    assert one.decision.quantity % one.need.rule.pack == 0
            orders = len(buyer.rows(PurchaseOrder))
            assert not [one for one in buyer.proposes() if isinstance(one.decision, Proposal)]
            assert len(buyer.rows(PurchaseOrder)) == orders
        for order in buyer.rows(PurchaseOrder):
            assert (order.state == "open") == (order.net <= 500_000)
        assert len(buyer.rows(Exchange)) == len([x for x in buyer.rows(PurchaseOrder) if x.state == "open"])
        buyer.store.close()
