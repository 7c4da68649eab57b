"""Checks the messages of one interchange or group: fast where there is no fault, in detail where there is one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from b2b.edi.edifact import control_totals
from b2b.edi.edifact.message_findings import MessageFindings
from b2b.edi.edifact.releases import MessageType, Releases, schema_of
from b2b.edi.edifact.repertoire import Repertoire
from b2b.edi.edifact.service_characters import COMPONENT, REPETITION, ServiceCharacters
from b2b.edi.edifact.tokenizer import Beyond, Tokenizer
from b2b.edi.engine import elements
from b2b.edi.engine.compile import CompiledSet, compile_set
from b2b.edi.engine.headers import GroupHeader
from b2b.edi.engine.limits import Limits
from b2b.edi.engine.results import SetResult, own_verdict
from b2b.edi.engine.segment_source import Form
from b2b.edi.engine.walk import Place, walk
from b2b.edi.findings import AckCode, Finding, Severity, Verdict
from b2b.edi.guides.check import check as held_against
from b2b.edi.guides.guide import GuideSet
from b2b.edi.schema import Release, SetSchema
from b2b.edi.x12.envelope import is_count
from b2b.edi.x12.reader import RawSet

Guides = Callable[[GroupHeader, str], GuideSet | None]

_REFERENCE = 14  # characters of 0062


@dataclass(frozen=True, slots=True)
class Reading:
    """How the messages of an interchange are read: its syntax version, characters, limits and schemas."""

    syntax: str
    characters: ServiceCharacters
    repertoire: Repertoire
    tokenizer: Tokenizer
    limits: Limits
    tolerate: frozenset[str]
    releases: Releases
    guides: Guides | None

    @property
    def form(self) -> Form:
        """The internal separators, as the compiled checks need them."""
        return Form(False, COMPONENT, REPETITION if self.characters.repetition else "")


@dataclass(frozen=True, slots=True)
class _Plan:
    """How messages of one type and directory are checked; `hash` is that of the shipped schema."""

    release: Release
    schema: SetSchema
    compiled: CompiledSet
    hash: str
    type: MessageType
    guide: GuideSet | None = None


class MessageChecker:
    """Remembers the references of messages and the plans for their types."""

    def __init__(self, reading: Reading, header: GroupHeader) -> None:
        self._reading, self._header = reading, header
        self._form = reading.form
        self._plans: dict[str, _Plan | None] = {}
        self._numbers: set[str] = set()
        self._checked = 0
        limits = reading.limits
        # A message of so many bytes cannot be beyond any limit.
        self._harmless = min(limits.set_bytes - 1, limits.set_segments, limits.segment_bytes)
        self._other_mark = _other_mark(reading.characters) if reading.syntax < "4" else None

    def check(self, raw: RawSet) -> SetResult:
        """The verdict on one message, and why."""
        self._checked += 1
        limits = self._reading.limits
        if self._checked > limits.group_sets:
            return self._refused(raw, "too-many-sets", f"a group may have {limits.group_sets} messages here")
        if len(raw.raw) > self._harmless and (refused := self._beyond_a_limit(raw)) is not None:
            return refused
        tokenizer = self._reading.tokenizer
        segments = tokenizer.usual(raw.raw) if raw.complete else None
        if segments is not None:
            result = self._if_faultless(raw, segments)
            if result is not None:
                return result
        return self._in_detail(raw)

    def _if_faultless(self, raw: RawSet, segments: list[list[str]]) -> SetResult | None:
        """The result of a message in which nothing is amiss but characters outside the declared set, else None."""
        unh, unt = segments[0], segments[-1]
        plan = self._plan(unh)
        if plan is None or plan.compiled.faultless(segments) is None:
            return None
        if (
            unh[1] in self._numbers
            or unt[2] != unh[1]
            or (unt[1] != str(len(segments)) and int(unt[1]) != len(segments))
        ):
            return None
        if next(control_totals.differing(segments), None) is not None:
            return None
        if self._other_mark is not None and self._other_mark.search(raw.raw):
            return None
        if plan.guide is not None and held_against(plan.guide, plan.schema, segments, COMPONENT):
            return None
        findings: tuple[Finding, ...] = ()
        if self._reading.tokenizer.beyond(raw.raw):
            found = self._findings(raw, segments)
            self._tell_beyond(raw, found)
            findings = self._tolerated(found.findings())
        self._numbers.add(unh[1])
        return self._result(raw, segments, plan, own_verdict(findings), findings)

    def _plan(self, unh: Sequence[str]) -> _Plan | None:
        key = unh[2] if len(unh) > 2 else ""
        if key not in self._plans:
            if len(self._plans) > 1000:  # types come from the file
                self._plans.clear()
            self._plans[key] = self._made(MessageType(unh, self._reading.syntax))
        return self._plans[key]

    def _made(self, type: MessageType) -> _Plan | None:
        reading = self._reading
        release = reading.releases(type.directory)
        schema = schema_of(release, type.id, reading.syntax) if release is not None else None
        if release is None or schema is None:
            return None
        guide = None
        if reading.guides is not None:
            guide = reading.guides(replace(self._header, version=type.directory), type.id)
        return _Plan(release, schema, compile_set(schema, self._form), release.sets[type.id].hash, type, guide)

    def _beyond_a_limit(self, raw: RawSet) -> SetResult | None:
        limits, tokenizer = self._reading.limits, self._reading.tokenizer
        if len(raw.raw) >= limits.set_bytes:
            return self._refused(raw, "set-too-large", f"a message may have {limits.set_bytes} bytes here")
        if raw.raw.count(tokenizer.splitting.terminator) > limits.set_segments:
            return self._refused(raw, "set-too-large", f"a message may have {limits.set_segments} segments here")
        if any(end - start > limits.segment_bytes for start, end in tokenizer.spans(raw.raw)):
            return self._refused(raw, "segment-too-long", f"a segment may have {limits.segment_bytes} bytes here")
        return None

    def _refused(self, raw: RawSet, code: str, message: str) -> SetResult:
        """A message beyond a limit: answered, but not looked into."""
        unh = self._reading.tokenizer.tokenize(raw.raw[:300]).segments[:1]
        ack = (AckCode("UCM", "UNH", "18"),)
        finding = Finding(code, Severity.ERROR, message, segment="UNH", position=1, offset=raw.offset, ack=ack)
        return self._result(raw, unh, None, Verdict.REJECTED, (finding,))

    def _findings(self, raw: RawSet, segments: Sequence[Sequence[str]]) -> MessageFindings:
        reading = self._reading
        return MessageFindings(raw.raw, raw.offset, segments, reading.tokenizer, reading.limits.set_findings)

    def _tell_beyond(self, raw: RawSet, found: MessageFindings) -> Beyond | None:
        beyond = self._reading.tokenizer.first_beyond(raw.raw)
        if beyond is not None:
            found.beyond(beyond, self._reading.repertoire.identifier)
        return beyond

    def _in_detail(self, raw: RawSet) -> SetResult:
        tokens = self._reading.tokenizer.tokenize(raw.raw)
        segments = tokens.segments
        plan = self._plan(segments[0])
        found = self._findings(raw, segments)
        for oddity in tokens.oddities:
            found.oddity(oddity)
        self._tell_beyond(raw, found)
        self._check_control(raw, segments, found)
        if plan is not None:
            self._check_content(raw, segments, plan, found, tokens.tidy)
        else:
            self._unsupported(segments, found)
        findings = self._tolerated(found.findings())
        verdict = own_verdict(findings) if plan is not None else Verdict.UNSUPPORTED
        return self._result(raw, segments, plan, verdict, findings)

    def _check_content(
        self, raw: RawSet, segments: list[list[str]], plan: _Plan, found: MessageFindings, tidy: bool
    ) -> None:
        placed = walk(plan.schema, segments, plan.release.segments)
        for problem in placed.problems:
            if raw.complete or problem.segment != "UNT":
                found.problem(problem)
        for index, (segment, place) in enumerate(zip(segments, placed.places, strict=True)):
            if place is None:
                continue
            if not (tidy and plan.compiled.clean(segment)):
                for fault in elements.faults(place.row.segment, segment, plan.release.name, self._form):
                    found.fault(index, place.loop, fault)
            if self._other_mark is not None:
                self._check_marks(index, segment, place, found)
        for total in control_totals.differing(segments):
            found.note(total.index, 1, total.code, total.message, total.value, component=2)
        if plan.guide is not None:
            for breach in held_against(plan.guide, plan.schema, segments, COMPONENT):
                found.foreign(breach)

    def _check_marks(self, index: int, segment: list[str], place: Place, found: MessageFindings) -> None:
        """Numbers with the other decimal mark than the one that UNA declares."""
        mark = self._reading.characters.decimal
        other = "," if mark == "." else "."
        for number, use in enumerate(place.row.segment.uses[: len(segment) - 1], start=1):
            inner = use.composite.uses if use.composite is not None else (use,)
            for component, (one, part) in enumerate(
                zip(inner, segment[number].split(COMPONENT), strict=False), start=1
            ):
                if one.element is not None and one.element.type == "N" and other in part:
                    message = f"{segment[0]}{number:02d} has the decimal mark {other!r}, UNA declares {mark!r}"
                    found.note(index, number, "decimal-mark-differs", message, part, "19", component)

    def _check_control(self, raw: RawSet, segments: list[list[str]], found: MessageFindings) -> None:
        """UNH and UNT: references and the number of segments."""
        number = _at(segments[0], 1)
        if not 1 <= len(number) <= _REFERENCE:
            found.control(0, 1, "set-control-number-invalid", "UNH01 is no message reference number", number, "12")
        elif number in self._numbers:
            message = f"UNH01 {number} was used before in this group or interchange"
            found.control(0, 1, "set-control-number-duplicate", message, number, "26")
        self._numbers.add(number)
        if not raw.complete or segments[-1][0] != "UNT":
            found.control(len(segments), 1, "set-trailer-missing", "the message breaks off: UNT is missing", "", "13")
            return
        last, unt = len(segments) - 1, segments[-1]
        count, trailer = _at(unt, 1), _at(unt, 2)
        if not is_count(count) or int(count) != len(segments):
            message = f"UNT01 says {count or 'nothing'}, the message has {len(segments)} segments"
            found.control(last, 1, "segment-count-mismatch", message, count, "29")
        if trailer != number:
            message = f"UNT02 is {trailer or 'empty'}, UNH01 is {number or 'empty'}"
            found.control(last, 2, "set-control-number-mismatch", message, trailer, "28")

    def _unsupported(self, segments: list[list[str]], found: MessageFindings) -> None:
        type = MessageType(segments[0], self._reading.syntax)
        known = self._reading.releases(type.directory) is not None
        what = f"message {type.id or '?'} is not supported in directory {type.directory}"
        message = what if known else f"directory {type.directory or '?'} is not supported"
        value, component = (type.id, 1) if known else (type.directory, 3)
        found.control(0, 2, "set-unsupported", message, value, "14", component)

    def _tolerated(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        tolerate = self._reading.tolerate
        return tuple(
            replace(f, severity=Severity.WARNING) if f.severity is Severity.ERROR and f.code in tolerate else f
            for f in findings
        )

    def _result(
        self,
        raw: RawSet,
        segments: list[list[str]],
        plan: _Plan | None,
        verdict: Verdict,
        findings: tuple[Finding, ...],
    ) -> SetResult:
        unh = segments[0] if segments else []
        type = plan.type if plan is not None else MessageType(unh, self._reading.syntax)
        return SetResult(
            type.id,
            _at(unh, 1),
            type.association,
            verdict,
            findings,
            raw.offset,
            len(raw.raw),
            plan.release.name if plan else "",
            plan.hash if plan else "",
            segments,
        )


def _other_mark(characters: ServiceCharacters) -> re.Pattern[bytes] | None:
    """Finds what may be a number with the decimal mark that UNA does not declare, if it declares one."""
    other = {".": b",", ",": rb"\."}.get(characters.decimal, b"")
    if not characters.declared or not other:
        return None
    parting = re.escape((characters.element + characters.component).encode("latin-1"))
    ending = re.escape((characters.element + characters.component + characters.terminator).encode("latin-1"))
    return re.compile(rb"[" + parting + rb"]-?\d+" + other + rb"\d+[" + ending + rb"]")


def _at(segment: Sequence[str], number: int) -> str:
    return segment[number] if number < len(segment) else ""
