"""What came and what went: files (transmissions) and the documents (exchanges) in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.views.naming import Names, names
from b2b.store.states import AcknowledgmentState, Delivery, Direction, Processing, Verdict
from b2b.store.tables import Exchange, Interchange, Transmission

_WORST_FIRST = (Verdict.REJECTED, Verdict.UNSUPPORTED, Verdict.ACCEPTED_WITH_ERRORS, Verdict.ACCEPTED)


def files(session: Session, direction: Direction, *, partner_id: str | None, limit: int) -> list[dict[str, Any]]:
    """The newest `limit` files of one direction, newest first, their documents counted by set."""
    query = select(Transmission).where(col(Transmission.direction) == direction)
    if partner_id is not None:
        query = query.where(col(Transmission.partner_id) == partner_id)
    return described(session, session.exec(query.order_by(col(Transmission.number).desc()).limit(limit)).all())


def described(session: Session, rows: Sequence[Transmission]) -> list[dict[str, Any]]:
    """These files, each with what it holds and how far it is."""
    ids = [row.id for row in rows]
    interchanges, exchanges = defaultdict(list), defaultdict(list)
    for interchange in session.exec(select(Interchange).where(col(Interchange.transmission_id).in_(ids))):
        interchanges[interchange.transmission_id].append(interchange)
    for exchange in session.exec(select(Exchange).where(col(Exchange.transmission_id).in_(ids))):
        exchanges[exchange.transmission_id].append(exchange)
    called = names(session)
    return [_file(row, interchanges[row.id], exchanges[row.id], called) for row in rows]


def _file(
    row: Transmission, interchanges: Sequence[Interchange], exchanges: Sequence[Exchange], called: Names
) -> dict[str, Any]:
    return {
        "number": row.number,
        "direction": row.direction,
        "file": row.name,
        "partner": called.partner(row.partner_id),
        "channel": called.channel(row.channel_id),
        "size": row.size,
        "sha256": row.blob_sha256,
        "at": row.created_at,
        "interchanges": [interchange.control_number for interchange in interchanges],
        "duplicate": any(interchange.duplicate_of for interchange in interchanges),
        "documents": dict(sorted(Counter(exchange.set_id for exchange in exchanges).items())),
        "document_numbers": sorted(exchange.number for exchange in exchanges),
        "verdict": worst([*(item.verdict for item in interchanges), *(item.verdict for item in exchanges)]),
        "guide_lines": _guide_lines(exchanges),
        "acknowledgment": _acknowledged(exchanges),
        "state": row.delivery,
        "attempts": row.attempts,
        "delivered_at": row.delivered_at,
        "error": row.error,
        "next": _file_next(row, exchanges),
    }


def _guide_lines(exchanges: Sequence[Exchange]) -> list[str]:
    """The lines of the partner's guide that documents break, each once."""
    found = (finding.get("guide") for exchange in exchanges for finding in exchange.findings)
    return list(dict.fromkeys(line for line in found if line))


def worst(verdicts: Iterable[str | None]) -> str | None:
    """The worst of several verdicts, None where there is none."""
    found = set(verdicts)
    return next((verdict.value for verdict in _WORST_FIRST if verdict in found), None)


_LEAST_WELCOME_FIRST = (
    AcknowledgmentState.REJECTED,
    AcknowledgmentState.OVERDUE,
    AcknowledgmentState.AWAITED,
    AcknowledgmentState.ACCEPTED,
)


def _acknowledged(exchanges: Sequence[Exchange]) -> str:
    found = {exchange.acknowledgment for exchange in exchanges}
    return next((state.value for state in _LEAST_WELCOME_FIRST if state in found), "not-expected")


def holds(row: Mapping[str, Any]) -> str:
    """The sets of a file in short: `850` or `850 x12, 997`."""
    return ", ".join(f"{set_id} x{count}" if count > 1 else set_id for set_id, count in row["documents"].items())


def verdict(row: Mapping[str, Any]) -> str:
    """The verdict of a file, with the guide's line that it breaks; one that came before says so, one that is not looked
    at yet too.
    """
    said = row["verdict"] or ("not looked at yet" if row["state"] == Delivery.RECEIVED else "nothing in it")
    lines = row["guide_lines"]
    guide = f", {lines[0]}{f' and {len(lines) - 1} more' if len(lines) > 1 else ''}" if lines else ""
    return f"{said}{guide} (came before)" if row["duplicate"] else f"{said}{guide}"


def standing(row: Mapping[str, Any]) -> str:
    """How far a document is; its verdict where it is not simply accepted."""
    plain = row["verdict"] in (None, Verdict.ACCEPTED)
    return str(row["processing"]) if plain else f"{row['verdict']}, {row['processing']}"


def _file_next(row: Transmission, exchanges: Sequence[Exchange]) -> str:
    if row.delivery in (Delivery.RECEIVED, Delivery.PENDING):
        return "b2b run --once"
    if row.delivery in (Delivery.FAILED, Delivery.UNKNOWN):
        return "b2b exceptions list"
    return next((action for exchange in exchanges if (action := document_next(exchange))), "")


def documents(
    session: Session,
    *,
    direction: Direction | None = None,
    partner_id: str | None = None,
    set_id: str = "",
    key: str = "",
    limit: int,
) -> list[dict[str, Any]]:
    """The newest `limit` documents, newest first."""
    query = select(Exchange)
    if direction is not None:
        query = query.where(col(Exchange.direction) == direction)
    if partner_id is not None:
        query = query.where(col(Exchange.partner_id) == partner_id)
    if set_id:
        query = query.where(col(Exchange.set_id) == set_id)
    if key:
        query = query.where(col(Exchange.business_key) == key)
    called = names(session)
    return [document(row, called) for row in session.exec(query.order_by(col(Exchange.number).desc()).limit(limit))]


def document(row: Exchange, called: Names) -> dict[str, Any]:
    """One document, without its contents."""
    return {
        "number": row.number,
        "direction": row.direction,
        "set": row.set_id,
        "type": row.document_type,
        "partner": called.partner(row.partner_id),
        "company": called.company(row.company_id),
        "control_number": row.control_number,
        "key": row.business_key,
        "at": row.created_at,
        "test": row.test,
        "verdict": row.verdict,
        "processing": row.processing,
        "acknowledgment": row.acknowledgment,
        "answer": row.answer,
        "reason": row.reason,
        "next": document_next(row),
    }


def document_next(row: Exchange) -> str:
    """What to type next about a document, empty where nothing is to be done."""
    if row.processing in (Processing.FAILED, Processing.QUARANTINED) or row.verdict == Verdict.REJECTED:
        return f"b2b why doc:{row.number}"
    if row.acknowledgment in (AcknowledgmentState.REJECTED, AcknowledgmentState.OVERDUE):
        return f"b2b why doc:{row.number}"
    if row.processing == Processing.NEW:
        return "b2b run --once"
    return ""
