"""The shapes of `shapes.toml` are those that were held against public definitions of each directory
(docs/decisions/0023-edifact-schemas.md): a change of one is to be checked again.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from b2b.edi.load import available_releases, load_release
from b2b.edi.schema import ElementUse, Loop, Release, Row

SHAPES = tomllib.loads((Path(__file__).parent / "shapes.toml").read_text(encoding="utf-8"))


def test_every_directory_was_checked() -> None:
    assert tuple(SHAPES) == available_releases("edifact")


@pytest.mark.parametrize("directory", SHAPES)
def test_the_shape_is_the_one_that_was_checked(directory: str) -> None:
    release = load_release(directory, "edifact")
    found = {name: digest(lines(schema.root)) for name, schema in release.sets.items()}
    assert found | {"dictionary": digest(dictionary(release))} == SHAPES[directory]


def digest(text: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(text).encode()).hexdigest()[:12]


def lines(loop: Loop) -> Iterator[str]:
    """Rows and groups with usage and maxima; positions are left out, as they decide nothing."""
    yield f"{loop.path} {loop.usage} {loop.repeat} {loop.group}"
    for item in loop.items:
        if isinstance(item, Row):
            yield f"{loop.path} {item.segment.id} {item.usage} {item.max}"
        else:
            yield from lines(item)


def dictionary(release: Release) -> Iterator[str]:
    """Segments, composites and elements; neither names nor codes."""
    for tag, segment in sorted(release.segments.items()):
        yield f"{tag} {' '.join(map(use, segment.uses))} {' '.join(map(str, segment.notes))}"
    for id, composite in sorted(release.composites.items()):
        yield f"{id} {' '.join(map(use, composite.uses))}"
    for number, element in sorted(release.elements.items()):
        yield f"{number} {element.type} {element.min} {element.max}"


def use(it: ElementUse) -> str:
    ref = it.element.number if it.element is not None else it.composite.id if it.composite is not None else "?"
    return f"{ref}{it.usage}{it.repeat}"
