"""Interchanges and groups of EDIFACT while they are being read."""

from __future__ import annotations

from b2b.edi.edifact import envelope
from b2b.edi.edifact.message_check import MessageChecker, Reading
from b2b.edi.edifact.repertoire import repertoire
from b2b.edi.edifact.splitting import Splitting
from b2b.edi.edifact.syntax_version import VERSIONS
from b2b.edi.edifact.tokenizer import Tokenizer
from b2b.edi.edifact.unb import Unb
from b2b.edi.engine import open_envelopes
from b2b.edi.engine.events import InterchangeStart
from b2b.edi.engine.headers import GroupHeader
from b2b.edi.engine.limits import Limits
from b2b.edi.engine.results import InterchangeResult
from b2b.edi.guides.guide import Guides
from b2b.edi.schema import Releases


class OpenGroup(open_envelopes.OpenGroup):
    """A group that is being read, or all messages of an interchange that has none (`explicit` False)."""

    def __init__(self, header: GroupHeader, reading: Reading, explicit: bool) -> None:
        checker, release = MessageChecker(reading, header), reading.releases(header.version)
        super().__init__(header, checker, release, reading.tolerate, explicit)


class OpenInterchange(open_envelopes.OpenInterchange):
    """An interchange that is being read."""

    def __init__(
        self,
        start: InterchangeStart[Unb],
        limits: Limits,
        tolerate: frozenset[str],
        releases: Releases,
        guides: Guides | None,
    ) -> None:
        unb = start.header
        super().__init__(envelope.interchange_header(unb, start.offset), tolerate)
        characters = repertoire(unb.identifier)
        tokenizer = Tokenizer(Splitting(unb.characters), characters, start.tail)
        version = unb.version if unb.version in VERSIONS else "3"
        self.reading = Reading(version, unb.characters, characters, tokenizer, limits, tolerate, releases, guides)
        self.notes.add(envelope.check_unb(unb, start.offset, characters.known))

    def close(self) -> InterchangeResult:
        if not self.sets and not self.groups:
            self.holds_nothing("message")
        return super().close()
