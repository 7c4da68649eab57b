"""How each invoice was matched with order and receipt: every run, with all that it looked at."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from b2b.demo.showcase.pages import Cell, Section, page, write
from b2b.demo.wording import money, plain, price
from b2b.store.tables import Match, PurchaseInvoice

FOLDER = "matches"


def section(folder: Path, session: Session) -> Section:
    """One row an invoice, the last match in figures; a page each with all of its runs."""
    rows = []
    bills = session.exec(select(PurchaseInvoice).where(col(PurchaseInvoice.kind) == "380"))
    for bill in bills.all():
        runs = session.exec(
            select(Match).where(col(Match.purchase_invoice_id) == bill.id).order_by(col(Match.run))
        ).all()
        address = f"{FOLDER}/{bill.invoice_number}.html"
        write(folder / address, _page(bill.invoice_number, runs))
        for line in runs[-1].result["lines"]:
            figures = [plain(Decimal(line[name])) for name in ("ordered", "received", "billed", "credited")]
            rows.append(
                [
                    Cell(bill.invoice_number),
                    Cell(f"{line['order']}, {line['sku']}"),
                    *(Cell(figure, style="n") for figure in figures),
                    Cell(f"{price(Decimal(line['price']))}", style="n"),
                    Cell(f"{runs[-1].verdict}, {money(Decimal(runs[-1].result['payable']), bill.currency)}"),
                    Cell(links=[(f"{len(runs)} runs", address)]),
                ]
            )
    heads = ("Invoice", "Order line", "Ordered", "Received", "Billed less credit", "Credited", "Price", "Payable", "")
    sentence = "Order, receipt and invoice of each line. A match is kept with its inputs and comes out the same again."
    return Section("Three-way matches", sentence, heads, rows, short="Matches")


def _page(number: str, runs: Any) -> str:
    return page(f"How {number} was matched", "Run by run, the oldest first.", [_run(run) for run in runs])


def _run(run: Match) -> Section:
    rows = []
    for line in run.result["lines"]:
        figures = [plain(Decimal(line[name])) for name in ("ordered", "received", "billed", "credited")]
        rows.append([Cell(f"{line['order']}, {line['sku']}"), *(Cell(figure, style="n") for figure in figures)])
    for reason in run.result["reasons"]:
        rows.append([Cell(f"blocked: {reason['text']}", style="bad", span=5)])
    for one in run.result["unblocks"]:
        rows.append([Cell("\n".join(filter(None, (f"what would unblock it: {one['what']}", one["command"]))), span=5)])
    payable = money(Decimal(run.result["payable"]), run.inputs["currency"])
    title = f"Run {run.run}, {run.matched_at:%H:%M:%S} UTC: {run.verdict}, {payable} payable"
    heads = ("Order line", "Ordered", "Received", "Billed less credit", "Credited")
    inputs = json.dumps(run.inputs, indent=2, ensure_ascii=False)
    return Section(title, "", heads, rows, text=f"Inputs (rules {run.rules}):\n{inputs}")
