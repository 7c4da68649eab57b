"""What goes back for a file of X12 or EDIFACT where no partner's agreement says otherwise: the acknowledgments of all
that is in it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from itertools import count

from b2b.edi.edifact import interchange_answer as edifact
from b2b.edi.engine.results import Result, SetResult, collect
from b2b.edi.validation import of_edifact, validate
from b2b.edi.x12 import interchange_answer as x12
from b2b.errors import B2BError, NotFound, Unreadable

ACKNOWLEDGMENTS = ("997", "999")

_NAMING = 2  # the segments of a set that an answer needs: ST or UNH, and the beginning segment


@dataclass(frozen=True, slots=True)
class Answers:
    """`content` has an interchange for each one that is answered, and is empty where none is: acknowledgments are not
    acknowledged. `failures` are those that cannot be answered, by control number, and why.
    """

    content: bytes
    failures: tuple[tuple[str, B2BError], ...] = ()


def answers(data: bytes, made_at: dt.datetime, first_number: int = 1, acknowledgment: str = "997") -> Answers:
    """The 997s or 999s, and the TA1 where one is due, for each interchange of X12; a CONTRL for each of EDIFACT.

    `made_at` goes into the envelopes as its own clock has it; control numbers count up from `first_number`; who wants
    a 999 gets it where the release of a group has one. Errors: Unreadable where there is no interchange that names its
    ends; NotFound where `acknowledgment` is none.
    """
    if acknowledgment not in ACKNOWLEDGMENTS:
        step = f"use one of: {', '.join(ACKNOWLEDGMENTS)}"
        raise NotFound(f"{acknowledgment} acknowledges nothing", where="the acknowledgment", next_step=step)
    report = collect(map(_brief, validate(data)))
    if not report.interchanges:
        raise Unreadable(
            report.result.first_error,
            next_step="interchanges of X12, which begin with ISA, and of EDIFACT, with UNA or UNB, can be answered",
        )
    numbers, written, failures = count(first_number), [], []
    for one in report.interchanges:
        header = one.result.header
        try:
            if of_edifact(header):
                written.append(edifact.answer(one, made_at, numbers))
            else:
                written.append(x12.answer(one, made_at, numbers, acknowledgment))
        except B2BError as error:
            failures.append((header.control_number, error))
    return Answers(b"".join(written), tuple(failures))


def _brief(result: Result) -> Result:
    """The result without the segments that no answer needs: memory follows the number of sets only."""
    return replace(result, segments=result.segments[:_NAMING]) if isinstance(result, SetResult) else result
