"""What customers owe: an advice and its money close an invoice once, whichever comes first; what does not fit is said."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from itertools import permutations
from pathlib import Path

import pytest
from sqlmodel import col, select

from b2b.documents import Adjustment, Remittance, RemittanceItem, RemittedDocument
from b2b.errors import NotAllowed
from b2b.procurement.banking import by_hand
from b2b.procurement.receivables import account, advice
from b2b.procurement.receivables.position import Position, position
from b2b.procurement.receivables.split import Bill, Deducted, Line, split
from b2b.store import counters, ids, parties
from b2b.store.tables import Exchange, SalesInvoice, SalesOrder, Settlement
from tests.procurement.bank import Bank, credit
from tests.procurement.payer import COMPANY, DAY, OUR_IBAN, Buyer, make_buyer

CUSTOMER = """
[partner]
code = "{code}"
company = "NORTHWIND"
name = "{code} GmbH"
role = "customer"
"""


class Seller:
    """The same company on the other side: invoices of its own, a customer, the same bank."""

    def __init__(self, folder: Path) -> None:
        self.buyer: Buyer = make_buyer(folder)
        self.buyer.apply(CUSTOMER.format(code="RETAIL"))
        self.buyer.apply(CUSTOMER.format(code="OTHER"))
        self.bank = Bank(self.buyer)

    def bills(
        self, number: str, gross: int, *, customer: str = "RETAIL", credits: str = "", currency: str = "EUR"
    ) -> str:
        """An issued invoice, or a credit note to the invoice of number `credits`, in cents."""
        with self.buyer.store.write() as session:
            now = self.buyer.tick()
            partner = parties.partner(session, customer)
            order = SalesOrder(
                id=ids.new(now),
                number=counters.take(session, "sales order"),
                company_id=partner.company_id,
                partner_id=partner.id,
                order_number=f"PO {number}",
                order_date=DAY,
                currency=currency,
                document={},
                received_at=now,
            )
            session.add(order)
            session.flush()
            credited = session.exec(select(SalesInvoice).where(col(SalesInvoice.number) == credits)).first()
            row = SalesInvoice(
                id=ids.new(now),
                number=number,
                company_id=partner.company_id,
                partner_id=partner.id,
                sales_order_id=order.id,
                credited_invoice_id=credited.id if credited else None,
                kind="381" if credited else "380",
                currency=currency,
                net=gross,
                vat=0,
                gross=gross,
                state="issued",
                date=DAY,
                due=DAY + dt.timedelta(days=30),
                issued_at=now,
            )
            session.add(row)
            session.flush()
            if credited is not None:
                account.credit(session, now, "tests", credited, row, row.gross)
            return row.id

    def told(self, found: Remittance, *, customer: str = "RETAIL", test: bool = False) -> str:
        exchange_id = self.buyer.arrives("820", customer)
        with self.buyer.store.write() as session:
            exchange = session.exec(select(Exchange).where(col(Exchange.id) == exchange_id)).one()
            exchange.test = test
            advice.take(session, self.buyer.tick(), exchange, found, "gateway")
            return exchange.processing

    def position(self, number: str) -> Position:
        with self.buyer.store.read() as session:
            row = session.exec(select(SalesInvoice).where(col(SalesInvoice.number) == number)).one()
            return account.position_of(session, row)

    def settlements(self) -> list[Settlement]:
        found: list[Settlement] = self.buyer.rows(Settlement)
        return found


@pytest.fixture
def seller(tmp_path: Path) -> Seller:
    return Seller(tmp_path / "acme")


def remittance(trace: str, *items: RemittanceItem, total: str = "") -> Remittance:
    amount = D(total) if total else sum((item.paid for item in items), D(0))
    return Remittance(trace, DAY, amount, "EUR", items)


def item(number: str, paid: str, *adjustments: Adjustment, kind: str = "IV") -> RemittanceItem:
    return RemittanceItem(kind, number, D(paid), adjustments=adjustments)


def covered(number: str, amount: str) -> Adjustment:
    return Adjustment(D(amount), "CM", "CM", number)


def test_an_advice_and_its_money_count_once_in_either_order(seller: Seller) -> None:
    for number, advice_first in (("A-1", True), ("A-2", False)):
        seller.bills(number, 238714)
        told = remittance(f"T-{number}", item(number, "2387.14"))
        money = seller.bank.statement(credit(238714, f"T-{number}"))
        if advice_first:
            seller.told(told)
            assert seller.position(number).standing == "advised"
            seller.bank.brings(money)
        else:
            seller.bank.brings(money)
            assert seller.position(number).standing == "open"
            seller.told(told)
        assert seller.position(number) == Position(238714, confirmed=238714)
        assert seller.position(number).standing == "paid"
    assert not seller.buyer.open_codes()
    assert len(seller.settlements()) == 2


def test_the_second_days_advices_close_the_receivables(seller: Seller) -> None:
    seller.bills("A-1", 238714)
    seller.bills("A-2", 285600)
    seller.bills("A-3", 892500)
    seller.bills("CN-1", 9520, credits="A-2")
    assert seller.position("A-2").open == 276080
    seller.told(remittance("N-1", item("A-1", "2387.14")))
    seller.told(remittance("N-2", item("A-2", "2760.80", covered("CN-1", "-95.20"))))
    seller.told(remittance("N-3", item("A-3", "8925.00")))
    assert [seller.position(number).open for number in ("A-1", "A-2", "A-3")] == [0, 0, 0]
    advised = [one for one in seller.settlements() if one.state == "advised"]
    assert sum(one.amount for one in advised) == 1407294
    assert not seller.buyer.open_codes()


def test_a_credit_note_to_one_invoice_that_is_set_off_in_another(seller: Seller) -> None:
    seller.bills("A", 10000)
    seller.told(remittance("N-0", item("A", "100.00")))
    seller.bills("C", 3000, credits="A")
    assert seller.position("A").open == -3000
    seller.bills("B", 5000)
    seller.told(remittance("N-1", item("B", "20.00", covered("C", "-30.00"))))
    assert (seller.position("A").open, seller.position("B").open) == (0, 0)
    moved = [one.amount for one in seller.settlements() if one.trace == "N-1"]
    assert sorted(moved) == [-3000, 5000], "together what the bank moves"
    seller.bank.brings(seller.bank.statement(credit(2000, "N-1")))
    assert (seller.position("A").standing, seller.position("B").standing) == ("advised", "paid")
    seller.bank.brings(seller.bank.statement(credit(10000, "N-0")))
    assert seller.position("A").standing == seller.position("B").standing == "paid"


def test_a_credit_note_as_a_line_of_its_own(seller: Seller) -> None:
    seller.bills("A", 10000)
    seller.bills("C", 3000, credits="A")
    seller.bills("B", 5000)
    seller.told(remittance("N-1", item("A", "100.00"), item("B", "50.00"), item("C", "-30.00", kind="CM")))
    assert (seller.position("A").open, seller.position("B").open) == (0, 0)
    assert not seller.buyer.open_codes()


def test_the_same_advice_again_settles_nothing(seller: Seller) -> None:
    seller.bills("A", 10000)
    found = remittance("N-1", item("A", "60.00"))
    assert [seller.told(found), seller.told(found)] == ["done", "done"]
    assert seller.position("A").open == 4000
    assert len(seller.settlements()) == 1


def test_the_same_advice_with_other_amounts_is_refused(seller: Seller) -> None:
    seller.bills("A", 10000)
    seller.told(remittance("N-1", item("A", "60.00")))
    assert seller.told(remittance("N-1", item("A", "61.00"))) == "failed"
    assert seller.buyer.open_codes() == ["remittance-conflict"]
    assert seller.position("A").open == 4000


def test_what_an_advice_names_and_we_do_not_know_is_said(seller: Seller) -> None:
    seller.bills("A", 10000)
    seller.bills("B", 10000, customer="OTHER")
    seller.bills("U", 10000, currency="USD")
    found = remittance("N-1", item("A", "100.00"), item("B", "1.00"), item("NOPE", "1.00"), item("U", "1.00"))
    assert seller.told(found) == "done"
    assert seller.position("A").open == 0
    assert sorted(seller.buyer.open_codes()) == ["remittance-unknown-invoice", "remittance-wrong-currency"]
    assert len(seller.settlements()) == 1


@pytest.mark.parametrize("total", ["99.99", "100.001"])
def test_an_advice_that_does_not_add_up_settles_nothing(seller: Seller, total: str) -> None:
    seller.bills("A", 10000)
    assert seller.told(remittance("N-1", item("A", "100.00"), total=total)) == "failed"
    assert seller.buyer.open_codes() == ["remittance-sums-wrong"]
    assert not seller.settlements()


def test_more_than_is_owed_is_said_and_kept(seller: Seller) -> None:
    seller.bills("A", 10000)
    seller.told(remittance("N-1", item("A", "110.00")))
    assert seller.position("A").open == -1000
    assert seller.buyer.open_codes() == ["receivable-overpaid"]


def test_a_deduction_without_a_credit_note_stays_open(seller: Seller) -> None:
    seller.bills("A", 10000)
    seller.told(remittance("N-1", item("A", "95.00", Adjustment(D("-5.00"), "01"))))
    assert seller.position("A").open == 500
    assert seller.buyer.open_codes() == ["remittance-deduction"]


def test_a_test_advice_settles_nothing(seller: Seller) -> None:
    seller.bills("A", 10000)
    assert seller.told(remittance("N-1", item("A", "100.00")), test=True) == "done"
    assert not seller.settlements()


@pytest.mark.parametrize("first", ["advice", "money"])
def test_money_that_names_the_invoice_but_not_the_trace_is_the_advised_payment(seller: Seller, first: str) -> None:
    seller.bills("ACME-000001", 10000)
    told = remittance("N-1", item("ACME-000001", "100.00"))
    money = seller.bank.statement(credit(10000, text="Invoice ACME-000001, thanks"))
    if first == "advice":
        seller.told(told)
        seller.bank.brings(money)
    else:
        seller.bank.brings(money)
        seller.told(told)
        seller.told(told)
    assert seller.position("ACME-000001") == Position(10000, confirmed=10000)
    assert len(seller.settlements()) == 1


def test_money_is_told_apart_by_structured_documents_and_by_several_numbers(seller: Seller) -> None:
    for number, gross in (("A-1", 10000), ("A-2", 5000), ("B-1", 700), ("B-2", 300)):
        seller.bills(number, gross)
    seller.bills("C-1", 3000, credits="A-1")
    documents = (
        RemittedDocument("CINV", "A-1", DAY, D("100.00")),
        RemittedDocument("CINV", "A-2", DAY, D("50.00")),
        RemittedDocument("CREN", "C-1", DAY, D("30.00")),
    )
    seller.bank.brings(
        seller.bank.statement(credit(12000, "X-1", documents=documents), credit(1000, text="B-1 and b-2"))
    )
    assert {seller.position(number).standing for number in ("A-1", "A-2", "B-1", "B-2")} == {"paid"}
    assert not seller.buyer.open_codes()


@pytest.mark.parametrize("cents", [10001, 15001])
def test_money_that_is_too_much_or_names_nothing_is_left_to_a_person(seller: Seller, cents: int) -> None:
    seller.bills("A-1", 10000)
    seller.bank.brings(seller.bank.statement(credit(cents, text="A-1"), credit(5, text="hello")))
    assert seller.position("A-1").open == 10000
    assert seller.buyer.open_codes() == ["bank-entry-open"] * 2


def test_money_of_another_amount_than_its_advice_is_left_to_a_person(seller: Seller) -> None:
    seller.bills("A-1", 10000)
    seller.told(remittance("N-1", item("A-1", "100.00")))
    seller.bank.brings(seller.bank.statement(credit(9999, "N-1", text="A-1")))
    assert seller.position("A-1").standing == "advised"
    assert seller.buyer.open_codes() == ["bank-entry-open"]


def test_money_that_comes_twice_is_left_to_a_person(seller: Seller) -> None:
    seller.bills("A-1", 10000)
    seller.told(remittance("N-1", item("A-1", "100.00")))
    seller.bank.brings(seller.bank.statement(credit(10000, "N-1")))
    seller.bank.brings(seller.bank.statement(credit(10000, "N-1")))
    assert seller.position("A-1") == Position(10000, confirmed=10000)
    assert seller.buyer.open_codes() == ["bank-entry-open"]


def test_a_person_says_which_invoice_money_is_for(seller: Seller) -> None:
    seller.bills("A-1", 10000)
    seller.bank.brings(seller.bank.statement(credit(4000, text="?"), credit(7000, text="?")))
    with seller.buyer.store.write() as session:
        by_hand.match(session, seller.buyer.tick(), "paula", "1/1", "A-1")
    assert seller.position("A-1") == Position(10000, confirmed=4000)
    with pytest.raises(NotAllowed, match=r"only 60\.00"), seller.buyer.store.write() as session:
        by_hand.match(session, seller.buyer.tick(), "paula", "1/2", "A-1")


def test_every_order_of_three_payments_and_their_advices_ends_the_same(tmp_path: Path) -> None:
    """Money and advices of three invoices in every order of pairs: all paid, nothing counted twice."""
    for n, order in enumerate(permutations(range(4))):
        seller = Seller(tmp_path / str(n))
        seller.bills("A", 10000)
        seller.bills("B", 5000)
        a, b = remittance("N-1", item("A", "100.00")), remittance("N-2", item("B", "50.00"))
        money_a, money_b = credit(10000, "N-1"), credit(5000, text="B")
        acts = (
            lambda s=seller, a=a: s.told(a),
            lambda s=seller, b=b: s.told(b),
            lambda s=seller, m=money_a: s.bank.brings(s.bank.statement(m)),
            lambda s=seller, m=money_b: s.bank.brings(s.bank.statement(m)),
        )
        for one in order:
            acts[one]()
        assert seller.position("A") == Position(10000, confirmed=10000)
        assert seller.position("B") == Position(5000, confirmed=5000)
        assert not seller.buyer.open_codes()
        seller.buyer.store.close()


def test_an_account_of_one_company_only(seller: Seller) -> None:
    assert OUR_IBAN in COMPANY
    seller.bank.iban = "DE02500105170137075030"
    assert seller.bank.brings(seller.bank.statement(credit(1))) == "failed"


def test_a_position_in_words() -> None:
    found = position(100, [("advised", 60), ("confirmed", 30), ("credited", 10)])
    assert (found.open, found.standing) == (0, "advised")
    assert replace(found, advised=0, confirmed=90).standing == "paid"
    assert replace(found, advised=0).standing == "open"


def test_a_split_adds_up() -> None:
    bills = {
        "A": Bill("a", "A", "EUR"),
        "B": Bill("b", "B", "EUR"),
        "C": Bill("c", "C", "EUR", credits="a"),
        "U": Bill("u", "U", "USD"),
    }
    lines = [Line("B", 70, (Deducted(30, "C"),)), Line("A", 100), Line("U", 5), Line("X", 1)]
    found = split(lines, "EUR", bills)
    assert found.parts == {"b": 100, "a": 70}
    assert sum(found.parts.values()) == 170
    assert (found.unknown, found.other_currency) == (("X",), ("U (USD)",))
