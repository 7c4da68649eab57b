"""A file in another form: read, carried over message by message, written, and held to our own schemas."""

from __future__ import annotations

from collections.abc import Sequence

from b2b.edi.messages import valid
from b2b.errors import NotWritable, Unreadable
from b2b.translation import source
from b2b.translation.converted import Conversion, File
from b2b.translation.form import Form
from b2b.translation.source import Refused
from b2b.translation.to_edifact import to_edifact
from b2b.translation.to_ubl import to_ubl
from b2b.translation.to_x12 import to_x12
from b2b.translation.wanted import Wanted


def convert(data: bytes, wanted: Wanted) -> Conversion:
    """What is in a file of X12, EDIFACT or UBL, or the invoice in one of CII or PDF, in the form that is wanted.

    Messages that are not accepted, or that the target cannot say, are in `refused`, what of the file could not be read
    is in `unread`, and the others go on. The same arguments give the same bytes. Errors: Unreadable where the file is
    none of these; ConfigError, NotFound and NotWritable where what is `wanted` cannot be.
    """
    files: list[File] = []
    refused: list[Refused] = []
    found = source.read(data, time_zone=wanted.time_zone, currency=wanted.currency)
    if not any(one.messages for one in found.interchanges):
        raise Unreadable("there is no message in it", next_step="b2b edi show tells what the file holds")
    for place, interchange in enumerate(found.interchanges):
        refused += [one for one in interchange.messages if isinstance(one, Refused)]
        if wanted.form is Form.UBL:
            written, unsaid = to_ubl(interchange, wanted.currency)
        else:
            write = to_x12 if wanted.form is Form.X12 else to_edifact
            number = None if wanted.control_number is None else wanted.control_number + place
            try:
                file, unsaid = write(interchange, wanted, number)
            except NotWritable as error:
                # Only an envelope is refused as a whole: a message that cannot be written is among the refused.
                step = "name ids that fit: --sender and --receiver QUALIFIER:ID"
                raise NotWritable(error.message, where=error.where, next_step=step) from error
            written = [file] if file else []
        files += written
        refused += unsaid
    if files and wanted.form is not Form.UBL:
        files = [_together(files)]
        valid(files[0].content)
    return Conversion(tuple(files), tuple(refused), found.unread)


def _together(files: Sequence[File]) -> File:
    """The interchanges of one source, one after the other."""
    return File(
        b"".join(file.content for file in files),
        tuple(message for file in files for message in file.messages),
        tuple(lost for file in files for lost in file.envelope),
    )
