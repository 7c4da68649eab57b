"""Renders a file for people: every segment and element by its name, codes by what they stand for, findings in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.headers import GroupHeader, InterchangeHeader
from b2b.edi.engine.limits import DEFAULT, Limits
from b2b.edi.engine.results import FileResult, GroupResult, InterchangeResult, SetResult
from b2b.edi.engine.values import is_date, is_time
from b2b.edi.engine.walk import Place, walk
from b2b.edi.findings import Finding, Verdict
from b2b.edi.guides.guide import Guides
from b2b.edi.schema import Composite, Element, ElementUse, Release, Releases, SetSchema
from b2b.edi.validation import of_edifact, shipped, validate
from b2b.edi.x12.set_check import Elsewhere

SETS = 100
_DEEPEST = 12  # levels of indentation; deeper HL segments stand there too
# How what parts elements that were read stands in nearly every EDIFACT file (`edifact.service_characters`).
_AS_WRITTEN = str.maketrans("\x1f\x1e", ":*")
_DELIMITER_NAMES = ("element", "component", "repetition", "segment terminator")


class Role(StrEnum):
    """What a line is about, so that a screen or a page can style it."""

    INTERCHANGE = "interchange"
    GROUP = "group"
    SET = "set"
    SEGMENT = "segment"
    ELEMENT = "element"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `depth` levels in, `label` (such as `PO102`), `text` for people, `value` as it stands in the file;
    `loop` is the path of the loop that a segment begins.
    """

    role: Role
    depth: int
    label: str
    text: str
    value: str = ""
    loop: str = ""


def explain(
    source: bytes | BinaryIO,
    *,
    most_sets: int = SETS,
    limits: Limits = DEFAULT,
    tolerate: frozenset[str] = frozenset(),
    releases: Releases = shipped,
    elsewhere: Elsewhere | None = None,
    guides: Guides | None = None,
) -> Iterator[Line]:
    """The lines of a file, in order. Beyond `most_sets` sets only those with findings are shown in full; the other
    options are those of `validate`.
    """
    writer = _Explainer(most_sets, releases)
    results = validate(source, limits=limits, tolerate=tolerate, releases=releases, elsewhere=elsewhere, guides=guides)
    for result in results:
        match result:
            case InterchangeHeader():
                yield from writer.interchange(result)
            case GroupHeader():
                yield from writer.group(result)
            case SetResult():
                yield from writer.set(result)
            case GroupResult():
                yield from _findings(result.findings, 2)
            case InterchangeResult():
                for ta1 in result.ta1:
                    yield Line(Role.SEGMENT, 1, "TA1", _ta1(ta1), "*".join(ta1))
                yield from _findings(result.findings, 1)
            case FileResult():
                yield from _findings(result.findings, 0)
                yield Line(Role.SUMMARY, 0, _words(result.verdict), _counted(result))


class _Explainer:
    """Remembers what the sets of an interchange need to be read."""

    def __init__(self, most_sets: int, releases: Releases) -> None:
        self._most, self._releases = most_sets, releases
        self._delimiters = Delimiters("*", ">", "", "~")
        self._edifact = False
        self._sets = 0

    def interchange(self, header: InterchangeHeader) -> Iterator[Line]:
        self._delimiters, self._edifact = header.delimiters, of_edifact(header)
        usage = "test" if header.test else "production"
        text = (
            f"from {header.sender_qualifier} {header.sender} to {header.receiver_qualifier} {header.receiver}, "
            f"{_date(header.date)} {_time(header.time)}, version {header.version}, {usage}"
        )
        yield Line(Role.INTERCHANGE, 0, f"Interchange {header.control_number}", text)
        d = self._delimiters
        inner = ("", "") if self._edifact else (d.component, d.repetition)
        named = zip(_DELIMITER_NAMES, (d.element, *inner, d.terminator), strict=True)
        yield Line(Role.INFO, 1, "delimiters", ", ".join(f"{name} {char!r}" for name, char in named if char))

    def group(self, header: GroupHeader) -> Iterator[Line]:
        text = (
            f"{header.functional_id} from {header.sender} to {header.receiver}, "
            f"{_date(header.date)} {_time(header.time)}, release {header.version}"
        )
        yield Line(Role.GROUP, 1, f"Group {header.control_number}", text)

    def set(self, result: SetResult) -> Iterator[Line]:
        self._sets += 1
        if self._sets > self._most and not result.findings:
            if self._sets == self._most + 1:
                yield Line(Role.INFO, 2, "", f"after {self._most} sets only those with findings are shown")
            return
        release = self._releases(result.release) if result.release else None
        schema = release.sets.get(result.set) if release is not None else None
        name = f"{schema.name}, " if schema is not None else ""
        yield Line(Role.SET, 2, f"{result.set} {result.control_number}", name + _words(result.verdict))
        yield from _findings([f for f in result.findings if f.position is None], 3)
        if release is not None and schema is not None:
            yield from self._known(result, release, schema)
        else:
            yield from self._unknown(result)

    def _known(self, result: SetResult, release: Release, schema: SetSchema) -> Iterator[Line]:
        placed = walk(schema, result.segments, release.segments)
        levels, by_position = _Levels(), _by_position(result.findings)
        for index, (segment, place) in enumerate(zip(result.segments, placed.places, strict=True)):
            found = by_position.get(index + 1, [])
            depth = 3 + min(levels.depth(segment, place), _DEEPEST)
            yield from self._segment(segment, place, release, depth, found)
        yield from _findings([f for f in result.findings if (f.position or 0) > len(result.segments)], 3)

    def _segment(
        self, segment: Sequence[str], place: Place | None, release: Release, depth: int, found: list[Finding]
    ) -> Iterator[Line]:
        definition = place.row.segment if place else release.segments.get(segment[0])
        text = definition.name if definition else "not a segment of this release"
        loop = place.loop if place is not None and place.begins else ""
        yield Line(Role.SEGMENT, depth, segment[0], text, self._written(self._delimiters.element.join(segment)), loop)
        yield from _findings([f for f in found if f.element is None], depth + 1)
        uses: Sequence[ElementUse] = definition.uses if definition else ()
        for number, value in enumerate(segment[1:], start=1):
            use = uses[number - 1] if number <= len(uses) else None
            about = [f for f in found if f.element == number]
            if value:
                yield from self._element(f"{segment[0]}{number:02d}", value, use, depth + 1, about)
            else:
                yield from _findings(about, depth + 2)
        yield from _findings([f for f in found if f.element is not None and f.element >= len(segment)], depth + 1)

    def _element(
        self, label: str, value: str, use: ElementUse | None, depth: int, found: list[Finding]
    ) -> Iterator[Line]:
        if use is not None and use.composite is not None:
            yield from self._composite(label, value, use.composite, depth, found)
            return
        element = use.element if use is not None else None
        yield Line(Role.ELEMENT, depth, label, _meaning(element, value), self._written(value))
        yield from _findings(found, depth + 1)

    def _composite(
        self, label: str, value: str, composite: Composite, depth: int, found: list[Finding]
    ) -> Iterator[Line]:
        """A line for each component that has a value, once for every repetition; a first one alone is the element."""
        component, repetition = self._delimiters.component, self._delimiters.repetition
        about: dict[tuple[int, int | None], list[Finding]] = {}
        for finding in found:
            about.setdefault((finding.repetition or 1, finding.component), []).append(finding)
        for time, one in enumerate(value.split(repetition) if repetition else [value], start=1):
            parts = one.split(component) if component else [one]
            given = [(number, part) for number, part in enumerate(parts, start=1) if part]
            if not given:
                yield Line(Role.ELEMENT, depth, label, composite.name, self._written(one))
            for number, part in given:
                inner = composite.uses[number - 1] if number <= len(composite.uses) else None
                place = label if parts == [part] else f"{label}-{number:02d}"
                yield from self._element(place, part, inner, depth, about.pop((time, number), []))
        for left in about.values():
            yield from _findings(left, depth + 1)

    def _written(self, text: str) -> str:
        return text.translate(_AS_WRITTEN) if self._edifact else text

    def _unknown(self, result: SetResult) -> Iterator[Line]:
        by_position = _by_position(result.findings)
        for index, segment in enumerate(result.segments):
            yield Line(Role.SEGMENT, 3, segment[0], "", self._written(self._delimiters.element.join(segment)))
            yield from _findings(by_position.get(index + 1, []), 4)
        yield from _findings([f for f in result.findings if (f.position or 0) > len(result.segments)], 3)


class _Levels:
    """How far in a segment stands: by its loops, and below HL by the hierarchy that HL02 tells."""

    def __init__(self) -> None:
        self._depths: dict[str, int] = {}
        self._base = 0

    def depth(self, segment: Sequence[str], place: Place | None) -> int:
        if place is None:
            return self._base
        if segment[0] == "HL":
            parent = self._depths.get(segment[2] if len(segment) > 2 else "", 0)
            self._base = parent + 1
            self._depths[segment[1] if len(segment) > 1 else ""] = self._base
        within_hl = place.loop.partition("/")[0] == "HL"
        return place.depth + self._base - 1 if within_hl else place.depth


def _meaning(element: Element | None, value: str) -> str:
    """The element's name, and what the value stands for where it is a code, a date or a time."""
    if element is None:
        return ""
    if meaning := stands_for(element, value):
        return f"{element.name}: {meaning}"
    if element.type == "DT":
        return f"{element.name}: {_date(value)}"
    if element.type == "TM":
        return f"{element.name}: {_time(value)}"
    return element.name


def stands_for(element: Element, value: str) -> str:
    """What a code means; "" where the schema has no words for it, or says that it is not valid."""
    known = element.codes if element.codes is not None else element.meanings
    return known.get(value, "")


def _findings(findings: Sequence[Finding], depth: int) -> Iterator[Line]:
    for finding in findings:
        text = f"{finding.message} (guide {finding.guide})" if finding.guide else finding.message
        yield Line(Role(finding.severity.value), depth, finding.code, text, finding.value or "")


def _by_position(findings: Sequence[Finding]) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.position is not None:
            found.setdefault(finding.position, []).append(finding)
    return found


def _ta1(ta1: Sequence[str]) -> str:
    answers = {"A": "accepted", "E": "accepted with errors", "R": "rejected"}
    code = ta1[5] if len(ta1) > 5 else ""
    answer = answers.get(ta1[4] if len(ta1) > 4 else "", "?")
    return f"interchange {ta1[1] if len(ta1) > 1 else '?'} {answer}" + (f", note {code}" if code != "000" else "")


def _words(verdict: Verdict) -> str:
    return verdict.value.replace("-", " ")


def _counted(result: FileResult) -> str:
    counts = result.counts
    unsupported = counts.sets - counts.accepted - counts.rejected
    named = "1 set" if counts.sets == 1 else f"{counts.sets} sets"
    parts = [f"{named}: {counts.accepted} accepted, {counts.rejected} rejected"]
    return ", ".join(parts + ([f"{unsupported} unsupported"] if unsupported else []))


def _date(value: str) -> str:
    if not is_date(value):
        return value
    century = "" if len(value) == 8 else "20"
    return f"{century}{value[:-4]}-{value[-4:-2]}-{value[-2:]}"


def _time(value: str) -> str:
    return ":".join(value[at : at + 2] for at in range(0, min(len(value), 6), 2)) if is_time(value) else value
