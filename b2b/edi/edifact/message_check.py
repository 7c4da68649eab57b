"""Checks the messages of one interchange or group: fast where there is no fault, in detail where there is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from b2b.edi.edifact import control_totals
from b2b.edi.edifact.message_findings import NOUNS, MessageFindings
from b2b.edi.edifact.releases import MessageType, schema_of
from b2b.edi.edifact.repertoire import Repertoire
from b2b.edi.edifact.service_characters import COMPONENT, REPETITION, ServiceCharacters
from b2b.edi.edifact.tokenizer import Tokenizer
from b2b.edi.engine import elements
from b2b.edi.engine.compile import CompiledSet, compile_set
from b2b.edi.engine.elements import at
from b2b.edi.engine.events import RawSet
from b2b.edi.engine.headers import GroupHeader
from b2b.edi.engine.limits import Limits
from b2b.edi.engine.notes import tolerated
from b2b.edi.engine.results import SetResult, own_verdict
from b2b.edi.engine.segment_source import Form
from b2b.edi.engine.set_check import Ends, SetChecker
from b2b.edi.engine.walk import Place, walk
from b2b.edi.findings import Finding, Verdict
from b2b.edi.guides.check import check as held_against
from b2b.edi.guides.guide import Guides, GuideSet
from b2b.edi.schema import Release, Releases, SetSchema

# UNH and UNT, with the codes of 0085 that UCM has; 0062 has up to 14 characters.
_ENDS = Ends("UNH", "UNT", 1, "message reference number", 1, 14, "UCM", "12", "26", "13", "29", "28", "18")


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


class MessageChecker(SetChecker):
    """Remembers the references of messages and the plans for their types."""

    nouns, ends = NOUNS, _ENDS

    def __init__(self, reading: Reading, header: GroupHeader) -> None:
        super().__init__(reading.tokenizer, reading.tokenizer.splitting.terminator, reading.limits)
        self.releasing = reading.tokenizer.splitting.release
        self._reading, self._header = reading, header
        self._form = reading.form
        self._plans: dict[str, _Plan | None] = {}
        self._other_mark = _other_mark(reading.characters) if reading.syntax < "4" else None

    def judged(self, raw: RawSet) -> SetResult:
        segments = self._reading.tokenizer.usual(raw.raw) if raw.complete else None
        if segments is not None:
            result = self._if_faultless(raw, segments)
            if result is not None:
                return result
        return self._in_detail(raw)

    def refused(self, raw: RawSet, opening: Sequence[str], finding: Finding) -> SetResult:
        return self._result(raw, [list(opening)], None, Verdict.REJECTED, (finding,))

    def _if_faultless(self, raw: RawSet, segments: list[list[str]]) -> SetResult | None:
        """The result of a message in which nothing is amiss by the standard but characters outside the declared set,
        else None.
        """
        unh, unt = segments[0], segments[-1]
        plan = self._plan(unh)
        if plan is None or plan.compiled.faultless(segments) is None:
            return None
        name = self._named(unh)
        if name in self.numbers or unt[2] != unh[1] or (unt[1] != str(len(segments)) and int(unt[1]) != len(segments)):
            return None
        if next(control_totals.differing(segments), None) is not None:
            return None
        if self._other_mark is not None and self._other_mark.search(raw.raw):
            return None
        breaches = held_against(plan.guide, plan.schema, segments, COMPONENT) if plan.guide is not None else ()
        findings: tuple[Finding, ...] = ()
        if breaches or self._reading.tokenizer.beyond(raw.raw):
            found = self._findings(raw, segments)
            for breach in breaches:
                found.foreign(breach)
            findings = tolerated(found.findings(), self._reading.tolerate)
        self.numbers.add(name)
        return self._result(raw, segments, plan, own_verdict(findings), findings)

    def _named(self, unh: Sequence[str]) -> str:
        """What tells a message from others: its reference (0062), since syntax 4 together with its type (S009)."""
        reference = at(unh, 1)
        return reference if self._reading.syntax < "4" else f"{reference} {at(unh, 2)}"

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

    def _findings(self, raw: RawSet, segments: Sequence[Sequence[str]]) -> MessageFindings:
        """What there is to say of a message, its characters outside the declared set to begin with."""
        reading = self._reading
        found = MessageFindings(self.held(raw, segments), reading.tokenizer.splitting, reading.limits.set_findings)
        beyond = reading.tokenizer.first_beyond(raw.raw)
        if beyond is not None:
            found.beyond(beyond, reading.repertoire.identifier)
        return found

    def _in_detail(self, raw: RawSet) -> SetResult:
        tokens = self._reading.tokenizer.tokenize(raw.raw)
        segments = tokens.segments
        plan = self._plan(segments[0])
        found = self._findings(raw, segments)
        for oddity in tokens.oddities:
            found.oddity(oddity)
        name = self._named(segments[0])
        self.check_ends(raw, segments, name in self.numbers, found.control)
        self.numbers.add(name)
        if plan is not None:
            self._check_content(raw, segments, plan, found, tokens.tidy)
        else:
            self._unsupported(segments, found)
        findings = tolerated(found.findings(), self._reading.tolerate)
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

    def _unsupported(self, segments: list[list[str]], found: MessageFindings) -> None:
        type = MessageType(segments[0], self._reading.syntax)
        if not type.id:
            found.control(0, 2, "set-unsupported", "UNH02 names no message type", "", "13", 1)
        elif self._reading.releases(type.directory) is None:
            message = f"directory {type.directory or '?'} is not supported"
            found.control(0, 2, "set-unsupported", message, type.directory, "14", 3)
        else:
            message = f"message {type.id} is not supported in directory {type.directory}"
            found.control(0, 2, "set-unsupported", message, type.id, "14", 1)

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
            at(unh, 1),
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
