"""An acknowledgment read back: which findings it names, as plain tuples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from b2b.edi.engine.results import SetResult
from b2b.edi.findings import Finding
from b2b.edi.x12.acknowledge import Target
from b2b.edi.x12.writer import Segment

# How the 999 calls the segments of the 997.
_AS_997 = {"IK3": "AK3", "IK4": "AK4", "IK5": "AK5"}
_OF_GUIDES = {("AK3", "2"): "I4", ("AK4", "7"): "I6", ("AK4", "10"): "I10"}  # in a 999
_LATER = {"12": "3", "13": "3"}  # codes of element 723 that came with 004030


@dataclass
class Named:
    """What an answer says of one set: AK3 as (position, code), AK4 as (position, element, component, code)."""

    set_id: str = ""
    number: str = ""
    segments: set[tuple[int, str]] = field(default_factory=set)
    elements: set[tuple[int, int, int, str]] = field(default_factory=set)
    code: str = ""
    codes: list[str] = field(default_factory=list)


@dataclass
class Answer:
    """A whole acknowledgment: its sets, and AK9 as (code, included, received, accepted) with its notes."""

    sets: list[Named] = field(default_factory=list)
    group: tuple[str, int, int, int] = ("", 0, 0, 0)
    notes: list[str] = field(default_factory=list)


def decoded(body: Sequence[Segment]) -> Answer:
    """The answer that the segments AK1 to AK9 give."""
    answer = Answer()
    position = 0
    for segment in body:
        tag = _AS_997.get(str(segment[0]), str(segment[0]))
        values = [e if isinstance(e, str) else e[0] for e in segment]
        if tag == "AK2":
            answer.sets.append(Named(values[1], values[2]))
        elif tag == "AK3":
            position = int(values[2])
            answer.sets[-1].segments.add((position, values[4]))
        elif tag == "AK4":
            component = int(segment[1][1] or 0) if not isinstance(segment[1], str) and len(segment[1]) > 1 else 0
            answer.sets[-1].elements.add((position, int(values[1]), component, values[3]))
        elif tag == "AK5":
            answer.sets[-1].code, answer.sets[-1].codes = values[1], values[2:]
        elif tag == "AK9":
            answer.group = (values[1], int(values[2]), int(values[3]), int(values[4]))
            answer.notes = values[5:]
    return answer


def promised(one: SetResult, target: Target) -> Named:
    """What the answer to a set is to name: exactly the findings that have a code, by the rules of truncation.

    A segment has at most 99 AK4 (X12 997, position 050), a set at most five codes in AK5. Positions above 999,999 and
    elements above 99 are said as these. Code 5 of AK5 stands for the AK3 loops, and comes last.
    """
    named = Named(one.set, one.control_number)
    for position, _, found in _by_place(one.findings):
        named.segments.add((position, _told(found[0], "AK3", target)))
        faults = [(f.element or 1, f.component or 0, _told(f, "AK4", target)) for f in found if _code(f, "AK4")]
        named.elements |= {(position, min(e, 99), c, told) for e, c, told in list(dict.fromkeys(faults))[:99]}
    codes = list(dict.fromkeys(_code(f, "AK5") for f in one.findings if _code(f, "AK5")))
    if named.segments and "5" not in codes:
        guided = target.set == "999" and all(f.guide for f in one.findings if _code(f, "AK3"))
        codes.append("I5" if guided else "5")
    named.codes = codes[:5]
    return named


def _by_place(findings: Iterable[Finding]) -> Iterable[tuple[int, str, list[Finding]]]:
    places: dict[tuple[int, str, str], list[Finding]] = {}
    for one in findings:
        if code := _code(one, "AK3"):
            places.setdefault((min(one.position or 0, 999_999), code, one.segment or ""), []).append(one)
    return [(position, code, found) for (position, code, _), found in places.items()]


def _code(finding: Finding, ack: str) -> str:
    return next((a.code for a in finding.ack if a.ack == ack), "")


def _told(finding: Finding, ack: str, target: Target) -> str:
    code = _code(finding, ack)
    if target.set == "999" and finding.guide:
        return _OF_GUIDES.get((ack, code), code)
    return _LATER.get(code, code) if target.release < "004030" else code
