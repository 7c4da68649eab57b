"""What the segments of a set say about each other: totals, hierarchies, sums (the semantic notes of the sets).

Hardly anything here can be said in a 997, which knows syntax only; so most of it is a warning without a code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from b2b.edi.findings import Severity

Segments = Sequence[Sequence[str]]
Shape = str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something amiss between segments; `index` 0 is ST; `ack` is a code of element 723, "" where a 997 cannot say
    it.
    """

    index: int
    element: int
    code: str
    severity: Severity
    message: str
    value: str = ""
    ack: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Which segments CTT01 counts and which element CTT02 sums up, by the notes to CTT in each set."""

    counted: str
    summed: str
    element: int


_TOTALS = {
    "810": Totals("IT1", "IT1", 2),
    "850": Totals("PO1", "PO1", 2),
    "855": Totals("PO1", "PO1", 2),
    "856": Totals("HL", "SN1", 2),
}
_HASH_DIGITS = 10
# A unit price for one unit: any other basis (per hundred, per thousand, ...) makes the sum another one.
_PRICE_OF_ONE = frozenset({"", "CT", "PE", "QT", "TE", "UM"})


def remarks(
    set_id: str, segments: Segments, shape: Shape, letter: Callable[[str], str], hl_depth: int
) -> Iterator[Remark]:
    """All that is amiss in one set; `shape` has one character a segment, `letter` tells which stands for a segment
    id.
    """
    totals = _TOTALS.get(set_id)
    if totals is not None:
        yield from _ctt(totals, segments, shape, letter)
    if letter("HL"):
        yield from _hierarchy(segments, shape, letter("HL"), hl_depth)
    if set_id == "810":
        yield from _invoice_total(segments, shape, letter)


def _ctt(totals: Totals, segments: Segments, shape: Shape, letter: Callable[[str], str]) -> Iterator[Remark]:
    index = _last(shape, letter("CTT"))
    if index < 0:
        return
    ctt = segments[index]
    count, declared = shape.count(letter(totals.counted)), _element(ctt, 1)
    if _is_count(declared) and int(declared) != count:
        message = f"CTT01 says {declared} line items, the set has {count} {totals.counted} segments"
        yield Remark(index, 1, "line-count-differs", Severity.WARNING, message, declared)
    if len(ctt) > 2 and ctt[2]:
        yield from _hash_total(totals, ctt[2], index, [segments[i] for i in _indices(shape, letter(totals.summed))])


def _hash_total(totals: Totals, declared: str, index: int, lines: Segments) -> Iterator[Remark]:
    """Element 347 sums digits without regard to decimal points and signs; many senders send the plain sum: both are
    right.
    """
    values = [v for line in lines if (v := _element(line, totals.element))]
    total, expected = _decimal(declared), sum((_decimal(v) or Decimal(0) for v in values), Decimal(0))
    hashed = sum(int(digits) for v in values if _is_count(digits := v.replace(".", "").replace("-", "")))
    if total is not None and total not in (expected, Decimal(hashed % 10**_HASH_DIGITS)):
        what = f"{totals.summed}{totals.element:02d}"
        message = f"CTT02 says {declared}, the sum of {what} is {expected:f}"
        yield Remark(index, 2, "hash-total-differs", Severity.WARNING, message, declared)


def _hierarchy(segments: Segments, shape: Shape, letter: str, limit: int) -> Iterator[Remark]:
    """HL01 is unique, HL02 names an earlier HL01, HL04 tells whether others lie below."""
    depths: dict[str, int] = {}
    claims: dict[str, tuple[int, str]] = {}
    parents: set[str] = set()
    too_deep = False
    for index in _indices(shape, letter):
        id, parent = _element(segments[index], 1), _element(segments[index], 2)
        if id in depths:
            message = f"HL01 {id} was used before in this set"
            yield Remark(index, 1, "hl-duplicate", Severity.ERROR, message, id, "7")
            continue
        depth = 1
        if parent and parent not in depths:
            message = f"HL02 names the parent {parent}, which no earlier HL segment has as its number"
            yield Remark(index, 2, "hl-parent-unknown", Severity.ERROR, message, parent, "7")
        elif parent:
            depth = depths[parent] + 1
            parents.add(parent)
        if depth > limit and not too_deep:
            too_deep = True
            message = f"HL segments are nested more than {limit} deep"
            yield Remark(index, 2, "hl-too-deep", Severity.ERROR, message, parent, "7")
        depths[id] = depth
        claims[id] = (index, _element(segments[index], 4))
    for id, (index, claim) in claims.items():
        if (claim == "1") != (id in parents) and claim in ("0", "1"):
            message = f"HL04 is {claim}, but {'no' if claim == '1' else 'another'} HL segment lies below HL {id}"
            yield Remark(index, 4, "hl-child-code", Severity.WARNING, message, claim)


def _invoice_total(segments: Segments, shape: Shape, letter: Callable[[str], str]) -> Iterator[Remark]:
    """TDS01 against quantity times price, where the lines alone make up the total."""
    index = _last(shape, letter("TDS"))
    if index < 0 or any(letter(other) in shape for other in ("SAC", "TXI", "ITA") if letter(other)):
        return
    expected, lines = Decimal(0), 0
    for line in _indices(shape, letter("IT1")):
        quantity, price = _decimal(_element(segments[line], 2)), _decimal(_element(segments[line], 4))
        if quantity is None or price is None or _element(segments[line], 5) not in _PRICE_OF_ONE:
            return
        expected, lines = expected + quantity * price, lines + 1
    total = _decimal(_element(segments[index], 1))
    # Each line may have been rounded by itself.
    if total is not None and abs(total / 100 - expected) * 200 > max(1, lines):
        message = f"TDS01 says {total / 100:.2f}, the lines add up to {expected:.2f}"
        yield Remark(index, 1, "invoice-total-differs", Severity.WARNING, message, _element(segments[index], 1))


def _last(shape: Shape, letter: str) -> int:
    return shape.rfind(letter) if letter else -1


def _indices(shape: Shape, letter: str) -> Iterator[int]:
    at = shape.find(letter) if letter else -1
    while at >= 0:
        yield at
        at = shape.find(letter, at + 1)


def _element(segment: Sequence[str], number: int) -> str:
    return segment[number] if number < len(segment) else ""


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 20


def _decimal(text: str) -> Decimal | None:
    if not text.isascii():
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and len(text) <= 40 and abs(value.adjusted()) <= 40 else None
