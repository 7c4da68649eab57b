"""How goods travel: packages and weight (TD1, MEA), carrier (TD5)."""

from __future__ import annotations

import re
from decimal import Decimal

from b2b.documents import Quantity
from b2b.edi.x12.mappings import quantities
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body, Named, Value

# TD502: the carrier is named by its Standard Carrier Alpha Code.
_SCAC = "2"
_LOOKS_LIKE_SCAC = re.compile(r"[A-Z]{2,4}").fullmatch

_GROSS = "G"


def carrier(td5: SegmentCursor | None) -> str:
    """The carrier of a TD5: its SCAC, else the route in words; "" where there is none."""
    if td5 is None:
        return ""
    if td5.peek(3) and td5.accept(2, _SCAC):
        return td5.text(3)
    return td5.text(5)


def load(loop: LoopCursor) -> tuple[int | None, Quantity | None]:
    """The packages and the gross weight: TD1 segments added up where they are in one unit.

    Unreadable: they are in several units.
    """
    packages: list[int] = []
    weights: list[Quantity] = []
    for td1 in loop.all("TD1"):
        if (count := td1.count(2)) is not None:
            packages.append(count)
        if td1.peek(7) and td1.accept(6, _GROSS):
            weight = quantities.read(td1, 7, 8)
            assert weight is not None
            weights.append(weight)
    for mea in [] if weights else loop.all("MEA"):
        if mea.peek(3) and mea.accept(2, _GROSS):
            mea.take(1)
            weights.append(Quantity(mea.required_number(3), quantities.read_unit(mea, 4)))
    if len({weight.unit for weight in weights}) > 1:
        raise loop.trigger.unreadable("the gross weight of the shipment is given in several units")
    total = Quantity(sum((w.value for w in weights), Decimal(0)), weights[0].unit) if weights else None
    return (sum(packages) if packages else None), total


def write_load(body: Body, packages: int | None, gross_weight: Quantity | None) -> None:
    """The TD1 of a shipment, nothing where neither is known."""
    if packages is None and gross_weight is None:
        return
    weight: tuple[Value | Named, ...] = ()
    if gross_weight is not None:
        weight = (_GROSS, *quantities.elements(gross_weight, "gross_weight", "TD108"))
    body.add("TD1", None, ("packages", packages), None, None, None, *weight)


def write_carrier(body: Body, carrier: str, at: str = "") -> None:
    """The TD5 of a shipment, nothing where the carrier is not known; `at` is the path of what has it, with its dot."""
    if _LOOKS_LIKE_SCAC(carrier):
        body.add("TD5", None, _SCAC, (f"{at}carrier", carrier))
    elif carrier:
        body.add("TD5", None, None, None, None, (f"{at}carrier", carrier))
