"""Whatever comes in whatever order: never more becomes payable than the goods that came are worth, with the tolerances.

VAT is 19 percent of all that is billed honestly; each invoice may be off by a few minor units of rounding.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from decimal import ROUND_HALF_UP
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from b2b.documents import AllowanceCharge, GoodsCondition
from b2b.errors import NotAllowed
from b2b.procurement.matching.decide import decide
from b2b.procurement.matching.inputs import AgreedLine, BilledLine, Credit, Extra, MatchInputs, Tolerances
from b2b.procurement.matching.record import read_inputs, replay, written
from b2b.store.states import MatchVerdict
from b2b.store.tables import Match, PurchaseInvoice, PurchaseOrderLine
from tests.procurement.dock import Dock, billed, credit_note, invoice, make_dock, received

CENT = D("0.01")
VAT = D("0.19")
PRICES = {"WIDGET-001": D("11.80"), "WIDGET-002": D("40.00")}
ORDERED = 20
# What each invoice, each credit note and each billed line may be off by rounding, VAT included.
SLACK = D("0.05")


def worth(received: D, ordered: D, price: D, tolerances: Tolerances) -> D:
    """What may be paid for a line at most, without VAT."""
    if received <= 0:
        return D(0)
    units = min(received, ordered) + ordered * tolerances.quantity_percent / 100
    return units * price * (1 + tolerances.price_percent / 100)


QUANTITIES = st.integers(-5, 30).map(D)
NETS = st.integers(-20_000, 60_000).map(lambda cents: D(cents) / 100)


@st.composite
def billed_lines(draw: st.DrawFn, ids: list[str]) -> tuple[BilledLine, ...]:
    found = []
    for position in range(draw(st.integers(0, 4))):
        id = draw(st.sampled_from([*ids, ""]))
        quantity = draw(QUANTITIES)
        net = draw(NETS | st.just((quantity * 10).quantize(CENT)))
        rate = draw(st.sampled_from([D(19), D(19), D(0)]))
        found.append(BilledLine(position + 1, "x", quantity, "EA", net, "S", rate, id, "" if id else "unknown-line"))
    return tuple(found)


@st.composite
def inputs(draw: st.DrawFn) -> MatchInputs:
    agreed = tuple(
        AgreedLine(
            id=id,
            order="1",
            number=id,
            sku=id,
            unit="EA",
            ordered=D(20),
            ordered_price=D(10),
            price=D(10),
            received=draw(st.integers(0, 25).map(D)),
            taken=draw(st.sampled_from([D(0), D(0), D(3), D(30)])),
            vat_rate=draw(st.sampled_from([D(19), None])),
        )
        for id in ("A", "B")
    )
    lines = draw(billed_lines(["A", "B"]))
    extras = tuple(
        Extra(draw(st.booleans()), draw(st.integers(0, 5000).map(lambda c: D(c) / 100)), "freight", D(19))
        for _ in range(draw(st.integers(0, 1)))
    )
    credits = []
    for n in range(draw(st.integers(0, 2))):
        given = draw(billed_lines(["A", "B"]))
        net = max(D(0), draw(NETS)) if draw(st.booleans()) else sum((line.net for line in given), D(0))
        if net >= 0:
            vat = (net * VAT).quantize(CENT) if draw(st.booleans()) else D(0)
            credits.append(Credit(str(n), net, vat, net + vat, given))
    net = sum((line.net for line in lines), D(0)) + sum((e.amount if e.is_charge else -e.amount for e in extras), D(0))
    vat = (net * VAT).quantize(CENT, ROUND_HALF_UP)
    return MatchInputs(
        number=1,
        invoice="1",
        currency="EUR",
        places=2,
        net=net,
        vat=vat,
        gross=net + vat,
        due=net + vat,
        lines=lines,
        agreed=tuple(line for line in agreed if any(one.line_id == line.id for one in lines)),
        extras=extras,
        credits=tuple(credits),
        tolerances=draw(st.sampled_from([Tolerances(), Tolerances(D(2), D(10), D(5))])),
    )


@given(inputs())
@settings(max_examples=400, deadline=None)
def test_one_match_never_pays_beyond_its_share(found: MatchInputs) -> None:
    result = decide(found)
    assert decide(read_inputs(written(found))) == result
    assert 0 <= result.payable <= max(D(0), found.gross)
    if result.verdict is MatchVerdict.BLOCKED:
        assert (result.payable, dict(result.claims)) == (0, {})
        assert result.reasons
        return
    lines = {line.id: line for line in found.agreed}
    tolerances = found.tolerances
    for id, units in result.claims.items():
        line = lines[id]
        entitled = min(line.received, line.ordered) + line.ordered * tolerances.quantity_percent / 100
        assert 0 < units <= entitled - line.taken
    net = sum((units * 10 * (1 + tolerances.price_percent / 100) for units in result.claims.values()), D(0))
    most = (net + tolerances.amount) * (1 + VAT)
    assert result.payable <= most + SLACK * (1 + len(found.lines) + len(found.credits))


ORDERS = ("PO-1", "PO-2")
LINES = {("PO-1", "1"): "WIDGET-001", ("PO-1", "2"): "WIDGET-002", ("PO-2", "1"): "WIDGET-001"}


class Buying(RuleBasedStateMachine):
    """Receipts, corrections, invoices, credit notes and rejections, in any order."""

    invoices: Bundle[str] = Bundle("invoices")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.dock: Dock = make_dock(self.folder)
        self.count = 0
        self.slack = D(0)

    def teardown(self) -> None:
        self.dock.buyer.store.close()
        shutil.rmtree(self.folder)

    @initialize(tolerant=st.booleans())
    def orders(self, tolerant: bool) -> None:
        self.tolerances = Tolerances(D(2), D(10), D(5)) if tolerant else Tolerances()

        def change(partner: dict[str, Any]) -> None:
            partner["purchase"] |= {
                "price_tolerance_percent": str(self.tolerances.price_percent),
                "quantity_tolerance_percent": str(self.tolerances.quantity_percent),
                "amount_tolerance": str(self.tolerances.amount),
            }

        self.dock.buyer.apply_partner(change)
        self.dock.gives("PO-1", ("WIDGET-001", ORDERED, "11.80"), ("WIDGET-002", ORDERED, "40.00"))
        self.dock.gives("PO-2", ("WIDGET-001", ORDERED, "11.80"))
        self.anna = self.dock.approver()

    @rule(
        line=st.sampled_from(sorted(LINES)),
        quantity=st.sampled_from([20, 10, 5, 25, 1, -1, -5]),
        condition=st.sampled_from([GoodsCondition.GOOD, GoodsCondition.GOOD, GoodsCondition.DAMAGED]),
    )
    def receive(self, line: tuple[str, str], quantity: int, condition: GoodsCondition) -> None:
        try:
            self.dock.receives(line[0], received(line[1], quantity, condition=condition))
        except NotAllowed:
            assert quantity < 0

    @rule(
        target=invoices,
        order=st.sampled_from(ORDERS),
        quantities=st.tuples(st.sampled_from([20, 10, 5, 1, 30, -2]), st.sampled_from([0, 20, 5])),
        over=st.sampled_from([D(1), D(1), D("1.02"), D("1.5"), D("0.5")]),
        freight=st.sampled_from([D(0), D(0), D("4.90"), D(30)]),
    )
    def bill(self, order: str, quantities: tuple[int, int], over: D, freight: D) -> Any:
        self.count += 1
        lines = [
            billed(line, units, str((PRICES[LINES[order, line]] * over).quantize(CENT)))
            for line, units in zip(("1", "2"), quantities, strict=True)
            if units and (order, line) in LINES
        ]
        extras = [AllowanceCharge(True, freight, "freight", vat_rate=D(19))] if freight else []
        found = invoice(f"I-{self.count}", order, *lines, extras=extras)
        if found.gross_total < 0:
            return multiple()
        self.slack += self.tolerances.amount * (1 + VAT) + SLACK * 4
        self.dock.bills(found)
        return found.number

    @rule(
        named=invoices,
        units=st.sampled_from([1, 2, 5, 20]),
        price=st.sampled_from(["11.80", "40.00", "0.01", "7.00"]),
        line=st.sampled_from(["1", "2", ""]),
        with_vat=st.booleans(),
    )
    def credit(self, named: str, units: int, price: str, line: str, with_vat: bool) -> None:
        self.count += 1
        note = credit_note(f"C-{self.count}", named, self.dock.bill(named).order_number, billed(line, units, price))
        if not with_vat:
            group = replace(note.vat[0], rate=D(0), tax=D(0), category="Z")
            bare = tuple(replace(one, vat_rate=D(0), vat_category="Z") for one in note.lines)
            note = replace(note, vat=(group,), lines=bare, vat_total=D(0), gross_total=note.net_total)
            note = replace(note, payable=note.gross_total)
        self.slack += SLACK * 2
        self.dock.bills(note)

    @rule(named=invoices)
    def reject(self, named: str) -> None:
        if self.dock.bill(named).state != "rejected":
            self.dock.rejects(self.anna, named)

    @invariant()
    def no_more_is_payable_than_came(self) -> None:
        if not hasattr(self, "anna"):
            return
        rows = self.dock.buyer.rows(PurchaseOrderLine)
        most = sum((worth(row.received, row.ordered, row.price, self.tolerances) for row in rows), D(0)) * (1 + VAT)
        payable = sum(row.payable for row in self.dock.buyer.rows(PurchaseInvoice) if row.kind == "380")
        assert D(payable) / 100 <= most + self.slack
        assert all(row.received >= 0 for row in rows)
        self.claims_are_counted(rows)

    def claims_are_counted(self, rows: list[PurchaseOrderLine]) -> None:
        last: dict[str, Match] = {}
        for match in sorted(self.dock.buyer.rows(Match), key=lambda match: match.run):
            last[match.purchase_invoice_id] = match
        counted: dict[str, D] = {}
        for bill in self.dock.buyer.rows(PurchaseInvoice):
            if bill.kind == "380" and bill.state in ("matched", "settled"):
                for id, units in last[bill.id].result["claims"].items():
                    counted[id] = counted.get(id, D(0)) + D(units)
        assert {row.id: row.invoiced for row in rows if row.invoiced} == counted
        assert all(replay(match) == match.result for match in last.values())


class TestBuying(Buying.TestCase):
    settings = settings(max_examples=8, stateful_step_count=14, deadline=None)


@pytest.mark.slow
class TestMuchBuying(Buying.TestCase):
    settings = settings(max_examples=100, stateful_step_count=14, deadline=None)
