"""Answers what was received: 997 or 999 for a functional group, TA1 for an interchange.

Every set of a group is answered, also those that are unsupported. How a verdict is said:

    set accepted, nothing an acknowledgment can name      AK501 A
    set accepted, with findings it can name               AK501 E and the codes
    set rejected or unsupported, or its group rejected    AK501 R and the codes, if there are any
    group: all A / all A or E / some R / all R or an error of its own      AK901 A / E / P / R

A group whose interchange was rejected gets no 997: the TA1 says it all. Functional acknowledgments are never
acknowledged.

A 999 says in CTX, for each IK3, by which number the parties call the document, and for an IK4 which element made the
other one necessary. An answer has room for 99 AK4 a segment and five codes in each of AK5 and AK9; what is beyond is
left out, the first ones stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.results import GroupResult, InterchangeResult, SetResult
from b2b.edi.engine.values import (
    REPETITION_CODES_SINCE,
    TOO_MANY,
    TOO_MANY_COMPONENTS,
    TOO_MANY_REPETITIONS,
    is_count,
    is_date,
    is_time,
)
from b2b.edi.findings import Finding, Severity, Verdict
from b2b.edi.x12.business_unit import BusinessUnit, business_unit
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.set_findings import INVALID_ID, NOT_IN_GROUP, NOT_IN_GROUP_SINCE

Segment = Sequence[str | tuple[str, ...]]

_ACKNOWLEDGMENTS = frozenset({"997", "999"})
_STANDARD = Delimiters(element="*", component=">", repetition="^", terminator="~")
_COPY = 99  # characters of bad data that AK404 may hold
_ELEMENTS_A_SEGMENT = 99
_CODES = 5  # of each of AK5 and AK9
_CONTEXT = 35  # characters of a context's name or value (elements 9999, 9998)
_SITUATION = "SITUATIONAL TRIGGER"
# What a 999 says where the standard is kept and a guide is not (elements 620, 621): something is not used here.
_OF_GUIDES = {("AK3", "2"): "I4", ("AK4", "7"): "I6", ("AK4", "10"): "I10"}
_SEGMENTS, _GUIDED_SEGMENTS = "5", "I5"  # of elements 718 and 618: one or more segments are in error
# Segment ids: the 999 repeats the 997 under other names.
_NAMES = {"997": ("AK3", "AK4", "AK5"), "999": ("IK3", "IK4", "IK5")}


@dataclass(frozen=True, slots=True)
class Target:
    """What the receiver of an acknowledgment reads: the set (997 or 999), its release, delimiters and characters."""

    set: str = "997"
    release: str = "004010"
    delimiters: Delimiters = _STANDARD
    character_set: CharacterSet = CharacterSet.EXTENDED


DEFAULT = Target()


def acknowledge(
    group: GroupResult, sets: Iterable[SetResult], target: Target = DEFAULT, note: str = ""
) -> list[Segment] | None:
    """The body of the acknowledgment of a group, AK1 to AK9 (ST and SE are the writer's); a composite is a tuple.

    `sets` are the group's results in order. None where nothing is to be sent: the group holds nothing but
    acknowledgments; what else stands among them is answered, also in a group of kind FA. The answer is valid in the
    target's release, unless GS01 or an ST01 is no identifier of X12 at all: these are echoed, so that the sender can
    find what is meant. `note` is a code of element 716 that only the caller can know, and rejects the group (1: it is
    not for us, or not agreed).
    """
    answered = [s for s in sets if s.set not in _ACKNOWLEDGMENTS]
    if not answered and (group.header.functional_id == "FA" or group.counts.sets):
        return None
    clean = Readable(target)
    rejected = bool(note) or group.verdict in (Verdict.REJECTED, Verdict.UNSUPPORTED)
    body: list[Segment] = [_ak1(group, target, clean)]
    answers: list[str] = []
    for one in answered:
        segments, answer = _set_response(one, rejected, target, clean)
        body += segments
        answers.append(answer)
    body.append(_ak9(group, answers, rejected, note))
    return body


def ta1(result: InterchangeResult, note: str = "") -> list[str]:
    """The TA1 for an interchange; `note` is a code of element I18 that only the caller can know (025: a duplicate).

    R when the interchange has an error of its own (the groups inside have their own answers), E when it has a warning
    that TA1 can name, else A.
    """
    header = result.header
    codes = [(f.severity, a.code) for f in result.findings for a in f.ack if a.ack == "TA1"]
    errors = [code for severity, code in codes if severity is Severity.ERROR]
    warnings = [code for severity, code in codes if severity is Severity.WARNING]
    if note:
        answer, code = "R", note
    elif any(f.severity is Severity.ERROR for f in result.findings):
        answer, code = "R", errors[0] if errors else "022"
    elif warnings:
        answer, code = "E", warnings[0]
    else:
        answer, code = "A", "000"
    number = header.control_number if is_count(header.control_number) else "0"
    date = header.date if len(header.date) == 6 and is_date(header.date) else "000101"
    time = header.time if len(header.time) == 4 and is_time(header.time) else "0000"
    return ["TA1", number[-9:].rjust(9, "0"), date, time, answer, code]


def _ak1(group: GroupResult, target: Target, clean: Readable) -> Segment:
    number = group.header.control_number
    ak1 = ["AK1", clean(group.header.functional_id, 2, 2), number if is_count(number) and len(number) <= 9 else "0"]
    return [*ak1, clean(group.header.version, 1, 12)] if target.release >= "005010" else ak1


def _set_response(one: SetResult, group_rejected: bool, target: Target, clean: Readable) -> tuple[list[Segment], str]:
    ak3, ak4, ak5 = _NAMES[target.set]
    ak2 = ["AK2", clean(one.set, 3, 3), clean(one.control_number.rjust(4, "0"), 4, 9)]
    if one.implementation and target.release >= "005010":
        ak2.append(clean(one.implementation, 1, 35))
    segments: list[Segment] = [ak2]
    unit = business_unit(one.segments) if target.set == "999" else None
    for found in _by_segment(one.findings):
        segments.append(_segment_note(ak3, found[0], target, clean))
        if unit is not None:
            segments.append(_unit_context(unit, clean))
        segments += _element_notes(ak4, found, target, clean)
    codes = list(dict.fromkeys(a.code for f in one.findings for a in f.ack if a.ack == "AK5"))
    if target.release < NOT_IN_GROUP_SINCE and NOT_IN_GROUP in codes:
        codes = list(dict.fromkeys(INVALID_ID if code == NOT_IN_GROUP else code for code in codes))
    if len(segments) > 1 and _SEGMENTS not in codes:
        guided = target.set == "999" and all(f.guide for f in one.findings if _code(f, "AK3"))
        codes.append(_GUIDED_SEGMENTS if guided else _SEGMENTS)
    answer = "R" if group_rejected or not one.verdict.accepted else "E" if codes else "A"
    segments.append([ak5, answer, *codes[:_CODES]])
    return segments, answer


def _by_segment(findings: Iterable[Finding]) -> Iterator[list[Finding]]:
    """The findings that AK3 can name, one list for each segment and kind of fault, in the order of positions."""
    named = sorted((f for f in findings if _code(f, "AK3")), key=_place)
    for _, group in groupby(named, key=_place):
        yield list(group)


def _place(finding: Finding) -> tuple[int, bool, str, str]:
    """Faults of elements come together for their segment; each fault of the order stands for itself."""
    code = _code(finding, "AK3")
    return finding.position or 0, code == "8", code, finding.segment or ""


def _segment_note(name: str, finding: Finding, target: Target, clean: Readable) -> Segment:
    loop = (finding.loop or "").rpartition("/")[2].partition("-")[0]
    position = str(min(finding.position or 1, 999_999))
    return [name, clean(finding.segment or "", 2, 3), position, clean(loop, 0, 4), _told(finding, "AK3", target)]


def _unit_context(unit: BusinessUnit, clean: Readable) -> Segment:
    return ["CTX", (unit.element, clean(unit.number, 1, _CONTEXT))]


def _element_notes(name: str, found: Sequence[Finding], target: Target, clean: Readable) -> list[Segment]:
    """AK4 or IK4 for the faults of one segment, once each: two syntax notes may find the same element missing."""
    notes: dict[Segment, Finding] = {}
    for finding in found:
        if _code(finding, "AK4"):
            notes.setdefault(tuple(_element_note(name, finding, target, clean)), finding)
    segments: list[Segment] = []
    for note, finding in list(notes.items())[:_ELEMENTS_A_SEGMENT]:
        segments.append(list(note))
        if target.set == "999" and finding.trigger:
            segments.append(_trigger_context(finding, target, clean))
    return segments


def _trigger_context(finding: Finding, target: Target, clean: Readable) -> Segment:
    note = _segment_note("CTX", finding, target, clean)
    return ["CTX", _SITUATION, note[1], note[2], note[3], (str(finding.trigger),)]


def _element_note(name: str, finding: Finding, target: Target, clean: Readable) -> Segment:
    repetition = min(finding.repetition or 0, 9999) if target.release >= REPETITION_CODES_SINCE else 0
    place = [str(number or "") for number in (min(finding.element or 1, 99), finding.component, repetition)]
    while not place[-1]:
        place.pop()
    code = _told(finding, "AK4", target)
    if target.release < REPETITION_CODES_SINCE and code in (TOO_MANY_REPETITIONS, TOO_MANY_COMPONENTS):
        code = TOO_MANY
    reference = finding.reference if finding.reference and finding.reference.isdigit() else ""
    note: list[str | tuple[str, ...]] = [name, tuple(place), reference, code]
    copy = clean(finding.value or "", 0, _COPY)
    return [*note, copy] if copy else note


def _ak9(group: GroupResult, answers: Sequence[str], rejected: bool, note: str) -> Segment:
    received = len(answers)
    accepted = 0 if rejected else sum(answer != "R" for answer in answers)
    found = (a.code for f in group.findings for a in f.ack if a.ack == "AK9")
    codes = list(dict.fromkeys([*([note] if note else []), *found]))
    if rejected or (received and not accepted):
        answer = "R"
    elif accepted < received:
        answer = "P"
    else:
        answer = "E" if codes or "E" in answers else "A"
    included = group.declared if group.declared is not None else received
    counts = [str(min(number, 999_999)) for number in (included, received, accepted)]
    return ["AK9", answer, *counts, *codes[:_CODES]]


def _code(finding: Finding, ack: str) -> str:
    return next((a.code for a in finding.ack if a.ack == ack), "")


def _told(finding: Finding, ack: str, target: Target) -> str:
    """The code as the answer has it: a 999 tells a guide from the standard."""
    code = _code(finding, ack)
    return _OF_GUIDES.get((ack, code), code) if target.set == "999" and finding.guide else code


class Readable:
    """Makes a text of the sender's fit to stand in the answer: what the receiver could not read becomes a filler."""

    def __init__(self, target: Target) -> None:
        self._delimiters = set(target.delimiters.in_use)
        self._characters = target.character_set
        self._filler = next(c for c in "?.-0" if c not in self._delimiters)

    def __call__(self, text: str, low: int, high: int) -> str:
        """The text with `low` to `high` characters, none of them a delimiter or outside the target's set, and no space
        at its end.
        """
        if self._characters is CharacterSet.BASIC:
            text = text.upper()
        fit = "".join(self._filler if self._unfit(c) else c for c in text[:high])
        return fit.rstrip(" ").ljust(low, self._filler)

    def _unfit(self, character: str) -> bool:
        # Letters beyond ASCII may be agreed on, and an answer still has to pass with whoever checks it.
        return character in self._delimiters or not " " <= character <= "~" or bool(self._characters.refused(character))
