"""Terms of payment: PAT groups, and FTX for terms in words."""

from __future__ import annotations

from b2b.documents import PaymentTerms
from b2b.edi.edifact.mappings import dates
from b2b.edi.edifact.mappings.reading import LoopCursor, at
from b2b.edi.edifact.mappings.writing import Body

# 4279: basic terms, discount. 2475 to 2151: days after the date of the invoice. 5245: discount; 5249: of the amount.
_BASIC, _DISCOUNT = ("1", "3"), "22"
_AFTER, _DAYS = ("5", "3"), "D"
_DISCOUNT_PERCENT, _OF_AMOUNT = "12", "13"

_DUE = "13"


def read(message: LoopCursor, text: str) -> PaymentTerms:
    """The terms of an invoice, beside what it says of them in words."""
    basic, discount = message.loop("PAT", *_BASIC), message.loop("PAT", _DISCOUNT)
    due = dates.find(basic, _DUE) if basic is not None else None
    percent = None
    if discount is not None and (pcd := discount.first("PCD", _DISCOUNT_PERCENT)) is not None:
        percent = pcd.number(at(1, 2))
        pcd.accept(at(1, 3), _OF_AMOUNT)
    return PaymentTerms(due, _days(basic), percent, _days(discount), text)


def write(body: Body, terms: PaymentTerms, name: str) -> None:
    """The PAT groups of these terms, nothing where nothing is known of them but words."""
    if terms.due is not None or terms.net_days is not None:
        _write(body, _BASIC[0], f"{name}.net_days", terms.net_days)
        dates.write(body, _DUE, f"{name}.due", terms.due)
    if terms.discount_percent is not None or terms.discount_days is not None:
        _write(body, _DISCOUNT, f"{name}.discount_days", terms.discount_days)
        if terms.discount_percent is not None:
            percent = (f"{name}.discount_percent", terms.discount_percent)
            body.add("PCD", [_DISCOUNT_PERCENT, percent, _OF_AMOUNT])


def _days(group: LoopCursor | None) -> int | None:
    """The days of a PAT, None where it names another period or none."""
    if group is None or group.trigger.peek(at(3, 3)) != _DAYS:
        return None
    pat = group.trigger
    pat.take(at(3, 3))
    pat.accept(at(3, 1), _AFTER[0], "1", "66")
    pat.accept(at(3, 2), _AFTER[1])
    return pat.count(at(3, 4))


def _write(body: Body, kind: str, name: str, days: int | None) -> None:
    body.add("PAT", kind, None, [*_AFTER, _DAYS, (name, days)] if days is not None else None)
