"""What the samples say of the segments and loops of a set: always there, never used, told apart by a qualifier."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from b2b.edi.guides.guide import Kind, Usage
from b2b.edi.guides.inference.columns import Column, Seen, There, element_lines, required
from b2b.edi.guides.inference.evidence import Evidence, Line, Surprise
from b2b.edi.guides.inference.told_apart import told, told_apart_by, value_of
from b2b.edi.guides.message import LoopThere
from b2b.edi.guides.place import Place, Step
from b2b.edi.schema import Loop, Row, SetSchema

_CONTROL = frozenset({"ST", "SE", "UNH", "UNT"})
_HEADER = Place((Step("UNH"),), 2, 5)


def structure_lines(schema: SetSchema, messages: Sequence[LoopThere]) -> Iterator[Line | Surprise]:
    """The lines on segments, loops and elements, in the order of the standard, and what would be lines if it were not
    for one message. Of UNH it is the association whose guide a message follows; what else it says is the same in all.
    """
    if schema.root.trigger.segment.id == _HEADER.steps[0].id:
        header: There = [(number, message) for number, message in enumerate(messages)]
        lines = element_lines(_HEADER.steps, schema.root.trigger.segment, header, None)
        yield from (line for line in lines if isinstance(line, Line) and line.at == _HEADER and not line.forbids)
    yield from _inside(_Around((), schema.root, list(enumerate(messages))))


class _Around:
    """A loop at one place, and where it is there: each with the number of its set."""

    def __init__(self, steps: tuple[Step, ...], loop: Loop, frames: Sequence[tuple[int, LoopThere]]) -> None:
        self.steps, self.loop, self._frames = steps, loop, frames
        self._ids = frozenset().union(*{frame.ids for _, frame in frames})
        self._sets = {number for number, _ in frames}
        self.evidence = Evidence(len(self._sets), len(frames))

    def there(self, step: Step) -> tuple[There, Collection[int]]:
        """What a step means in each of them, exactly what a check of the line will look at; and the sets in which one
        does not have it.
        """
        if step.id not in self._ids and step.tag not in self._ids:
            return [], self._sets
        inside = [(number, frame.inside(step)) for number, frame in self._frames]
        return [(number, one) for number, found in inside for one in found], {n for n, found in inside if not found}


def _inside(around: _Around) -> Iterator[Line | Surprise]:
    for step, items in _places(around.loop):
        yield from _at(around, step, items)


def _places(loop: Loop) -> Iterator[tuple[Step, Sequence[Row | Loop]]]:
    """The places right in a loop, each once, in order, without its own trigger.

    A segment id that also names a loop beside it, or the loop itself, is one place in a guide with what it shares the
    name with.
    """
    found: dict[str, list[Row | Loop]] = {}
    for index, item in enumerate(loop.items):
        if isinstance(item, Loop):
            found.setdefault(item.path.rpartition("/")[2], []).append(item)
        elif item.segment.id not in _CONTROL and (index or not loop.path):
            found.setdefault(item.segment.id, []).append(item)
    own = loop.trigger.segment.id if loop.path else ""
    for name, items in found.items():
        loops = [item for item in items if isinstance(item, Loop)]
        if name != own or loops:
            yield Step(name), loops or items


def _at(around: _Around, step: Step, items: Sequence[Row | Loop]) -> Iterator[Line | Surprise]:
    there, lacking = around.there(step)
    mandatory = any(item.usage == "M" for item in items)
    at = Place((*around.steps, step))
    if not there:
        if not mandatory:
            yield Line(at, Kind.USE, Usage.NOT_USED, around.evidence, gentle=True)
        return
    number = told_apart_by(step.tag, there)
    if number is None:
        if not mandatory:
            yield from required(at, lacking, around.evidence)
        yield from _below(around, step, items, there, None)
        return
    values = sorted({value_of(one, number) for _, one in there})
    steps = [told(step, number, value) for value in values]
    apart = [(one, *around.there(one)) for one in steps]
    if not mandatory and all(lacking for _, _, lacking in apart):
        yield from required(at, lacking, around.evidence)
    yield from _qualifier(Place(at.steps, number), items[0], there)
    for one, of_value, lacking in apart:
        yield from required(Place((*around.steps, one)), lacking, around.evidence)
        yield from _below(around, one, items, of_value, number)


def _qualifier(at: Place, item: Row | Loop, there: There) -> Iterator[Line]:
    """That no other qualifiers come; a partner who adds one adds information, so it is a gentle line."""
    row = item if isinstance(item, Row) else item.trigger
    assert at.element is not None
    use = row.segment.uses[at.element - 1]
    if use.composite is not None:
        # Of an element with components the first is the qualifier.
        at, use = Place(at.steps, at.element, 1), use.composite.uses[0]
    column = Column(at, Seen(there))
    if use.usage != "M":
        yield Line(at, Kind.USE, Usage.REQUIRED, column.all())
    known = use.element.codes if use.element is not None else None
    if known is None or all(value in known for value in column.values):
        yield Line(at, Kind.CODES, tuple(sorted(column.values)), column.told(), gentle=True)


def _below(
    around: _Around, step: Step, items: Sequence[Row | Loop], there: There, told_by: int | None
) -> Iterator[Line | Surprise]:
    """The elements of what is there, and of a loop what stands in it."""
    steps = (*around.steps, step)
    row = items[0] if isinstance(items[0], Row) else items[0].trigger
    yield from element_lines(steps, row.segment, there, told_by)
    if isinstance(items[0], Loop):
        frames = [(number, one.loop) for number, one in there if one.of_loop]
        if frames:
            yield from _inside(_Around(steps, items[0], frames))
