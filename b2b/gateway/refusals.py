"""What our own validator says of a document that is to go out, as the reason why it stays behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from b2b.edi.findings import Finding
from b2b.edi.x12.mappings.writing import field_of
from b2b.errors import LogicalError, NotWritable
from b2b.gateway.wires.writing import Ready
from b2b.store.tables import Exchange


@dataclass(frozen=True, slots=True)
class Left:
    """An exchange that does not go out, and why; `findings` are our validator's, `guide` the revision of the partner's
    guide that it was held to, `code` that of the exception.
    """

    exchange: Exchange
    problem: LogicalError
    findings: Sequence[Finding] = ()
    guide: str | None = None
    code: str = "cannot-be-written"


def of_set(one: Ready, errors: Sequence[Finding], findings: Sequence[Finding]) -> Left:
    """The set that has these errors, by the first of them; `findings` are all that was found."""
    error = errors[0]
    problem = _by_guide(one, errors) if error.guide else _rejected(one.exchange, error, _place(one, error))
    code = "guide-not-kept" if error.guide else "cannot-be-written"
    return Left(one.exchange, problem, findings, one.guide, code)


def of_envelope(one: Ready, error: Finding, findings: Sequence[Finding]) -> Left:
    """The set in an envelope that has this error."""
    return Left(one.exchange, _rejected(one.exchange, error, _place(one, error)), findings)


def _rejected(exchange: Exchange, error: Finding, place: str) -> NotWritable:
    return NotWritable(
        f"our own validator rejects it: {error.message}",
        where=place,
        next_step=f"see what it says (b2b docs show {exchange.number} --document) and put right where that comes from",
    )


def _by_guide(one: Ready, errors: Sequence[Finding]) -> NotWritable:
    """Names the line, and the field of the document that the mapping wrote there."""
    error, more = errors[0], len(errors) - 1
    index = (error.position or 0) - 2  # ST or UNH is 1
    segment = one.segments[index] if 0 <= index < len(one.segments) else ()
    field = field_of(segment, error.element)
    place = _place(one, error)
    return NotWritable(
        f"guide {error.guide} does not allow it: {error.message}{f' (and {more} more)' if more else ''}",
        where=f"{field} ({place})" if field else place,
        next_step=f"see what it says (b2b docs show {one.exchange.number} --document) and put right where that comes"
        " from, or correct the line of the guide and apply the partner's file: b2b partner apply FILE",
    )


def _place(one: Ready, error: Finding) -> str:
    element = f"{error.element:02d}" if error.element else ""
    position = f" at position {error.position}" if error.position else ""
    return f"{one.name}, {error.segment or ''}{element}{position}"
