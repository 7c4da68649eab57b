"""What becomes of a line of an order that is changed: element 1229 of LIN, and beside it the code of X12 (element 670)
where that says more; and what of the line is still to come.

In an answer to a change 1229 is the answer, so the code of X12 is always written there.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from b2b.documents import ChangedLine, ChangeResponseLine, Quantity, order_change
from b2b.edi.edifact.mappings import quantities
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body

# Element 1229: added, deleted, changed, no action.
_CHANGED = "3"
_ACTIONS = {order_change.ADD: "1", order_change.DELETE: "2", order_change.CHANGE: _CHANGED, order_change.NO_CHANGE: "4"}
_MEANT = {**{action: change for change, action in _ACTIONS.items()}, "11": order_change.NO_CHANGE}

# Element 4451: about a change; element 3055: the coded text is one of X12's.
_CHANGE, _X12 = "CHG", "116"

# Element 6063.
_OUTSTANDING = "73"


def read(lin: SegmentCursor, notes: Sequence[SegmentCursor]) -> str:
    """What is to become of the line (X12 element 670), by its LIN and its FTX. Unreadable: they do not say so."""
    found = _MEANT.get(lin.peek(at(2)))
    if found is None:
        raise lin.unreadable(f"LIN02 {lin.peek(at(2))!r} does not say what is to become of the line")
    lin.take(at(2))
    return (_coded(notes) or found) if found == order_change.CHANGE else found


def read_answered(lin: SegmentCursor, notes: Sequence[SegmentCursor]) -> str:
    """What was to become of the line that is answered: by its FTX, else by its LIN; a change where neither says."""
    if coded := _coded(notes):
        return coded
    found = _MEANT.get(lin.peek(at(2)))
    if found is None:
        return order_change.CHANGE
    lin.take(at(2))
    return found


def to_receive(loop: LoopCursor, ordered: Quantity | None) -> Decimal | None:
    """What is still to come, in the unit that the line is in; None where that is not said."""
    found = loop.first("QTY", _OUTSTANDING)
    if found is None:
        return None
    if ordered is not None:
        found.accept(at(1, 3), quantities.code_of(ordered.unit))
    return found.number(at(1, 2))


def action(change: str) -> str:
    """Element 1229 for it."""
    return _ACTIONS.get(change, _CHANGED)


def write(body: Body, change: str, path: str) -> None:
    """The FTX with the code of X12, where 1229 does not say it all."""
    if change not in _ACTIONS:
        write_answered(body, change, path)


def write_answered(body: Body, change: str, path: str) -> None:
    """The FTX with the code of X12."""
    body.add("FTX", _CHANGE, None, [(f"{path}.change", change), None, _X12])


def write_to_receive(body: Body, line: ChangedLine | ChangeResponseLine, path: str) -> None:
    """The QTY of what is still to come, nothing where that is not said."""
    if line.to_receive is not None:
        unit = quantities.code_of(line.ordered.unit) if line.ordered is not None else ""
        body.add("QTY", [_OUTSTANDING, (f"{path}.to_receive", line.to_receive), unit])


def _coded(notes: Sequence[SegmentCursor]) -> str:
    """The code of X12 in these FTX, "" where none has one."""
    for ftx in notes:
        if ftx.peek(at(1)) == _CHANGE and ftx.peek(at(3, 3)) == _X12 and ftx.peek(at(3)):
            ftx.take(at(1), at(3, 3))
            return ftx.text(at(3))
    return ""
