"""Process B: accepted exchanges become documents, documents meet decisions, one SAVEPOINT each, in order of arrival.

Stock is asked for before the transaction. An ERP that cannot be reached makes the orders of its company wait, all of
them, so that nobody's order overtakes another's.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from b2b.documents import (
    Acknowledgment,
    ApplicationAdvice,
    BankStatement,
    CreditDebit,
    Document,
    Inventory,
    Invoice,
    Order,
    OrderChange,
    OrderChangeResponse,
    OrderResponse,
    PaymentStatus,
    Remittance,
    ShipNotice,
    json_form,
)
from b2b.errors import B2BError, IndeterminateError, LogicalError, TechnicalError
from b2b.gateway import advised, advising, file_reading, outage, reconcile, unplaced_charges, unworked, wires
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.exceptions import open_about_document, open_for, settle, unforeseen
from b2b.gateway.reading import Reader
from b2b.gateway.rehearsing import rehearse
from b2b.gateway.waiting import LONGEST, SHORTEST
from b2b.invoicing.check_received import check_received
from b2b.invoicing.formats import InvoiceFormat
from b2b.invoicing.problem import Problem
from b2b.procurement.banking import service as banking
from b2b.procurement.matching import service as matching
from b2b.procurement.orders import changes
from b2b.procurement.orders import service as orders
from b2b.procurement.orders.gather import StockReading
from b2b.procurement.paying import status as payment_status
from b2b.procurement.purchasing import answers, change_answers, inventory
from b2b.procurement.receivables import advice
from b2b.procurement.receiving import announce
from b2b.store import failures
from b2b.store.states import Direction, Processing, Severity
from b2b.store.states import InvoiceFormat as Received
from b2b.store.tables import Exchange

UNDECIDED = "document-undecided"
CHUNK = 100
AT_ONCE = 20
WRITE_SECONDS = 0.1
WAITING_FOR_ERP = orders.WAITING_FOR_ERP


@dataclass(frozen=True, slots=True)
class Work:
    """An exchange to be worked: its document, with what of the message has no place in it, what is odd about it, and
    the items whose stock it needs to know; or why there is none, or not yet. `number` is by what the sender calls it,
    where it can be read no further.
    """

    exchange: Exchange
    document: Document | None = None
    kept: dict[str, Any] = field(default_factory=dict)
    leftovers: Sequence[dict[str, Any]] = ()
    problems: Sequence[Problem] = ()
    findings: Sequence[dict[str, Any]] = ()
    skus: Sequence[str] = ()
    problem: B2BError | None = None
    number: str = ""


def work_due(gateway: Gateway) -> Iterator[int]:
    """Work everything that is due once, a chunk at a time; after each chunk yields how many were worked.

    Acknowledgments need no ERP and go first. Where an ERP cannot be reached, the orders of its company are parked.
    """
    with gateway.store.read() as session:
        due = select(Exchange.company_id).where(_due(gateway.clock.now())).distinct()
        companies = sorted(company for company in session.exec(due) if company is not None)
    for company_id in companies:
        yield from _work_company(gateway, company_id)


def _work_company(gateway: Gateway, company_id: str) -> Iterator[int]:
    reader = Reader(gateway.store)
    for set_is_order in (False, True):
        after = 0
        while not gateway.stopping.is_set() and (work := _next_chunk(gateway, reader, company_id, set_is_order, after)):
            after = work[-1].exchange.number
            stock = _read_stock(gateway, company_id, work)
            if isinstance(stock, StockReading):
                yield _work_all(gateway, work, stock)
                _erp_answers(gateway, company_id, stock)
            else:
                with gateway.store.write() as session:
                    outage.hold_orders(gateway, session, company_id, stock)
                break


def _due(now: dt.datetime) -> ColumnElement[bool]:
    new, waiting = (col(Exchange.processing) == state for state in (Processing.NEW, Processing.WAITING))
    its_time = or_(col(Exchange.due_at).is_(None), col(Exchange.due_at) <= now)
    return and_(col(Exchange.direction) == Direction.IN, or_(new, and_(waiting, its_time)))


def _next_chunk(gateway: Gateway, reader: Reader, company_id: str, set_is_order: bool, after: int) -> Sequence[Work]:
    """The oldest exchanges that are due, from number `after` on; with them those that wait for the ERP's stock, so that
    a newer order never takes what an older one waits for.
    """
    due = _due(gateway.clock.now())
    is_order = col(Exchange.document_type).in_(outage.ORDERS)
    mine = and_(
        col(Exchange.company_id) == company_id, is_order if set_is_order else ~is_order, col(Exchange.number) > after
    )
    parked = and_(col(Exchange.processing) == Processing.WAITING, col(Exchange.reason) == WAITING_FOR_ERP)
    with gateway.store.read() as session:
        if session.exec(select(Exchange.id).where(mine, due).limit(1)).first() is None:
            return ()
        query = select(Exchange).where(mine, or_(due, parked)).order_by(col(Exchange.number)).limit(CHUNK)
        chunk = session.exec(query).all()
        read = [_read(reader, session, exchange) for exchange in chunk]
    return [one if isinstance(one, Work) else _read_file(gateway, *one) for one in read]


def _read(reader: Reader, session: Session, exchange: Exchange) -> Work | tuple[Exchange, bytes]:
    """The work on an exchange; of a file that is one document by itself its bytes, whose checks take a while."""
    try:
        if exchange.interchange_id is None:
            return exchange, reader.file(session, exchange)
        if not wires.of_document(exchange.set_id).works(exchange.set_id):
            return Work(exchange, number=reader.number(session, exchange))
        document, leftovers = reader.document(session, exchange)
        skus: Sequence[str] = ()
        if isinstance(document, Order):
            assert exchange.partner_id is not None
            skus = orders.skus_needed(session, exchange.partner_id, document, exchange.set_id)
        problems = check_received(document, InvoiceFormat.X12) if isinstance(document, Invoice) else ()
        kept, left = json_form.to_json(document), [asdict(one) for one in leftovers]
        return Work(exchange, document, kept, left, problems, file_reading.problem_findings(problems), skus)
    except LogicalError as problem:
        return Work(exchange, problem=problem)
    except TechnicalError:
        raise
    except Exception as error:
        return Work(exchange, problem=unforeseen(error, f"document {exchange.number}"))


def _read_file(gateway: Gateway, exchange: Exchange, content: bytes) -> Work:
    try:
        reading = file_reading.read(gateway, exchange.set_id, exchange.position, content)
        kept = json_form.to_json(reading.document)
        return Work(exchange, reading.document, kept, reading.leftovers, reading.problems, reading.findings)
    except B2BError as problem:
        return Work(exchange, problem=problem)
    except Exception as error:
        return Work(exchange, problem=unforeseen(error, f"document {exchange.number}"))


def _read_stock(gateway: Gateway, company_id: str, work: Sequence[Work]) -> StockReading | B2BError:
    """What the ERP has free of the items of these orders, or why it cannot say."""
    asked = sorted({sku for one in work for sku in one.skus})
    as_of = gateway.clock.now()
    if not asked:
        return StockReading(as_of)
    try:
        erp = gateway.erp(company_id)
        return StockReading(as_of, tuple(erp.stock(asked)) if erp is not None else ())
    except B2BError as problem:
        return problem
    except Exception as error:
        return unforeseen(error, "asking the ERP for its stock")


def _erp_answers(gateway: Gateway, company_id: str, stock: StockReading) -> None:
    if not stock.rows:
        return
    with gateway.store.read() as session:
        if not outage.stands(session, company_id):
            return
    with gateway.store.write() as session:
        outage.over(gateway, session, company_id)


def _work_all(gateway: Gateway, work: Sequence[Work], stock: StockReading) -> int:
    """Work a chunk in units of work short enough for everybody else who writes; how many are not left waiting."""
    left, worked = deque(work), 0
    while left:
        with gateway.store.write() as session:
            began, part = time.monotonic(), list(islice(left, AT_ONCE))
            found = session.exec(select(Exchange).where(col(Exchange.id).in_([one.exchange.id for one in part])))
            rows = {row.id: row for row in found}
            for one in part:
                worked += _work(session, gateway, rows.get(one.exchange.id), one, stock)
                left.popleft()
                if time.monotonic() - began >= WRITE_SECONDS:
                    break
    return worked


def _work(session: Session, gateway: Gateway, exchange: Exchange | None, work: Work, stock: StockReading) -> bool:
    """Work one exchange; one that fails is marked so, with an exception, and its business rows are rolled back.

    False where it waits, or somebody else has moved it on.
    """
    if exchange is None or exchange.processing != work.exchange.processing:
        return False
    try:
        with session.begin_nested():
            _keep_document(session, exchange, work)
            _decide(session, gateway, exchange, work, stock)
            if exchange.processing != Processing.WAITING:
                advising.advise(session, gateway, exchange)
    except LogicalError as problem:
        _keep_document(session, exchange, work)
        _fail(session, gateway, exchange, problem)
        advising.advise(session, gateway, exchange, problem)
    except TechnicalError as problem:
        _wait(session, gateway, exchange, problem, SHORTEST)
    except IndeterminateError as problem:
        _wait(session, gateway, exchange, problem, LONGEST)
        open_for(
            gateway,
            session,
            UNDECIDED,
            problem,
            severity=Severity.WARNING,
            table="exchange",
            row_id=exchange.id,
            company_id=exchange.company_id,
            partner_id=exchange.partner_id,
        )
    except DBAPIError as error:
        if failures.named(error, "") is not None:
            raise
        _fail(session, gateway, exchange, unforeseen(error, f"document {exchange.number}"))
    except Exception as error:
        _fail(session, gateway, exchange, unforeseen(error, f"document {exchange.number}"))
    session.flush()
    waits = exchange.processing == Processing.WAITING
    if work.exchange.processing == Processing.WAITING and not waits:
        settle(gateway, session, UNDECIDED, exchange.id, "it can be told now")
    return not waits


def _wait(session: Session, gateway: Gateway, exchange: Exchange, problem: B2BError, pause: dt.timedelta) -> None:
    exchange.processing, exchange.reason = Processing.WAITING, str(problem)
    exchange.due_at = gateway.clock.now() + pause
    session.add(exchange)


def _keep_document(session: Session, exchange: Exchange, work: Work) -> None:
    exchange.due_at, exchange.reason = None, ""
    if work.document is not None:
        exchange.document, exchange.leftovers = work.kept, list(work.leftovers)
        # The validator's own findings name segments and no such place.
        exchange.findings = [*(one for one in exchange.findings if "where" not in one), *work.findings]
    session.add(exchange)


def _decide(session: Session, gateway: Gateway, exchange: Exchange, work: Work, stock: StockReading) -> None:
    now = gateway.clock.now()
    if work.problem is not None:
        raise work.problem
    match work.document:
        case Order() as order if exchange.test:
            rehearse(session, gateway, exchange, order, stock.rows, stock.as_of)
        case Order() as order:
            orders.take(session, now, exchange, order, stock.rows, stock.as_of, gateway.actor)
        case OrderChange() as change:
            changes.take(session, now, exchange, change, gateway.actor)
        case OrderResponse() as response:
            answers.take(session, now, exchange, response, gateway.actor)
        case OrderChangeResponse() as response:
            change_answers.take(session, now, exchange, response, gateway.actor)
        case Inventory() as report:
            inventory.take(session, now, exchange, report, gateway.actor)
        case ShipNotice() as notice:
            announce.take(session, now, exchange, notice, gateway.actor)
        case Invoice() as invoice:
            matching.take(session, now, exchange, invoice, _form(exchange), gateway.actor, _fatal(work))
        case CreditDebit() as adjustment:
            matching.take_adjustment(session, now, exchange, adjustment, gateway.actor)
        case Remittance() as remittance:
            advice.take(session, now, exchange, remittance, gateway.actor)
        case PaymentStatus() as status:
            payment_status.take(session, now, exchange, status, gateway.actor)
        case BankStatement() as statement:
            banking.take(session, now, exchange, statement, gateway.actor)
        case Acknowledgment() as acknowledgment:
            reconcile.acknowledge(session, gateway, exchange, acknowledgment)
            exchange.processing, exchange.done_at = Processing.DONE, now
        case ApplicationAdvice() as said:
            advised.take(session, gateway, exchange, said)
        case _:
            unworked.keep(session, gateway, exchange, work.number or str(getattr(work.document, "number", "")))
    session.add(exchange)


def _form(exchange: Exchange) -> Received:
    """In which form an invoice came; what is no file by itself came in a syntax of interchanges."""
    if exchange.interchange_id is None:
        return Received(exchange.set_id)
    return Received(wires.of_document(exchange.set_id).SYNTAX)


def _fatal(work: Work) -> list[str]:
    """What must not be paid as it is, in words; with the charges of the message that the invoice has no place for."""
    found = [f"{one.message} ({one.rule})" for one in work.problems if one.is_fatal]
    charges = unplaced_charges.in_words(work.leftovers) if found else ""
    return [*found, f"charges or taxes that the invoice has no place for: {charges}"] if charges else found


def _fail(session: Session, gateway: Gateway, exchange: Exchange, problem: LogicalError) -> None:
    exchange.processing, exchange.reason = Processing.FAILED, str(problem)
    named = f"{exchange.set_id} {exchange.business_key or exchange.control_number}".strip()
    now, message = gateway.clock.now(), f"{named}: {problem}"
    open_about_document(session, now, exchange, "document-failed", message, next_step=problem.next_step)
