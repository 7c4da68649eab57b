"""What an item is like: packing (PO4), measures (MEA), characteristics (PID with a kind or a code)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from b2b.documents import Characteristic, Measure, Packing, Quantity
from b2b.edi import units
from b2b.edi.x12.mappings import quantities, texts
from b2b.edi.x12.mappings.reading import SegmentCursor
from b2b.edi.x12.mappings.writing import Body, Named, Value, not_writable

# Element 349: free form, structured (a code), both.
_IN_WORDS, _BY_CODE, _BOTH = "F", "S", "X"


def packing(po4: SegmentCursor | None) -> Packing | None:
    """The packing in a PO4, None where there is none; a value without its unit stays in it with an unknown one."""
    if po4 is None:
        return None
    return Packing(
        count=po4.count(1),
        size=quantities.read(po4, 2, 3),
        inner=po4.count(14),
        packaging=po4.text(4),
        weight=quantities.read(po4, 6, 7),
        weight_kind=po4.text(5),
        volume=quantities.read(po4, 8, 9),
        length=po4.number(10),
        width=po4.number(11),
        height=po4.number(12),
        dimension_unit=units.from_x12(po4.text(13)),
    )


def write_packing(body: Body, packing: Packing | None, at: str) -> None:
    """The PO4 of a packing, nothing where it is not known."""
    if packing is None:
        return
    if packing == Packing():
        raise not_writable("a packing of which nothing is known cannot be sent", at, "PO4")
    unit = units.to_x12(packing.dimension_unit)
    if packing.dimension_unit and not unit:
        raise not_writable(f"X12 has no code for the unit {packing.dimension_unit!r}", f"{at}.dimension_unit", "PO413")
    body.add(
        "PO4",
        (f"{at}.count", packing.count),
        *_counted(packing.size, f"{at}.size", "PO403"),
        (f"{at}.packaging", packing.packaging),
        (f"{at}.weight_kind", packing.weight_kind),
        *_counted(packing.weight, f"{at}.weight", "PO407"),
        *_counted(packing.volume, f"{at}.volume", "PO409"),
        (f"{at}.length", packing.length),
        (f"{at}.width", packing.width),
        (f"{at}.height", packing.height),
        (f"{at}.dimension_unit", unit),
        (f"{at}.inner", packing.inner),
    )


def measures(segments: Iterable[SegmentCursor]) -> tuple[Measure, ...]:
    """The MEA that say what they measure and how much; ranges and the others stay unread."""
    found = []
    for mea in segments:
        if mea.peek(2) and mea.peek(3):
            quantity = quantities.read(mea, 3, 4)
            assert quantity is not None
            found.append(Measure(mea.text(2), quantity, mea.text(1)))
    return tuple(found)


def write_measures(body: Body, measures: Sequence[Measure], at: str) -> None:
    """A MEA for each; `at` is the path of the field that holds `measures`, with its dot."""
    for index, measure in enumerate(measures):
        name = f"{at}measures[{index}]"
        value = quantities.elements(measure.quantity, f"{name}.quantity", "MEA04")
        body.add("MEA", (f"{name}.of", measure.of), (f"{name}.kind", measure.kind), *value)


def characteristics(segments: Iterable[SegmentCursor]) -> tuple[Characteristic, ...]:
    """What PID say beside the description (`texts.description`)."""
    found = []
    for pid in segments:
        said = (pid.peek(5) or pid.peek(4)) and not texts.is_description(pid)
        if said and pid.accept(1, _IN_WORDS, _BY_CODE, _BOTH):
            found.append(Characteristic(pid.text(5), pid.text(2), pid.text(3), pid.text(4)))
    return tuple(found)


def write_characteristics(body: Body, characteristics: Sequence[Characteristic], at: str) -> None:
    """A PID for each; `at` is the path of the field that holds `characteristics`, with its dot."""
    for index, one in enumerate(characteristics):
        name = f"{at}characteristics[{index}]"
        form = _IN_WORDS if not one.code else _BOTH if one.text else _BY_CODE
        kind, agency = (f"{name}.kind", one.kind), (f"{name}.agency", one.agency)
        body.add("PID", form, kind, agency, (f"{name}.code", one.code), (f"{name}.text", one.text))


def _counted(quantity: Quantity | None, name: str, element: str) -> tuple[Value | Named, Value | Named]:
    return (None, None) if quantity is None else quantities.elements(quantity, name, element)
