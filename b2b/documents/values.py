"""The small values that documents are made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from b2b.quick_init import quick_init


@dataclass(frozen=True, slots=True)
class Money:
    """An amount and its ISO 4217 currency; never an amount alone."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:,} {self.currency}"


@quick_init
@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of units; `unit` is a UN/ECE Recommendation 20 or 21 code (`EA`, `KGM`, `XCT`).

    A unit that a codec cannot translate stands as `<list>:<code>`, for instance `x12:ZZ`: kept, shown, never guessed.
    One made of others has its components parted by `>`, whatever parts them on the wire: `x12:PC>>>LB>>3.25`.
    A unit that the partner did not give is empty.
    """

    value: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.value.normalize():f} {self.unit}"


class ItemScheme(StrEnum):
    """Whose number an item number is."""

    SUPPLIER = "supplier"
    BUYER = "buyer"
    GTIN = "gtin"
    MANUFACTURER = "manufacturer"
    OTHER = "other"


@quick_init
@dataclass(frozen=True, slots=True)
class ItemId:
    """An item number; `qualifier` keeps the code it came with (X12 element 235) so that an answer can echo it."""

    scheme: ItemScheme
    value: str
    qualifier: str = ""

    def __str__(self) -> str:
        return f"{self.value} ({self.scheme})"


@dataclass(frozen=True, slots=True)
class NamedDate:
    """A date that has no field of its own; `kind` is an X12 element 374 code (`037` ship not before, `063` do not
    deliver after), or one of element 432 that it has no like of (`432:BF` packed); `time` a time of day where the
    partner is."""

    kind: str
    day: dt.date
    time: dt.time | None = None


@dataclass(frozen=True, slots=True)
class NamedQuantity:
    """A quantity that has no field of its own; `kind` is an X12 element 673 code (`39` shipped, `BQ` back-ordered)."""

    kind: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class NamedAmount:
    """An amount in the document's currency that has no field of its own; `kind` is an X12 element 522 code (`1` of the
    line, `TT` in all)."""

    kind: str
    amount: Decimal


@quick_init
@dataclass(frozen=True, slots=True)
class Reference:
    """A number the partner wants to see again; `kind` is an X12 element 128 code (`DP`, `IA`, `CO`)."""

    kind: str
    value: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class ListedCode:
    """A code from a list that X12 does not keep itself: `agency` keeps it (X12 element 559, `source` where it has
    several bodies), `code_list` is the kind of list (element 1270).
    """

    agency: str
    code: str
    code_list: str = ""
    source: str = ""
