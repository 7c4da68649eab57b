"""The syntaxes in which partners write: all that differs between X12 and EDIFACT while the flow stays the same.

A wire is a module with the functions of `Wire`. Which one it is follows from what a document is called (850 is X12,
ORDERS is EDIFACT) and from the version of an interchange; nothing else in the gateway asks.
"""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Sequence
from typing import Protocol, cast

from b2b.documents import Document
from b2b.edi import counterparts
from b2b.edi.edifact import syntax_version
from b2b.edi.validation import is_edifact
from b2b.edi.x12.mappings.reading import Leftover
from b2b.gateway.examination import FoundGroup, FoundInterchange
from b2b.gateway.trade import Trade
from b2b.gateway.wires.answers import Answer
from b2b.gateway.wires.habits import Habits
from b2b.gateway.wires.writing import Numbers, Ready, Written
from b2b.store.settings import PartnerSettings
from b2b.store.states import Syntax
from b2b.store.tables import Agreement, Exchange, Group, Interchange

_HEAD = 4096


class Readable(Protocol):
    """Makes a text fit to be read: what the reader's characters do not have becomes something else."""

    def __call__(self, text: str, low: int, high: int) -> str:
        """The text with `low` to `high` characters."""
        ...


class Wire(Protocol):
    """One syntax."""

    SYNTAX: Syntax
    HEADER: str
    """The segment that opens an interchange; and the one that opens a group, with sender and receiver in 02 and 03."""
    GROUP: str
    ECHOED: frozenset[tuple[str, int]]
    """The elements of acknowledgments that repeat what was sent, whatever it was: segment and element."""

    def habits(self, settings: PartnerSettings) -> Habits:
        """What is agreed with a partner on this syntax, as far as the flow asks."""
        ...

    def works(self, name: str) -> bool:
        """Whether messages of that name are read into documents."""
        ...

    def document(
        self, content: bytes, interchange: Interchange, group: Group, exchange: Exchange, trade: Trade
    ) -> tuple[Document, Sequence[Leftover]]:
        """The document of an accepted message in the bytes of a file, and what of it has no place there. Unreadable."""
        ...

    def number(self, content: bytes, interchange: Interchange, exchange: Exchange) -> str:
        """By what its sender calls the document, "" where that cannot be told."""
        ...

    def alone(self, content: bytes, interchange: Interchange, group: Group, raw: bytes) -> bytes | None:
        """An interchange that holds this message of the file and nothing else; None where its header is unreadable."""
        ...

    def answer_group(self, group: FoundGroup, settings: PartnerSettings, *, for_us: bool) -> Answer | None:
        """What answers a group by itself; `for_us` is False where nothing of it is worked, as it is somebody else's."""
        ...

    def answer_interchange(
        self,
        interchange: FoundInterchange,
        settings: PartnerSettings,
        *,
        wanted: bool,
        not_for_us: Sequence[FoundGroup] = (),
        duplicate: bool = False,
    ) -> Answer | None:
        """What answers an interchange: `wanted` where the agreements want its messages acknowledged; `duplicate` where
        it is refused, as it came before.
        """
        ...

    def sends(self, name: str, settings: PartnerSettings) -> bool:
        """Whether a partner gets acknowledgments of that name at all, also for what came before."""
        ...

    def readable(self, settings: PartnerSettings) -> Readable:
        """Makes texts of others fit to stand in what a partner reads."""
        ...

    def prepared(self, trade: Trade, exchange: Exchange, agreement: Agreement) -> Ready:
        """The document of an exchange as a message, in the partner's characters where that is agreed. NotWritable."""
        ...

    def prepared_answer(self, trade: Trade, exchange: Exchange, answered_version: str) -> Ready:
        """An acknowledgment with the segments that it was made of; the version of what it answers, or ""."""
        ...

    def together(self, ready: Sequence[Ready], most: int) -> list[Ready]:
        """What of these one interchange takes, with at most so many kinds of message."""
        ...

    def write(self, trade: Trade, ready: Sequence[Ready], now: dt.datetime, numbers: Numbers) -> Written:
        """The interchange with these numbers. NotWritable, ConfigError."""
        ...


def of_document(name: str) -> Wire:
    """The wire of a document by what it is called: a set, a message."""
    return _wire(Syntax.EDIFACT if counterparts.is_message(name) else Syntax.X12)


def of_interchange(version: str) -> Wire:
    """The wire of an interchange by its version, `00401` or `UNOC:3`."""
    return _wire(Syntax.EDIFACT if syntax_version.is_edifact(version) else Syntax.X12)


def of_file(content: bytes) -> Wire:
    """The wire of a file by how it begins."""
    return _wire(Syntax.EDIFACT if is_edifact(content[:_HEAD]) else Syntax.X12)


def _wire(syntax: Syntax) -> Wire:
    return cast(Wire, importlib.import_module(f"{__name__}.{syntax}"))
