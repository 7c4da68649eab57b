"""What the sets of a partner's files say: orders and their kinds, currencies, parties, item numbers, units."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from b2b.edi.counterparts import ACKNOWLEDGMENTS, kind

# X12 element 98: who the sender of an order, or of an invoice, is.
_BUYERS = ("BY", "MI", "BT", "SO")
_SELLERS = ("SE", "SU", "VN", "RE")
# The same in EDIFACT, element 3035.
_MESSAGE_BUYERS = ("BY", "OB", "IV")
_MESSAGE_SELLERS = ("SE", "SU")
# Places of either side, by which no firm is named: where goods come from, and where they go.
_FROM = frozenset({"SF"})
_TO = frozenset({"ST", "DP"})
# Who sends a set, seen from us: a customer orders, a supplier answers, ships and bills; carriers and warehouses do too.
_FROM_CUSTOMERS = frozenset({"204", "820", "830", "850", "852", "860", "861", "862", "869", "875", "940", "943"})
_FROM_SUPPLIERS = frozenset(
    {"210", "214", "810", "832", "846", "855", "856", "865", "870", "880", "944", "945", "947", "990"}
)
# What makes a name that of one place of many: `STORE 1234`, `NORTHWIND DC #7`, `0042`; and, without the firm's own
# name in it, `Distribution centre north`.
_ONE_OF_MANY = re.compile(
    r"[\s,/-]*\b(stores?|st|shop|branch|site|plant|whse?|warehouse|dc|no|nr)?\b\.?\s*#?\d+$", re.I
)
_PLACE = re.compile(r"(stores?|branch|site|plant|whse?|warehouse|dc|depot|distribution cent(re|er))\b", re.I)


@dataclass(frozen=True, slots=True)
class SetSeen:
    """A transaction set, with the release of its group, and which way it went (`in`: the partner sent it)."""

    set_id: str
    release: str
    direction: str


@dataclass(slots=True)
class Content:
    """Tallies of what the sets say. `parties` are by N101 or the code in NAD, each (name, id) with how often; the
    others by value, purposes and kinds of orders in codes of X12.
    """

    is_edifact: bool = False
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
        sent = {kind(one.set_id) for one in self.sets if one.direction == "in"}
        customer, supplier = sent & _FROM_CUSTOMERS, sent & _FROM_SUPPLIERS
        if bool(customer) == bool(supplier):
            return ""
        return "customer" if customer else "supplier"

    @property
    def acknowledges(self) -> bool:
        """Whether acknowledgments are among what the partner has sent."""
        return any(one.set_id in ACKNOWLEDGMENTS and one.direction == "in" for one in self.sets)

    @property
    def our_codes(self) -> frozenset[str]:
        """By which codes our own side goes where the partner's role tells; none where it does not."""
        if not self.role:
            return frozenset()
        ours = "customer" if self.role == "supplier" else "supplier"
        return frozenset(self._codes(ours)) | (_TO if ours == "customer" else _FROM)

    def _codes(self, role: str) -> tuple[str, ...]:
        sellers, buyers = (_MESSAGE_SELLERS, _MESSAGE_BUYERS) if self.is_edifact else (_SELLERS, _BUYERS)
        return {"supplier": sellers, "customer": buyers}.get(role, ())

    def name(self, role: str) -> str:
        """The name of the firm in that role as the partner's sets have it, without the number of a store or warehouse;
        "" where they name none but places, or the role is not known.
        """
        for code in self._codes(role):
            for (name, _), _ in self.parties.get(code, Counter()).most_common():
                firm = _ONE_OF_MANY.sub("", name).strip()
                if firm and firm.isprintable() and any(c.isalpha() for c in firm) and not _PLACE.match(firm):
                    return firm
        return ""
