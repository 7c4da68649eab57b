"""Checks the transaction sets of one functional group: fast where there is no fault, in detail where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from b2b.edi.engine import elements
from b2b.edi.engine.compile import CompiledSet, compile_set
from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.elements import at
from b2b.edi.engine.events import RawSet
from b2b.edi.engine.headers import GroupHeader
from b2b.edi.engine.limits import Limits
from b2b.edi.engine.notes import tolerated
from b2b.edi.engine.results import SetResult, own_verdict
from b2b.edi.engine.segment_source import PLAIN, Form
from b2b.edi.engine.set_check import Ends, SetChecker
from b2b.edi.engine.walk import walk
from b2b.edi.findings import Finding, Severity, Verdict
from b2b.edi.guides.check import check as held_against
from b2b.edi.guides.guide import Guides, GuideSet
from b2b.edi.schema import Release, Releases, SetSchema
from b2b.edi.x12 import semantics
from b2b.edi.x12.agreed_characters import AgreedCharacters
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.releases import named_by
from b2b.edi.x12.set_findings import INVALID_ID, NOT_IN_GROUP, NOT_IN_GROUP_SINCE, NOUNS, TransactionSetFindings
from b2b.edi.x12.tokenizer import Tokenizer, Tokens

# ST and SE, with the codes of element 718 (AK502).
_ENDS = Ends(
    opens="ST", closes="SE", number=2, named="control number", shortest=4, longest=9,
    ack="AK5", invalid="7", duplicate="23", missing="2", count="4", mismatch="3", too_much="5",
)  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a file is checked; `x12.validate.validate` tells what each of them means."""

    limits: Limits
    tolerate: frozenset[str]
    releases: Releases
    elsewhere: Elsewhere | None = None
    guides: Guides | None = None
    characters: CharacterSet | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the sets of one id and release are checked."""

    release: Release
    schema: SetSchema
    plain: CompiledSet
    tidy: CompiledSet
    guide: GuideSet | None = None


class GroupChecker(SetChecker):
    """Remembers the control numbers of a group and the plans for its sets."""

    nouns, ends = NOUNS, _ENDS

    def __init__(self, terms: Terms, header: GroupHeader, delimiters: Delimiters, tokenizer: Tokenizer) -> None:
        super().__init__(tokenizer, delimiters.encoded(delimiters.terminator), terms.limits)
        characters, elsewhere = terms.characters, terms.elsewhere
        self._agreed = AgreedCharacters(characters, delimiters) if characters is not None else None
        self._elsewhere = elsewhere if elsewhere is not None and elsewhere.knows(header) else None
        self._terms, self._header, self._delimiters, self._tokenizer = terms, header, delimiters, tokenizer
        self._form = Form(False, delimiters.component, delimiters.repetition)
        self._separator = delimiters.encoded(delimiters.element)
        self.binary = (b"BIN" + self._separator, b"BDS" + self._separator)
        self._plans: dict[tuple[str, str], _Plan | None] = {}
        self.release = terms.releases(header.version[:6])
        self.beyond_ascii = False

    def judged(self, raw: RawSet) -> SetResult:
        beyond = self._agreed.first_beyond(raw.raw) if self._agreed is not None else None
        segments = self._tokenizer.usual(raw.raw) if raw.complete and beyond is None else None
        if segments is not None:
            result = self._if_faultless(raw, segments, plain=True)
            if result is not None:
                return result
        return self._check_tokens(raw, self._tokenizer.tokenize(raw.raw), beyond)

    def refused(self, raw: RawSet, opening: Sequence[str], finding: Finding) -> SetResult:
        return SetResult(
            at(opening, 1), at(opening, 2), at(opening, 3), Verdict.REJECTED, (finding,), raw.offset, len(raw.raw)
        )

    def _check_tokens(self, raw: RawSet, tokens: Tokens, beyond: tuple[int, str] | None) -> SetResult:
        self.beyond_ascii = self.beyond_ascii or not tokens.ascii
        segments = tokens.segments
        for control in [s for s in (segments[0], segments[-1]) if s[0] in ("ST", "SE")]:
            control[1:] = [element.rstrip(self._form.component + " ") for element in control[1:]]
        if raw.complete and tokens.tidy and not tokens.plain and beyond is None:
            result = self._if_faultless(raw, segments, plain=False)
            if result is not None:
                return result
        number = at(segments[0], 2)
        duplicate = number in self.numbers
        self.numbers.add(number)
        return self._in_detail(raw, tokens, self._plan(segments[0]), duplicate, beyond)

    def _if_faultless(self, raw: RawSet, segments: list[list[str]], plain: bool) -> SetResult | None:
        """The result of a set in which nothing is amiss by the standard, else None."""
        st = segments[0]
        plan = self._plan(st)
        if plan is None:
            return None
        compiled = plan.plain if plain else plan.tidy
        shape = compiled.faultless(segments)
        if shape is None or st[2] in self.numbers or not self._sound(segments, shape, plan.schema, compiled):
            return None
        findings: tuple[Finding, ...] = ()
        if plan.guide is not None and (breaches := self._breaches(plan, segments)):
            found = self._findings(raw, segments, plan.release.name)
            for breach in breaches:
                found.foreign(breach)
            findings = tolerated(found.findings(), self._terms.tolerate)
        self.numbers.add(st[2])
        return self._result(raw, segments, plan, own_verdict(findings), findings)

    def _findings(self, raw: RawSet, segments: list[list[str]], release: str) -> TransactionSetFindings:
        return TransactionSetFindings(self.held(raw, segments), self._separator, release, self.limits.set_findings)

    def _sound(self, segments: list[list[str]], shape: str, schema: SetSchema, compiled: CompiledSet) -> bool:
        """True where the set also counts itself right, is of the group's kind, and its totals agree."""
        st, se = segments[0], segments[-1]
        if se[2] != st[2] or (se[1] != str(len(segments)) and int(se[1]) != len(segments)):
            return False
        if schema.functional_group != self._header.functional_id:
            return False
        return semantics.says_nothing(schema.id, segments, shape, compiled.letter, self.limits.hl_depth)

    def _plan(self, st: Sequence[str]) -> _Plan | None:
        key = (at(st, 1), named_by(st))
        if key not in self._plans:
            if len(self._plans) > 1000:  # ids come from the file
                self._plans.clear()
            release = (self._terms.releases(key[1]) if key[1] else None) or self.release
            schema = release.sets.get(key[0]) if release is not None else None
            self._plans[key] = self._made(release, schema) if release is not None and schema is not None else None
        return self._plans[key]

    def _made(self, release: Release, schema: SetSchema) -> _Plan:
        header = self._header if release is self.release else replace(self._header, version=release.name)
        guides = self._terms.guides
        guide = guides(header, schema.id) if guides is not None else None
        return _Plan(release, schema, compile_set(schema, PLAIN), compile_set(schema, self._form), guide)

    def _breaches(self, plan: _Plan, segments: list[list[str]]) -> list[Finding]:
        """What breaks the partner's guide."""
        if plan.guide is None:
            return []
        found = held_against(plan.guide, plan.schema, segments, self._delimiters.component)
        return [replace(one, reference=_reference(one, plan.release)) for one in found]

    def _in_detail(
        self, raw: RawSet, tokens: Tokens, plan: _Plan | None, duplicate: bool, beyond: tuple[int, str] | None
    ) -> SetResult:
        segments = tokens.segments
        release = plan.release.name if plan else self.release.name if self.release else ""
        found = self._findings(raw, segments, release)
        for oddity in tokens.oddities:
            found.oddity(oddity)
        if beyond is not None and self._agreed is not None:
            found.beyond_agreed(*beyond, self._agreed.agreed)
        if len(id := at(segments[0], 1)) != 3:
            found.control(0, 1, "set-id-invalid", "ST01 is no transaction set identifier", id, INVALID_ID)
        self.check_ends(raw, segments, duplicate, found.control)
        if plan is not None:
            self._check_content(raw, tokens, plan, found)
        supported = plan is not None or (raw.complete and self._judged_elsewhere(segments, found))
        if not supported:
            self._unsupported(segments, found)
        findings = tolerated(found.findings(), self._terms.tolerate)
        verdict = own_verdict(findings) if supported else Verdict.UNSUPPORTED
        return self._result(raw, segments, plan, verdict, findings)

    def _judged_elsewhere(self, segments: list[list[str]], found: TransactionSetFindings) -> bool:
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

    def _check_content(self, raw: RawSet, tokens: Tokens, plan: _Plan, found: TransactionSetFindings) -> None:
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
                if fault.code == elements.TRAILING_COMPONENT_SEPARATOR:
                    segment[fault.element] = self._without_trailing(segment[fault.element])
                elif fault.code in (elements.TRAILING_SPACES, elements.BLANK):
                    segment[fault.element] = segment[fault.element].rstrip(" ")
        shape = "".join([plan.plain.letter(s[0]) if p else "?" for s, p in zip(segments, placed.places, strict=True)])
        depth = self.limits.hl_depth
        for remark in semantics.remarks(plan.schema.id, segments, shape, plan.plain.letter, depth):
            place = placed.places[remark.index]
            definition = place.row.segment.uses[remark.element - 1].element if place else None
            found.remark(remark, place.loop if place else "", definition)
        for breach in self._breaches(plan, segments):
            found.foreign(breach)
        if plan.schema.functional_group != self._header.functional_id:
            message = (
                f"set {plan.schema.id} belongs in groups of kind {plan.schema.functional_group}; "
                f"GS01 is {self._header.functional_id}"
            )
            ack = NOT_IN_GROUP if plan.release.name >= NOT_IN_GROUP_SINCE else INVALID_ID
            found.control(0, 1, "wrong-functional-group", message, plan.schema.id, ack, Severity.WARNING)

    def _without_trailing(self, element: str) -> str:
        """An element without component separators that stand behind the last component of an occurrence."""
        component, repetition = self._form.component, self._form.repetition
        occurrences = element.split(repetition) if repetition else [element]
        return repetition.join(one.rstrip(component) for one in occurrences)

    def _unsupported(self, segments: list[list[str]], found: TransactionSetFindings) -> None:
        id = at(segments[0], 1)
        version = self._header.version
        message = (
            f"set {id or '?'} is not supported in release {self.release.name}"
            if self.release is not None
            else f"release {version or '?'} is not supported"
        )
        found.control(0, 1, "set-unsupported", message, id, "1")

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
            at(st, 1),
            at(st, 2),
            at(st, 3),
            verdict,
            findings,
            raw.offset,
            len(raw.raw),
            plan.release.name if plan else "",
            plan.schema.hash if plan else "",
            segments,
        )


def _reference(breach: Finding, release: Release) -> str | None:
    """The number of the element that breaks a guide, for acknowledgments."""
    segment = release.segments.get(breach.segment or "")
    if segment is None or not breach.element or breach.element > len(segment.uses):
        return None
    use = segment.uses[breach.element - 1]
    if use.composite is not None and breach.component and breach.component <= len(use.composite.uses):
        use = use.composite.uses[breach.component - 1]
    return use.element.number if use.element is not None else None
