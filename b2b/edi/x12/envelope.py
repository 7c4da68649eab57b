"""Interchange and functional group headers, and what X12.5 and X12.22 ask of them and their trailers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
    segment = _Segment("ISA", "TA1", offset)
    for oddity in isa.oddities:
        severity, message, code = _ODDITIES[oddity]
        yield segment.finding(oddity, severity, message, ack=code)
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
            yield segment.finding("isa-element-invalid", severity, message, number, e[number - 1], ta1)


def check_iea(
    header: InterchangeHeader, iea: Sequence[str], groups: int, carries_ta1: bool, offset: int
) -> Iterator[Finding]:
    """IEA01 counts the groups, IEA02 repeats ISA13. Many senders count a TA1 that stands alone: nothing is lost."""
    segment, count = _Segment("IEA", "TA1", offset), at(iea, 1).rstrip(" ")
    if not is_count(count) or int(count) != groups:
        severity = Severity.WARNING if carries_ta1 and not groups else Severity.ERROR
        message = f"IEA01 says {count or 'nothing'}, the interchange has {groups} functional groups"
        yield segment.finding("group-count-mismatch", severity, message, 1, count, "021")
    yield from segment.repeats(iea, "ISA13", header.control_number, "interchange-control-number-mismatch", "001")
    yield from segment.ends_with(iea, 2, "two")


def check_gs(elements: Sequence[str], offset: int) -> Iterator[Finding]:
    """What is wrong with a GS. Only what names the group, its number and its version rejects it."""
    segment, header = _Segment("GS", "AK9", offset), group_header(elements, offset)
    number_fits = is_count(header.control_number) and len(header.control_number) <= 9
    for number, valid, ak9, severity, what in (
        (1, is_functional_id(header.functional_id), "1", Severity.ERROR, "functional identifier"),
        (2, bool(header.sender.strip()), "", Severity.ERROR, "application sender"),
        (3, bool(header.receiver.strip()), "", Severity.ERROR, "application receiver"),
        (4, is_date(header.date), "", Severity.WARNING, "date"),
        (5, is_time(header.time), "", Severity.WARNING, "time"),
        (6, number_fits, "6", Severity.ERROR, "control number"),
        (7, header.agency in ("X", "T"), "2", Severity.ERROR, "responsible agency"),
        (8, 1 <= len(header.version) <= 12, "2", Severity.ERROR, "version"),
    ):
        if not valid:
            message = f"GS{number:02d} ({what}) is not valid"
            yield segment.finding("gs-element-invalid", severity, message, number, at(elements, number), ak9)
    for number, what in ((2, "application sender"), (3, "application receiver")):
        value = at(elements, number)
        if value.strip() and not 2 <= len(value) <= 15:
            message = f"GS{number:02d} ({what}) has {len(value)} characters; the standard has 2 to 15"
            yield segment.finding("gs-id-length", Severity.WARNING, message, number, value)
    yield from segment.ends_with(elements, 8, "eight")


def check_ge(header: GroupHeader, ge: Sequence[str], sets: int, offset: int) -> Iterator[Finding]:
    """GE01 counts the sets, GE02 repeats GS06."""
    segment, count = _Segment("GE", "AK9", offset), at(ge, 1).rstrip(" ")
    if not is_count(count) or int(count) != sets:
        message = f"GE01 says {count or 'nothing'}, the group has {sets} transaction sets"
        yield segment.finding("set-count-mismatch", Severity.ERROR, message, 1, count, "5")
    yield from segment.repeats(ge, "GS06", header.control_number, "group-control-number-mismatch", "4")
    yield from segment.ends_with(ge, 2, "two")


def is_functional_id(text: str) -> bool:
    """True for what can be a functional identifier code (GS01), whether X12 defines it or not."""
    return len(text) == 2 and text.isalnum()


@dataclass(frozen=True, slots=True)
class _Segment:
    """A segment of the envelope, what answers it, and where it stands."""

    id: str
    answer: str
    offset: int

    def finding(
        self, code: str, severity: Severity, message: str, element: int | None = None, value: str = "", ack: str = ""
    ) -> Finding:
        """A finding about it; `ack` is the code of the answer, "" where it has none."""
        acks = (AckCode(self.answer, self.id, ack),) if ack else ()
        return Finding(
            code, severity, message, segment=self.id, element=element, value=value[:99] or None, offset=self.offset,
            ack=acks,
        )  # fmt: skip

    def repeats(self, elements: Sequence[str], name: str, number: str, code: str, ack: str) -> Iterator[Finding]:
        """Whether the second element of a trailer is the number that the header has in the element of that name."""
        repeated = at(elements, 2).rstrip(" ")
        if repeated == number:
            return
        message = f"{self.id}02 is {repeated or 'empty'}, {name} is {number}"
        if is_count(repeated) and is_count(number) and int(repeated) == int(number):
            yield self.finding("control-number-not-identical", Severity.WARNING, message, 2, repeated)
        else:
            yield self.finding(code, Severity.ERROR, message, 2, repeated, ack)

    def ends_with(self, elements: Sequence[str], last: int, in_words: str) -> Iterator[Finding]:
        """Whether there are no more elements than those."""
        if len(elements) > last + 1:
            message = f"{self.id} has more than {in_words} elements"
            yield self.finding("elements-too-many", Severity.WARNING, message, last + 1, elements[last + 1])
