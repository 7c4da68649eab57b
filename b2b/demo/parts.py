"""The parts of the day: from low stock to a paid and anchored invoice. People only ask, approve, ship and credit; what
they do is typed as commands, what Northwind's ERP does is called over SOAP, everything else the gateways do alone.
"""

from __future__ import annotations

from decimal import Decimal as D

from b2b.demo import outcome
from b2b.demo.day import Day, Part, now
from b2b.demo.proving import Proving
from b2b.demo.warehouse import Warehouse

ARRIVED = {"WIDGET-001": D(170), "WIDGET-002": D(58), "BIG-7": D(3)}
SHORT = "WIDGET-002"
FIRST = "WIDGET-001"


def order(day: Day) -> None:
    """Propose what is short; the largest order takes a second person."""
    northwind = day.stage.northwind
    day.types(northwind, "buyer", "stock", "propose")
    machines = day.order("BIG-7")
    refusal = day.is_refused(northwind, "buyer", "orders", "approve", machines)
    day.checks.equal("the buyer's own approval is refused", True, "buyer" in refusal)
    day.types(northwind, "chief", "orders", "approve", machines)


def ordered(day: Day) -> None:
    """Three orders, answered."""
    with day.stage.northwind.books() as session:
        for sku, expected in outcome.ORDERED.items():
            day.checks.equal(f"ordered of {sku}", expected, outcome.ordered(session, sku))
        for sku, expected in outcome.ANSWERED.items():
            day.checks.equal(f"answered to {sku}", expected, outcome.answered(session, sku))
        day.checks.equal("exceptions at Northwind", "none", outcome.open_exceptions(session))


def ship(day: Day) -> None:
    """Everything confirmed leaves."""
    for sku in ARRIVED:
        day.types(day.stage.acme, "", "ship", day.order(sku), "--sscc", outcome.PALLETS[sku])


def shipped(day: Day) -> None:
    """The goods are expected; the invoices wait for them."""
    with day.stage.northwind.books() as session:
        for sku, announced in outcome.ANNOUNCED.items():
            day.checks.equal(f"announced of {sku}", announced, outcome.announced(session, sku))
        day.checks.equal("exceptions at Northwind", "none", outcome.open_exceptions(session))
    with day.stage.acme.books() as session:
        for sku, expected in outcome.INVOICED.items():
            day.checks.equal(f"invoiced of {sku}", expected, outcome.invoiced(session, day.invoice(sku)))


def receive(day: Day) -> None:
    """Northwind's ERP posts what was counted at the dock."""
    northwind = day.stage.northwind
    erp = Warehouse(day.stage.wsdl(), northwind.tokens["erp"], day.stage.folder / "soap")
    try:
        for sku, quantity in ARRIVED.items():
            at = now()
            answer = erp.receive(day.order(sku), quantity)
            differences = "; ".join(one["message"] for one in answer["difference"] or ())
            posted = f"ERP: postGoodsReceipt R-{day.order(sku)}, {quantity} {sku}"
            day.note(northwind, f"{posted}\n{differences}".strip(), at)
    finally:
        erp.close()


def received(day: Day) -> None:
    """Two are missing; the invoice of that order is blocked, the others are matched."""
    with day.stage.northwind.books() as session:
        for sku, expected in outcome.MATCHED.items():
            day.checks.equal(f"invoice for {sku}", expected, outcome.standing(session, day.invoice(sku)))
        day.checks.equal("why it is blocked", "80.00 EUR net", outcome.blocked_by(session, day.invoice(SHORT)))
        expected = "invoice-not-matched, receipt-short"
        day.checks.equal("exceptions at Northwind", expected, outcome.open_exceptions(session))


def bill_again(day: Day) -> None:
    """The first invoice comes again: its very file, and the same invoice as UBL."""
    stage, first = day.stage, day.invoice(FIRST)
    with stage.acme.books() as session:
        content = outcome.file_of_invoice(session, stage.acme.gateway, first)
    at = now()
    stage.drop("810-again.edi", content, stage.to_northwind)
    twin = stage.folder / f"{first}-twin.xml"
    stage.acme.must("invoices", "pdf", first, "--form", "ubl", "--output", twin)
    stage.drop(f"{first}.xml", twin.read_bytes(), stage.to_northwind)
    day.note(stage.acme, f"sends {first} again: the same 810 file, and the invoice as UBL", at)
    stage.until(lambda: not (stage.to_northwind / f"{first}.xml").exists(), "the copies to be read")


def billed_again(day: Day) -> None:
    """No second payable."""
    with day.stage.northwind.books() as session:
        day.checks.equal("suppliers' invoices on file", 3, outcome.count_invoices(session))
        day.checks.equal("copies told apart", 2, outcome.count_copies(session))


def credit(day: Day) -> None:
    """The supplier gives back what did not come."""
    invoice = day.invoice(SHORT)
    day.types(day.stage.acme, "", "invoices", "credit", invoice, "--line", "1=2", "--reason", "two did not arrive")


def credited(day: Day) -> None:
    """The credit note takes the difference away."""
    with day.stage.northwind.books() as session:
        note = outcome.credit_note_to(session, day.invoice(SHORT))
        day.checks.equal("credit note", "80.00 + 15.20 = 95.20 EUR", note)
        expected = "matched, 2,760.80 EUR payable"
        day.checks.equal(f"invoice for {SHORT}", expected, outcome.standing(session, day.invoice(SHORT)))


def pay(day: Day) -> None:
    """One proposes, another approves."""
    northwind = day.stage.northwind
    day.types(northwind, "buyer", "payments", "propose")
    refusal = day.is_refused(northwind, "buyer", "payments", "approve", "1")
    day.checks.equal("the buyer's own approval is refused", True, "buyer" in refusal)
    day.types(northwind, "chief", "payments", "approve", "1")
    day.stage.until(lambda: day.stage.bank.counts()["booked"] == len(ARRIVED), "the bank to book")


def paid(day: Day) -> None:
    """Everybody's books agree."""
    with day.stage.northwind.books() as session:
        day.checks.equal("payment run", "3 payments, 14,072.94 EUR, booked", outcome.payment_run(session))
        day.checks.equal("reconciled with the bank", "3 of 3", outcome.reconciled(session))
        day.checks.equal("back-order still to come", "40", outcome.to_come(session, SHORT))
    with day.stage.acme.books() as session:
        day.checks.equal("Acme's open receivables", "0.00 EUR", outcome.receivables(session))
        day.checks.equal("back-order still to ship", "40", outcome.to_ship(session, SHORT))
    for house, balance in zip(day.stage.houses, ("35,927.06 EUR", "15,072.94 EUR"), strict=True):
        day.checks.equal(f"{house.cast.title}'s account at the bank", balance, outcome.account_of(day.stage, house))


def anchor(day: Day) -> None:
    """Everything exchanged is anchored, by each on its own chain."""
    for house in day.stage.houses:
        day.types(house, "", "contract", "anchor")
    day.proving = Proving(day.stage)
    for house in day.stage.houses:
        count = day.proving.verify_all(house)
        day.note(house, f"{count} documents verified, offline and against the chain")


def anchored(day: Day) -> None:
    """Every document of the day is proven, a changed one is not."""
    assert day.proving is not None
    for house in day.stage.houses:
        with house.books() as session:
            exchanged = outcome.count_exchanged(session)
        day.checks.equal(f"documents of {house.cast.title} proven", exchanged, day.proving.verified(house))
    for part, named in day.proving.spoiled().items():
        day.checks.equal(f"a flipped byte in the {part} is refused as", part, named)


PARTS = (
    Part(
        "Stock is low: three orders",
        "The reorder run asks the ERP for the stock. Two orders are within the limit of 5,000.00 EUR, the third takes "
        "a second person. Acme answers each by itself.",
        order,
        ordered,
    ),
    Part(
        "Acme ships and bills",
        "Ship notices (856) tell what is on its way; the invoices (810) wait for the goods.",
        ship,
        shipped,
    ),
    Part(
        "The goods arrive, two are missing",
        "Northwind's ERP posts the receipts over SOAP. Each invoice is matched with order and receipt.",
        receive,
        received,
    ),
    Part(
        "An invoice comes twice more",
        "Once as the same file, once as UBL. It is one invoice, and paid once.",
        bill_again,
        billed_again,
    ),
    Part("A credit note settles it", "Acme gives back the two that did not arrive.", credit, credited),
    Part(
        "Paying",
        "Who proposes cannot approve. The bank gets a pain.001 and answers with pain.002 and camt.053; Acme is told "
        "by 820.",
        pay,
        paid,
    ),
    Part("Proof", "Each document becomes a leaf under a root on a chain; each has its proof.", anchor, anchored),
)
