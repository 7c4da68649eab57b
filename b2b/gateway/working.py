"""Process B: accepted exchanges become documents, documents meet decisions, one SAVEPOINT each, in order of arrival.

Stock is asked for before the transaction. An ERP that cannot be reached makes the orders of its company wait, all of
them, so that nobody's order overtakes another's.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from sqlalchemy import and_, or_, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from b2b.documents import Acknowledgment, Document, Order, json_form
from b2b.edi.x12.mappings.reading import Leftover
from b2b.errors import B2BError, LogicalError, NotWritable, TechnicalError
from b2b.gateway import reading, reconcile
from b2b.gateway import trade as trades
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.exceptions import open_for, settle
from b2b.gateway.waiting import backoff
from b2b.ports import ErpStock
from b2b.procurement.orders import service as orders
from b2b.store import blobs, cases
from b2b.store.states import Direction, Processing, Severity
from b2b.store.tables import Exchange, Group, Interchange, Transmission

CHUNK = 100
_log = logging.getLogger(__name__)
WAITING_FOR_ERP = "waiting for the ERP's stock"
UNREACHABLE = "erp-unreachable"


@dataclass(frozen=True, slots=True)
class StockReading:
    """What the ERP said it has free, and the instant before it was asked."""

    as_of: dt.datetime
    levels: Sequence[ErpStock] = ()


@dataclass(slots=True)
class Work:
    """An exchange to be worked: its document, or why there is none."""

    exchange: Exchange
    document: Document | None = None
    leftovers: Sequence[Leftover] = field(default_factory=tuple)
    problem: LogicalError | None = None


def work_due(gateway: Gateway) -> int:
    """Work until nothing is due; how many exchanges were worked."""
    count = 0
    while True:
        work = _next_chunk(gateway)
        if not work:
            return count
        stock = _read_stock(gateway, work)
        for one in work:
            if isinstance(stock, StockReading):
                _work(gateway, one, stock)
            elif isinstance(one.document, Order):
                _wait(gateway, one.exchange)
            else:
                _work(gateway, one, StockReading(gateway.clock.now()))
        count += len(work)


def _next_chunk(gateway: Gateway) -> list[Work]:
    """The oldest exchanges of the company whose work is due; those that wait for its ERP come with them, in order."""
    now = gateway.clock.now()
    open_states = col(Exchange.processing).in_([Processing.NEW, Processing.WAITING])
    inbound = and_(col(Exchange.direction) == Direction.IN, open_states)
    due = and_(inbound, or_(col(Exchange.processing) == Processing.NEW, col(Exchange.due_at) <= now))
    with gateway.store.read() as session:
        first = session.exec(select(Exchange).where(due).order_by(col(Exchange.number)).limit(1)).first()
        if first is None:
            return []
        together = or_(due, col(Exchange.reason) == WAITING_FOR_ERP)
        query = select(Exchange).where(inbound, together, col(Exchange.company_id) == first.company_id)
        chunk = session.exec(query.order_by(col(Exchange.number)).limit(CHUNK)).all()
        contents: dict[str, bytes] = {}
        return [_read(gateway, session, exchange, contents) for exchange in chunk]


def _read(gateway: Gateway, session: Session, exchange: Exchange, contents: dict[str, bytes]) -> Work:
    transmission = session.exec(select(Transmission).where(col(Transmission.id) == exchange.transmission_id)).one()
    interchange = session.exec(select(Interchange).where(col(Interchange.id) == exchange.interchange_id)).one()
    group = session.exec(select(Group).where(col(Group.id) == exchange.group_id)).one()
    sha256 = transmission.blob_sha256
    if sha256 not in contents:
        contents[sha256] = blobs.get(session, gateway.store, sha256)
    assert exchange.partner_id is not None
    trade = trades.find(session, exchange.partner_id)
    try:
        document, leftovers = reading.document(contents[sha256], interchange, group, exchange, trade)
    except LogicalError as problem:
        return Work(exchange, problem=problem)
    return Work(exchange, document, leftovers)


def _read_stock(gateway: Gateway, work: Sequence[Work]) -> StockReading | B2BError:
    """What the ERP has free of the items of these orders, or why it cannot say."""
    company_id = work[0].exchange.company_id
    orders_of = [(str(one.exchange.partner_id), one.document) for one in work if isinstance(one.document, Order)]
    assert company_id is not None
    with gateway.store.read() as session:
        asked = frozenset(sku for partner, order in orders_of for sku in orders.skus_needed(session, partner, order))
    as_of = gateway.clock.now()
    if not asked:
        return StockReading(as_of)
    try:
        erp = gateway.erp(company_id)
        if erp is None:
            return StockReading(as_of)
        reading = StockReading(as_of, tuple(erp.stock(sorted(asked))))
    except B2BError as problem:
        about = {"table": "company", "row_id": company_id, "company_id": company_id}
        open_for(gateway, UNREACHABLE, problem, severity=Severity.WARNING, **about)
        return problem
    settle(gateway, UNREACHABLE, company_id, "the ERP answers")
    return reading


def _wait(gateway: Gateway, exchange: Exchange) -> None:
    """Park an order until the ERP can say what is in stock: longer, the longer it has waited."""
    now = gateway.clock.now()
    waited = int((now - exchange.created_at).total_seconds())
    mine = and_(col(Exchange.id) == exchange.id, col(Exchange.processing) == exchange.processing)
    due = now + backoff(max(1, waited.bit_length()))
    values = {"processing": Processing.WAITING, "reason": WAITING_FOR_ERP, "due_at": due}
    with gateway.store.write() as session:
        session.exec(update(Exchange).where(mine).values(**values))


def _work(gateway: Gateway, work: Work, stock: StockReading) -> None:
    """Work one exchange; one that fails is marked so, with an exception, and its business rows are rolled back."""
    with gateway.store.write() as session:
        exchange = session.exec(
            select(Exchange).where(
                col(Exchange.id) == work.exchange.id, col(Exchange.processing) == work.exchange.processing
            )
        ).first()
        if exchange is None:
            return
        exchange.due_at, exchange.reason = None, ""
        if work.document is not None:
            exchange.document = json_form.to_json(work.document)
            exchange.leftovers = [asdict(leftover) for leftover in work.leftovers]
        session.add(exchange)
        session.flush()
        problem = work.problem
        if problem is None:
            try:
                with session.begin_nested():
                    _decide(session, gateway, exchange, work.document, stock)
            except LogicalError as error:
                problem = error
            except TechnicalError:
                return  # the stock has to be read again: it stays due
            except OperationalError:
                raise
            except Exception as error:
                _log.exception("document %s", exchange.number)
                problem = _unexpected(error)
        if problem is not None:
            _fail(session, gateway, exchange, problem)


def _decide(
    session: Session, gateway: Gateway, exchange: Exchange, document: Document | None, stock: StockReading
) -> None:
    now = gateway.clock.now()
    match document:
        case Order():
            orders.take(session, now, exchange, document, stock.levels, stock.as_of, gateway.actor)
        case Acknowledgment():
            reconcile.acknowledge(session, gateway, exchange, document)
            exchange.processing, exchange.done_at = Processing.DONE, now
        case _:
            raise NotWritable(
                f"nothing is done yet with a {exchange.set_id} from this partner",
                where=f"document {exchange.number}",
                next_step=f"look at it: b2b docs show {exchange.number}",
            )
    session.add(exchange)


def _fail(session: Session, gateway: Gateway, exchange: Exchange, problem: LogicalError) -> None:
    exchange.processing, exchange.reason = Processing.FAILED, str(problem)
    session.add(exchange)
    cases.open_case(
        session,
        gateway.clock.now(),
        "document-failed",
        f"{exchange.set_id} {exchange.business_key or exchange.control_number}: {problem}",
        details={"next_step": problem.next_step, "document": exchange.number},
        company_id=exchange.company_id,
        partner_id=exchange.partner_id,
        exchange_id=exchange.id,
    )


def _unexpected(error: Exception) -> LogicalError:
    """An error nobody foresaw, such as a value the database cannot hold, fails one document and not the process."""
    return LogicalError(
        f"it could not be worked ({type(error).__name__}: {str(error).splitlines()[0]})",
        next_step="nothing was booked; correct it with the partner, or report it with the log of b2b run",
    )
