"""Interchange and functional group headers, and what X12.5 and X12.22 ask of them and their trailers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from b2b.edi.engine.elements import at
from b2b.edi.engine.headers import GroupHeader, InterchangeHeader
from b2b.edi.engine.values import is_count, is_date, is_time
from b2b.edi.findings import AckCode, Finding, Severity
from b2b.edi.x12.isa import Isa

# Valid values of I01, I03 and I05 (X12.5).
_AUTHORIZATION = frozenset({"00", "01", "02", "03", "04", "05", "06", "07", "08"})
_SECURITY = frozenset({"00", "01"})
_ID_QUALIFIERS = frozenset(
    {f"{n:02d}" for n in range(1, 39) if n not in (5, 6)} | {"AM", "NR", "SA", "SN", "ZZ"},
)

_ODDITIES = {
    "isa-not-fixed-width": (Severity.WARNING, "the elements of the ISA do not have their fixed lengths", ""),
    "isa-broken-across-lines": (Severity.WARNING, "a line break stands inside the ISA", ""),
    "component-separator-missing": (Severity.WARNING, "ISA16 is missing: components cannot be told apart", "027"),
    "component-separator-invalid": (Severity.WARNING, "ISA16 cannot part anything and is not used", "027"),
    "repetition-separator-invalid": (Severity.INFO, "ISA11 cannot be a repetition separator and is not used", ""),
    "delimiters-not-distinct": (Severity.ERROR, "the same character is used for two delimiters", "027"),
}


def interchange_header(isa: Isa, offset: int) -> InterchangeHeader:
    """The header that an ISA declares."""
    e = isa.elements
    version = e[11].replace(":", "?")  # a colon would make it that of an EDIFACT interchange
    return InterchangeHeader(
        offset, e[12], e[4], e[5], e[6], e[7], e[8], e[9], version, e[13] == "1", e[14] != "P", isa.delimiters, e
    )


def group_header(elements: Sequence[str], offset: int) -> GroupHeader:
    """The header that a GS segment declares (`elements[0]` is "GS"); spaces that only pad are not part of it."""
    return GroupHeader(offset, *(at(elements, n).rstrip(" ") for n in range(1, 9)))


def check_isa(isa: Isa, offset: int) -> Iterator[Finding]:
    """What is wrong with an ISA. What leaves sender, receiver, number, version and usage certain is a warning."""
    for oddity in isa.oddities:
        severity, message, code = _ODDITIES[oddity]
        yield _isa(oddity, severity, message, offset, code)
    e = isa.elements
    for number, valid, ta1, severity, what in (
        (1, e[0] in _AUTHORIZATION, "010", Severity.ERROR, "authorization information qualifier"),
        (3, e[2] in _SECURITY, "012", Severity.ERROR, "security information qualifier"),
        (5, e[4] in _ID_QUALIFIERS, "005", Severity.ERROR, "sender id qualifier"),
        (6, bool(e[5]), "006", Severity.ERROR, "sender id"),
        (7, e[6] in _ID_QUALIFIERS, "007", Severity.ERROR, "receiver id qualifier"),
        (8, bool(e[7]), "008", Severity.ERROR, "receiver id"),
        (9, len(e[8]) == 6 and is_date(e[8]), "014", Severity.WARNING, "date"),
        (10, len(e[9]) == 4 and is_time(e[9]), "015", Severity.WARNING, "time"),
        (12, is_count(e[11]) and len(e[11]) == 5, "017", Severity.ERROR, "version"),
        (13, is_count(e[12]) and len(e[12]) <= 9, "018", Severity.ERROR, "control number"),
        (14, e[13] in ("0", "1"), "019", Severity.WARNING, "acknowledgment request"),
        (15, e[14] in ("P", "T", "I"), "020", Severity.ERROR, "usage indicator"),
    ):
        if not valid:
            message = f"ISA{number:02d} ({what}) is not valid"
            yield _isa("isa-element-invalid", severity, message, offset, ta1, number, e[number - 1])


def check_iea(
    header: InterchangeHeader, iea: Sequence[str], groups: int, carries_ta1: bool, offset: int
) -> Iterator[Finding]:
    """IEA01 counts the groups, IEA02 repeats ISA13. Many senders count a TA1 that stands alone: nothing is lost."""
    count, number = at(iea, 1).rstrip(" "), at(iea, 2).rstrip(" ")
    severity = Severity.WARNING if carries_ta1 and not groups else Severity.ERROR
    if not is_count(count) or int(count) != groups:
        message = f"IEA01 says {count or 'nothing'}, the interchange has {groups} functional groups"
        yield _envelope("group-count-mismatch", severity, message, "IEA", 1, count, offset, "TA1", "021")
    if number != header.control_number:
        same = is_count(number) and is_count(header.control_number) and int(number) == int(header.control_number)
        code = "control-number-not-identical" if same else "interchange-control-number-mismatch"
        severity = Severity.WARNING if same else Severity.ERROR
        message = f"IEA02 is {number or 'empty'}, ISA13 is {header.control_number}"
        yield _envelope(code, severity, message, "IEA", 2, number, offset, "TA1", "" if same else "001")
    if len(iea) > 3:
        yield _envelope(
            "elements-too-many", Severity.WARNING, "IEA has more than two elements", "IEA", 3, iea[3], offset, "TA1", ""
        )


def check_gs(elements: Sequence[str], offset: int) -> Iterator[Finding]:
    """What is wrong with a GS. Only what names the group, its number and its version rejects it."""
    header = group_header(elements, offset)
    for number, valid, ak9, severity, what in (
        (
            1,
            is_functional_id(header.functional_id),
            "1",
            Severity.ERROR,
            "functional identifier",
        ),
        (2, bool(header.sender.strip()), "", Severity.ERROR, "application sender"),
        (3, bool(header.receiver.strip()), "", Severity.ERROR, "application receiver"),
        (4, is_date(header.date), "", Severity.WARNING, "date"),
        (5, is_time(header.time), "", Severity.WARNING, "time"),
        (6, is_count(header.control_number) and len(header.control_number) <= 9, "6", Severity.ERROR, "control number"),
        (7, header.agency in ("X", "T"), "2", Severity.ERROR, "responsible agency"),
        (8, 1 <= len(header.version) <= 12, "2", Severity.ERROR, "version"),
    ):
        if not valid:
            message = f"GS{number:02d} ({what}) is not valid"
            value = at(elements, number)
            yield _envelope("gs-element-invalid", severity, message, "GS", number, value, offset, "AK9", ak9)
    for number, what in ((2, "application sender"), (3, "application receiver")):
        value = at(elements, number)
        if value.strip() and not 2 <= len(value) <= 15:
            message = f"GS{number:02d} ({what}) has {len(value)} characters; the standard has 2 to 15"
            yield _envelope("gs-id-length", Severity.WARNING, message, "GS", number, value, offset, "AK9", "")
    if len(elements) > 9:
        yield _envelope(
            "elements-too-many",
            Severity.WARNING,
            "GS has more than eight elements",
            "GS",
            9,
            elements[9],
            offset,
            "AK9",
            "",
        )


def check_ge(header: GroupHeader, ge: Sequence[str], sets: int, offset: int) -> Iterator[Finding]:
    """GE01 counts the sets, GE02 repeats GS06."""
    count, number = at(ge, 1).rstrip(" "), at(ge, 2).rstrip(" ")
    if not is_count(count) or int(count) != sets:
        message = f"GE01 says {count or 'nothing'}, the group has {sets} transaction sets"
        yield _envelope("set-count-mismatch", Severity.ERROR, message, "GE", 1, count, offset, "AK9", "5")
    if number != header.control_number:
        same = is_count(number) and is_count(header.control_number) and int(number) == int(header.control_number)
        code = "control-number-not-identical" if same else "group-control-number-mismatch"
        severity = Severity.WARNING if same else Severity.ERROR
        message = f"GE02 is {number or 'empty'}, GS06 is {header.control_number}"
        yield _envelope(code, severity, message, "GE", 2, number, offset, "AK9", "" if same else "4")
    if len(ge) > 3:
        yield _envelope(
            "elements-too-many", Severity.WARNING, "GE has more than two elements", "GE", 3, ge[3], offset, "AK9", ""
        )


def is_functional_id(text: str) -> bool:
    """True for what can be a functional identifier code (GS01), whether X12 defines it or not."""
    return len(text) == 2 and text.isalnum()


def _isa(
    code: str, severity: Severity, message: str, offset: int, ta1: str, number: int | None = None, value: str = ""
) -> Finding:
    return _envelope(code, severity, message, "ISA", number, value, offset, "TA1", ta1)


def _envelope(
    code: str,
    severity: Severity,
    message: str,
    segment: str,
    element: int | None,
    value: str,
    offset: int,
    ack: str,
    ack_code: str,
) -> Finding:
    acks = (AckCode(ack, segment, ack_code),) if ack_code else ()
    return Finding(
        code, severity, message, segment=segment, element=element, value=value[:99] or None, offset=offset, ack=acks
    )
