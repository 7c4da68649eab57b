"""What pages of both forms share: words for usage and limits, and which elements have a line of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from b2b.edi.findings import Severity
from b2b.edi.guides.page import Codes, ElementPart, Page, Remark, SegmentPart, Use

SHORT = {Use.REQUIRED: "M", Use.OPTIONAL: "O", Use.CONDITIONAL: "C", Use.NOT_USED: "–"}
TYPES = {
    "AN": "text",
    "ID": "code",
    "DT": "date",
    "TM": "time",
    "A": "letters",
    "N": "number",
    "R": "decimal number",
    "B": "binary",
    **{f"N{places}": f"number with {places} implied decimals" for places in range(1, 10)},
    "N0": "whole number",
}
_LEGEND = (
    "M must be sent, O may be, C must be under the condition that is told, – must not be sent. The number behind it"
    " says how often at most. Lengths are in characters. "
)
_TYPES_OF = {
    "x12": "Types: AN text, ID code, DT date, TM time, R number with a decimal point, N0 whole number, N2 number with"
    " two implied decimals.",
    "edifact": "Types: AN text, A letters, N number. DTM01-02 is the second component of the first element of DTM.",
}
_GUIDES = {
    "x12": " REF[DP] is a REF that says DP in its first element, HL[03=S] an HL that says S in its third;",
    "edifact": " DTM[137] is a DTM that says 137 in its first component, NAD[BY,02-03=9] an NAD that says BY there and"
    " 9 in the third component of its second element;",
}
_OTHERS = " others of the kind may be sent as the standard says, where nothing is said of them."
_CALLED = {"x12": "X12 release", "edifact": "UN/EDIFACT directory"}


def legend(page: Page) -> str:
    """How to read the page."""
    told = _LEGEND + _TYPES_OF[page.syntax]
    return told + (_GUIDES[page.syntax] + _OTHERS if page.guide else "")


def standard(page: Page) -> str:
    """The standard that the page is about, such as `X12 release 004010`."""
    return f"{_CALLED[page.syntax]} {page.release}"


def title(page: Page) -> str:
    """What the page is about, as its first heading."""
    return f"{page.set_id} {page.set_name}"


def more(codes: Codes) -> str:
    """What is said of the codes that are not shown; "" where all are."""
    if not codes.more:
        return ""
    return f"and {codes.more:,} more" if codes.shown else f"any of {codes.more:,} codes"


def often(count: int) -> str:
    """How often at most, short."""
    return f"{count:,}" if count else "any"


def uses(segment: SegmentPart) -> tuple[str, str]:
    """Usage and how often, of the standard and as agreed."""
    standard = f"{SHORT[segment.standard]} {often(segment.standard_most)}"
    agreed = SHORT[segment.use] if segment.use is Use.NOT_USED else f"{SHORT[segment.use]} {often(segment.most)}"
    return standard, agreed


def telling(segment: SegmentPart) -> list[Remark]:
    """What has to stand beside the usage itself: why a segment is not used, and what is asked and does not reject."""
    off = segment.use is Use.NOT_USED
    return [one for one in segment.remarks if off or one.severity is not Severity.ERROR]


def lines(elements: Sequence[ElementPart]) -> Iterator[ElementPart | tuple[str, str]]:
    """The elements of a segment; several in a row of which nothing is said are told as one, by the first and the last,
    beside those of which something is, and a single one without the codes that it may hold.
    """
    said = any(one.mentioned for one in elements)
    for mentioned, run in groupby(elements, key=lambda one: one.mentioned):
        parts = list(run)
        if mentioned or not said:
            yield from parts
        elif len(parts) == 1:
            yield replace(parts[0], codes=None)
        else:
            yield parts[0].label, parts[-1].label


def explained(page: Page) -> list[SegmentPart]:
    """The segments of which elements are shown."""
    return [one for one in page.segments if one.elements]
