"""What a day has left in everybody's books: both databases, both ERPs, the bank. Two days that went differently and ended
alike have the same books.

Left out is what may differ without anybody's business being different: instants, short numbers, the cut of interchanges
and their acknowledgments, what came again, how often something was tried.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from typing import Any

from tests.e2e.database import Execute, connected
from tests.e2e.market import Market

Books = dict[str, Any]

_ROWS = {
    "orders of ours": """
        SELECT order_number, state, currency, net, source, requested_by, approval, approved_by FROM purchase_order""",
    "their lines": """
        SELECT o.order_number, l.line_number, l.sku, l.ordered, l.price, l.agreed_price, l.confirmed, l.back_ordered,
               l.rejected, l.cancelled, l.announced, l.received, l.invoiced, l.status
        FROM purchase_order_line l JOIN purchase_order o ON o.id = l.purchase_order_id""",
    "expected": """
        SELECT r.despatch_number, r.state, o.order_number, l.quantity, l.unit, l.sscc, l.lot, l.received
        FROM expected_line l JOIN expected_receipt r ON r.id = l.expected_receipt_id
        JOIN purchase_order_line p ON p.id = l.purchase_order_line_id JOIN purchase_order o ON o.id = p.purchase_order_id
    """,
    "received": """
        SELECT r.receipt_number, o.order_number, r.posted_by, l.quantity, l.unit, l.condition
        FROM receipt_line l JOIN receipt r ON r.id = l.receipt_id JOIN purchase_order o ON o.id = r.purchase_order_id
    """,
    "invoices to us": """
        SELECT i.invoice_number, i.kind, i.currency, i.net, i.vat, i.gross, i.payable, i.state, i.order_number,
               i.preceding_invoice, REPLACE(i.format, 'edifact', 'x12'), (SELECT m.verdict FROM match m WHERE m.purchase_invoice_id = i.id
               ORDER BY m.run DESC LIMIT 1), c.invoice_number
        FROM purchase_invoice i LEFT JOIN purchase_invoice c ON c.id = i.credited_invoice_id""",
    "payment runs": """
        SELECT message_id, currency, count, control_sum, state, proposed_by, approved_by FROM payment_run""",
    "payments": """
        SELECT p.end_to_end_id, p.amount, p.currency, p.iban, p.state, i.invoice_number, t.amount, t.active
        FROM payment p JOIN payment_item t ON t.payment_id = p.id
        JOIN purchase_invoice i ON i.id = t.purchase_invoice_id""",
    "statements": """
        SELECT s.statement_id, s.iban, s.opening, s.closing, e.position, e.amount, e.end_to_end_id, e.state,
               p.end_to_end_id
        FROM statement_entry e JOIN statement s ON s.id = e.statement_id LEFT JOIN payment p ON p.id = e.payment_id""",
    "settlements": """
        SELECT i.number, s.trace, s.amount, s.currency, s.state
        FROM settlement s JOIN sales_invoice i ON i.id = s.sales_invoice_id""",
    "customers' orders": """
        SELECT o.order_number, o.state, l.line_number, l.sku, l.ordered, l.price, l.confirmed, l.back_ordered, l.rejected,
               l.shipped, l.invoiced, l.status
        FROM sales_order_line l JOIN sales_order o ON o.id = l.sales_order_id""",
    "shipments": """
        SELECT o.order_number, s.state, s.exchange_id IS NOT NULL, l.quantity
        FROM shipment_line l JOIN shipment s ON s.id = l.shipment_id JOIN sales_order o ON o.id = s.sales_order_id""",
    "invoices of ours": """
        SELECT i.number, i.kind, i.state, i.net, i.vat, i.gross, o.order_number, c.number
        FROM sales_invoice i JOIN sales_order o ON o.id = i.sales_order_id
        LEFT JOIN sales_invoice c ON c.id = i.credited_invoice_id""",
    "exceptions": "SELECT code, message FROM exception WHERE state = 'open'",
    "tasks": "SELECT kind, state FROM task",
    "documents": """
        SELECT direction, document_type, business_key, processing, verdict, acknowledgment, answer FROM exchange e
        WHERE document_type <> '997'
        AND NOT EXISTS (SELECT 1 FROM link l WHERE l.from_exchange = e.id AND l.kind = 'duplicate-of')""",
}
_BANK = {
    "accounts": "SELECT iban, cents, sequence FROM customer",
    "files": "SELECT iban, message_id, status FROM file",
    "transfers": "SELECT cents, booked FROM payment",
    "handed out": "SELECT iban, name, published FROM outgoing",
}


def books(market: Market) -> Books:
    """Everybody's books, each table as its rows in one order."""
    found: Books = {}
    for house in market.houses:
        state = house.erp.state()
        with connected(house.workspace) as execute:
            found[house.name] = _tables(execute, _ROWS)
        found[f"{house.name}'s ERP"] = {
            "bookings": sorted((row["kind"], row["customer"], row["document"]) for row in state["bookings"]),
            "stock": {row["sku"]: row["on_hand"] for row in state["stock"]},
        }
    with closing(sqlite3.connect(f"file:{market.folder / 'bank.db'}?mode=ro", uri=True)) as bank:
        found["bank"] = _tables(lambda query: bank.execute(query).fetchall(), _BANK)
    return found


def differences(one: Books, other: Books) -> list[str]:
    """Where two books are not the same, row by row."""
    found = []
    for house in one:
        for table, rows in one[house].items():
            here, there = (Counter(map(repr, each)) for each in (rows, other[house][table]))
            if isinstance(rows, dict):
                here, there = (Counter(map(repr, each.items())) for each in (rows, other[house][table]))
            found += [f"{house}, {table}: only here {row}" for row in (here - there).elements()]
            found += [f"{house}, {table}: only there {row}" for row in (there - here).elements()]
    return found


def _tables(execute: Execute, queries: dict[str, str]) -> dict[str, Any]:
    return {name: sorted(execute(query), key=repr) for name, query in queries.items()}
