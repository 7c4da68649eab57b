"""Headers of interchanges and groups, and what is wrong with them, with the codes of UCI and UCF (0085)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from b2b.edi.edifact import syntax_version
from b2b.edi.edifact.releases import MessageType, service
from b2b.edi.edifact.service_characters import COMPONENT, REPETITION, ServiceCharacters
from b2b.edi.edifact.unb import Unb
from b2b.edi.engine import elements, values
from b2b.edi.engine.elements import at
from b2b.edi.engine.headers import GroupHeader, InterchangeHeader
from b2b.edi.engine.segment_source import Form
from b2b.edi.engine.values import is_count, is_date, is_time
from b2b.edi.findings import AckCode, Finding, Severity

# Elements without which nobody knows who speaks to whom about what, or how it is to be read.
_ESSENTIAL = {"UNB": frozenset({1, 2, 3, 5}), "UNG": frozenset({5}), "UNZ": frozenset(), "UNE": frozenset()}
_WORDS = {
    values.MISSING: ("is missing", "13"),
    values.TOO_MANY: ("is one more than the segment has", "16"),
    values.TOO_SHORT: ("is too short", "40"),
    values.TOO_LONG: ("is too long", "39"),
    values.INVALID_CHARACTER: ("holds a character that its type does not have", "37"),
    values.INVALID_CODE: ("has a code that is not in its list", "12"),
    values.TOO_MANY_COMPONENTS: ("has more components than it may have", "16"),
    values.TOO_MANY_REPETITIONS: ("is repeated", "35"),
    values.CONDITION: ("is missing beside what is given", "13"),
    elements.TRAILING_SEPARATOR: ("has separators behind it", "45"),
    elements.TRAILING_COMPONENT_SEPARATOR: ("has component separators behind it", "45"),
}
_DATE_AND_TIME = {"UNB": 4, "UNG": 4}


def interchange_header(unb: Unb, offset: int) -> InterchangeHeader:
    """The header that a UNB declares; `version` is the syntax as it is written, such as `UNOC:3`, `elements` are those
    of UNB without its id, with internal separators in composites.
    """
    e = unb.elements
    sender, receiver, made = _parts(e, 2), _parts(e, 3), _parts(e, 4)
    test = at(e, 11)
    return InterchangeHeader(
        offset, at(e, 5), sender[1], sender[0], receiver[1], receiver[0], made[0], made[1],
        syntax_version.written(unb.identifier, unb.version), at(e, 9) not in ("", "0"), test not in ("", "0"),
        unb.characters.inside(), tuple(e[1:]),
    )  # fmt: skip


def group_header(ung: Sequence[str], offset: int) -> GroupHeader:
    """The header that a UNG declares; `version` is the directory that S008 names."""
    made, version = _parts(ung, 4), _parts(ung, 7)
    return GroupHeader(
        offset, at(ung, 1), _parts(ung, 2)[0], _parts(ung, 3)[0], made[0], made[1], at(ung, 5), at(ung, 6),
        version[0] + version[1], elements=tuple(ung[1:]),
    )  # fmt: skip


def header_without_group(interchange: InterchangeHeader, unh: Sequence[str], offset: int, syntax: str) -> GroupHeader:
    """What stands for the group of messages that stand in none: UNB says who and when, the first UNH which directory;
    its control number is the interchange's.
    """
    type = MessageType(unh, syntax)
    return GroupHeader(
        offset, type.id, interchange.sender, interchange.receiver, interchange.date, interchange.time,
        interchange.control_number, type.agency, type.directory,
    )  # fmt: skip


def check_unb(unb: Unb, offset: int, known_characters: bool) -> Iterator[Finding]:
    """What is wrong with a UNB. What leaves syntax, sender, recipient and reference certain is a warning."""
    if unb.version not in syntax_version.VERSIONS:
        message = f"syntax version {unb.version or '?'} is not supported"
        yield _finding(
            "syntax-version-unsupported", Severity.ERROR, message, "UNB", 1, unb.version, offset, "UCI", "2", 2
        )
    elif not known_characters:
        message = f"the character set {unb.identifier or '?'} is not known; only what is ASCII can be read for certain"
        yield _finding(
            "character-set-unsupported", Severity.ERROR, message, "UNB", 1, unb.identifier, offset, "UCI", "46", 1
        )
    yield from _faults(unb.elements, unb.characters, unb.version, offset, "UCI", skip=1)


def check_ung(ung: Sequence[str], characters: ServiceCharacters, version: str, offset: int) -> Iterator[Finding]:
    """What is wrong with a UNG; only what leaves its reference uncertain rejects it."""
    yield from _faults(ung, characters, version, offset, "UCF")


def check_trailer(
    trailer: Sequence[str], opened: str, expected: str, held: int, what: str, offset: int, ack: str
) -> Iterator[Finding]:
    """UNZ or UNE: the first element counts what is inside (`held` of them, `what` each is), the second repeats the
    reference of the segment `opened`. Findings have the names of those of X12.
    """
    tag, count, number = trailer[0], at(trailer, 1), at(trailer, 2)
    level = "interchange" if tag == "UNZ" else "group"
    if not is_count(count) or int(count) != held:
        message = f"{tag}01 says {count or 'nothing'}, the {level} has {held} {what}{'' if held == 1 else 's'}"
        code = "group-count-mismatch" if tag == "UNZ" else "set-count-mismatch"
        yield _finding(code, Severity.ERROR, message, tag, 1, count, offset, ack, "29")
    if number != expected:
        message = f"{tag}02 is {number or 'empty'}, {opened}05 is {expected or 'empty'}"
        yield _finding(f"{level}-control-number-mismatch", Severity.ERROR, message, tag, 2, number, offset, ack, "28")
    if len(trailer) > 3:
        message = f"{tag} has more than two elements"
        yield _finding("elements-too-many", Severity.WARNING, message, tag, 3, trailer[3], offset, ack, "16")


def _faults(
    segment: Sequence[str], characters: ServiceCharacters, version: str, offset: int, ack: str, skip: int = 0
) -> Iterator[Finding]:
    """The faults of a header by its schema, those of element `skip` excepted, and a date or time that is none."""
    tag = segment[0]
    release = service(version)
    form = Form(False, COMPONENT, REPETITION if characters.repetition else "")
    at_fault = set()
    for fault in elements.faults(release.segments[tag], segment, release.name, form):
        if fault.element == skip or fault.code not in _WORDS:
            continue
        at_fault.add(fault.element)
        words, code = _WORDS[fault.code]
        name = f"{tag}{fault.element:02d}" + (f"-{fault.component:02d}" if fault.component else "")
        described = f"{name} ({fault.definition.name})" if fault.definition else name
        essential = fault.element in _ESSENTIAL[tag] and fault.component in (None, 1)
        layout = fault.code in (elements.TRAILING_SEPARATOR, elements.TRAILING_COMPONENT_SEPARATOR)
        severity = Severity.ERROR if essential and not layout else Severity.WARNING
        yield _finding(
            "envelope-element-invalid", severity, f"{described} {words}", tag, fault.element, fault.value, offset, ack,
            code, fault.component,
        )  # fmt: skip
    place = _DATE_AND_TIME[tag]
    date, time = _parts(segment, place)[:2]
    for component, valid, value, what in ((1, is_date(date), date, "date"), (2, is_time(time), time, "time")):
        if not valid and value and place not in at_fault:
            message = f"{tag}{place:02d}-{component:02d} is no {what}"
            yield _finding(
                "envelope-element-invalid", Severity.WARNING, message, tag, place, value, offset, ack, "12", component
            )


def _finding(
    code: str,
    severity: Severity,
    message: str,
    segment: str,
    element: int | None,
    value: str,
    offset: int,
    ack: str,
    ack_code: str,
    component: int | None = None,
) -> Finding:
    shown = value.replace(COMPONENT, ":").replace(REPETITION, "*")[:99] or None
    acks = (AckCode(ack, segment, ack_code),)
    return Finding(
        code, severity, message, segment=segment, element=element, component=component, value=shown, offset=offset,
        ack=acks,
    )  # fmt: skip


def _parts(segment: Sequence[str], number: int) -> list[str]:
    return [*at(segment, number).split(COMPONENT), "", ""]
