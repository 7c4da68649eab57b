"""Writes what the day left behind into a folder to look at: `index.html` and everything it links to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from html import escape
from pathlib import Path

from sqlmodel import Session, col, select

from b2b.demo.day import Day
from b2b.demo.pages import Cell, Section, page, write
from b2b.demo.timeline import outcome, title
from b2b.edi.x12.explain_html import explain_html
from b2b.store import blobs
from b2b.store.money import from_minor
from b2b.store.states import Direction
from b2b.store.tables import ExceptionCase, Exchange, SalesInvoice, SalesOrder, Transmission

INDEX = "index.html"


def build(day: Day, figures: Sequence[tuple[str, str]]) -> Path:
    """Write the pages into the demo's folder; the path of the index."""
    with day.gateway.store.read() as session:
        sections = [
            Section("In figures", heads=("", ""), rows=[[Cell(name), Cell(text)] for name, text in figures]),
            _orders(day, session),
            _invoices(day, session),
            _messages(day, session),
            _exceptions(session),
            _chapters(day),
        ]
    lead = (
        "Everything the demo did. Northwind buys, Acme sells; Acme's ERP is a simulator, all else is b2b as it ships."
    )
    index = day.folder / INDEX
    write(index, page("A supplier's day with b2b", lead, sections))
    return index


def _orders(day: Day, session: Session) -> Section:
    rows = []
    for order in session.exec(select(SalesOrder).order_by(col(SalesOrder.number))):
        address = f"orders/{order.order_number}.html"
        story = _typed(day, "why", order.order_number)
        write(day.folder / address, _terminal_page(f"b2b why {order.order_number}", story))
        rows.append([Cell(order.order_number), Cell(order.state), Cell(links=[("its whole story", address)])])
    return Section("Orders", "What b2b why says about each.", ("Order", "State", ""), rows)


def _invoices(day: Day, session: Session) -> Section:
    rows = []
    for invoice in session.exec(select(SalesInvoice).order_by(col(SalesInvoice.number))):
        links = []
        hashes = {"pdf": invoice.pdf_sha256, "ubl.xml": invoice.ubl_sha256, "cii.xml": invoice.cii_sha256}
        for ending, sha256 in hashes.items():
            if sha256:
                address = f"invoices/{invoice.number}.{ending}"
                _save(day, session, address, sha256)
                links.append((ending.partition(".")[0].upper(), address))
        minor = (invoice.net, invoice.vat, invoice.gross)
        amounts = [Cell(f"{from_minor(amount, invoice.currency):,}", style="n") for amount in minor]
        rows.append([Cell(invoice.number), *amounts, Cell(invoice.currency), Cell(links=links)])
    sentence = "Each passed the official EN 16931 rules before it left; the CII is also inside the PDF (Factur-X)."
    return Section("Invoices", sentence, ("Invoice", "Net", "VAT", "Gross", "", "Forms"), rows)


def _messages(day: Day, session: Session) -> Section:
    rows = []
    for transmission in session.exec(select(Transmission).order_by(col(Transmission.number))):
        content = blobs.get(session, day.gateway.store, transmission.blob_sha256)
        stem = f"messages/{transmission.number:03d}-{transmission.name.removesuffix('.edi')}"
        write(day.folder / f"{stem}.html", explain_html(content, transmission.name))
        (day.folder / f"{stem}.edi").write_bytes(content)
        query = select(Exchange).where(col(Exchange.transmission_id) == transmission.id).order_by(col(Exchange.number))
        exchanges = session.exec(query).all()
        way = "from the buyer" if transmission.direction == Direction.IN else "to the buyer"
        what = "; ".join(title(exchange) for exchange in exchanges) or "a duplicate"
        came = "; ".join(outcome(exchange) for exchange in exchanges)
        links = [("explained", f"{stem}.html"), ("raw", f"{stem}.edi")]
        rows.append(
            [
                Cell(str(transmission.number), style="n"),
                Cell(way, style="way"),
                Cell(what),
                Cell(came),
                Cell(links=links, style="way"),
            ]
        )
    return Section("X12 messages", "In the order in which they came and went.", ("", "", "What", "Outcome", ""), rows)


def _exceptions(session: Session) -> Section:
    cases = session.exec(select(ExceptionCase).order_by(col(ExceptionCase.number)))
    rows = [
        [Cell(str(case.number), style="n"), Cell(case.code), Cell(case.message), Cell(case.state)] for case in cases
    ]
    return Section("Exceptions", "What a person has to look at: b2b today.", ("", "Code", "What", ""), rows)


def _chapters(day: Day) -> Section:
    rows = []
    for number, chapter in enumerate(day.chapters, start=1):
        rows.append([Cell(f"{number}. {chapter.title}", span=4)])
        for event in chapter.events:
            rows.append(
                [
                    Cell(f"{event.at:%H:%M:%S}", style="n"),
                    Cell(event.way, style="way"),
                    Cell(event.what),
                    Cell(event.outcome),
                ]
            )
    return Section("Timeline", "", ("UTC", "", "What", "Outcome"), rows)


def _save(day: Day, session: Session, address: str, sha256: str) -> None:
    target = day.folder / address
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(blobs.get(session, day.gateway.store, sha256))


def _typed(day: Day, *words: str) -> str:
    """What a clerk reads who types `b2b words...` in this workspace."""
    command = [sys.executable, "-m", "b2b", "--workspace", str(day.workspace), *words]
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100"}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


def _terminal_page(heading: str, text: str) -> str:
    return page(heading, "", []).replace("</html>", f"<pre>{escape(text)}</pre></html>")
