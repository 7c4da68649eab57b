"""What totals of EDIFACT messages may come to, as expressions to be tried on samples."""

from __future__ import annotations

from collections.abc import Iterator

from b2b.edi.guides.inference.paths import paths
from b2b.edi.schema import SetSchema

# Code list 6063: despatched, ordered, invoiced, received, to be delivered.
_QUANTITIES = ("12", "21", "47", "48", "113")
# Code list 5025: what a line comes to, with its allowances and charges and without.
_OF_LINES = ("203", "66")
# What is to be paid, by the names that senders have for it; and what it may be made of.
_TO_BE_PAID = ("77", "86", "9", "39")
_PARTS = (("125", "176"), ("125", "124"), ("79", "176"), ("79", "124"))


def candidates(schema: SetSchema) -> Iterator[str]:
    """Counts and sums of CNT (code list 6069: 2 counts lines, 1 adds quantities up), and amounts of MOA."""
    for line in paths(schema, "LIN"):
        yield f"CNT[2]01-02 = count({line})"
    for quantity in paths(schema, "QTY"):
        yield f"CNT[1]01-02 = sum({quantity}, QTY01-02)"
        yield from (f"CNT[1]01-02 = sum({quantity}[{code}], QTY01-02)" for code in _QUANTITIES)
    for amount in paths(schema, "MOA"):
        if amount != "MOA":
            yield from (f"MOA[79]01-02 = sum({amount}[{code}], MOA01-02)" for code in _OF_LINES)
    for total in _TO_BE_PAID:
        yield from (f"MOA[{total}]01-02 = MOA[{net}]01-02 + MOA[{tax}]01-02" for net, tax in _PARTS)
