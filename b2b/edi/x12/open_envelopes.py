"""Interchanges and functional groups of X12 while they are being read."""

from __future__ import annotations

from b2b.edi.engine import open_envelopes
from b2b.edi.engine.events import InterchangeStart
from b2b.edi.engine.headers import GroupHeader
from b2b.edi.engine.results import GroupResult, InterchangeResult, enclosing_verdict
from b2b.edi.findings import AckCode, Finding, Severity, Verdict
from b2b.edi.x12 import envelope
from b2b.edi.x12.isa import Isa
from b2b.edi.x12.set_check import GroupChecker
from b2b.edi.x12.tokenizer import Tokenizer

# What says that we cannot judge a group, not that it is wrong.
_UNSUPPORTED = frozenset({"release-unsupported", "group-unsupported"})


class OpenGroup(open_envelopes.OpenGroup):
    """A functional group that is being read."""

    checker: GroupChecker

    def __init__(self, header: GroupHeader, checker: GroupChecker, tolerate: frozenset[str]) -> None:
        super().__init__(header, checker, checker.release, tolerate)

    def close(self, declared: int | None) -> GroupResult:
        unknown = self._kind_unknown()
        if unknown is not None:
            self.notes.add([unknown])
        return super().close(declared)

    def verdict(self, findings: tuple[Finding, ...]) -> Verdict:
        verdict = enclosing_verdict((f for f in findings if f.code not in _UNSUPPORTED), self.verdicts)
        unsupported = self.release is None or self._kind_unknown() is not None
        return Verdict.UNSUPPORTED if unsupported and verdict.accepted else verdict

    def _kind_unknown(self) -> Finding | None:
        """What is to be said of a group in which nothing can be worked because we know no set of its kind.

        A set that we know is taken for what its ST01 says, in whatever group it stands.
        """
        release, kind = self.release, self.header.functional_id
        if release is None or self.unsupported < self.sets or not envelope.is_functional_id(kind):
            return None
        if any(release.sets[id].functional_group == kind for id in release.sets):
            return None
        message = f"groups of kind {kind} are not supported in release {release.name}"
        ack = (AckCode("AK9", "GS", "1"),)
        return Finding(
            "group-unsupported", Severity.ERROR, message, segment="GS", element=1, value=kind,
            offset=self.header.offset, ack=ack,
        )  # fmt: skip


class OpenInterchange(open_envelopes.OpenInterchange):
    """An interchange that is being read."""

    def __init__(self, start: InterchangeStart[Isa], tolerate: frozenset[str]) -> None:
        super().__init__(envelope.interchange_header(start.header, start.offset), tolerate)
        self.tokenizer = Tokenizer(start.header.delimiters, start.raw, start.tail)
        self.notes.add(envelope.check_isa(start.header, start.offset))
        self.beyond_ascii = False

    def close(self) -> InterchangeResult:
        if self.beyond_ascii:
            message = "characters beyond ASCII, read as UTF-8 where they are that, else as Latin-1"
            self.notes.add([Finding("characters-beyond-ascii", Severity.INFO, message, offset=self.header.offset)])
        if not self.groups and not self.ta1:
            self.holds_nothing("functional group")
        return super().close()
