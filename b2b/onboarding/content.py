"""What the sets of a partner's files show: orders and their kinds, currencies, parties, item numbers, units."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from b2b.edi.engine.results import SetResult
from b2b.onboarding.sides import Sides
from b2b.onboarding.zones import zone_hint

# X12 element 98: who the sender of an order, or of an invoice, is.
_BUYERS = ("BY", "BT", "SO", "ST")
_SELLERS = ("SE", "SU", "VN", "RE", "SF")
# Who sends a set, seen from us: a customer orders, a supplier answers, ships and bills.
_FROM_CUSTOMERS = frozenset({"830", "850", "852", "860", "861", "862", "869", "875", "820"})
_FROM_SUPPLIERS = frozenset({"810", "832", "846", "855", "856", "865", "870", "880"})
_CURRENCY = re.compile("[A-Z]{3}")
# What makes a name that of one place of many: `STORE 1234`, `NORTHWIND DC #7`, `0042`.
_ONE_OF_MANY = re.compile(
    r"[\s,/-]*\b(stores?|st|shop|branch|site|plant|whse?|warehouse|dc|no|nr)?\b\.?\s*#?\d+$", re.I
)
ACKNOWLEDGMENTS = frozenset({"997", "999"})


@dataclass(frozen=True, slots=True)
class SetSeen:
    """A transaction set, with the release of its group, and which way it went (`in`: the partner sent it)."""

    set_id: str
    release: str
    direction: str


@dataclass(slots=True)
class Content:
    """Tallies of what the sets say. `parties` are by N101, each (name, id) with how often; the others by value."""

    sets: Counter[SetSeen] = field(default_factory=Counter)
    purposes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    currencies: Counter[str] = field(default_factory=Counter)
    parties: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    item_qualifiers: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    unpriced: int = 0
    zone: tuple[str, str] = ("", "")

    @property
    def role(self) -> str:
        """What the partner is to us by what it sends, "" where that does not tell."""
        sent = {one.set_id for one in self.sets if one.direction == "in"}
        customer, supplier = sent & _FROM_CUSTOMERS, sent & _FROM_SUPPLIERS
        if bool(customer) == bool(supplier):
            return ""
        return "customer" if customer else "supplier"

    @property
    def acknowledges(self) -> bool:
        """Whether acknowledgments are among what the partner has sent."""
        return any(one.set_id in ACKNOWLEDGMENTS and one.direction == "in" for one in self.sets)

    def name(self, role: str) -> str:
        """The partner's name as its own sets have it, without the number of a store or warehouse; "" where they have
        none but numbers.
        """
        for code in _SELLERS if role == "supplier" else _BUYERS:
            for (name, _), _ in self.parties.get(code, Counter()).most_common():
                firm = _ONE_OF_MANY.sub("", name).strip()
                if firm and firm.isprintable() and any(c.isalpha() for c in firm):
                    return firm
        return ""


def read_content(sides: Sides) -> Content:
    """The tallies of all sets, whatever their verdict: habits show in bad sets too."""
    content = Content()
    segments: list[list[str]] = []
    for direction, envelopes in (("in", sides.theirs), ("out", sides.own)):
        for _, interchange in envelopes:
            for group in interchange.groups:
                for one in group.sets:
                    release = one.release or group.result.header.version[:6]
                    content.sets[SetSeen(one.set, release, direction)] += 1
                    if direction == "in":
                        read = _without_padding(one, interchange.result.header.delimiters.component)
                        segments += read
                        _count(content, read)
    content.zone = zone_hint(segments)
    return content


def _without_padding(one: SetResult, component: str) -> list[list[str]]:
    """The segments, without blanks and component separators that stand behind an element."""
    return [[element.rstrip(f" {component}") for element in segment] for segment in one.segments]


def _count(content: Content, segments: list[list[str]]) -> None:
    for segment in segments:
        match segment:
            case ["BEG" | "BCH", purpose, kind, *_]:
                content.purposes[purpose] += 1
                content.kinds[kind] += 1
            case ["CUR", _, currency, *_] if _CURRENCY.fullmatch(currency):
                content.currencies[currency] += 1
            case ["N1", code, *rest]:
                padded = [*rest, "", "", ""]
                content.parties.setdefault(code, Counter())[padded[0], padded[2]] += 1
            case ["PO1" | "IT1" | "G68", *rest]:
                _count_line(content, segment[0], rest)


def _count_line(content: Content, tag: str, elements: list[str]) -> None:
    content.lines += 1
    padded = [*elements, *[""] * 6]
    unit, price, ids = (padded[1], padded[2], padded[4:]) if tag == "G68" else (padded[2], padded[3], padded[5:])
    content.units[unit] += bool(unit)
    content.unpriced += not price
    content.item_qualifiers.update(_qualifiers(ids))


def _qualifiers(ids: list[str]) -> Iterator[str]:
    return (qualifier for qualifier, value in zip(ids[::2], ids[1::2], strict=False) if qualifier and value)
