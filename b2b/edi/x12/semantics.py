"""What the segments of a set say about each other: totals, hierarchies, sums (the semantic notes of the sets).

Hardly anything here can be said in a 997, which knows syntax only; so most of it is a warning without a code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from b2b.documents.minor_units import invoice_digits
from b2b.edi.findings import Severity
from b2b.edi.x12.totals import Amount, Count, Segments, Sum, added, decimal, priced, totals_of

# Sets of more segments hardly ever have the same shape twice.
_USUAL_SEGMENTS = 500

Shape = str
Letter = Callable[[str], str]


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


def says_nothing(set_id: str, segments: Segments, shape: Shape, letter: Letter, hl_depth: int) -> bool:
    """Whether nothing is amiss: whether `remarks` has nothing to say, which is seen faster where a set is as usual."""
    settled = _settled(set_id, shape, letter) if len(shape) <= _USUAL_SEGMENTS else None
    if settled is not None:
        for index, element, texts in settled:
            if _element(segments[index], element) not in texts:
                break
        else:
            return True
    return next(remarks(set_id, segments, shape, letter, hl_depth), None) is None


def remarks(set_id: str, segments: Segments, shape: Shape, letter: Letter, hl_depth: int) -> Iterator[Remark]:
    """All that is amiss in one set; `shape` has one character a segment, `letter` tells which stands for a segment
    id.
    """
    totals = totals_of(set_id)
    for count in totals.counts:
        index = _last(shape, letter(count.segment))
        if index >= 0 and (remark := _count(count, index, segments, shape, letter)) is not None:
            yield remark
    for summed in totals.sums:
        index = _last(shape, letter(summed.segment))
        if index >= 0 and (remark := _sum(summed, index, segments, shape, letter)) is not None:
            yield remark
    for amount in totals.amounts:
        index = _last(shape, letter(amount.segment))
        if index >= 0 and (remark := _amount(amount, index, segments, shape, letter)) is not None:
            yield remark
    if (levels := letter("HL")) and levels in shape:
        yield from _hierarchy(segments, shape, levels, hl_depth)
    if (bounds := letter("LS")) and bounds in shape:
        yield from _bounded_loops(segments, shape, bounds, letter("LE"))


@lru_cache(maxsize=512)
def _settled(set_id: str, shape: Shape, letter: Letter) -> tuple[tuple[int, int, frozenset[str]], ...] | None:
    """Elements that settle every total of a set in this shape where each has one of these texts: a count that is right,
    a sum that is not given. None: whatever they say, there is more to look at.
    """
    if any(letter(id) and letter(id) in shape for id in ("HL", "LS")):
        return None
    totals, found = totals_of(set_id), []
    for count in totals.counts:
        right = {str(shape.count(letter(id))) for id in count.of if letter(id)}
        found.append((_last(shape, letter(count.segment)), count.element, frozenset({"", *right})))
    given: tuple[Sum | Amount, ...] = (*totals.sums, *totals.amounts)
    for total in given:
        found.append((_last(shape, letter(total.segment)), total.element, frozenset({""})))
    return tuple(one for one in found if one[0] >= 0)


def _count(total: Count, index: int, segments: Segments, shape: Shape, letter: Letter) -> Remark | None:
    declared = _element(segments[index], total.element)
    counts = [shape.count(letter(id)) for id in total.of if letter(id)]
    if counts and _is_count(declared) and int(declared) not in counts:
        what = f"{counts[0]} {total.of[0]} segment{'' if counts[0] == 1 else 's'}"
        message = f"{total.segment}{total.element:02d} says {declared} line items, the set has {what}"
        return Remark(index, total.element, "line-count-differs", Severity.WARNING, message, declared)
    return None


def _sum(total: Sum, index: int, segments: Segments, shape: Shape, letter: Letter) -> Remark | None:
    """A hash total sums digits without regard to decimal points and signs; many senders send the plain sum: both are
    right.
    """
    declared = _element(segments[index], total.element)
    said = decimal(declared) if declared else None
    if said is None:
        return None
    expected: list[Decimal] = []
    for id, element in total.of:
        plain, hashed = added([segments[i] for i in _indices(shape, letter(id))], element)
        if said == plain or (total.hashed and said == hashed):
            return None
        expected.append(plain)
    (id, element), code = total.of[0], "hash-total-differs" if total.hashed else "sum-differs"
    where = f"{total.segment}{total.element:02d}"
    message = f"{where} says {declared}, the sum of {id}{element:02d} is {expected[0]:f}"
    return Remark(index, total.element, code, Severity.WARNING, message, declared)


def _amount(amount: Amount, index: int, segments: Segments, shape: Shape, letter: Letter) -> Remark | None:
    """A total of money against quantity times price, where the lines alone make up the total."""
    if amount.behind and index < _last(shape, letter(amount.behind)):
        return None
    if amount.code and _element(segments[index], 1) != amount.code:
        return None
    declared = _element(segments[index], amount.element)
    said = decimal(declared) if declared else None
    mistaken = amount.decimals is not None and "." in declared
    if said is None or mistaken or any(letter(other) in shape for other in amount.unless if letter(other)):
        return None
    lines = [segments[i] for i in _indices(shape, letter(amount.line))]
    expected = priced(amount, lines)
    value = said if amount.decimals is None else said.scaleb(-amount.decimals)
    # Each line may have been rounded by itself, to the minor unit of the currency.
    cur = shape.find(letter("CUR")) if letter("CUR") else -1
    unit = Decimal(1).scaleb(-invoice_digits(_element(segments[cur], 2) if cur >= 0 else ""))
    if expected is not None and abs(value - expected) * 2 > unit * max(1, len(lines)):
        where = f"{amount.segment}{amount.element:02d}"
        message = f"{where} says {value:.2f}, the lines add up to {expected:.2f}"
        return Remark(index, amount.element, amount.finding, Severity.WARNING, message, declared)
    return None


def _bounded_loops(segments: Segments, shape: Shape, begins: str, ends: str) -> Iterator[Remark]:
    """LE01 repeats the LS01 of the loop that it ends (X12.6, bounded loops)."""
    open_loops: list[str] = []
    for index in sorted([*_indices(shape, begins), *_indices(shape, ends)]):
        name = _element(segments[index], 1)
        if shape[index] == begins:
            open_loops.append(name)
        elif open_loops and (opened := open_loops.pop()) != name:
            message = f"LE01 is {name or 'empty'}, the LS that it ends says {opened or 'nothing'}"
            yield Remark(index, 1, "loop-bounds-differ", Severity.WARNING, message, name)


def _hierarchy(segments: Segments, shape: Shape, letter: str, limit: int) -> Iterator[Remark]:
    """HL01 is unique, HL02 names an earlier HL01, HL04 tells whether others lie below."""
    depths: dict[str, int] = {}
    claims: dict[str, tuple[int, str]] = {}
    parents: set[str] = set()
    too_deep = orphans = False
    for index in _indices(shape, letter):
        id, parent = _element(segments[index], 1), _element(segments[index], 2)
        if id in depths and id:
            message = f"HL01 {id} was used before in this set"
            yield Remark(index, 1, "hl-duplicate", Severity.ERROR, message, id, "7")
            continue
        depth = 1
        if parent and parent not in depths:
            orphans = True
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
        # One whose parent is not known may lie below any of them.
        if orphans and claim == "1":
            continue
        if (claim == "1") != (id in parents) and claim in ("0", "1"):
            message = f"HL04 is {claim}, but {'no' if claim == '1' else 'another'} HL segment lies below HL {id}"
            yield Remark(index, 4, "hl-child-code", Severity.WARNING, message, claim)


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
