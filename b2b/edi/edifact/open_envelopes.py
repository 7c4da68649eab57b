"""Interchanges and groups while they are being read: what was noted so far, and the result when they close."""

from __future__ import annotations

from b2b.edi.edifact import envelope
from b2b.edi.edifact.message_check import Guides, MessageChecker, Reading
from b2b.edi.edifact.reader import InterchangeStart
from b2b.edi.edifact.releases import Releases
from b2b.edi.edifact.repertoire import repertoire
from b2b.edi.edifact.splitting import Splitting
from b2b.edi.edifact.tokenizer import Tokenizer
from b2b.edi.engine.headers import GroupHeader
from b2b.edi.engine.limits import Limits
from b2b.edi.engine.results import Counts, GroupResult, InterchangeResult, SetResult, enclosing_verdict
from b2b.edi.findings import Finding, Severity, Verdict
from b2b.edi.x12.open_envelopes import Notes


class OpenGroup:
    """A group that is being read, or all messages of an interchange that has none (`explicit` False)."""

    def __init__(self, header: GroupHeader, reading: Reading, explicit: bool) -> None:
        self.header, self.explicit = header, explicit
        self.checker = MessageChecker(reading, header)
        self.notes = Notes(reading.tolerate)
        self.release = reading.releases(header.version)
        self._verdicts: set[Verdict] = set()
        self.sets = self._accepted = self._unsupported = 0

    def add(self, result: SetResult) -> None:
        """Count the result of a message."""
        self.sets += 1
        self._accepted += result.verdict.accepted
        self._unsupported += result.verdict is Verdict.UNSUPPORTED
        self._verdicts.add(result.verdict)

    def close(self, declared: int | None) -> GroupResult:
        findings = self.notes.findings()
        verdict = enclosing_verdict(findings, self._verdicts)
        counts = Counts(self.sets, self._accepted, self.sets - self._accepted - self._unsupported)
        if verdict is Verdict.REJECTED:
            counts = counts.void()
        release = self.release.name if self.release is not None else ""
        return GroupResult(self.header, verdict, findings, counts, declared, release)


class OpenInterchange:
    """An interchange that is being read."""

    def __init__(
        self,
        start: InterchangeStart,
        limits: Limits,
        tolerate: frozenset[str],
        releases: Releases,
        guides: Guides | None,
    ) -> None:
        unb = start.unb
        self.header = envelope.interchange_header(unb, start.offset)
        characters = repertoire(unb.identifier)
        tokenizer = Tokenizer(Splitting(unb.characters), characters, start.tail)
        version = unb.version if unb.version in envelope.VERSIONS else "3"
        self.reading = Reading(version, unb.characters, characters, tokenizer, limits, tolerate, releases, guides)
        self.notes = Notes(tolerate)
        self.notes.add(envelope.check_unb(unb, start.offset, characters.known))
        self.verdicts: set[Verdict] = set()
        self.counts = Counts()
        self.groups = self.sets = 0
        self.numbers: set[str] = set()

    def close(self) -> InterchangeResult:
        if not self.sets and not self.groups:
            message = "the interchange holds no message"
            self.notes.add([Finding("interchange-empty", Severity.WARNING, message, offset=self.header.offset)])
        findings = self.notes.findings()
        verdict = enclosing_verdict(findings, self.verdicts)
        own_error = any(f.severity is Severity.ERROR for f in findings)
        counts = self.counts.void() if own_error else self.counts
        return InterchangeResult(self.header, verdict, findings, counts, ())
