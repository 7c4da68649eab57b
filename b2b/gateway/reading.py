"""From the stored bytes of an exchange to its document."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from b2b.documents import Document
from b2b.edi.x12.mappings.reading import Leftover
from b2b.errors import NotAllowed
from b2b.gateway import trade as trades
from b2b.gateway import wires
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
        wire = wires.of_interchange(interchange.version)
        return wire.document(content, interchange, group, exchange, self._trade(session, exchange))

    def number(self, session: Session, exchange: Exchange) -> str:
        """By what its sender calls the document of an exchange, "" where that cannot be told.

        NotAllowed: it is not agreed with the partner, or not any more.
        """
        transmission, interchange, _ = self._envelope(session, exchange)
        self._permit(session, exchange)
        content = self._content(session, transmission.blob_sha256)
        return wires.of_interchange(interchange.version).number(content, interchange, exchange)

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
