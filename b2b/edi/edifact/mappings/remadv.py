"""REMADV Remittance advice <-> `Remittance`."""

from __future__ import annotations

from collections.abc import Sequence

from b2b.documents import Adjustment, Party, Reference, Remittance, RemittanceItem
from b2b.edi.edifact.mappings import bank_account, beginning, dates, echo, money, parties, references
from b2b.edi.edifact.mappings.bank_account import BankAccount
from b2b.edi.edifact.mappings.code_tables import CodeTable
from b2b.edi.edifact.mappings.reading import Leftover, LoopCursor, at, opened
from b2b.edi.edifact.mappings.writing import Body, not_writable
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import by_hand
from b2b.edi.x12.mappings.context import Context

_REMITTANCE_ADVICE = "481"

# 2005: of the payment, else of the message; of a document.
_PAID_ON, _OF_DOCUMENT = ("138", "203", "209", "137"), ("137", "3", "171")

# 3035, 1153 and 6343.
_PAYER, _PAYEE, _ORDER, _PAYMENT = ("PR",), ("PE",), "ON", "11"

# 5025: remitted; invoiced; discount; of an adjustment.
_REMITTED, _INVOICED, _DISCOUNT, _ADJUSTED = ("12", "11"), ("77", "39"), "52", ("165", "5")

# What is paid: X12 element 128, EDIFACT 1001. How: X12 element 591, EDIFACT 4461. Why not all: 4465.
_DOCUMENTS = CodeTable("1001", {"IV": "380", "CM": "381", "DB": "383"})
_METHODS = CodeTable("4461", {"ACH": "2", "CHK": "20"})
_REASONS = CodeTable("4465", {})

# 3055: the code is one of X12's. 4465 and 4451: the reason is a code that the partners agreed on, in a text.
_X12, _AGREED, _TEXT = "116", "ZZZ", "AAI"


def read(tree: Node, context: Context) -> tuple[Remittance, tuple[Leftover, ...]]:
    """The remittance advice in an accepted REMADV, and what of the message it has no place for.

    Errors: Unreadable where number, amount, date, currency or the number or amount of an item is missing or malformed,
    and where the message is no original.
    """
    message = opened(tree, context)
    return _remittance(message), message.leftovers()


def write(remittance: Remittance, context: Context) -> list[list[str]]:
    """The body of the REMADV of a remittance advice. Errors: NotWritable names the field."""
    body = Body(context)
    body.add("BGM", [_REMITTANCE_ADVICE], beginning.number("trace", remittance.trace), beginning.ORIGINAL)
    dates.write(body, _PAID_ON[0], "date", remittance.date)
    references.write(body, remittance.references)
    bank_account.write(body, BankAccount(remittance.payee_iban, "", remittance.payee_bic), "payee_")
    _write_method(body, remittance.method)
    registered = body.has_group("REMADV", "NAD/RFF")
    for field, role in (("payer", _PAYER[0]), ("payee", _PAYEE[0])):
        parties.write(body, role, getattr(remittance, field), field, registered)
    money.write_currency(body, remittance.currency, purpose=_PAYMENT)
    for index, item in enumerate(remittance.items):
        _write_item(body, item, f"items[{index}]")
    if remittance.adjustments:
        raise not_writable("adjustments stand with the document that they adjust", "adjustments", "AJT")
    body.add("UNS", "S")
    money.write(body, _REMITTED[0], "total", remittance.total)
    return echo.checked("REMADV", body.segments, remittance, lambda tree, known: read(tree, known)[0], context)


def _remittance(message: LoopCursor) -> Remittance:
    bgm = message.required("BGM")
    bgm.accept(at(1), _REMITTANCE_ADVICE)
    by_hand.require_original(bgm, at(3), by_hand.MESSAGE_FUNCTIONS, f"remittance advice {bgm.peek(at(2))}")
    bgm.accept(at(3), beginning.ORIGINAL)
    date = dates.find(message, *_PAID_ON)
    if date is None:
        raise bgm.unreadable("the date of the payment (DTM 138) is missing")
    message.required("UNS").take(at(1))
    currency = money.required_currency(message)
    total = money.amount(message, *_REMITTED, "9", "128", currency=currency)
    if total is None:
        raise bgm.unreadable("the amount of the payment (MOA 12 behind UNS) is missing")
    account = bank_account.read([message])
    return Remittance(
        trace=bgm.required(at(2)),
        date=date,
        total=total,
        currency=currency,
        items=tuple(_item(group, currency) for group in message.loops("DOC")),
        method=_method(message),
        payer=parties.find(message, _PAYER) or Party(),
        payee=parties.find(message, _PAYEE) or Party(),
        payee_iban=account.iban,
        payee_bic=account.bic,
        references=references.of(message.all("RFF")),
    )


def _item(group: LoopCursor, currency: str) -> RemittanceItem:
    doc = group.trigger
    paid = money.amount(group, *_REMITTED, currency=currency)
    if paid is None:
        raise doc.unreadable("what is paid of the document (MOA 12) is missing")
    order = group.first("RFF", _ORDER)
    return RemittanceItem(
        kind=_DOCUMENTS.read(doc.required(at(1))),
        number=doc.required(at(2)),
        paid=paid,
        gross=money.amount(group, *_INVOICED, currency=currency),
        discount=money.amount(group, _DISCOUNT, currency=currency),
        date=dates.find(group, *_OF_DOCUMENT),
        order_number=order.text(at(1, 2)) if order is not None else "",
        adjustments=tuple(_adjustments(group.loops("AJT"), currency)),
    )


def _adjustments(groups: Sequence[LoopCursor], currency: str) -> list[Adjustment]:
    """The adjustments that have an amount in the currency of the payment; others stay unread."""
    found = []
    for group in groups:
        amount = money.amount(group, *_ADJUSTED, currency=currency)
        if amount is None:
            continue
        reason = _REASONS.read(group.trigger.required(at(1)))
        text = next((ftx for ftx in group.all("FTX") if ftx.peek(at(3, 3)) == _X12), None)
        if text is not None and group.trigger.peek(at(1)) == _AGREED:
            text.accept(at(1), _TEXT)
            text.take(at(3, 3))
            reason = text.text(at(3))
        number = next(iter(references.of(group.all("RFF"))), Reference("", ""))
        found.append(Adjustment(amount, reason, number.kind, number.value))
    return found


def _method(message: LoopCursor) -> str:
    pai = message.first("PAI")
    if pai is None:
        return ""
    code = pai.text(at(1, 3))
    return code if pai.accept(at(1, 5), _X12) else _METHODS.read(code)


def _write_method(body: Body, method: str) -> None:
    code = _METHODS.write(method)
    if code:
        body.add("PAI", [None, None, ("method", code)])
    elif method:
        body.add("PAI", [None, None, ("method", method), None, _X12])


def _write_item(body: Body, item: RemittanceItem, path: str) -> None:
    kind = _DOCUMENTS.write(item.kind)
    if not kind or not item.number:
        field = "number" if kind else "kind"
        raise not_writable(f"{getattr(item, field)!r} names no document", f"{path}.{field}", "DOC")
    body.add("DOC", [(f"{path}.kind", kind)], [(f"{path}.number", item.number)])
    money.write(body, _REMITTED[0], f"{path}.paid", item.paid)
    money.write(body, _INVOICED[0], f"{path}.gross", item.gross)
    money.write(body, _DISCOUNT, f"{path}.discount", item.discount)
    dates.write(body, _OF_DOCUMENT[0], f"{path}.date", item.date)
    references.write_one(body, _ORDER, f"{path}.order_number", item.order_number)
    for index, part in enumerate(item.adjustments):
        name = f"{path}.adjustments[{index}]"
        reason = _REASONS.write(part.reason)
        body.add("AJT", (f"{name}.reason", reason or _AGREED))
        money.write(body, _ADJUSTED[0], f"{name}.amount", part.amount)
        if part.kind or part.number:
            references.write(body, [Reference(part.kind, part.number)], f"{name}.")
        if not reason:
            body.add("FTX", _TEXT, None, [(f"{name}.reason", part.reason), None, _X12])
