"""Documents in UBL 2.1, a file each."""

from __future__ import annotations

from dataclasses import replace

from b2b.documents import Order
from b2b.errors import LogicalError
from b2b.translation.converted import Converted, File
from b2b.translation.ends import in_no_party
from b2b.translation.source import Interchange, Read, Refused
from b2b.translation.ubl.written import written


def to_ubl(source: Interchange, currency: str | None) -> tuple[list[File], list[Refused]]:
    """A file for each document that UBL can say, and those that it cannot; `currency` is that of orders that name none.
    UBL has no envelope: of who sends to whom the parties of the document say what they say, and the rest is lost, which
    the first file tells.
    """
    files: list[File] = []
    refused: list[Refused] = []
    for one in source.messages:
        if isinstance(one, Refused):
            continue
        try:
            files.append(_file(one, currency))
        except LogicalError as error:
            refused.append(Refused(one.kind, one.number, str(error), error.next_step))
    if files:
        files[0] = replace(files[0], envelope=tuple(in_no_party(source)))
    return files, refused


def _file(one: Read, currency: str | None) -> File:
    document = one.document
    if isinstance(document, Order) and document.currency is None:
        document = replace(document, currency=currency)
    kind, carried = written(document)
    number = str(getattr(one.document, "number", ""))
    converted = Converted(one.kind, one.number, kind, number, carried.document, one.leftovers, carried.losses)
    return File(carried.written, (converted,))
