"""From the stored bytes of an exchange to its document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session, col, select

from b2b.documents import Document
from b2b.edi.engine import tree
from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.load import load_release
from b2b.edi.schema import Release
from b2b.edi.x12 import isa, mappings
from b2b.edi.x12.business_unit import business_unit
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover
from b2b.edi.x12.set_check import shipped
from b2b.edi.x12.tokenizer import Tokenizer
from b2b.errors import NotAllowed, Unreadable
from b2b.gateway import trade as trades
from b2b.gateway.trade import Trade
from b2b.store import blobs
from b2b.store.agreements import current_agreement
from b2b.store.engine import Store
from b2b.store.states import Direction
from b2b.store.tables import Exchange, Group, Interchange, Transmission


class Reader:
    """Reads the documents of many exchanges; what they have in common, such as a file, is fetched once.

    Settings are as they were when first met: make a reader for a round of work, not for a day.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._envelopes: dict[str, tuple[Transmission, Interchange, Group]] = {}
        self._trades: dict[str, Trade] = {}
        self._agreed: dict[tuple[str, str], bool] = {}
        self._file = ("", b"")

    def document(self, session: Session, exchange: Exchange) -> tuple[Document, Sequence[Leftover]]:
        """The document of an accepted exchange, and what of the message has no place in it.

        Unreadable: too little can be read. NotAllowed: it is not agreed with the partner, or not any more.
        """
        transmission, interchange, group = self._envelope(session, exchange)
        self._permit(session, exchange)
        content = self._content(session, transmission.blob_sha256)
        return _document(content, interchange, group, exchange, self._trade(session, exchange))

    def number(self, session: Session, exchange: Exchange) -> str:
        """By what its sender calls the document of an exchange, "" where that cannot be told.

        NotAllowed: it is not agreed with the partner, or not any more.
        """
        transmission, interchange, _ = self._envelope(session, exchange)
        self._permit(session, exchange)
        content = self._content(session, transmission.blob_sha256)
        unit = business_unit(_segments(content, interchange, exchange)[0])
        return unit.number if unit else ""

    def file(self, session: Session, exchange: Exchange) -> bytes:
        """The bytes of a file that is one document by itself. NotAllowed: it is not agreed, or not any more."""
        self._permit(session, exchange)
        transmission = session.exec(select(Transmission).where(col(Transmission.id) == exchange.transmission_id)).one()
        return self._content(session, transmission.blob_sha256)

    def _envelope(self, session: Session, exchange: Exchange) -> tuple[Transmission, Interchange, Group]:
        assert exchange.group_id is not None
        if exchange.group_id not in self._envelopes:
            self._envelopes[exchange.group_id] = (
                session.exec(select(Transmission).where(col(Transmission.id) == exchange.transmission_id)).one(),
                session.exec(select(Interchange).where(col(Interchange.id) == exchange.interchange_id)).one(),
                session.exec(select(Group).where(col(Group.id) == exchange.group_id)).one(),
            )
        return self._envelopes[exchange.group_id]

    def _permit(self, session: Session, exchange: Exchange) -> None:
        assert exchange.partner_id is not None
        key = (exchange.partner_id, exchange.set_id)
        if key not in self._agreed:
            self._agreed[key] = current_agreement(session, *key, Direction.IN) is not None
        if not self._agreed[key]:
            raise NotAllowed(
                f"{exchange.set_id} is not agreed with this partner",
                where=f"document {exchange.number}",
                next_step=f"add it to the partner's agreements and apply it, then: b2b docs retry {exchange.number}",
            )

    def _content(self, session: Session, sha256: str) -> bytes:
        """The bytes of a file; only the last one is kept."""
        if self._file[0] != sha256:
            self._file = sha256, blobs.get(session, self._store, sha256)
        return self._file[1]

    def _trade(self, session: Session, exchange: Exchange) -> Trade:
        assert exchange.partner_id is not None
        if exchange.partner_id not in self._trades:
            self._trades[exchange.partner_id] = trades.find(session, exchange.partner_id)
        return self._trades[exchange.partner_id]


def _document(
    content: bytes, interchange: Interchange, group: Group, exchange: Exchange, trade: Trade
) -> tuple[Document, Sequence[Leftover]]:
    segments, delimiters = _segments(content, interchange, exchange)
    release = _release(group.version, segments[0])
    context = Context(
        release,
        delimiters,
        time_zone=trade.zone,
        currency=trade.settings.terms.currency or None,
        date=_day(interchange.date),
    )
    return mappings.for_set(exchange.set_id).read(tree.build(segments, release.sets[exchange.set_id]), context)


def _release(version: str, st: Sequence[str]) -> Release:
    """The release by which the set was checked: that of ST03 where it names one that ships, else that of GS08."""
    named = st[3][:6] if len(st) > 3 else ""
    return (shipped(named) if named.startswith("00") else None) or load_release(version[:6])


def _segments(content: bytes, interchange: Interchange, exchange: Exchange) -> tuple[list[list[str]], Delimiters]:
    """The segments of a set, and what parts their elements. Unreadable: the interchange's header is."""
    header = isa.parse(content, interchange.offset)
    if header is None:
        raise Unreadable("the interchange header cannot be read", where=f"interchange {interchange.control_number}")
    end = interchange.offset + header.length
    tokenizer = Tokenizer(header.delimiters, content[interchange.offset : end], content[end : end + 2])
    set_bytes = content[exchange.offset : exchange.offset + exchange.length]
    return tokenizer.tokenize(set_bytes).segments, header.delimiters


def _day(yymmdd: str) -> dt.date | None:
    """The day of an ISA09, None where it is not one."""
    try:
        return dt.datetime.strptime(yymmdd, "%y%m%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return None
