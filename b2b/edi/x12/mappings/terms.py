"""Terms of payment: ITD segments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from b2b.documents import PaymentTerms
from b2b.edi.x12.mappings.reading import SegmentCursor
from b2b.edi.x12.mappings.writing import Body, number

# ITD01 and ITD02 of the terms that we write.
_BASIC, _FROM_INVOICE_DATE = "01", "3"


def text(segments: Sequence[SegmentCursor]) -> str:
    """The terms in words: the partner's own (ITD12), else what the figures of the segment say."""
    said = (segment.text(12) or _in_words(segment) for segment in segments)
    return "; ".join(part for part in said if part)


def _in_words(segment: SegmentCursor) -> str:
    percent, discount_days, net_days = segment.number(3), segment.count(5), segment.count(7)
    return in_words(percent, discount_days, segment.day(4), net_days, segment.day(6))


def in_words(
    percent: Decimal | None,
    discount_days: int | None,
    discount_due: dt.date | None,
    net_days: int | None,
    net_due: dt.date | None,
) -> str:
    """Terms in words, from the figures that a segment has of them: `2 % within 10 days, net 30 days`.

    Every figure is said, also that of a discount which is agreed elsewhere: `discount within 10 days`.
    """
    parts = []
    if percent is not None or discount_days is not None or discount_due:
        discount = "discount" if percent is None else f"{number(percent)} %"
        within = f" within {discount_days} days" if discount_days is not None else ""
        until = f" until {discount_due.isoformat()}" if discount_due else ""
        parts.append(f"{discount}{within}{until}")
    if net_days is not None or net_due:
        days = f" {net_days} days" if net_days is not None else ""
        due = f" due {net_due.isoformat()}" if net_due else ""
        parts.append(f"net{days}{due}")
    return ", ".join(parts)


def write_text(body: Body, name: str, said: str) -> None:
    """An ITD that holds these words, nothing where there are none."""
    if said:
        body.add("ITD", *[None] * 11, (name, said))


def read(segment: SegmentCursor | None) -> PaymentTerms:
    """The terms of an invoice; empty ones where there is no ITD."""
    if segment is None:
        return PaymentTerms()
    segment.accept(1, _BASIC)
    segment.accept(2, _FROM_INVOICE_DATE)
    return PaymentTerms(
        due=segment.day(6),
        net_days=segment.count(7),
        discount_percent=segment.number(3),
        discount_days=segment.count(5),
        text=segment.text(12),
    )


def write(body: Body, terms: PaymentTerms, at: str) -> None:
    """The ITD of these terms, nothing where nothing is known of them."""
    if terms == PaymentTerms():
        return
    body.add(
        "ITD",
        _BASIC,
        _FROM_INVOICE_DATE,
        (f"{at}.discount_percent", terms.discount_percent),
        None,
        (f"{at}.discount_days", terms.discount_days),
        (f"{at}.due", terms.due),
        (f"{at}.net_days", terms.net_days),
        *[None] * 4,
        (f"{at}.text", terms.text),
    )
