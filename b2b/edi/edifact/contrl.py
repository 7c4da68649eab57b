"""Answers an interchange with CONTRL (syntax and service report), from the results of its validation.

Only what is rejected is named; the rest is accepted by the level above it:

    interchange accepted                         UCI action 7, and a UCM or UCF for what is not accepted in it
    interchange rejected by an error of its own  UCI action 4 with the first such error; nothing below
    group (UNG) with something rejected in it    UCF action 7, or 4 with its own error
    message rejected or unsupported              UCM action 4; UCS for each segment at fault, UCD for each element

A CONTRL is never answered by one: messages of that type are passed over, and an interchange of nothing else gets none.

Positions (0096, 0098, 0104): UNH is segment 1; a segment that is missing is told at the one before it; the segment's
tag is data element position 1; components count from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from b2b.edi.edifact import syntax_version
from b2b.edi.edifact.releases import CONTRL, service
from b2b.edi.edifact.repertoire import belongs_to, repertoire
from b2b.edi.edifact.service_characters import COMPONENT
from b2b.edi.edifact.writer import Message, Segment
from b2b.edi.engine.results import GroupResult, InterchangeResult, SetResult
from b2b.edi.findings import AckCode, Finding, Severity, Verdict

_ACKNOWLEDGED, _REJECTED = "7", "4"
_UNSPECIFIED = "18"
# Codes that only one of the syntax versions has, and what says it in the other: a character set was a syntax level.
_ELSEWHERE = {"46": "2", "19": "37"}
# The service segments that each level may name (0013, 0135); an error of any other is one of the level as a whole.
_SERVICE = {"UCI": ("UNA", "UNB", "UNZ"), "UCF": ("UNG", "UNE"), "UCM": ("UNH", "UNT")}
_SEGMENTS, _ELEMENTS = 999, 99  # groups 2 and 5, and UCD, of the message
_MISSING = "13"
_UCI_SENDER = 2
# Lengths of what is repeated, for which syntax 4 has more room: address, qualifier and what routes behind them (S002),
# message type, version, release, agency, association, code list and sub-function (S009).
_ADDRESS, _ADDRESS_4 = (35, 4, 14), (35, 4, 35, 35)
_TYPE, _TYPE_4 = (6, 3, 3, 2, 6), (6, 3, 3, 3, 6, 6, 6)
_GROUP_PARTY = (35, 4)
_MANDATORY_TYPE = 4
_TRAILER_MISSING = "-trailer-missing"


@dataclass(frozen=True, slots=True)
class Target:
    """What the receiver of the answer reads: its syntax version and the identifier of its character set."""

    syntax: str = "3"
    identifier: str = "UNOC"


DEFAULT = Target()
_ASCII = "UNOB"


def answering(version: str, agreed: Target | None = None) -> Target:
    """How an interchange of a version such as `UNOC:3` is answered: in its own syntax version, as UCI repeats what the
    versions have in different lengths; in the characters that are agreed on for that version, else in its own, where
    that version has them.
    """
    identifier, syntax = syntax_version.parts(version)
    if syntax not in syntax_version.VERSIONS:
        return agreed or DEFAULT
    if agreed is not None and agreed.syntax == syntax:
        return agreed
    # Under UNOA addresses are written in small letters all the same.
    own = "" if identifier == "UNOA" else identifier
    return Target(syntax, own if belongs_to(own, syntax) else _ASCII)


def contrl(
    interchange: InterchangeResult,
    groups: Iterable[tuple[GroupResult, Sequence[SetResult]]],
    reference: str,
    target: Target = DEFAULT,
    note: str = "",
) -> Message | None:
    """The CONTRL for an interchange, with this message reference; None where nothing is to be answered.

    `note` is a code of 0085 that only the caller can know, and rejects the interchange (7: it is not for us, 23: the
    sender is unknown, 26: a duplicate). The message is valid in the syntax of the target.
    """
    content = [(group, list(sets)) for group, sets in groups]
    sets = [one for _, inside in content for one in inside]
    if sets and all(one.set == CONTRL for one in sets):
        return None
    answer = _Answer(target)
    error = _first_error(interchange.findings, "UCI")
    refused = bool(note) or any(f.severity is Severity.ERROR for f in interchange.findings)
    uci = answer.uci(interchange, refused, note, error)
    body: list[Segment] = [uci]
    if not refused:
        for group, inside in content:
            body += answer.group(group, inside)
    version, release = ("4", "1") if target.syntax >= "4" else ("D", "3")
    return Message(CONTRL, version, release, reference, body)


def routed_to(body: Iterable[Segment]) -> tuple[str, str]:
    """To where behind its receiver's address a CONTRL goes (0014, and 0046 of syntax 4), "" where nothing was said.

    The sender of the interchange says it (0008, 0042), and UCI repeats it (ISO 9735, UNB).
    """
    sender = next((segment[_UCI_SENDER] for segment in body if segment[0] == "UCI"), ())
    routing, sub_routing = (*(sender[2:] if isinstance(sender, tuple) else ()), "", "")[:2]
    return routing, sub_routing


def _first_error(findings: Iterable[Finding], level: str) -> tuple[Finding, AckCode] | None:
    named = ((f, a) for f in findings if f.severity is Severity.ERROR for a in f.ack if a.ack == level)
    return next(named, None)


class _Answer:
    """Writes the segments; texts of the sender's are made fit for the receiver's character set."""

    def __init__(self, target: Target) -> None:
        self._repertoire = repertoire(target.identifier)
        release = service(target.syntax)
        self._since_4 = target.syntax >= "4"
        self._codes = release.elements["0085"].codes
        self._address: Sequence[int] = _ADDRESS_4 if self._since_4 else _ADDRESS
        self._type: Sequence[int] = _TYPE_4 if self._since_4 else _TYPE

    def uci(
        self, result: InterchangeResult, refused: bool, note: str, error: tuple[Finding, AckCode] | None
    ) -> Segment:
        header = result.header
        e = header.elements
        head: list[str | tuple[str, ...]] = [
            "UCI",
            self._fit(header.control_number, 14),
            self._party(e, 1, self._address),
            self._party(e, 2, self._address),
        ]
        if not refused:
            return [*head, _ACKNOWLEDGED]
        if note:
            return [*head, _REJECTED, self._code(note)]
        return [*head, _REJECTED, *self._told(error)]

    def group(self, group: GroupResult, sets: Sequence[SetResult]) -> Iterator[Segment]:
        """UCF and what is below it; for messages outside of groups the UCMs alone."""
        refused = group.verdict is Verdict.REJECTED and any(f.severity is Severity.ERROR for f in group.findings)
        messages = [] if refused else [one for one in sets if not one.verdict.accepted and one.set != CONTRL]
        if group.header.elements and (refused or messages):
            told = self._told(_first_error(group.findings, "UCF")) if refused else []
            parties = (self._group_party(group.header.elements, place) for place in (1, 2))
            head: list[str | tuple[str, ...]] = ["UCF", self._fit(group.header.control_number, 14), *parties]
            yield [*head, _REJECTED if refused else _ACKNOWLEDGED, *told]
        for one in messages:
            yield from self._message(one)

    def _message(self, one: SetResult) -> Iterator[Segment]:
        unh = one.segments[0] if one.segments else []
        parts = [*(unh[2].split(COMPONENT) if len(unh) > 2 else [one.set]), "", "", "", ""]
        type = tuple(
            self._fit(text, most) if text or place < _MANDATORY_TYPE else ""
            for place, (text, most) in enumerate(zip(parts, self._type, strict=False))
        )
        segments, error = list(self._segments(one)), _first_error(one.findings, "UCM")
        own = self._told(error) if error is not None or not segments else []
        yield ["UCM", self._fit(one.control_number, 14), type, _REJECTED, *own]
        yield from segments

    def _segments(self, one: SetResult) -> Iterator[Segment]:
        """UCS and UCD in the order of the message; only errors, as only they reject."""
        named = [(f, a) for f in one.findings if f.severity is Severity.ERROR for a in f.ack if a.ack in ("UCS", "UCD")]
        named.sort(key=_place_of)
        for (position, own), found in islice(groupby(named, key=_segment_of), _SEGMENTS):
            yield ["UCS", str(position), *([self._code(own)] if own else [])]
            elements = dict.fromkeys((self._code(a.code), self._place(f, 1)) for f, a in found if a.ack == "UCD")
            for code, place in islice(elements, _ELEMENTS):
                yield ["UCD", code, place]

    def _told(self, error: tuple[Finding, AckCode] | None) -> list[str | tuple[str, ...]]:
        """Code, service segment and position of one error of the envelope or of UNH and UNT."""
        if error is None:
            return [_UNSPECIFIED]
        finding, ack = error
        tag = ack.segment if ack.segment in _SERVICE[ack.ack] else ""
        placed = tag and finding.element and not finding.code.endswith(_TRAILER_MISSING)
        where = [self._place(finding)] if placed else []
        return [self._code(ack.code), *([tag] if tag else []), *where]

    def _place(self, finding: Finding, least: int = 0) -> tuple[str, ...]:
        """S011: the tag of a segment has position 1; syntax 4 says which repetition it is, too."""
        element, component = (finding.element or least) + 1, finding.component
        repetition = finding.repetition if self._since_4 else None
        return tuple(str(min(number, 999)) if number else "" for number in (element, component, repetition))

    def _code(self, code: str) -> str:
        known = self._codes
        return next(c for c in (code, _ELSEWHERE.get(code, ""), _UNSPECIFIED) if known is None or c in known)

    def _party(self, elements: Sequence[str], at: int, limits: Sequence[int]) -> tuple[str, ...]:
        parts = elements[at].split(COMPONENT) if at < len(elements) else [""]
        return tuple(
            self._fit(text, most) if text or not place else ""
            for place, (text, most) in enumerate(zip(parts, limits, strict=False))
        )

    def _group_party(self, elements: Sequence[str], at: int) -> tuple[str, ...]:
        """S006 or S007 of a UNG, which syntax 4 lets be left out."""
        named = at < len(elements) and bool(elements[at])
        return self._party(elements, at, _GROUP_PARTY) if named or not self._since_4 else ()

    def _fit(self, text: str, most: int) -> str:
        """A text of the sender's with one character at least, none of them one that the receiver could not read."""
        fit = "".join("-" if self._repertoire.refused(c) else c for c in text[:most]).rstrip(" ")
        return fit or "0"


def _place_of(item: tuple[Finding, AckCode]) -> tuple[int, bool, int, int, int]:
    finding, ack = item
    return _position(item), ack.ack == "UCD", finding.element or 0, finding.repetition or 0, finding.component or 0


def _segment_of(item: tuple[Finding, AckCode]) -> tuple[int, str]:
    """What one UCS tells: a fault of the segment itself, or of all of its elements together."""
    _, ack = item
    return _position(item), ack.code if ack.ack == "UCS" else ""


def _position(item: tuple[Finding, AckCode]) -> int:
    """0096: a missing segment is told at the one before the place where it should stand."""
    finding, ack = item
    position = finding.position or 1
    missing = (ack.ack, ack.code) == ("UCS", _MISSING)
    return min(max(1, position - 1 if missing else position), 999_999)
