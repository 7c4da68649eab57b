"""PDFs with whatever attached, as vendors and attackers make them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from functools import cache

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject


def pdf_with(*attachments: tuple[str, bytes]) -> bytes:
    """A page, and these files attached to it."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    for name, content in attachments:
        writer.add_attachment(name, content)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    """The bytes of a PDF."""
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def encrypted(pdf: bytes) -> bytes:
    """The same, to be opened with a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


def with_packed(name: str, packed: bytes, filters: Sequence[str] = ("/FlateDecode",)) -> bytes:
    """An attachment whose stored bytes are `packed`, to be unpacked through these filters."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment(name, b"x")
    spec = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()
    stream = StreamObject()
    stream._data = packed
    stream[NameObject("/Filter")] = ArrayObject([NameObject(one) for one in filters])
    reference = writer._add_object(stream)
    spec[NameObject("/EF")] = DictionaryObject({NameObject("/F"): reference, NameObject("/UF"): reference})
    return written(writer)


@cache
def bomb(megabytes: int) -> bytes:
    """A packed run of blanks, a thousandth of its size."""
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(b" " * 2**20) for _ in range(megabytes)] + [packer.flush()])


def with_endless_names() -> bytes:
    """A list of attachments that contains itself."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("a.txt", b"x")
    names = writer.root_object["/Names"]
    tree = writer._add_object(names["/EmbeddedFiles"])
    names[NameObject("/EmbeddedFiles")] = tree
    tree.get_object()[NameObject("/Kids")] = ArrayObject([tree, tree])
    return written(writer)
