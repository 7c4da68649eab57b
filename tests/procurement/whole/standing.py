"""What stands at a moment: who may be picked for the next thing to happen, and how letters are carried."""

from __future__ import annotations

import tempfile
from decimal import Decimal as D
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition

from b2b.documents import GoodsCondition, Invoice
from b2b.store.tables import PurchaseOrder, PurchaseOrderLine, SalesInvoice, SalesOrder
from tests.procurement.whole.house import Letter, of
from tests.procurement.whole.laws import Books, Tolerance
from tests.procurement.whole.market import PEOPLE, Market

SKUS = ("WIDGET-001", "WIDGET-002", "BIG-7")
TOLERANCES = (Tolerance(), Tolerance(D(2), D(10), D("0.05")))
RESOLVED = (
    "payment-rejected",
    "payment-returned",
    "payment-status-contradicts",
    "paid-beyond-receipt",
    "order-answer-differs",
)
PICKS = st.integers(0, 999)
WHO = st.sampled_from(sorted(PEOPLE))


def has(what: str) -> Any:
    """Only where there is something of the kind."""
    return precondition(lambda self: bool(getattr(self, what)()))


class Standing(RuleBasedStateMachine):
    """A market, the buyer's books as they were last looked at, and all that a rule may pick from."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        self.market: Market
        self.whole = False

    def _trade(self, skus: tuple[str, str]) -> None:
        self.market.asks({skus[0]: (D(20), None), skus[1]: (D(10), None)})
        self._mail_comes()
        self.market.ships(self.market.seller.rows(SalesOrder)[-1], None)
        self.market.issues(self.market.seller.rows(SalesInvoice)[-1])
        self._mail_comes()
        order = self.market.buyer.rows(PurchaseOrder)[-1].order_number
        for position, units in (("1", 20), ("2", 10)):
            self.market.receives(order, position, D(units), GoodsCondition.GOOD)

    def _pay(self, far: int) -> None:
        """A run is proposed, approved, handed over: as far as that."""
        if far and self.market.proposes("paula") is None:
            self.look()
            run = of(self.proposed(), 0)
            if far > 1 and run is not None and self.market.approves(run, "boris") is None and far > 2:
                self.look()
                self.market.hands_over(of(self.approved(), 0))

    def look(self) -> None:
        self.books = Books(self.market.buyer)

    def _comes(self, letter: Letter) -> None:
        exchange, refusal = self.market.delivers(letter)
        if exchange.processing == "waiting" and refusal is None:
            self.market.letters.append(letter)
        else:
            self.market.old.append(letter)

    def _mail_comes(self) -> None:
        for _ in range(len(self.market.letters) * 4):
            if not self.market.letters:
                break
            self._comes(self.market.letters.pop(0))

    def given(self) -> list[PurchaseOrder]:
        return [row for row in self.books.orders.values() if row.state in ("open", "closed", "cancelled")]

    def open_orders(self) -> list[PurchaseOrder]:
        return [row for row in self.books.orders.values() if row.state == "open"]

    def waiting_orders(self) -> list[PurchaseOrder]:
        return [row for row in self.books.orders.values() if row.state == "awaiting-approval"]

    def lines_of(self, order: PurchaseOrder) -> list[PurchaseOrderLine]:
        mine = [row for row in self.books.lines.values() if row.purchase_order_id == order.id]
        return sorted(mine, key=lambda row: row.position)

    def post(self) -> list[Letter]:
        return self.market.letters

    def came(self) -> list[Letter]:
        return self.market.old

    def came_invoices(self) -> list[Letter]:
        return [one for one in self.market.old if isinstance(one.document, Invoice)]

    def to_ship(self) -> list[SalesOrder]:
        return [row for row in self.market.seller.rows(SalesOrder) if row.state == "open"]

    def drafts(self) -> list[SalesInvoice]:
        return [row for row in self.market.seller.rows(SalesInvoice) if row.state == "draft"]

    def issued(self) -> list[SalesInvoice]:
        return [row for row in self.market.seller.rows(SalesInvoice) if row.state == "issued" and row.kind == "380"]

    def bills(self) -> list[Any]:
        return list(self.books.bills.values())

    def payable(self) -> list[Any]:
        return [row for row in self.books.bills.values() if row.state == "matched"]

    def runs(self, *states: str) -> list[Any]:
        return [row for row in self.books.runs.values() if row.state in states]

    def proposed(self) -> list[Any]:
        return self.runs("proposed")

    def approved(self) -> list[Any]:
        return self.runs("approved")

    def files(self) -> list[str]:
        return list(self.market.bank.files)

    def orders_at_bank(self) -> list[Any]:
        return list(self.market.bank.orders.values())

    def moves(self) -> list[Any]:
        return self.market.bank.waiting()

    def moved(self) -> list[Any]:
        return [one for one in self.orders_at_bank() if one.moved > one.back]

    def receipts(self) -> list[Any]:
        return self.market.receipts

    def unclear(self) -> list[Any]:
        return [one for one in self.books.entries if one.state == "open"]

    def cases(self) -> list[Any]:
        return [one for one in self.books.cases if one.code in RESOLVED]
