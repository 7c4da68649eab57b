"""The bytes of one stored document, and the same as a file of its own that can be read alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from b2b.errors import NotFound
from b2b.gateway import wires
from b2b.store import blobs
from b2b.store.engine import Store
from b2b.store.tables import Exchange, Group, Interchange, Transmission


@dataclass(frozen=True, slots=True)
class DocumentBytes:
    """`raw` is the set or message as it came or went; `alone` is an interchange that holds it and nothing
    else. A file that is one document by itself is both.
    """

    raw: bytes
    alone: bytes


def document_bytes(session: Session, store: Store, row: Exchange) -> DocumentBytes:
    """The bytes behind an exchange. NotFound: it has none, as what is not written yet."""
    if row.transmission_id is None:
        raise NotFound(
            f"document {row.number} has not been written yet",
            where=f"{row.set_id}, {row.processing}",
            next_step=f"b2b docs show {row.number} --document shows what it will say",
        )
    file = session.get_one(Transmission, row.transmission_id)
    content = blobs.get(session, store, file.blob_sha256)
    if row.interchange_id is None:
        return DocumentBytes(content, content)
    interchange = session.get_one(Interchange, row.interchange_id)
    group = session.get(Group, row.group_id) if row.group_id else None
    offset, length = (row.offset, row.length) if row.length else _place(content, interchange, row)
    raw = content[offset : offset + length]
    return DocumentBytes(raw, _alone(content, interchange, group, raw))


def _place(content: bytes, interchange: Interchange, row: Exchange) -> tuple[int, int]:
    """Where a set that we wrote stands: rows of what went out do not say."""
    from b2b.edi.validation import validate_bytes

    start = interchange.offset
    report = validate_bytes(content[start : start + interchange.length])
    for one in report.sets:
        if one.control_number == row.control_number:
            return start + one.offset, one.length
    return start, interchange.length


def _alone(content: bytes, interchange: Interchange, group: Group | None, raw: bytes) -> bytes:
    alone = wires.of_interchange(interchange.version).alone(content, interchange, group, raw) if group else None
    return alone or content[interchange.offset : interchange.offset + interchange.length]
