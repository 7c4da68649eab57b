"""Checks the transaction sets of one functional group: fast where there is no fault, in detail where there is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from b2b.edi.engine import elements
from b2b.edi.engine.compile import CompiledSet, compile_set
from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.headers import GroupHeader
from b2b.edi.engine.limits import Limits, passed
from b2b.edi.engine.results import SetResult, own_verdict
from b2b.edi.engine.segment_source import PLAIN, Form
from b2b.edi.engine.walk import Place, walk
from b2b.edi.findings import AckCode, Finding, Severity, Verdict
from b2b.edi.guides.check import check as held_against
from b2b.edi.guides.guide import GuideSet
from b2b.edi.load import available_releases, load_release
from b2b.edi.schema import Release, SetSchema
from b2b.edi.x12 import semantics
from b2b.edi.x12.agreed_characters import AgreedCharacters
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.envelope import is_count
from b2b.edi.x12.reader import RawSet
from b2b.edi.x12.set_findings import SetFindings
from b2b.edi.x12.tokenizer import Tokenizer, Tokens

Releases = Callable[[str], Release | None]
# The guide of the sets of a group, by the set's id; None where there is none.
Guides = Callable[[GroupHeader, str], GuideSet | None]


class Elsewhere(Protocol):
    """Checks sets that no release of ours has, such as those of another body's guides."""

    def knows(self, header: GroupHeader) -> bool:
        """Whether it has guides for the sets of a group."""
        ...

    def findings(
        self, header: GroupHeader, delimiters: Delimiters, segments: Sequence[Sequence[str]]
    ) -> Sequence[Finding] | None:
        """What is wrong with a set, by position and element; None where it does not have the set."""
        ...


@lru_cache(maxsize=64)  # asked for every group, with names that come from files
def shipped(name: str) -> Release | None:
    """The release of that name that ships with b2b, None if none does."""
    return load_release(name) if name in available_releases() else None


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the sets of one id and release are checked."""

    release: Release
    schema: SetSchema
    plain: CompiledSet
    tidy: CompiledSet
    guide: GuideSet | None = None


class GroupChecker:
    """Remembers the control numbers of a group and the plans for its sets."""

    def __init__(
        self,
        header: GroupHeader,
        delimiters: Delimiters,
        tokenizer: Tokenizer,
        releases: Releases,
        limits: Limits,
        tolerate: frozenset[str],
        elsewhere: Elsewhere | None = None,
        guides: Guides | None = None,
        characters: CharacterSet | None = None,
    ) -> None:
        self._guides = guides
        self._agreed = AgreedCharacters(characters, delimiters) if characters is not None else None
        self._elsewhere = elsewhere if elsewhere is not None and elsewhere.knows(header) else None
        self._header, self._delimiters, self._tokenizer = header, delimiters, tokenizer
        self._releases, self._limits, self._tolerate = releases, limits, tolerate
        self._form = Form(False, delimiters.component, delimiters.repetition)
        self._terminator = delimiters.encoded(delimiters.terminator)
        separator = delimiters.encoded(delimiters.element)
        self._binary = (b"BIN" + separator, b"BDS" + separator)
        # A set of so many bytes cannot be beyond any limit.
        self._harmless = min(limits.set_bytes - 1, limits.set_segments, limits.segment_bytes)
        self._plans: dict[tuple[str, str], _Plan | None] = {}
        self._numbers: set[str] = set()
        self._checked = 0
        self.release = releases(header.version[:6])
        self.beyond_ascii = False

    def check(self, raw: RawSet) -> SetResult:
        """The verdict on one set, and why."""
        self._checked += 1
        if self._checked > self._limits.group_sets:
            return self._refused(raw, "too-many-sets", passed(self._limits, "group_sets", "a group may have {} sets"))
        if len(raw.raw) > self._harmless and (refused := self._beyond_a_limit(raw)) is not None:
            return refused
        beyond = self._agreed.first_beyond(raw.raw) if self._agreed is not None else None
        segments = self._tokenizer.usual(raw.raw) if raw.complete and beyond is None else None
        if segments is not None:
            result = self._if_faultless(raw, segments, plain=True)
            if result is not None:
                return result
        return self._check_tokens(raw, self._tokenizer.tokenize(raw.raw), beyond)

    def _check_tokens(self, raw: RawSet, tokens: Tokens, beyond: tuple[int, str] | None) -> SetResult:
        self.beyond_ascii = self.beyond_ascii or not tokens.ascii
        segments = tokens.segments
        if self._form.component:
            for control in [s for s in (segments[0], segments[-1]) if s[0] in ("ST", "SE")]:
                control[1:] = [element.rstrip(self._form.component) for element in control[1:]]
        if raw.complete and tokens.tidy and not tokens.plain and beyond is None:
            result = self._if_faultless(raw, segments, plain=False)
            if result is not None:
                return result
        number = _at(segments[0], 2)
        duplicate = number in self._numbers
        self._numbers.add(number)
        return self._in_detail(raw, tokens, self._plan(segments[0]), duplicate, beyond)

    def _if_faultless(self, raw: RawSet, segments: list[list[str]], plain: bool) -> SetResult | None:
        """The result of a set in which nothing at all is amiss, else None."""
        st = segments[0]
        plan = self._plan(st)
        if plan is None:
            return None
        compiled = plan.plain if plain else plan.tidy
        shape = compiled.faultless(segments)
        if shape is None or st[2] in self._numbers or not self._sound(segments, shape, plan.schema, compiled):
            return None
        if plan.guide is not None and self._breaches(plan, segments):
            return None
        self._numbers.add(st[2])
        return self._result(raw, segments, plan, Verdict.ACCEPTED, ())

    def _beyond_a_limit(self, raw: RawSet) -> SetResult | None:
        limits = self._limits
        if len(raw.raw) >= limits.set_bytes:
            return self._refused(raw, "set-too-large", passed(limits, "set_bytes", "a set may have {} bytes"))
        if raw.raw.count(self._terminator) > limits.set_segments:
            return self._refused(raw, "set-too-large", passed(limits, "set_segments", "a set may have {} segments"))
        for position, (start, end) in enumerate(self._tokenizer.spans(raw.raw), start=1):
            if end - start > limits.segment_bytes and not raw.raw.startswith(self._binary, start):
                message = passed(limits, "segment_bytes", "a segment may have {} bytes")
                return self._refused(raw, "segment-too-long", message, position, start)
        return None

    def _sound(self, segments: list[list[str]], shape: str, schema: SetSchema, compiled: CompiledSet) -> bool:
        """True where the set also counts itself right, is of the group's kind, and its totals agree."""
        st, se = segments[0], segments[-1]
        if se[2] != st[2] or (se[1] != str(len(segments)) and int(se[1]) != len(segments)):
            return False
        if schema.functional_group != self._header.functional_id:
            return False
        found = semantics.remarks(schema.id, segments, shape, compiled.letter, self._limits.hl_depth)
        return next(found, None) is None

    def _plan(self, st: Sequence[str]) -> _Plan | None:
        """ST03, where it is given, takes precedence over GS08 (X12.22, element 1705)."""
        implementation = _at(st, 3)[:6]
        key = (_at(st, 1), implementation if implementation[:2] == "00" else "")
        if key not in self._plans:
            if len(self._plans) > 1000:  # ids come from the file
                self._plans.clear()
            release = (self._releases(key[1]) if key[1] else None) or self.release
            schema = release.sets.get(key[0]) if release is not None else None
            self._plans[key] = self._made(release, schema) if release is not None and schema is not None else None
        return self._plans[key]

    def _made(self, release: Release, schema: SetSchema) -> _Plan:
        header = self._header if release is self.release else replace(self._header, version=release.name)
        guide = self._guides(header, schema.id) if self._guides is not None else None
        return _Plan(release, schema, compile_set(schema, PLAIN), compile_set(schema, self._form), guide)

    def _breaches(self, plan: _Plan, segments: list[list[str]]) -> list[Finding]:
        """What breaks the partner's guide."""
        if plan.guide is None:
            return []
        return held_against(plan.guide, plan.schema, segments, self._delimiters.component)

    def _in_detail(
        self, raw: RawSet, tokens: Tokens, plan: _Plan | None, duplicate: bool, beyond: tuple[int, str] | None
    ) -> SetResult:
        segments = tokens.segments
        release = plan.release.name if plan else self.release.name if self.release else ""
        found = SetFindings(
            raw.raw, raw.offset, segments, self._tokenizer, self._delimiters, release, self._limits.set_findings
        )
        for oddity in tokens.oddities:
            found.oddity(oddity)
        if beyond is not None and self._agreed is not None:
            found.beyond_agreed(*beyond, self._agreed.agreed)
        self._check_control(raw, segments, found, duplicate)
        if plan is not None:
            self._check_content(raw, tokens, plan, found)
        supported = plan is not None or (raw.complete and self._judged_elsewhere(segments, found))
        if not supported:
            self._unsupported(segments, found)
        findings = self._tolerated(found.findings())
        verdict = own_verdict(findings) if supported else Verdict.UNSUPPORTED
        return self._result(raw, segments, plan, verdict, findings)

    def _judged_elsewhere(self, segments: list[list[str]], found: SetFindings) -> bool:
        if self._elsewhere is None:
            return False
        judged = self._elsewhere.findings(self._header, self._delimiters, segments)
        for finding in judged or ():
            found.foreign(finding)
        return judged is not None

    @property
    def has_guide(self) -> bool:
        """Whether the guide that GS08 names is checked, not only its base release."""
        return self._elsewhere is not None

    def _check_content(self, raw: RawSet, tokens: Tokens, plan: _Plan, found: SetFindings) -> None:
        segments = tokens.segments
        placed = walk(plan.schema, segments, plan.release.segments)
        for problem in placed.problems:
            if raw.complete or problem.segment != "SE":
                found.problem(problem)
        laid_out_well = tokens.plain or tokens.tidy
        for index, (segment, place) in enumerate(zip(segments, placed.places, strict=True)):
            if place is None or (laid_out_well and plan.tidy.clean(segment)):
                continue
            for fault in elements.faults(place.row.segment, segment, plan.release.name, self._form):
                found.fault(index, place.loop, fault)
                if fault.code == elements.TRAILING_COMPONENT_SEPARATOR and self._form.repetition not in fault.value:
                    segment[fault.element] = segment[fault.element].rstrip(self._form.component)
        shape = "".join([plan.plain.letter(s[0]) if p else "?" for s, p in zip(segments, placed.places, strict=True)])
        depth = self._limits.hl_depth
        for remark in semantics.remarks(plan.schema.id, segments, shape, plan.plain.letter, depth):
            place = placed.places[remark.index]
            definition = place.row.segment.uses[remark.element - 1].element if place else None
            found.remark(remark, place.loop if place else "", definition)
        for breach in self._breaches(plan, segments):
            found.foreign(replace(breach, reference=_reference(breach, placed.places)))
        if plan.schema.functional_group != self._header.functional_id:
            message = (
                f"set {plan.schema.id} belongs in groups of kind {plan.schema.functional_group}; "
                f"GS01 is {self._header.functional_id}"
            )
            found.control(0, 1, "wrong-functional-group", Severity.WARNING, message, plan.schema.id, "6")

    def _check_control(self, raw: RawSet, segments: list[list[str]], found: SetFindings, duplicate: bool) -> None:
        """ST and SE: numbers, identity, count (codes of element 718)."""
        st, error = segments[0], Severity.ERROR
        id, number = _at(st, 1), _at(st, 2)
        if len(id) != 3:
            found.control(0, 1, "set-id-invalid", error, "ST01 is no transaction set identifier", id, "6")
        if not 4 <= len(number) <= 9:
            found.control(0, 2, "set-control-number-invalid", error, "ST02 is no control number", number, "7")
        elif duplicate:
            message = f"ST02 {number} was used before in this group"
            found.control(0, 2, "set-control-number-duplicate", error, message, number, "23")
        if not raw.complete or segments[-1][0] != "SE":
            found.control(len(segments), 1, "set-trailer-missing", error, "the set breaks off: SE is missing", "", "2")
            return
        last, se = len(segments) - 1, segments[-1]
        count, trailer = _at(se, 1), _at(se, 2)
        if not is_count(count) or int(count) != len(segments):
            message = f"SE01 says {count or 'nothing'}, the set has {len(segments)} segments"
            found.control(last, 1, "segment-count-mismatch", error, message, count, "4")
        if trailer != number:
            message = f"SE02 is {trailer or 'empty'}, ST02 is {number or 'empty'}"
            found.control(last, 2, "set-control-number-mismatch", error, message, trailer, "3")

    def _unsupported(self, segments: list[list[str]], found: SetFindings) -> None:
        id = _at(segments[0], 1)
        version = self._header.version
        message = (
            f"set {id or '?'} is not supported in release {self.release.name}"
            if self.release is not None
            else f"release {version or '?'} is not supported"
        )
        found.control(0, 1, "set-unsupported", Severity.ERROR, message, id, "1")

    def _refused(self, raw: RawSet, code: str, message: str, position: int = 1, at: int = 0) -> SetResult:
        """A set beyond a limit: answered, but not looked into; the segment at `position` begins at byte `at` of it."""
        end = raw.raw.find(self._terminator)
        st = self._tokenizer.tokenize(raw.raw[: min(end, 200) if end >= 0 else 200]).segments[0]
        ack = (AckCode("AK5", "ST", "5"),)
        tag = self._tokenizer.tokenize(raw.raw[at : at + 4]).segments[0][0][:3]
        finding = Finding(
            code, Severity.ERROR, message, segment=tag, position=position, offset=raw.offset + at, ack=ack
        )
        return SetResult(_at(st, 1), _at(st, 2), _at(st, 3), Verdict.REJECTED, (finding,), raw.offset, len(raw.raw))

    def _tolerated(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        if not self._tolerate:
            return findings
        return tuple(
            replace(f, severity=Severity.WARNING) if f.severity is Severity.ERROR and f.code in self._tolerate else f
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
        st = segments[0]
        return SetResult(
            _at(st, 1),
            _at(st, 2),
            _at(st, 3),
            verdict,
            findings,
            raw.offset,
            len(raw.raw),
            plan.release.name if plan else "",
            plan.schema.hash if plan else "",
            segments,
        )


def _reference(breach: Finding, places: Sequence[Place | None]) -> str | None:
    """The number of the element that breaks a guide, for acknowledgments."""
    index = (breach.position or 0) - 1
    place = places[index] if breach.element and 0 <= index < len(places) else None
    if place is None or not breach.element or breach.element > len(place.row.segment.uses):
        return None
    use = place.row.segment.uses[breach.element - 1]
    if use.composite is not None and breach.component and breach.component <= len(use.composite.uses):
        use = use.composite.uses[breach.component - 1]
    return use.element.number if use.element is not None else None


def _at(segment: Sequence[str], number: int) -> str:
    return segment[number] if number < len(segment) else ""
