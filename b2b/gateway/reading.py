"""From the stored bytes of an exchange to its document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from b2b.documents import Document
from b2b.edi.load import load_release
from b2b.edi.x12 import isa, mappings, tree
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover
from b2b.edi.x12.tokenizer import Tokenizer
from b2b.errors import Unreadable
from b2b.gateway.trade import Trade
from b2b.store.tables import Exchange, Group, Interchange


def document(
    content: bytes, interchange: Interchange, group: Group, exchange: Exchange, trade: Trade
) -> tuple[Document, Sequence[Leftover]]:
    """The document of an accepted exchange, and what of the message has no place in it. Unreadable: too little."""
    header = isa.parse(content, interchange.offset)
    if header is None:
        raise Unreadable("the interchange header cannot be read", where=f"interchange {interchange.control_number}")
    end = interchange.offset + header.length
    tokenizer = Tokenizer(header.delimiters, content[interchange.offset : end], content[end : end + 2])
    segments = tokenizer.tokenize(content[exchange.offset : exchange.offset + exchange.length]).segments
    release = load_release(group.version[:6])
    context = Context(
        release,
        header.delimiters,
        time_zone=trade.zone,
        currency=trade.settings.terms.currency or None,
        date=_day(interchange.date),
    )
    return mappings.for_set(exchange.set_id).read(tree.build(segments, release.sets[exchange.set_id]), context)


def _day(yymmdd: str) -> dt.date | None:
    """The day of an ISA09, None where it is not one."""
    try:
        return dt.datetime.strptime(yymmdd, "%y%m%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return None
