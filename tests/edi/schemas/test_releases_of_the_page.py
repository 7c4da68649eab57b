"""Section 3 of docs/add-a-set.md is true: what it shows of other releases is in the files that it names."""

from __future__ import annotations

import tomllib
from typing import Any

from b2b import resources
from b2b.edi.load import load_release
from b2b.edi.schema_files import read_table
from tests.edi.schemas.test_add_a_set import blocks

HEADING = "3. The same set in other releases"


def shipped(release: str, file: str) -> dict[str, Any]:
    return read_table(resources.path("schemas", "x12", release, file))


def test_its_blocks_are_those_of_the_files() -> None:
    head, inherits, later, earlier, elements = map(tomllib.loads, blocks("toml", HEADING))
    assert head.items() <= shipped("006020", "release.toml").items()
    for release, sets in inherits["inherits"].items():
        assert set(sets) <= set(shipped("006020", "release.toml")["inherits"][release])
    assert later == shipped("006020", "sets/943.toml")
    assert earlier == shipped("003060", "sets/943.toml")
    assert elements.items() <= shipped("003060", "elements.toml").items()


def test_what_it_says_beside_them_is_so() -> None:
    assert "943" in shipped("005010", "release.toml")["inherits"]["004010"]
    assert shipped("003060", "segments.toml")["AT7"] == "absent"
    assert "AT7" not in load_release("003060").segments
    assert "AT7" in load_release("004010").segments
