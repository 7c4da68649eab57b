"""Puts a match into the tables: what the invoice uses up of its order lines, what may be paid, what a person sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlmodel import Session, col, select

from b2b.procurement.matching import gather, record
from b2b.procurement.matching.decide import RULES, decide
from b2b.procurement.matching.inputs import MatchInputs, Override
from b2b.procurement.matching.result import MatchResult, Reason, ReasonCode
from b2b.procurement.orders.wording import price
from b2b.procurement.parties import Trade
from b2b.procurement.purchased.gather import rows_by_id
from b2b.store import audit, cases, ids
from b2b.store.money import to_minor
from b2b.store.states import MatchVerdict, PurchaseInvoiceState, Severity
from b2b.store.tables import Match, PurchaseInvoice, PurchaseInvoiceLine

INVOICE, CREDIT_NOTE = "380", "381"
BLOCKED = "invoice-not-matched"
# The states in which an invoice uses up what it bills.
COUNTED = (
    PurchaseInvoiceState.MATCHED,
    PurchaseInvoiceState.IN_PAYMENT,
    PurchaseInvoiceState.PAID,
    PurchaseInvoiceState.SETTLED,
)


def last_match(session: Session, invoice_id: str) -> Match | None:
    """The newest match of an invoice."""
    query = select(Match).where(col(Match.purchase_invoice_id) == invoice_id)
    return session.exec(query.order_by(col(Match.run).desc())).first()


def is_overridden(session: Session, row: PurchaseInvoice) -> bool:
    """Whether an approver has taken the invoice as it is."""
    match = last_match(session, row.id)
    return match is not None and record.read_inputs(match.inputs).override is not None


def claims_of(session: Session, row: PurchaseInvoice) -> dict[str, Decimal]:
    """The units by order line that an invoice uses up now."""
    match = last_match(session, row.id) if row.kind == INVOICE and row.state in COUNTED else None
    return {id: Decimal(units) for id, units in match.result["claims"].items()} if match else {}


def release(session: Session, row: PurchaseInvoice) -> None:
    """Give back what an invoice uses up of its order lines."""
    _count(session, claims_of(session, row), {})


def match(
    session: Session,
    now: dt.datetime,
    actor: str,
    trade: Trade,
    row: PurchaseInvoice,
    *,
    released: bool = False,
    override: Override | None = None,
    first: bool = False,
) -> MatchResult:
    """Match an invoice anew and keep what comes of it; a match that looks at the same and says the same is not kept
    again. `released`: its claims were given back before. A person's word holds until the invoice is the `first`
    of its number again, after it was rejected.
    """
    before = last_match(session, row.id)
    own = {} if released else claims_of(session, row)
    if before is not None and override is None and not first:
        override = record.read_inputs(before.inputs).override
    found = gather.inputs(session, trade, row, own, override)
    written = record.written(found)
    # Read back, so that a replay starts from the very same figures.
    result = decide(record.read_inputs(written))
    _count(session, own, result.claims)
    _link_lines(session, row, found)
    _stand(session, row, result)
    kept = record.written(result)
    if before is None or (before.inputs, before.result, before.rules) != (written, kept, RULES):
        run = before.run + 1 if before else 1
        session.add(
            Match(
                id=ids.new(now),
                purchase_invoice_id=row.id,
                run=run,
                rules=RULES,
                inputs=written,
                result=kept,
                verdict=result.verdict.value,
                payable=row.payable,
                actor=override.by if override and result.verdict is MatchVerdict.OVERRIDDEN else actor,
                matched_at=now,
            )
        )
        details = {"invoice": row.invoice_number, "verdict": result.verdict.value, "payable": result.payable}
        audit.record(session, now, actor, "matched", "purchase_invoice", row.id, details)
    show(session, now, actor, row, result)
    session.flush()
    return result


def _count(session: Session, before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> None:
    rows = rows_by_id(session, [*before, *after])
    for id, row in rows.items():
        row.invoiced += after.get(id, Decimal(0)) - before.get(id, Decimal(0))
        session.add(row)
    session.flush()


def _link_lines(session: Session, row: PurchaseInvoice, found: MatchInputs) -> None:
    """Which order line each line means may change with the catalog and the order."""
    lines = {line.position: line for line in found.lines}
    query = select(PurchaseInvoiceLine).where(col(PurchaseInvoiceLine.purchase_invoice_id) == row.id)
    for kept in session.exec(query):
        meant = lines[kept.position].line_id or None
        if kept.purchase_order_line_id != meant:
            kept.purchase_order_line_id = meant
            session.add(kept)


def _stand(session: Session, row: PurchaseInvoice, result: MatchResult) -> None:
    row.payable = to_minor(result.payable, row.currency)
    if result.verdict is MatchVerdict.BLOCKED:
        row.state = PurchaseInvoiceState.BLOCKED.value
    else:
        row.state = (PurchaseInvoiceState.MATCHED if row.payable else PurchaseInvoiceState.SETTLED).value
    session.add(row)
    session.flush()


def show(session: Session, now: dt.datetime, actor: str, row: PurchaseInvoice, result: MatchResult) -> None:
    """An exception while a person is needed; an invoice that only waits for its goods needs none."""
    waits = all(reason.code is ReasonCode.NOT_RECEIVED for reason in result.reasons)
    if result.verdict is not MatchVerdict.BLOCKED or waits:
        text = "it waits for its goods" if result.verdict is MatchVerdict.BLOCKED else f"it is {result.verdict}"
        cases.resolve_about(session, row.id, now=now, actor=actor, code=BLOCKED, resolution=text)
        return
    open_blocked(session, now, row, BLOCKED, "is blocked", [_told(one) for one in result.reasons])


def open_blocked(
    session: Session,
    now: dt.datetime,
    row: PurchaseInvoice,
    code: str,
    what: str,
    reasons: Sequence[str],
    exchange_id: str | None = None,
) -> int:
    """The exception about an invoice or credit note that is not taken as it is; its number."""
    called = "credit note" if row.kind == CREDIT_NOTE else "invoice"
    more = f"; and {len(reasons) - 3} more" if len(reasons) > 3 else ""
    return cases.open_case(
        session,
        now,
        code,
        f"{called} {row.invoice_number} {what}: {'; '.join(reasons[:3])}{more}",
        severity=Severity.ERROR,
        details={"bill": row.number, "reasons": list(reasons[:100])},
        company_id=row.company_id,
        partner_id=row.partner_id,
        exchange_id=exchange_id or row.exchange_id,
        table_name="purchase_invoice",
        row_id=row.id,
        subject=row.id,
    ).number


def _told(reason: Reason) -> str:
    return reason.text


def reason_line(result: MatchResult, currency: str) -> str:
    """A match in one line, for an exchange's reason."""
    if result.verdict is not MatchVerdict.BLOCKED:
        return f"{result.verdict}, {price(result.payable, currency)} payable"
    first = result.reasons[0].text if result.reasons else "it is not matched"
    return f"blocked: {first}" + (f"; and {len(result.reasons) - 1} more" if len(result.reasons) > 1 else "")
