"""Payment terms: due date and days agree with each other, and BT-20 says the cash discount as partners can read it.

EN 16931 has only a due date (BT-9) and a text (BT-20). A cash discount therefore becomes a line of that text: between
German parties in the form that XRechnung prescribes (`#SKONTO#TAGE=14#PROZENT=2.25#`, its rule BR-DE-18), else as an
English sentence. Both are read back exactly.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal

from b2b.documents import PaymentTerms

_SKONTO = re.compile(r"#SKONTO#TAGE=(?P<days>\d{1,4})#PROZENT=(?P<percent>\d{1,3}\.\d{2})#")
_SENTENCE = re.compile(r"(?P<percent>\d{1,3}\.\d{2}) % discount within (?P<days>\d{1,4}) days")


def complete(terms: PaymentTerms, date: dt.date) -> PaymentTerms:
    """`terms` with the due date counted from the invoice `date` where only days are known, and the days where only the
    date is.
    """
    if terms.due is None and terms.net_days is not None:
        return replace(terms, due=date + dt.timedelta(days=terms.net_days))
    if terms.due is not None and terms.net_days is None and terms.due >= date:
        return replace(terms, net_days=(terms.due - date).days)
    return terms


def note(terms: PaymentTerms, *, german: bool) -> str:
    """BT-20: the text, then the cash discount where both its percentage and its days are known."""
    if terms.discount_percent is None or terms.discount_days is None:
        return terms.text
    if german:
        discount = f"#SKONTO#TAGE={terms.discount_days}#PROZENT={terms.discount_percent:.2f}#\n"
    else:
        discount = sentence(terms)
    return f"{terms.text}\n{discount}" if terms.text else discount


def sentence(terms: PaymentTerms) -> str:
    """The cash discount in words, for people; empty where there is none."""
    if terms.discount_percent is None or terms.discount_days is None:
        return ""
    return f"{terms.discount_percent:.2f} % discount within {terms.discount_days} days"


def read(text: str, due: dt.date | None, date: dt.date) -> PaymentTerms:
    """The terms behind BT-20 and BT-9; what is not a cash discount that `note` could have written stays text."""
    lines = text.strip().splitlines()
    match = _SKONTO.fullmatch(lines[-1]) or _SENTENCE.fullmatch(lines[-1]) if lines else None
    if match is None:
        return complete(PaymentTerms(due=due, text=text.strip()), date)
    terms = PaymentTerms(
        due=due,
        discount_percent=Decimal(match["percent"]),
        discount_days=int(match["days"]),
        text="\n".join(lines[:-1]).strip(),
    )
    return complete(terms, date)
