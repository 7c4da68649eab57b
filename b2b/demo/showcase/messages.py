"""Every file that went over a wire, once, however many have it: raw, and explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree
from sqlmodel import Session, col, select

from b2b.demo.house import House
from b2b.demo.showcase.pages import Section, page, write
from b2b.demo.wording import document
from b2b.edi.views.explain_html import explain_html
from b2b.store import blobs
from b2b.store.states import Direction
from b2b.store.tables import Exchange, Partner, Transmission

FOLDER = "messages"


@dataclass(frozen=True, slots=True)
class Message:
    """A file: who wrote it, what is in it, and the addresses of its page and its bytes."""

    sender: str
    contents: tuple[str, ...]
    explained: str
    raw: str

    @property
    def links(self) -> Sequence[tuple[str, str]]:
        """To the page and the bytes."""
        return ("explained", self.explained), ("raw", self.raw)


@dataclass(slots=True)
class Messages:
    """All of them, by SHA-256, in the order in which they were written."""

    folder: Path
    found: dict[str, Message] = field(default_factory=dict)

    def links(self, sha256: str) -> Sequence[tuple[str, str]]:
        """The links of a file; none of one that is not known."""
        return self.found[sha256].links if sha256 in self.found else ()

    def collect(self, houses: Sequence[House]) -> None:
        """Write every file that a house sent or got."""
        moved = []
        for house in houses:
            with house.books() as session:
                moved += [(row.created_at, house, row) for row in session.exec(select(Transmission))]
        for _, house, row in sorted(moved, key=lambda one: one[0]):
            if row.blob_sha256 not in self.found:
                with house.books() as session:
                    self._write(house, session, row)

    def _write(self, house: House, session: Session, row: Transmission) -> None:
        content = blobs.get(session, house.gateway.store, row.blob_sha256)
        sender = house.cast.title if row.direction == Direction.OUT else _partner(session, row)
        stem = f"{FOLDER}/{len(self.found) + 1:02d}-{Path(row.name).stem}"
        message = Message(sender, tuple(_contents(session, row)), f"{stem}.html", f"{stem}{Path(row.name).suffix}")
        is_xml = content.lstrip().startswith(b"<")
        write(
            self.folder / message.explained, _indented(content, row.name) if is_xml else explain_html(content, row.name)
        )
        (self.folder / message.raw).write_bytes(content)
        self.found[row.blob_sha256] = message


def _partner(session: Session, row: Transmission) -> str:
    """Who sent what came in."""
    query = (
        select(Partner.name)
        .join(Exchange, col(Exchange.partner_id) == col(Partner.id))
        .where(col(Exchange.transmission_id) == row.id)
    )
    return session.exec(query).first() or ""


def _contents(session: Session, row: Transmission) -> Iterator[str]:
    query = select(Exchange).where(col(Exchange.transmission_id) == row.id).order_by(col(Exchange.number))
    for exchange in session.exec(query):
        yield document(exchange)


def _indented(content: bytes, name: str) -> str:
    """XML of our own or of the demo's bank, in lines."""
    root = etree.fromstring(content, etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True))
    return page(name, "", [Section("", text=etree.tostring(root, pretty_print=True, encoding="unicode"))])
