"""The files inside a PDF/A-3, from a stranger: bounded, decrypted never, and every damage is one kind of error."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from b2b.errors import Unreadable
from b2b.invoicing.recognise import ROOTS
from b2b.invoicing.xml_reading import MAX_BYTES
from b2b.untrusted_xml import root_name

# What Factur-X 1.0, ZUGFeRD 1 and 2 and XRechnung call the invoice, in lower case.
INVOICE_NAMES = frozenset({"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"})
MAX_ATTACHMENTS = 200
_MAX_NODES = 1_000
# Up to this size a PDF with small errors is mended while it is read; above, looking for objects takes too long.
_REPAIRED = 16 * 1024 * 1024
_ASK = "ask the sender for a Factur-X file, or for the XML alone"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a PDF; `stream` is still packed."""

    name: str
    stream: Any

    def content(self) -> bytes:
        """The bytes. Raises Unreadable for a damaged one, and one that is larger than an invoice may be."""
        try:
            data: bytes = self.stream.get_data()
        except Exception as error:
            raise _damaged(error, self.name) from error
        if len(data) > MAX_BYTES:
            raise Unreadable(
                f"the attachment has {len(data):,} bytes, more than the {MAX_BYTES:,} that are read",
                where=self.name,
                next_step="refuse the file: it may be an attack",
            )
        return data


def attachments(content: bytes) -> tuple[Attachment, ...]:
    """Every attached file, each once, in the order of the PDF.

    Raises Unreadable for what is too large, encrypted, damaged, or holds more than `MAX_ATTACHMENTS`.
    """
    if len(content) > MAX_BYTES:
        raise Unreadable(
            f"the file has {len(content):,} bytes, more than the {MAX_BYTES:,} that are read",
            next_step="ask the sender for an invoice without large pictures",
        )
    # pypdf looks for the end backwards, line by line: what stands behind it, or is all there is, would take long.
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Unreadable("the PDF has no end: it was cut off", next_step="ask the sender for the file again")
    # pypdf says something about every broken object; a file can be made of half a million of them.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content[: end + 5]), strict=len(content) > _REPAIRED)
        encrypted = reader.is_encrypted
        found = [] if encrypted else list(_attached(reader))
    except Unreadable:
        raise
    except Exception as error:
        # A broken file makes pypdf fail in as many ways as there are to break a file.
        raise _damaged(error) from error
    if encrypted:
        raise Unreadable("the PDF is encrypted, which PDF/A-3 forbids", next_step=f"{_ASK}, not encrypted")
    return tuple(found)


def invoices(attached: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """Those that are called as an invoice is, else those whose name ends in .xml and whose content is an invoice."""
    named = tuple(one for one in attached if one.name.lower() in INVOICE_NAMES)
    if named:
        return named
    return tuple(one for one in attached if one.name.lower().endswith(".xml") and root_name(one.content()) in ROOTS)


def _attached(reader: PdfReader) -> Iterator[Attachment]:
    root: Any = reader.root_object
    specs = [*_named_files(root), *_values(root.get("/AF", ()))]
    seen: set[object] = set()
    for reference in specs:
        spec = _resolved(reference)
        if not isinstance(spec, DictionaryObject) or "/EF" not in spec:
            continue
        files = _resolved(spec["/EF"])
        stream = files.raw_get("/UF" if "/UF" in files else "/F")
        key = (stream.idnum, stream.generation) if isinstance(stream, IndirectObject) else id(stream)
        if key in seen:
            continue
        seen.add(key)
        if len(seen) > MAX_ATTACHMENTS:
            raise Unreadable(f"the PDF has more than {MAX_ATTACHMENTS} attachments", next_step="refuse the file")
        name = str(spec.get("/UF") or spec.get("/F") or "")
        yield Attachment(name.replace("\\", "/").rpartition("/")[2], _resolved(stream))


def _named_files(root: Any) -> Iterator[Any]:
    """The file specifications of the name tree (ISO 32000-1, 7.9.6), each node visited once."""
    names: Any = _resolved(root.get("/Names"))
    waiting = (
        [names.raw_get("/EmbeddedFiles")] if isinstance(names, DictionaryObject) and "/EmbeddedFiles" in names else []
    )
    visited: set[object] = set()
    while waiting:
        reference = waiting.pop(0)
        key = (reference.idnum, reference.generation) if isinstance(reference, IndirectObject) else id(reference)
        node = _resolved(reference)
        if key in visited or not isinstance(node, DictionaryObject):
            continue
        visited.add(key)
        if len(visited) > _MAX_NODES:
            raise Unreadable(f"the list of attachments has more than {_MAX_NODES} parts", next_step="refuse the file")
        yield from _values(node.get("/Names", ()))[1::2]
        waiting += _values(node.get("/Kids", ()))


def _values(array: Any) -> list[Any]:
    """The members of an array, references not followed; none where it is no array."""
    found = _resolved(array)
    return list(found) if isinstance(found, (list, tuple)) else []


def _resolved(item: Any) -> Any:
    return item.get_object() if isinstance(item, IndirectObject) else item


def _damaged(error: Exception, where: str = "") -> Unreadable:
    reason = str(error).strip()[:200] or type(error).__name__
    return Unreadable(f"the PDF is damaged or too large inside: {reason}", where=where, next_step=_ASK)
