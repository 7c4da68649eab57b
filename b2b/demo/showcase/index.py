"""The page that leads to everything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session, col, select

from b2b.demo.day import Day
from b2b.demo.house import House
from b2b.demo.proving import VERIFIER
from b2b.demo.showcase import matches, story
from b2b.demo.showcase.messages import Messages
from b2b.demo.showcase.pages import Cell, Section, page, write
from b2b.store import blobs
from b2b.store.money import from_minor
from b2b.store.tables import AnchorBatch, ExceptionCase, PurchaseOrder, SalesInvoice

INDEX = "index.html"
REPORTS = ("spend", "orders", "acks", "touchless")
_LEAD = (
    "Everything the demo did. Northwind buys, Acme sells; each has its own workspace, database, daemon and ERP. The "
    "ERPs and the bank are simulators, all else is b2b as it ships. What a person typed is brown."
)


def build(day: Day, figures: Sequence[tuple[str, str]]) -> Path:
    """Write the pages into the demo's folder; the path of the index."""
    folder = day.stage.folder
    messages = Messages(folder)
    messages.collect(day.stage.houses)
    northwind, acme = day.stage.houses
    with northwind.books() as bought, acme.books() as sold:
        sections = [
            Section(
                "In figures",
                "",
                ("", ""),
                [[Cell(name, style="way"), Cell(text)] for name, text in figures],
                short="Figures",
            ),
            *story.sections(day, messages),
            _orders(day, bought),
            _invoices(acme, sold, folder),
            matches.section(folder, bought),
            _messages(messages),
            _calls(folder),
            _how_to_check(day),
            *(_proofs(day, house) for house in day.stage.houses),
            _exceptions(day),
            _reports(day),
        ]
    write(folder / INDEX, page("From low stock to paid and anchored, with b2b on both sides", _LEAD, sections))
    return folder / INDEX


def _orders(day: Day, session: Session) -> Section:
    rows = []
    for order in session.exec(select(PurchaseOrder).order_by(col(PurchaseOrder.number))):
        links = []
        for house in day.stage.houses:
            address = f"orders/{order.order_number}-{house.name}.html"
            _typed(day.stage.folder / address, house, "why", order.order_number)
            links.append((f"{house.cast.title}'s story", address))
        rows.append([Cell(order.order_number), Cell(order.state), Cell(links=links)])
    sentence = "What b2b why tells each side about an order: every step, each decision with its reason."
    return Section("Orders", sentence, ("Order", "State at Northwind", "Whole story"), rows, short="Orders")


def _invoices(acme: House, session: Session, folder: Path) -> Section:
    rows = []
    for invoice in session.exec(select(SalesInvoice).order_by(col(SalesInvoice.number))):
        links = []
        hashes = {"pdf": invoice.pdf_sha256, "ubl.xml": invoice.ubl_sha256, "cii.xml": invoice.cii_sha256}
        for ending, sha256 in hashes.items():
            if sha256:
                address = f"invoices/{invoice.number}.{ending}"
                (folder / address).parent.mkdir(exist_ok=True)
                (folder / address).write_bytes(blobs.get(session, acme.gateway.store, sha256))
                links.append((ending.partition(".")[0].upper(), address))
        minor = (invoice.net, invoice.vat, invoice.gross)
        amounts = [Cell(f"{from_minor(amount, invoice.currency):,}", style="n") for amount in minor]
        kind = "credit note" if invoice.kind == "381" else "invoice"
        rows.append([Cell(invoice.number), Cell(kind), *amounts, Cell(invoice.currency), Cell(links=links)])
    sentence = "Each passed the official EN 16931 rules before it left; the CII is also inside the PDF (Factur-X)."
    return Section(
        "Invoices", sentence, ("Number", "Kind", "Net", "VAT", "Gross", "Currency", "Forms"), rows, short="Invoices"
    )


def _messages(messages: Messages) -> Section:
    rows = [
        [
            Cell(str(number), style="n"),
            Cell(one.sender, style="way"),
            Cell("\n".join(one.contents) or "a copy"),
            Cell(links=one.links, style="way"),
        ]
        for number, one in enumerate(messages.found.values(), start=1)
    ]
    sentence = "X12 and acknowledgments between the two, pain.001, pain.002 and camt.053 with the bank, in their order."
    return Section("All files", sentence, ("", "From", "What", ""), rows, short="Files")


def _calls(folder: Path) -> Section:
    rows = []
    for request in sorted((folder / "soap").glob("*-request.xml")):
        name = request.name.removesuffix("-request.xml")
        links = [("request", f"soap/{request.name}"), ("response", f"soap/{name}-response.xml")]
        rows.append([Cell(f"postGoodsReceipt, {name}"), Cell(links=links)])
    sentence = "What Northwind's ERP called at the SOAP service of its gateway; the token is taken out."
    return Section("SOAP calls", sentence, ("Call", ""), rows, short="SOAP")


def _how_to_check(day: Day) -> Section:
    assert day.proving is not None
    first = day.proving.proven[day.stage.northwind.name][0]
    both = " ".join(str(path.relative_to(day.stage.folder)) for path in (first.proof, first.document))
    text = (
        "In this folder, without b2b, with Python alone:\n"
        f"  python3 proofs/{VERIFIER} {both}\n"
        "Against the chain:\n"
        f"  b2b -w northwind contract verify {both}"
    )
    sentence = (
        "Each document is a salted leaf of a Merkle tree whose root stands on a chain. Change a byte of document, "
        "salt, path or root, and the check names it."
    )
    return Section("How to check a proof", sentence, text=text, short="Proofs")


def _proofs(day: Day, house: House) -> Section:
    assert day.proving is not None
    rows = []
    for one in day.proving.proven[house.name]:
        paths = (("document", one.document), ("proof", one.proof))
        links = [(kind, f"proofs/{house.name}/{path.name}") for kind, path in paths]
        rows.append([Cell(f"doc {one.number}", style="way"), Cell(one.what), Cell(links=links, style="way")])
    with house.books() as session:
        for batch in session.exec(select(AnchorBatch)):
            told = f"{batch.size} documents under the root {batch.root}, block {(batch.receipt or {}).get('block')}"
            rows.append([Cell("all", style="way"), Cell(told), Cell(links=[("chain", f"{house.name}/chain.jsonl")])])
    return Section(f"Proofs of {house.cast.title}", "", ("Document", "What", "Files"), rows)


def _exceptions(day: Day) -> Section:
    rows = []
    for house in day.stage.houses:
        with house.books() as session:
            for case in session.exec(select(ExceptionCase).order_by(col(ExceptionCase.number))):
                style = "" if case.resolved_at else "bad"
                end = f"closed: {case.resolution}" if case.resolved_at else "open"
                rows.append([Cell(house.cast.title), Cell(case.code, style=style), Cell(case.message), Cell(end)])
    heads = ("At", "Code", "What", "")
    return Section("Exceptions", "What a person has to look at: b2b today.", heads, rows, short="Exceptions")


def _reports(day: Day) -> Section:
    rows = []
    for house in day.stage.houses:
        links = []
        for name in REPORTS:
            address = f"reports/{house.name}-{name}.html"
            _typed(day.stage.folder / address, house, "report", name)
            links.append((name, address))
        rows.append([Cell(house.cast.title), Cell(links=links)])
    return Section("Reports", "How it has gone, by each company's own books.", ("Of", ""), rows, short="Reports")


def _typed(file: Path, house: House, *words: str) -> None:
    """A page with what a clerk reads who types the command."""
    text = house.must(*words).said
    write(file, page(f"b2b {' '.join(words)}", house.cast.title, [Section("", text=text)]))
