"""One segment of a sample: which of its elements are given, and what they say."""

from __future__ import annotations

from collections.abc import Iterator

from b2b.edi.sampling.breadth import Breadth
from b2b.edi.sampling.presence import chosen
from b2b.edi.schema import Composite, ElementUse, Segment
from b2b.edi.x12.sampling.kinds import Scene
from b2b.edi.x12.sampling.values import value
from b2b.edi.x12.sampling.vocabulary import vocabulary
from b2b.edi.x12.writer import STANDARD, Repeated

Elements = list[str | tuple[str, ...]]

_BINARY = {"BIN": 1, "BDS": 2}  # the element that holds the length of the data behind it
_DATA = "EXAMPLE DATA"
_OCCURRENCES = 3  # at most, of an element that may be repeated
# How likely an optional element is, usual or not. Behind the first few an element comes only where the one before it
# does, so that the pairs of a long segment stand side by side.
_FIRST = 6
_USUAL, _UNUSUAL, _FURTHER = 0.85, 0.1, 0.5


def segment(definition: Segment, scene: Scene, breadth: Breadth, release: str) -> Elements:
    """The elements of a valid segment, its id first; a composite is a tuple of its components."""
    scene.begin_segment()
    before: dict[str, str] = {}
    elements: Elements = [definition.id]
    for number, use in enumerate(_given(definition, scene, breadth), start=1):
        at = f"{definition.id}{number:02d}"
        if use is None:
            elements.append("")
        elif breadth is Breadth.FULL and use.repeat != 1:
            elements.append(_repeated(use, at, scene, before, release))
        elif use.composite is not None:
            elements.append(_composite(use.composite, at, scene, breadth, release))
        else:
            elements.append(_simple(use, at, scene, before, release))
    if definition.id in _BINARY:
        elements[_BINARY[definition.id] :] = [str(len(_DATA)), _DATA]
    return elements


def _composite(composite: Composite, at: str, scene: Scene, breadth: Breadth, release: str) -> tuple[str, ...]:
    before: dict[str, str] = {}
    given = _given(composite, scene, breadth)
    return tuple("" if use is None else _simple(use, at, scene, before, release) for use in given)


def _repeated(use: ElementUse, at: str, scene: Scene, before: dict[str, str], release: str) -> Repeated:
    """Some occurrences of all that the element may have, with the separators that samples are written with."""
    times = scene.chance.randint(2, min(use.repeat or _OCCURRENCES, _OCCURRENCES))
    occurrences = (
        _simple(use, at, scene, before, release)
        if use.composite is None
        else STANDARD.component.join(_composite(use.composite, at, scene, Breadth.FULL, release))
        for _ in range(times)
    )
    return Repeated(STANDARD.repetition.join(occurrences))


def _simple(use: ElementUse, at: str, scene: Scene, before: dict[str, str], release: str) -> str:
    assert use.element is not None
    made = value(use.element, at, scene, before, release)
    before[use.element.number] = made
    return made


def _given(structure: Segment | Composite, scene: Scene, breadth: Breadth) -> Iterator[ElementUse | None]:
    """The uses to fill, None where one is left out; it ends with the last that is given."""
    uses = structure.uses
    positions = chosen(uses, structure.notes, _wanted(structure, scene, breadth), scene.chance)
    for number, use in enumerate(uses[: max(positions)], start=1):
        yield use if number in positions else None


def _wanted(structure: Segment | Composite, scene: Scene, breadth: Breadth) -> list[int]:
    optional = [n for n, use in enumerate(structure.uses, start=1) if use.usage == "O"]
    if breadth is not Breadth.USUAL:
        return optional if breadth is Breadth.FULL else []
    known = vocabulary()
    wanted: list[int] = []
    for number in optional:
        element = structure.uses[number - 1].element
        usual = element is not None and element.number in known.usual_elements
        at = f"{structure.id}{number:02d}"
        likely = _USUAL if usual and at not in known.seldom else _UNUSUAL
        if at in known.always:
            likely = 1
        elif number > _FIRST:
            likely = likely * _FURTHER if number - 1 in wanted else 0
        if scene.chance.random() < likely:
            wanted.append(number)
    return wanted
