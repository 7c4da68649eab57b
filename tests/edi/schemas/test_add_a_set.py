"""docs/add-a-set.md is true: its blocks, put where it says, add a set that is checked, read and written.

The set of the page ships. It is taken out of copies of the schemas and of the mappings first, and added from the page.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from b2b import resources
from b2b.edi.engine.tree import build
from b2b.edi.load import load_release, read_release
from b2b.edi.schema import Release
from b2b.edi.x12 import mappings
from b2b.edi.x12.mappings import Context, Mapping, for_set
from b2b.edi.x12.pyx12_maps import write_maps
from b2b.edi.x12.validate import validate_bytes
from b2b.errors import NotFound
from tests.edi.mappings.messages import context, interchange

PAGE = (Path(__file__).parents[3] / "docs" / "add-a-set.md").read_text()
MODULE = f"{mappings.__name__}.set943"


def blocks(language: str, heading: str) -> list[str]:
    """The blocks of one language in the section of that heading."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def without(folder: Path, file: str, start: str, end: str) -> None:
    """Take one entry out of a dictionary."""
    path = folder / file
    text, count = re.subn(rf"^{start}.*?{end}", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
    assert count == 1, (file, start)
    path.write_text(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """004010 as if 943 had never been there."""
    made = tmp_path / "004010"
    shutil.copytree(resources.path("schemas", "x12", "004010"), made)
    (made / "sets" / "943.toml").unlink()
    without(made, "segments.toml", r"\[W04\]", r"(?=^\[)")
    without(made, "elements.toml", "844 ", "\n")
    without(made, "codes.toml", "844 ", "\n")
    assert "943" not in read_release(made).sets
    assert "W04" not in read_release(made).segments
    return made


@pytest.fixture
def release(folder: Path) -> Release:
    """The same with what sections 1 and 2 say."""
    (rows,) = blocks("toml", "1. The rows")
    new = blocks("toml", "2. Segments and elements that are new")
    (folder / "sets" / "943.toml").write_text(rows)
    for file, block in zip(("segments.toml", "elements.toml", "codes.toml"), new, strict=True):
        path = folder / file
        path.write_text(path.read_text() + "\n" + block)
    return read_release(folder)


@pytest.fixture
def mapping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping]:
    """The mapping of section 5, in a copy of the mappings that lacked it."""
    shipped = for_set("943")
    copy = tmp_path / "mappings"
    shutil.copytree(Path(str(mappings.__file__)).parent, copy, ignore=shutil.ignore_patterns("set943*", "__pycache__"))
    monkeypatch.setattr(mappings, "__path__", [str(copy)])
    monkeypatch.delitem(sys.modules, MODULE)
    mappings.sets.cache_clear()
    with pytest.raises(NotFound):
        for_set("943")
    (module,) = blocks("python", "5. The mapping")
    (copy / "set943.py").write_text(module)
    mappings.sets.cache_clear()
    yield for_set("943")
    mappings.sets.cache_clear()
    monkeypatch.setattr(mappings, "set943", shipped)


def message() -> list[list[str]]:
    (text,) = blocks("edi", "5. The mapping")
    return [line.split("*") for line in text.splitlines()]


def test_the_set_of_the_page_is_the_one_that_ships(release: Release) -> None:
    assert release.sets["943"].hash == load_release("004010").sets["943"].hash


def test_pyx12_gets_a_map_of_it(release: Release, tmp_path: Path) -> None:
    write_maps(tmp_path, release)
    assert (tmp_path / "943.004010.xml").exists()


def test_its_message_is_valid() -> None:
    data = interchange("943", message()[1:-1], context())
    assert [(result.verdict.accepted, result.findings) for result in validate_bytes(data).sets] == [(True, ())]


def test_the_mapping_of_the_page_reads_and_writes_the_message(release: Release, mapping: Mapping) -> None:
    known = Context(release)
    document, leftovers = mapping.read(build(message(), release.sets["943"]), known)
    assert (document.number, document.warehouse.name) == ("T-1001", "Cold Store East")  # type: ignore[union-attr]
    assert leftovers == ()
    assert mapping.write(document, known) == message()[1:-1]


def test_what_it_does_not_take_is_left_over_by_name(release: Release, mapping: Mapping) -> None:
    segments = message()
    segments[6] += ["", "", "", "", "", "", "", "02"]
    _, leftovers = mapping.read(build(segments, release.sets["943"]), Context(release))
    assert [(left.segment, left.element, left.value) for left in leftovers] == [("W04", 13, "02")]
