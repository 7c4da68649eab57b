"""docs/add-a-set.md is true: its blocks, put where it says, make a set that loads."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from b2b import resources
from b2b.edi.load import read_release
from b2b.edi.schema import Loop
from b2b.edi.x12.pyx12_maps import write_maps

GUIDE = Path(__file__).parents[3] / "docs" / "add-a-set.md"


def test_the_example_of_the_guide_loads(tmp_path: Path) -> None:
    folder = tmp_path / "004010"
    shutil.copytree(resources.path("schemas", "x12", "004010"), folder)
    rows, segments, elements = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    (folder / "sets" / "864.toml").write_text(rows)
    for file, block in (("segments.toml", segments), ("elements.toml", elements)):
        path = folder / file
        path.write_text(path.read_text() + "\n" + block)
    release = read_release(folder)
    schema = release.sets["864"]
    assert (schema.functional_group, schema.name) == ("TX", "Text Message")
    assert [item.path for item in schema.root.items if isinstance(item, Loop)] == ["N1", "MIT"]
    assert [len(release.segments[tag].uses) for tag in ("BMG", "MIT")] == [3, 4]
    write_maps(tmp_path, release)
    assert (tmp_path / "864.004010.xml").exists()
