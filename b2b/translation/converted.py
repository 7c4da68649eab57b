"""What came of a file: the bytes, and for each message what it became and what was lost on the way."""

from __future__ import annotations

from dataclasses import dataclass

from b2b.documents import Document
from b2b.edi.findings import Finding
from b2b.translation.carried import Loss
from b2b.translation.source import Leftover, Refused


@dataclass(frozen=True, slots=True)
class Converted:
    """A message that was converted.

    `kind` and `number` are those that it had, `to_kind` and `to_number` those that it has now. `document` is what both
    say. `leftovers` the source says and documents have no place for; `losses` are fields of its document that the
    target does not say, or says otherwise.
    """

    kind: str
    number: str
    to_kind: str
    to_number: str
    document: Document
    leftovers: tuple[Leftover, ...]
    losses: tuple[Loss, ...]

    @property
    def lossless(self) -> bool:
        """Whether nothing of the message was lost."""
        return not self.leftovers and not self.losses


@dataclass(frozen=True, slots=True)
class File:
    """A file that was written, or would have been: `envelope` is what of the source's envelope it does not say."""

    content: bytes
    messages: tuple[Converted, ...]
    envelope: tuple[Leftover, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversion:
    """All of a source: files (one for X12 and EDIFACT, one for each document in UBL), and what was not converted:
    messages that are `refused`, and what is `unread` because it is in no interchange, or in one that breaks off.
    """

    files: tuple[File, ...]
    refused: tuple[Refused, ...]
    unread: tuple[Finding, ...] = ()

    @property
    def lossless(self) -> bool:
        """Whether everything was read and converted, and nothing of it lost."""
        lost = any(one.envelope or not all(message.lossless for message in one.messages) for one in self.files)
        return not self.refused and not self.unread and not lost
