"""What the customer was told of the order lines that an exception is about, and for which order it is put right."""

from __future__ import annotations

from sqlmodel import Session, col, select

from b2b.store.states import LinkKind, Processing
from b2b.store.tables import ExceptionCase, Exchange, Link, SalesOrderLine

_ANSWER = "855"


def told(session: Session, row: ExceptionCase) -> str:
    """A clause such as `document 8 (855) tells the customer that this line is not delivered`; empty where the exception
    is about no line, or about one that is delivered. A waiting order has told nothing.
    """
    positions = [line["position"] for line in row.details.get("lines", ()) if "position" in line]
    if not positions:
        return ""
    if row.table_name == "sales_order":
        return _answered(session, row, positions)
    exchange = session.get(Exchange, row.exchange_id) if row.exchange_id else None
    waits = exchange is not None and exchange.processing == Processing.WAITING
    return "the order waits, and the customer was told nothing yet" if waits else ""


def _answered(session: Session, row: ExceptionCase, positions: list[int]) -> str:
    named = [col(SalesOrderLine.sales_order_id) == row.row_id, col(SalesOrderLine.position).in_(positions)]
    statuses = session.exec(select(SalesOrderLine.status).where(*named)).all()
    if set(statuses) != {"IR"}:
        return ""
    undelivered = "this line is not delivered" if len(statuses) == 1 else "these lines are not delivered"
    answers = select(Exchange).join(Link, col(Link.from_exchange) == col(Exchange.id))
    answers = answers.where(col(Link.to_exchange) == row.exchange_id, col(Link.kind) == LinkKind.ANSWERS)
    answers = answers.where(col(Exchange.document_type) == _ANSWER)
    answer = session.exec(answers.order_by(col(Exchange.number))).first()
    if answer is None:
        return f"{undelivered}, and no document tells the customer so"
    return f"document {answer.number} ({answer.set_id}) tells the customer that {undelivered}"


def in_sentences(told: str, row: ExceptionCase) -> str:
    """The clause as a sentence, and one that says for which order it is put right; empty where the clause is."""
    if not told:
        return ""
    ordered_again = "What is put right now holds for the next order; for this one it has to be ordered again."
    decided_later = "What is put right before it is decided holds for it."
    return f"{told[0].upper()}{told[1:]}. {ordered_again if row.table_name == 'sales_order' else decided_later}"
