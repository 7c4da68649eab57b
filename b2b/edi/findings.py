"""What a validator has to say about a message: findings, where they stand, and how an acknowledgment names them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The fate of a file, interchange, group or transaction set."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_ERRORS = "accepted-with-errors"
    REJECTED = "rejected"
    UNSUPPORTED = "unsupported"

    @property
    def accepted(self) -> bool:
        """True for the two verdicts whose content is worked."""
        return self in (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_ERRORS)


class Severity(StrEnum):
    """`ERROR` rejects what it stands in, `WARNING` is reported and worked, `INFO` only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class AckCode:
    """How an acknowledgment says it: segment (`AK3`, `AK4`, `AK5`, `AK9`, `TA1`), the segment it is about, and the
    code.
    """

    ack: str
    segment: str
    code: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth saying about a message.

    `code` is our own stable name (kebab-case, such as `element-too-long`). `position` counts the ST segment as 1 (None
    outside a set); `element`, `component` and `repetition` (None: the first) count from 1; `offset` is the byte in the
    file, from 0, where the segment or element begins. `loop` is the path of the loop, such as `PO1/N1`. `value` is the
    offending text, cut at 99 characters. `reference` is the number of the element in the data element dictionary, which
    acknowledgments repeat. `trigger` is the element whose presence requires this one, or excludes it (X12.6 section
    3.8.3). `guide` is the line of the partner's guide that is broken, such as `northwind line 7`, None for what breaks
    the standard.
    """

    code: str
    severity: Severity
    message: str
    segment: str | None = None
    position: int | None = None
    loop: str | None = None
    element: int | None = None
    component: int | None = None
    value: str | None = None
    offset: int | None = None
    ack: tuple[AckCode, ...] = ()
    reference: str | None = None
    trigger: int | None = None
    guide: str | None = None
    repetition: int | None = None
