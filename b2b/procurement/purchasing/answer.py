"""A supplier's answer compared with what was ordered, line by line: a pure function of order, answer and terms.

What the supplier says is kept as it is said; whether it may stand is another matter: each difference is accepted by the
terms, or waits for a person.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from b2b.documents import ItemScheme, LineAnswer, LineStatus, OrderResponse, Quantity, ResponseLine, ResponseStatus
from b2b.procurement.orders.quantities import exact, storable
from b2b.procurement.orders.wording import figure, percent, price
from b2b.procurement.purchased.lines import Lines, OrderedLine, Unfound, in_unit_of
from b2b.store.settings import PurchaseTerms

_NOTHING = Decimal(0)
_LATER = (LineStatus.BACK_ORDERED, LineStatus.ON_HOLD)


@dataclass(frozen=True, slots=True)
class Asked:
    """A line as the supplier has it: `wanted` is what was ordered less what we took back, `confirmed` what an earlier
    answer confirms of it, if it is `answered`.
    """

    line: OrderedLine
    wanted: Decimal
    requested_on: dt.date | None = None
    answered: bool = False
    confirmed: Decimal = _NOTHING


@dataclass(frozen=True, slots=True)
class Difference:
    """How an answer is not what was asked; `accepted` where the terms let it stand. `figures` as decimal text."""

    code: str
    text: str
    accepted: bool = False
    figures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the supplier says of a line, in its unit. `confirmed`, `back_ordered` and `rejected` add up to what was
    wanted, or to more where more is confirmed. `agreed_price` is None while the ordered one holds.
    """

    line_id: str
    confirmed: Decimal
    back_ordered: Decimal
    rejected: Decimal
    status: str
    agreed_price: Decimal | None = None
    promised_on: dt.date | None = None
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer read: the lines it speaks of, and what belongs to no line of ours."""

    lines: tuple[Answered, ...]
    strays: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """The parts of the answer that speak of one line."""

    quantities: Sequence[tuple[LineAnswer, Decimal]] = ()
    prices: Sequence[Decimal] = ()
    troubles: tuple[Difference, ...] = ()


def read(response: OrderResponse, asked: Sequence[Asked], terms: PurchaseTerms) -> Reading:
    """The answer to an order of these lines. A line that the answer does not speak of keeps an earlier answer, unless
    the order is rejected as a whole; without one it is taken from the whole, where that says accepted or rejected.
    """
    strays: list[Difference] = []
    currency = asked[0].line.currency if asked else ""
    same_currency = response.currency in ("", currency)
    if not same_currency:
        text = f"the answer is in {response.currency}, ordered was in {currency}: its prices are not taken"
        strays.append(Difference("currency-differs", text))
    spoken: dict[str, list[ResponseLine]] = defaultdict(list)
    lines_asked = Lines(one.line for one in asked)
    for answered in response.lines:
        found = lines_asked.find(answered.number, answered.items)
        if isinstance(found, Unfound):
            strays.append(Difference(found.code, found.text))
        else:
            spoken[found.id].append(answered)
    lines = []
    rejected = response.status is ResponseStatus.REJECTED
    for one in asked:
        parts = spoken.get(one.line.id, [])
        if any(part.answers for part in parts):
            lines.append(_line(one, _said(one, parts, same_currency), terms, response.status))
        elif (parts or not one.answered or rejected) and (
            whole := _as_a_whole(one, parts, response.status, terms, same_currency)
        ):
            lines.append(whole)
    if not response.lines and (unsaid := _unsaid(asked, response.status)):
        strays.append(unsaid)
    return Reading(tuple(lines), tuple(strays))


def _unsaid(asked: Sequence[Asked], status: ResponseStatus) -> Difference | None:
    """What an answer without lines leaves open about lines that an earlier one spoke of: they stay as they are."""
    if status is ResponseStatus.ACCEPTED_WITH_CHANGES and any(one.answered for one in asked):
        return Difference("changed", "it changes the answer before, and does not say in what")
    standing = [one.line.number for one in asked if one.answered and one.confirmed < one.wanted]
    if status is not ResponseStatus.ACCEPTED or not standing:
        return None
    several = "lines" if len(standing) > 1 else "line"
    text = f"it accepts the order as a whole, and the answer before did not confirm all of {several} "
    return Difference("unclear", text + ", ".join(standing))


def _as_a_whole(
    one: Asked, parts: Sequence[ResponseLine], status: ResponseStatus, terms: PurchaseTerms, same_currency: bool
) -> Answered | None:
    """A line without ACKs, by what is said of the order."""
    unit = one.line.unit
    prices = _prices(one, parts) if same_currency else []
    if status is ResponseStatus.ACCEPTED:
        accepted = LineAnswer(LineStatus.ACCEPTED, Quantity(one.wanted, unit))
        return _line(one, _Said([(accepted, one.wanted)], prices), terms)
    if status is ResponseStatus.REJECTED:
        rejected = LineAnswer(LineStatus.REJECTED, Quantity(one.wanted, unit))
        return _line(one, _Said([(rejected, one.wanted)]), terms)
    if one.answered:
        return None
    text = f"nothing is said of {figure(one.wanted)} {unit}"
    return Answered(one.line.id, _NOTHING, _NOTHING, _NOTHING, "", differences=(Difference("unanswered", text),))


def _said(one: Asked, parts: Sequence[ResponseLine], same_currency: bool) -> _Said:
    quantities: list[tuple[LineAnswer, Decimal]] = []
    troubles: list[Difference] = []
    for part in parts:
        if other := _other_item(one.line, part):
            troubles.append(other)
        for answer in part.answers:
            value = in_unit_of(answer.quantity, one.line)
            if isinstance(value, Unfound) or value < 0:
                text = value.text if isinstance(value, Unfound) else f"the quantity {figure(value)} is below 0"
                troubles.append(Difference("quantity-unclear", f"{answer.status}: {text}"))
            else:
                quantities.append((answer, value))
    return _Said(quantities, _prices(one, parts) if same_currency else [], tuple(troubles))


def _other_item(line: OrderedLine, part: ResponseLine) -> Difference | None:
    """The line's number with the number of an article that we do not know it by."""
    known = {line.sku, *line.supplier_codes}
    named = [item for item in part.items if item.scheme in (ItemScheme.SUPPLIER, ItemScheme.BUYER)]
    if not named or any(item.value.strip() in known for item in named):
        return None
    return Difference(
        "item-differs", f"it is called {' / '.join(item.value for item in named)}, ordered was {line.sku}"
    )


def _prices(one: Asked, parts: Sequence[ResponseLine]) -> list[Decimal]:
    """The prices that are answered, each of one of the line's unit as far as that is exact."""
    found = []
    for part in parts:
        if part.unit_price is None:
            continue
        theirs, ours = one.line.units.get(part.ordered.unit), one.line.units.get(one.line.unit)
        if part.ordered.unit in ("", one.line.unit) or theirs is None or ours is None:
            found.append(part.unit_price)
        else:
            found.append(exact(Fraction(part.unit_price) * Fraction(ours) / Fraction(theirs)) or part.unit_price)
    return found


def _line(one: Asked, said: _Said, terms: PurchaseTerms, whole: ResponseStatus | None = None) -> Answered:
    """What is said of a line in an answer that says `whole` of the order, if that is known besides."""
    confirmed, later, rejected = _NOTHING, _NOTHING, _NOTHING
    for answer, value in said.quantities:
        if answer.status in _LATER:
            later += value
        elif answer.status is LineStatus.REJECTED:
            rejected += value
        else:
            confirmed += value
    unsaid = max(_NOTHING, one.wanted - confirmed - later - rejected)
    differences = [
        *said.troubles,
        *_quantities(one, confirmed, later, rejected, unsaid, terms),
        *_kinds(one, said),
        *_dates(one, said, terms),
    ]
    if whole is ResponseStatus.REJECTED and (confirmed or later):
        text = f"the order is rejected as a whole, and {figure(confirmed + later)} {one.line.unit} of this line are not"
        differences.append(Difference("contradiction", text))
    agreed = None
    if (confirmed or later) and said.prices:
        agreed, difference = _price(one, max(said.prices), terms)
        differences += [difference] if difference else []
    if not differences and any(answer.status is LineStatus.CHANGED for answer, _ in said.quantities):
        differences.append(Difference("changed", "the supplier says it is changed, and not in what"))
    return Answered(
        line_id=one.line.id,
        confirmed=confirmed,
        back_ordered=later,
        rejected=rejected + unsaid,
        status="+".join(dict.fromkeys(answer.status.value for answer, _ in said.quantities)),
        agreed_price=agreed,
        promised_on=_promised(said),
        differences=tuple(differences),
    )


def _quantities(
    one: Asked, confirmed: Decimal, later: Decimal, rejected: Decimal, unsaid: Decimal, terms: PurchaseTerms
) -> Iterator[Difference]:
    unit, tolerance = one.line.unit, one.wanted * terms.quantity_tolerance_percent / 100
    if later:
        text = f"{figure(later)} of {figure(one.wanted)} {unit} follow later"
        yield Difference("back-ordered", text, terms.accept_back_orders, {"quantity": figure(later)})
    for code, amount, word in (("rejected", rejected, "are rejected"), ("short", unsaid, "are neither now nor later")):
        if amount:
            text = f"{figure(amount)} of {figure(one.wanted)} {unit} {word}"
            yield Difference(code, text, rejected + unsaid <= tolerance, {"quantity": figure(amount)})
    over = confirmed + later + rejected - one.wanted
    if over > 0:
        text = f"{figure(over)} {unit} more than the {figure(one.wanted)} ordered"
        yield Difference("over", text, over <= tolerance, {"quantity": figure(over)})


def _kinds(one: Asked, said: _Said) -> Iterator[Difference]:
    for answer, value in said.quantities:
        amount = f"{figure(value)} {one.line.unit}"
        if answer.status is LineStatus.SUBSTITUTED:
            instead = " / ".join(item.value for item in answer.items) or "another article"
            yield Difference("substituted", f"{amount} are replaced by {instead}", figures={"by": instead})
        if answer.status is LineStatus.ON_HOLD:
            yield Difference("on-hold", f"{amount} are on hold" + (f": {answer.reason}" if answer.reason else ""))


def _dates(one: Asked, said: _Said, terms: PurchaseTerms) -> Iterator[Difference]:
    """What is promised for now and comes later than asked; a back-order is later by its nature."""
    now = [answer for answer, _ in said.quantities if answer.status not in (*_LATER, LineStatus.REJECTED)]
    if any(answer.status is LineStatus.DATE_CHANGED and answer.day is None for answer in now):
        yield Difference("later", "the day is changed, and the new one is not named")
    days = [answer.day for answer in now if answer.day is not None]
    if not days or one.requested_on is None or max(days) <= one.requested_on:
        return
    late = (max(days) - one.requested_on).days
    text = f"it comes on {max(days)}, {late} day{'' if late == 1 else 's'} later than asked"
    yield Difference("later", text, late <= terms.date_tolerance_days, {"days": str(late)})


def _promised(said: _Said) -> dt.date | None:
    """The day by which everything is there that is promised for a day."""
    days = [answer.day for answer, _ in said.quantities if answer.day and answer.status is not LineStatus.REJECTED]
    return max(days, default=None)


def _price(one: Asked, answered: Decimal, terms: PurchaseTerms) -> tuple[Decimal | None, Difference | None]:
    """The price that holds where it is not the ordered one, and how it differs from that."""
    ordered, currency = one.line.ordered_price, one.line.currency
    if answered == ordered:
        return None, None
    if not storable(answered) or answered < 0:
        return None, Difference("price-unclear", f"the price {answered} is beyond what can be kept")
    side = "above" if answered > ordered else "below"
    apart = f"{percent(abs(answered - ordered), ordered)} {side} the" if ordered else "and not the"
    text = f"the price is {price(answered, currency)}, {apart} {price(ordered, currency)} ordered at"
    within = (answered - ordered) * 100 <= ordered * terms.price_tolerance_percent
    difference = Difference("price", text, within, {"price": figure(answered)})
    return (answered if within else None), difference
