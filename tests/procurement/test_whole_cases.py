"""What happens to goods and invoices while a payment is under way, from the order on."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal as D
from pathlib import Path

import pytest

from b2b.documents import GoodsCondition
from b2b.store.tables import PaymentRun, PurchaseInvoice, PurchaseOrder, SalesInvoice, SalesOrder
from tests.procurement.dock import billed, credit_note
from tests.procurement.whole.bank import BUYER
from tests.procurement.whole.house import Letter
from tests.procurement.whole.market import Market


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    """Twenty widgets that were ordered, shipped, billed and received."""
    market = Market(tmp_path)
    market.asks({"WIDGET-001": (D(20), None)})
    mail_comes(market)
    market.ships(market.seller.rows(SalesOrder)[-1], None)
    market.issues(market.seller.rows(SalesInvoice)[-1])
    mail_comes(market)
    receives(market, 20)
    assert stands(market) == ("matched", 29750)
    yield market
    market.close()


def mail_comes(market: Market) -> None:
    while market.letters:
        exchange, refusal = market.delivers(market.letters.pop(0))
        assert refusal is None, exchange.reason


def receives(market: Market, units: int) -> None:
    order = market.buyer.rows(PurchaseOrder)[0].order_number
    assert market.receives(order, "1", D(units), GoodsCondition.GOOD) is None


def bill(market: Market) -> PurchaseInvoice:
    found = market.buyer.rows(PurchaseInvoice)[0]
    assert isinstance(found, PurchaseInvoice)
    return found


def stands(market: Market) -> tuple[str, int]:
    return bill(market).state, bill(market).payable


def run(market: Market) -> PaymentRun:
    found = market.buyer.rows(PaymentRun)[-1]
    assert isinstance(found, PaymentRun)
    return found


def test_goods_that_went_back_stop_the_approval(market: Market) -> None:
    market.proposes("paula")
    receives(market, -2)
    refused = market.approves(run(market), "boris")
    assert "ACME-000001 is not payable as it was any more" in str(refused)
    assert "20 EA billed, 18 received" in str(refused)
    assert refused is not None
    assert "b2b payments cancel 1" in refused.next_step


def test_what_a_cancelled_run_lets_go_of_is_matched_with_what_is_here(market: Market) -> None:
    market.proposes("paula")
    receives(market, -2)
    market.cancels(run(market))
    assert stands(market) == ("blocked", 0)
    receives(market, 2)
    assert stands(market) == ("matched", 29750)


def test_so_is_what_the_bank_refuses(market: Market) -> None:
    pays(market)
    receives(market, -20)
    (name,) = market.bank.files[run(market).message_id]
    market.letters.append(market.bank.report(run(market).message_id, [name]))
    mail_comes(market)
    assert stands(market) == ("blocked", 0)


def test_and_what_comes_back(market: Market) -> None:
    pays(market)
    market.letters += market.bank.book(market.bank.waiting())
    mail_comes(market)
    assert stands(market) == ("paid", 29750)
    receives(market, -1)
    market.letters += market.bank.give_back(next(iter(market.bank.orders.values())))
    mail_comes(market)
    assert stands(market) == ("blocked", 0)


def test_a_person_who_let_the_invoice_pass_is_not_asked_again(market: Market) -> None:
    receives(market, -5)
    assert stands(market) == ("blocked", 0)
    market.judges(bill(market), "approve")
    market.proposes("paula")
    receives(market, -5)
    assert market.approves(run(market), "boris") is None


def test_a_credit_note_in_a_payment_cannot_be_rejected(market: Market) -> None:
    pays(market)
    note = credit_note("C-1", "ACME-000001", "4500000001", billed("1", 1, "12.50"))
    market.letters.append(Letter(BUYER, "810", note))
    mail_comes(market)
    trade_again(market)
    market.proposes("paula")
    credit = next(row for row in market.buyer.rows(PurchaseInvoice) if row.kind == "381")
    assert credit.state == "matched"
    refused = market.judges(credit, "reject")
    assert "credit note C-1 is set off in a payment" in str(refused)
    market.cancels(run(market))
    assert market.judges(credit, "reject") is None


def pays(market: Market) -> None:
    market.proposes("paula")
    market.approves(run(market), "boris")
    assert market.hands_over(run(market)) is None


def trade_again(market: Market) -> None:
    market.asks({"WIDGET-001": (D(20), None)})
    mail_comes(market)
    market.ships(market.seller.rows(SalesOrder)[-1], None)
    market.issues(market.seller.rows(SalesInvoice)[-1])
    mail_comes(market)
    market.receives(market.buyer.rows(PurchaseOrder)[-1].order_number, "1", D(20), GoodsCondition.GOOD)
