"""820 Payment Order/Remittance Advice <-> `Remittance`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from b2b.documents import Adjustment, Party, Remittance, RemittanceItem
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import by_hand, echo, heading, party, references
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, SegmentCursor, opened
from b2b.edi.x12.mappings.writing import Body, Named, Value

# BPR01: the advice goes apart from the payment. BPR03: a credit. TRN01: the trace of this transaction.
_ADVICE_ONLY, _CREDIT, _CURRENT_TRACE = "I", "C", "1"

# BPR01 and BPR03 of what is no payment made: plans, requests, authorizations and announcements; a debit.
_NO_PAYMENT, _DEBIT = ("F", "G", "J", "P", "R", "S", "T"), ("D",)

# BPR12: the bank is named by its SWIFT code (BIC). Other accounts than IBANs have no field.
_SWIFT = "02"
_LOOKS_LIKE_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}").fullmatch

_PAYER, _PAYEE = ("PR",), ("PE",)
_ORDER = "PO"

# DTM01 of an item: invoice date, else the date of the transaction.
_ITEM_DATES = ("003", "097")


def read(tree: Node, context: Context) -> tuple[Remittance, tuple[Leftover, ...]]:
    """The remittance advice in an accepted 820, and what of the message it has no place for.

    Errors: Unreadable where amount, trace, date, currency or the number or amount of an item is missing or malformed,
    and where no payment was made.
    """
    message = opened(tree, context)
    return _remittance(message), message.leftovers()


def write(remittance: Remittance, context: Context) -> list[list[str]]:
    """The body of the 820 of a remittance advice. Errors: NotWritable names the field."""
    body = Body(context)
    bank: tuple[Value | Named, ...] = (
        (_SWIFT, ("payee_bic", remittance.payee_bic)) if remittance.payee_bic else (None, None)
    )
    method = ("method", remittance.method)
    account: tuple[Value | Named, ...] = (None, ("payee_iban", remittance.payee_iban))
    amount = ("total", remittance.total)
    body.add("BPR", _ADVICE_ONLY, amount, _CREDIT, method, *[None] * 7, *bank, *account, ("date", remittance.date))
    body.add("TRN", _CURRENT_TRACE, ("trace", remittance.trace))
    body.add("CUR", "PR", ("currency", remittance.currency))
    references.write(body, remittance.references)
    party.write(body, "PR", remittance.payer, "payer")
    party.write(body, "PE", remittance.payee, "payee")
    if remittance.items or remittance.adjustments:
        body.add("ENT", 1)
    _write_adjustments(body, remittance.adjustments, "")
    for index, item in enumerate(remittance.items):
        at = f"items[{index}]"
        number = (f"{at}.number", item.number)
        amounts = ((f"{at}.paid", item.paid), (f"{at}.gross", item.gross), (f"{at}.discount", item.discount))
        body.add("RMR", (f"{at}.kind", item.kind), number, None, *amounts)
        references.write_one(body, _ORDER, f"{at}.order_number", item.order_number)
        body.day("003", f"{at}.date", item.date)
        _write_adjustments(body, item.adjustments, f"{at}.")
    return echo.checked("820", body.segments, remittance, lambda tree, known: read(tree, known)[0], context)


def _remittance(message: LoopCursor) -> Remittance:
    bpr = message.required("BPR")
    trn = message.required("TRN")
    called = f"remittance advice {trn.peek(2)}"
    by_hand.require_payment(bpr, 1, "305", _NO_PAYMENT, called)
    by_hand.require_payment(bpr, 3, "478", _DEBIT, called)
    bpr.accept(1, _ADVICE_ONLY, "C")
    bpr.accept(3, _CREDIT)
    date = bpr.day(16) or message.context.date
    if date is None:
        raise bpr.unreadable("BPR16, the date of the payment, is missing")
    trn.accept(1, _CURRENT_TRACE, "3")
    items: list[RemittanceItem] = []
    adjustments: list[Adjustment] = []
    for entity in message.loops("ENT"):
        entity.trigger.take(1)
        adjustments += _adjustments(entity.all("ADX"))
        items += (_item(loop) for loop in entity.loops("RMR"))
    return Remittance(
        trace=trn.required(2),
        date=date,
        total=bpr.required_number(2),
        currency=heading.required_currency(message),
        items=tuple(items),
        method=bpr.text(4),
        payer=party.find(message, _PAYER) or Party(),
        payee=party.find(message, _PAYEE) or Party(),
        payee_iban=bpr.text(15) if _LOOKS_LIKE_IBAN(bpr.peek(15)) else "",
        payee_bic=bpr.text(13) if bpr.accept(12, _SWIFT) else "",
        references=references.read(message.all("REF")),
        adjustments=tuple(adjustments),
    )


def _item(loop: LoopCursor) -> RemittanceItem:
    rmr = loop.trigger
    return RemittanceItem(
        kind=rmr.required(1),
        number=rmr.required(2),
        paid=rmr.required_number(4),
        gross=rmr.number(5),
        discount=rmr.number(6),
        date=loop.day(*_ITEM_DATES),
        order_number=references.one(loop, _ORDER),
        adjustments=tuple(_adjustments(loop.all("ADX"))),
    )


def _adjustments(segments: Sequence[SegmentCursor]) -> list[Adjustment]:
    return [Adjustment(adx.required_number(1), adx.required(2), adx.text(3), adx.text(4)) for adx in segments]


def _write_adjustments(body: Body, adjustments: Sequence[Adjustment], at: str) -> None:
    for index, part in enumerate(adjustments):
        name = f"{at}adjustments[{index}]"
        reference = ((f"{name}.kind", part.kind), (f"{name}.number", part.number))
        body.add("ADX", (f"{name}.amount", part.amount), (f"{name}.reason", part.reason), *reference)
