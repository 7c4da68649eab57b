"""The value of one element: a code of its list, or something of its kind, in the length and type that it has."""

from __future__ import annotations

import random

from b2b.edi.engine.values import wrong
from b2b.edi.schema import Element
from b2b.edi.x12.sampling.kinds import KINDS, Before, Scene
from b2b.edi.x12.sampling.vocabulary import vocabulary

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_LONGEST = 12  # of a value that has nothing to say


def value(element: Element, at: str, scene: Scene, before: Before, release: str) -> str:
    """A valid value for a place such as PER02; `before` has what stands earlier in the segment, by element number.

    Errors: ValueError where no code of the element's list fits its own length, which is a mistake in the schema.
    """
    if element.codes is not None:
        return _code(element, scene.chance, release)
    kinds = vocabulary().kinds
    kind = KINDS.get(kinds.get(at) or kinds.get(element.number, ""))
    if kind is not None:
        made = _cut(element, kind(scene, before))
        if not wrong(element.type, element.min, element.max, made, release):
            return made
    return _of_type(element, scene)


def _code(element: Element, chance: random.Random, release: str) -> str:
    assert element.codes is not None
    for listed in (vocabulary().codes.get(element.number, ()), element.codes):
        fitting = [c for c in listed if c in element.codes and element.min <= len(c) <= element.max]
        if fitting:
            return chance.choice(fitting)
    raise ValueError(f"no code of element {element.number} in {release} has {element.min} to {element.max} characters")


def _cut(element: Element, text: str) -> str:
    return text[: element.max].rstrip(" -,") if element.type in ("AN", "ID") else text


def _of_type(element: Element, scene: Scene) -> str:
    low, high = element.min, element.max
    match element.type:
        case "DT":
            return scene.date().strftime("%Y%m%d" if high >= 8 else "%y%m%d")
        case "TM":
            return scene.time().ljust(low, "0")
        case "R":
            return scene.digits(max(low, min(2, high)))
        case "ID":
            return "".join(scene.chance.choice(_LETTERS) for _ in range(max(low, min(2, high))))
        case "AN" | "B":
            letters = "".join(scene.chance.choice(_LETTERS) for _ in range(min(2, high)))
            size = max(low, min(high, 6))
            return (letters + scene.digits(min(size, _LONGEST)))[:size].ljust(size, "0")
    return scene.digits(max(low, min(2, high)))
