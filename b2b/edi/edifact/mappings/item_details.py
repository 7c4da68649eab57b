"""What an item is like: characteristics (IMD that name one), measures (MEA), packing (PAC and the MEA below it)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from b2b.documents import Characteristic, Measure, Packing, Quantity
from b2b.edi.edifact.mappings import quantities
from b2b.edi.edifact.mappings.code_tables import CodeTable
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body, Item, Named, Value, not_writable
from b2b.edi.x12.mappings.texts import wrapped

# 7077: in words, as a code, both. What is characterized: X12 element 750, EDIFACT 7081.
_IN_WORDS, _BY_CODE, _BOTH = "F", "C", "B"
_FORMS = (_IN_WORDS, _BY_CODE, _BOTH, "S", "X")
_CHARACTERISTICS = CodeTable("7081", {"08": "8", "13": "13", "35": "35", "38": "38"})
_TEXTS = 2  # in an IMD

# 3055: the code is of X12's list; else of that of another body.
_X12, _BODY = "116", "3055:"

# What is measured: X12 element 738, EDIFACT 6313. Of what: X12 element 737, EDIFACT 6311.
_MEASURED = CodeTable("6313", {kind: kind for kind in ("LN", "WD", "HT", "TH", "WT", "G", "N", "T")})
_DIMENSIONS, _WEIGHTS, _VOLUME = "PD", "WT", "VOL"
_OF = CodeTable("6311", {"": "AAE", **{of: of for of in (_DIMENSIONS, _WEIGHTS, "CT")}})
_looks_like_number = re.compile("-?[0-9]+([.,][0-9]+)?").fullmatch

# 6063: how much is in a pack.
_IN_A_PACK = "52"

# X12 element 103, EDIFACT 7065.
_PACKAGES = CodeTable("7065", {})

# The dimensions of a package by 6313.
_SIDES = {"LN": "length", "WD": "width", "HT": "height"}

_VALUE = at(3, 2)


def is_characteristic(imd: SegmentCursor) -> bool:
    """Whether an IMD is of one characteristic, and not a part of the description."""
    return bool(imd.peek(at(2)) or imd.peek(at(3)))


def characteristics(imds: Iterable[SegmentCursor]) -> tuple[Characteristic, ...]:
    """What these IMD say of one characteristic each; one that says nothing of it stays unread."""
    found = []
    for imd in imds:
        if any(imd.peek(at(3, place)) for place in (1, 4, 5)) and imd.accept(at(1), *_FORMS, ""):
            kind = imd.text(at(2))
            if not imd.accept(at(2, 3), _X12):
                kind = _CHARACTERISTICS.read(kind)
            agency = ""
            if imd.accept(at(3, 3), _X12):
                agency = imd.text(at(3, 2))
            elif imd.peek(at(3, 3)):
                agency = _BODY + imd.text(at(3, 3))
            text = " ".join(part for place in (4, 5) if (part := imd.text(at(3, place))))
            found.append(Characteristic(text, kind, agency, imd.text(at(3))))
    return tuple(found)


def write_characteristics(body: Body, characteristics: Sequence[Characteristic], path: str) -> None:
    """An IMD for each; `path` is that of the field that holds `characteristics`, with its dot."""
    for index, one in enumerate(characteristics):
        name = f"{path}characteristics[{index}]"
        if not one.kind and not one.code:
            raise not_writable("words that characterize nothing would be a description", f"{name}.text", "IMD02")
        form = _IN_WORDS if not one.code else _BOTH if one.text else _BY_CODE
        words = wrapped(one.text, body.room("IMD", 3, 4), f"{name}.text", "IMD03-04")
        if len(words) > _TEXTS:
            raise not_writable(f"{one.text!r} is longer than an IMD takes", f"{name}.text", "IMD03-04")
        agency = one.agency.removeprefix(_BODY)
        by: list[Value | Named] = [None, None]
        if agency != one.agency:
            by = [None, (f"{name}.agency", agency)]
        elif agency:
            by = [(f"{name}.agency", agency), _X12]
        said = [(f"{name}.text", word) for word in words]
        # In words, a characteristic is nothing without what it is of.
        kind = _kind(body, one.kind, f"{name}.kind" if one.code else name)
        body.add("IMD", form, kind, [(f"{name}.code", one.code), *by, *said])


def measures(meas: Iterable[SegmentCursor]) -> tuple[Measure, ...]:
    """The MEA that say what they measure and how much; ranges and the others stay unread."""
    return tuple(
        Measure(_MEASURED.read(mea.text(at(2))), quantity, _OF.read(mea.text(at(1))))
        for mea in meas
        if mea.peek(at(2)) and (quantity := _measured(mea)) is not None
    )


def write_measures(body: Body, measures: Sequence[Measure], path: str) -> None:
    """A MEA for each; `path` is that of the field that holds `measures`, with its dot."""
    for index, measure in enumerate(measures):
        name = f"{path}measures[{index}]"
        of, kind = _OF.write(measure.of), _MEASURED.write(measure.kind)
        for field, code, known in (("of", measure.of, of), ("kind", measure.kind, kind)):
            if not known:
                raise not_writable(f"EDIFACT has no code for {code!r}", f"{name}.{field}", "MEA")
        _write_measure(body, of, kind, measure.quantity, f"{name}.quantity")


def packing(loop: LoopCursor) -> Packing | None:
    """The packing in the first PAC, and how much a pack holds; None where nothing is said of either."""
    fields: dict[str, Any] = {"size": quantities.find(loop, _IN_A_PACK)}
    for pac in loop.loops("PAC")[:1]:
        kind = pac.trigger.text(at(3))
        fields["count"] = pac.trigger.count(at(1))
        fields["packaging"] = kind if pac.trigger.accept(at(3, 3), _X12) else _PACKAGES.read(kind)
        fields |= _sizes(pac.all("MEA"))
    found = Packing(**fields)
    return found if found != Packing() else None


def write_size(body: Body, packing: Packing | None, path: str) -> None:
    """The QTY of how much a pack holds, which stands before its PAC."""
    if packing is not None:
        quantities.write(body, _IN_A_PACK, packing.size, f"{path}.size")


def write_packing(body: Body, packing: Packing | None, path: str) -> None:
    """The PAC of a packing with its MEA, nothing where no more is known of it than its size."""
    if packing is None or (packing.size is not None and packing == Packing(size=packing.size)):
        return
    if packing.inner is not None:
        raise not_writable("the message has no place for it", f"{path}.inner", "PAC")
    kind = _PACKAGES.write(packing.packaging)
    type: list[Value | Named] = [(f"{path}.packaging", kind or packing.packaging)]
    if packing.packaging and not kind:
        type += [None, _X12]
    body.add("PAC", (f"{path}.count", packing.count), None, type)
    if packing.weight is not None:
        code = _MEASURED.write(packing.weight_kind)
        if packing.weight_kind and not code:
            raise not_writable(f"EDIFACT has no code for {packing.weight_kind!r}", f"{path}.weight_kind", "MEA02")
        _write_measure(body, _WEIGHTS, code, packing.weight, f"{path}.weight")
    if packing.volume is not None:
        _write_measure(body, _VOLUME, "", packing.volume, f"{path}.volume")
    for code, side in _SIDES.items():
        value: Decimal | None = getattr(packing, side)
        if value is not None:
            unit = (f"{path}.dimension_unit", quantities.code_of(packing.dimension_unit))
            body.add("MEA", _DIMENSIONS, [code], [unit, (f"{path}.{side}", value)])


def _kind(body: Body, kind: str, name: str) -> Item:
    """What is characterized, as IMD has it; that only X12 has a code for it can be said in later directories."""
    code = _CHARACTERISTICS.write(kind)
    if kind and not code:
        if ":" in kind or not body.room("IMD", 2, 3):
            raise not_writable(f"EDIFACT has no code for {kind!r}", name, "IMD02")
        return [(name, kind), None, _X12]
    return [(name, code)]


def _measured(mea: SegmentCursor) -> Quantity | None:
    """The value of a MEA, taken; None where it is none."""
    if not _looks_like_number(mea.peek(_VALUE)):
        return None
    value = mea.number(_VALUE)
    assert value is not None
    return Quantity(value, quantities.unit(mea.text(at(3))))


def _sizes(meas: Iterable[SegmentCursor]) -> Iterator[tuple[str, Any]]:
    """What the MEA of a package say, by field: dimensions in one unit; others stay unread."""
    unit = ""
    for mea in meas:
        of, kind = mea.peek(at(1)), mea.peek(at(2))
        side = _SIDES.get(kind, "") if of == _DIMENSIONS and unit in ("", mea.peek(at(3))) else ""
        quantity = _measured(mea) if side or of in (_WEIGHTS, _VOLUME) else None
        if quantity is None:
            continue
        mea.take(at(1))
        if of == _VOLUME:
            yield "volume", quantity
            continue
        mea.take(at(2))
        if of == _WEIGHTS:
            yield from (("weight", quantity), ("weight_kind", _MEASURED.read(kind)))
        else:
            unit = mea.peek(at(3))
            yield from ((side, quantity.value), ("dimension_unit", quantity.unit))


def _write_measure(body: Body, of: str, kind: str, quantity: Quantity, name: str) -> None:
    unit = (f"{name}.unit", quantities.code_of(quantity.unit))
    body.add("MEA", of, [kind], [unit, (f"{name}.value", quantity.value)])
