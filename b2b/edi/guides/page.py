"""What a page about a transaction set says, before it is Markdown or HTML: segments in order, what the standard and the
guide ask of each, and where the two differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from b2b.edi.findings import Severity
from b2b.edi.load import syntax_of


class Use(StrEnum):
    """Whether something must be sent, may be, must be under a condition, or must not be."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    CONDITIONAL = "conditional"
    NOT_USED = "not used"


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence from a line of the guide; `source` is that line (`retailer line 3`), `severity` what breaking it
    means.
    """

    text: str
    source: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes to show, each with what it means ("" where we have no words); `more` counts those left out, all of them
    where none is shown.
    """

    shown: Mapping[str, str]
    more: int = 0


@dataclass(frozen=True, slots=True)
class ElementPart:
    """An element or component: `label` such as `PO102` or `UIT01-01`, `type` and `length` as agreed ("" of composites),
    `standard_length` where it is another one, `mentioned` where the guide or the standard has something to say of it.
    """

    label: str
    number: str
    name: str
    type: str
    length: str
    standard_length: str
    standard: Use
    use: Use
    codes: Codes | None
    remarks: tuple[Remark, ...]
    mentioned: bool


@dataclass(frozen=True, slots=True)
class SegmentPart:
    """A segment at its place: `place` as a guide writes it, `depth` its loops, `begins` whether a loop begins with it,
    `most` how often it may stand there (0: any number), `anchor` unique in the page.
    """

    place: str
    tag: str
    name: str
    meaning: str
    area: str
    position: str
    depth: int
    begins: bool
    standard: Use
    use: Use
    standard_most: int
    most: int
    elements: tuple[ElementPart, ...]
    syntax: tuple[str, ...]
    remarks: tuple[Remark, ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the guide says otherwise than the standard; `when` is the condition in words, "" for none."""

    place: str
    name: str
    standard: str
    guide: str
    when: str
    say: str
    source: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Page:
    """A transaction set, of a guide or (`guide` "") as the standard has it.

    `remarks` are of the set as a whole, `untouched` names segments that may be sent as the standard says, by the loop
    they stand in ("": the set itself), `example` has the lines of a message, ST to SE or UNH to UNT, that is valid.
    """

    guide: str
    title: str
    release: str
    set_id: str
    set_name: str
    functional_group: str
    bases: tuple[str, ...]
    notes: tuple[str, ...]
    segments: tuple[SegmentPart, ...]
    remarks: tuple[Remark, ...]
    untouched: Mapping[str, tuple[str, ...]]
    differences: tuple[Difference, ...]
    example: tuple[str, ...] = ()

    @property
    def syntax(self) -> str:
        """`x12` or `edifact`."""
        return syntax_of(self.release)
