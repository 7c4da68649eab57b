"""docs/edifact-schemas.md is true: what it shows stands in the files that it names."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from b2b import resources
from b2b.edi.load import available_releases, available_sets, load_release
from b2b.edi.schema_files import read_table

PAGE = (Path(__file__).parents[3] / "docs" / "edifact-schemas.md").read_text(encoding="utf-8")
HEAD, ROWS = map(tomllib.loads, re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))


def test_it_names_every_folder_with_its_messages() -> None:
    listed = dict(re.findall(r"^\| `(syntax\d|D\d\d[AB])` \|.*\| ([^|]+) \|$", PAGE, re.MULTILINE))
    listed["D01B"] = listed["D96A"] if listed["D01B"] == "the same" else ""
    assert {name: tuple(messages.split(", ")) for name, messages in listed.items()} == {
        name: available_sets(name, "edifact") for name in available_releases("edifact")
    }


def test_its_blocks_are_those_of_the_files() -> None:
    assert read_table(resources.path("schemas", "edifact", "D96A", "release.toml")) == HEAD
    orders = read_table(resources.path("schemas", "edifact", "D96A", "sets", "ORDERS.toml"))
    assert [row for row in orders["rows"] if row in ROWS["rows"]] == ROWS["rows"]
    assert ROWS["loops"].items() <= orders["loops"].items()


def test_what_it_says_of_repeats_and_of_open_codes() -> None:
    release = load_release("D96A", "edifact")
    assert [use.element.number for use in release.segments["ALI"].uses if use.element][2:] == ["4183"] * 5
    assert [(use.composite.id, use.repeat) for use in load_release("syntax4", "edifact").segments["UCM"].uses if use.composite] == [
        ("S009", 1),
        ("S011", 1),
        ("S020", 99),
    ]  # fmt: skip
    for number in ("1001", "7143", "7161", "5153", "9321", "6411", "3207", "6345", "7065", "8067"):
        assert release.elements[number].codes is None, number
    for number in ("2005", "3035", "1153", "6063", "5025", "3227"):
        assert release.elements[number].codes, number
