"""What becomes of a line of an order that is changed: element 1229 of LIN, and beside it the code of X12 (element 670)
where that says more.
"""

from __future__ import annotations

from collections.abc import Sequence

from b2b.documents import order_change
from b2b.edi.edifact.mappings.reading import SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body

# Element 1229: added, deleted, changed, no action.
_CHANGED = "3"
_ACTIONS = {order_change.ADD: "1", order_change.DELETE: "2", order_change.CHANGE: _CHANGED, order_change.NO_CHANGE: "4"}
_MEANT = {**{action: change for change, action in _ACTIONS.items()}, "11": order_change.NO_CHANGE}

# Element 4451: about a change; element 3055: the coded text is one of X12's.
_CHANGE, _X12 = "CHG", "116"


def read(lin: SegmentCursor, notes: Sequence[SegmentCursor]) -> str:
    """What is to become of the line (X12 element 670), by its LIN and its FTX. Unreadable: they do not say so."""
    found = _MEANT.get(lin.peek(at(2)))
    if found is None:
        raise lin.unreadable(f"LIN02 {lin.peek(at(2))!r} does not say what is to become of the line")
    lin.take(at(2))
    if found == order_change.CHANGE:
        for ftx in notes:
            if ftx.peek(at(1)) == _CHANGE and ftx.peek(at(3, 3)) == _X12 and ftx.peek(at(3)):
                ftx.take(at(1), at(3, 3))
                return ftx.text(at(3))
    return found


def action(change: str) -> str:
    """Element 1229 for it."""
    return _ACTIONS.get(change, _CHANGED)


def write(body: Body, change: str, path: str) -> None:
    """The FTX with the code of X12, where 1229 does not say it all."""
    if change not in _ACTIONS:
        body.add("FTX", _CHANGE, None, [(f"{path}.change", change), None, _X12])
