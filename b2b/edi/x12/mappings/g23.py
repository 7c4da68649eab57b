"""Terms of payment of grocery sets: G23, which always says when to pay, and a note (NTE `PMT`) for what it cannot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from b2b.documents import PaymentTerms
from b2b.edi.x12.mappings import terms as itd
from b2b.edi.x12.mappings.reading import SegmentCursor
from b2b.edi.x12.mappings.texts import wrapped
from b2b.edi.x12.mappings.writing import Body

# G2301 and G2302 of the terms that we write.
_BASIC, _FROM_INVOICE_DATE = "01", "3"

# NTE01: about payment.
_PAYMENT = "PMT"


def read(segments: Sequence[SegmentCursor], notes: Iterable[SegmentCursor]) -> tuple[PaymentTerms, list[SegmentCursor]]:
    """The terms in the first G23 and the notes about payment; and the notes that are about something else."""
    said, others = _noted(notes)
    if not segments:
        return PaymentTerms(text=said), others
    g23 = segments[0]
    g23.accept(1, _BASIC)
    g23.accept(2, _FROM_INVOICE_DATE)
    found = PaymentTerms(g23.day(8), g23.count(9), g23.number(5), g23.count(7), g23.text(15) or said)
    return found, others


def write_note(body: Body, terms: PaymentTerms, at: str) -> None:
    """The note with the words of the terms, where `write` has no place for them."""
    if not _takes_words(body, terms):
        write_words(body, f"{at}.text", terms.text)


def write(body: Body, terms: PaymentTerms, at: str) -> None:
    """The G23 of these terms, nothing where they are no more than words. NotWritable: a discount alone."""
    if terms == PaymentTerms(text=terms.text):
        return
    body.add(
        "G23",
        _BASIC,
        _FROM_INVOICE_DATE,
        *[None] * 2,
        (f"{at}.discount_percent", terms.discount_percent),
        None,
        (f"{at}.discount_days", terms.discount_days),
        (f"{at}.due", terms.due),
        (f"{at}.net_days", terms.net_days),
        *[None] * 5,
        (f"{at}.text", terms.text) if _takes_words(body, terms) else None,
    )


def words(segments: Iterable[SegmentCursor], notes: Iterable[SegmentCursor]) -> tuple[str, list[SegmentCursor]]:
    """The terms in words: the partner's own, else what the figures say; and the notes that are about something else."""
    said, others = _noted(notes)
    figures = (g23.text(15) or _in_words(g23) for g23 in segments)
    return "; ".join(part for part in (said, *figures) if part), others


def write_words(body: Body, name: str, said: str) -> None:
    """As many notes about payment as it takes, none where there are no words."""
    for part in wrapped(said, body.room("NTE", 2), name, "NTE02"):
        body.add("NTE", _PAYMENT, (name, part))


def _in_words(g23: SegmentCursor) -> str:
    return itd.in_words(g23.number(5), g23.count(7), g23.day(6), g23.count(9), g23.day(8))


def _takes_words(body: Body, terms: PaymentTerms) -> bool:
    """Whether the words go into G2315."""
    return terms != PaymentTerms(text=terms.text) and len(terms.text) <= body.room("G23", 15)


def _noted(notes: Iterable[SegmentCursor]) -> tuple[str, list[SegmentCursor]]:
    said, others = [], []
    for nte in notes:
        if nte.accept(1, _PAYMENT):
            said.append(nte.text(2))
        else:
            others.append(nte)
    return " ".join(said), others
