"""A release that builds on another: what it takes over, writes otherwise and takes back, in dictionaries and sets."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from b2b.edi.load import available_releases, load_release, read_release
from b2b.edi.schema import Loop, Row
from b2b.edi.set_table import read_head, read_set, set_names
from b2b.errors import ConfigError
from tests.edi.schemas.test_load import change, folder

__all__ = ["folder"]

RELEASE = 'name = "008010"\ninterchange_version = "00801"\nbase = "009000"\n'
INHERITS = '[inherits]\n"009000" = ["900"]\n'


@pytest.fixture
def derived(folder: Path) -> Path:
    """A release on top of the one of `folder`, which so far has nothing of its own."""
    made = folder.parent / "008010"
    (made / "sets").mkdir(parents=True)
    (made / "release.toml").write_text(RELEASE)
    return made


def shape(loop: Loop) -> list[str]:
    """A loop in one line a row, such as `2 020 CD O 3 AB`."""
    found = []
    for item in loop.items:
        if isinstance(item, Row):
            found.append(f"{item.area} {item.position} {item.segment.id} {item.usage} {item.max} {loop.path}".rstrip())
        else:
            found += [f"loop {item.path} {item.usage} {item.repeat}", *shape(item)]
    return found


def test_a_set_is_there_only_where_the_release_names_it(derived: Path) -> None:
    assert tuple(read_release(derived).sets) == ()
    (derived / "release.toml").write_text(RELEASE + INHERITS)
    release, base = read_release(derived), read_release(derived.parent / "009000")
    assert shape(release.sets["900"].root) == shape(base.sets["900"].root)
    assert (release.sets["900"].release, release.sets["900"].name) == ("008010", "Test")
    assert release.sets["900"].hash != base.sets["900"].hash


def test_an_inherited_set_has_the_elements_of_its_own_release(derived: Path) -> None:
    (derived / "release.toml").write_text(RELEASE + INHERITS)
    (derived / "elements.toml").write_text('1 = { name = "One", type = "AN", min = 1, max = 3 }\n')
    header = read_release(derived).sets["900"].root.items[0]
    assert isinstance(header, Row)
    assert header.segment.uses[0].element is not None
    assert header.segment.uses[0].element.max == 3


def test_a_set_writes_the_rows_and_loops_that_differ(derived: Path) -> None:
    (derived / "sets" / "900.toml").write_text(
        'set = "900"\nbase = "009000"\n'
        'rows = [\n  ["1", "015", "CD", "O", 7, ""],\n  ["2", "020", "CD", "M", 4, "AB"],\n]\n'
        'without = [["2", "050", "CD"]]\n'
        '[loops]\n"AB/CD" = ["M", 9]\n'
    )
    schema = read_release(derived).sets["900"]
    assert (schema.name, schema.functional_group) == ("Test", "ZZ")
    assert shape(schema.root) == [
        "1 010 ST M 1",
        "1 015 CD O 7",
        "loop AB M 100",
        "2 010 AB M 1 AB",
        "2 020 CD M 4 AB",
        "loop AB/CD M 9",
        "2 030 CD M 1 AB/CD",
        "2 040 AB O 0 AB/CD",
        "3 010 SE M 1",
    ]


def test_a_loop_whose_rows_are_all_absent_is_absent_too(derived: Path) -> None:
    without = 'without = [["2", "030", "CD"], ["2", "040", "AB"]]\n'
    (derived / "sets" / "900.toml").write_text(f'set = "900"\nbase = "009000"\n{without}')
    assert [line for line in shape(read_release(derived).sets["900"].root) if "loop" in line] == ["loop AB M 100"]


def test_positions_get_the_digits_of_the_release(derived: Path) -> None:
    (derived / "release.toml").write_text(RELEASE + "position_digits = 4\n" + INHERITS)
    lines = shape(read_release(derived).sets["900"].root)
    assert (lines[0], lines[3]) == ("1 0100 ST M 1", "2 0200 CD O 3 AB")
    shorter = derived.parent / "007010"
    (shorter / "sets").mkdir(parents=True)
    (shorter / "release.toml").write_text(
        'name = "007010"\ninterchange_version = "00701"\nbase = "008010"\nposition_digits = 3\n'
        '[inherits]\n"008010" = ["900"]\n'
    )
    assert shape(read_release(shorter).sets["900"].root)[0] == "1 010 ST M 1"
    (derived / "release.toml").write_text(RELEASE + "position_digits = 4\n")
    (derived / "sets" / "900.toml").write_text('base = "009000"\nrows = [["1", "0101", "CD", "O", 1, ""]]\n')
    with pytest.raises(ConfigError, match="more than the 3 digits") as caught:
        read_release(shorter).sets["900"]
    assert "900.toml rows[1]" in caught.value.where


def test_entries_and_codes_are_taken_back(derived: Path) -> None:
    (derived / "segments.toml").write_text(
        'AB = "absent"\n[CD]\nname = "Detail"\nelements = [["2", "M"], ["1", "O"]]\n'
    )
    (derived / "composites.toml").write_text('C001 = "absent"\n')
    (derived / "elements.toml").write_text('3 = "absent"\n')
    (derived / "codes.toml").write_text('2 = "-AA CC"\n')
    (derived / "meanings.toml").write_text('[2]\nAA = "absent"\nCC = "third"\n')
    release = read_release(derived)
    assert set(release.segments) == {"ST", "CD", "SE"}
    assert len(release.segments["CD"].uses) == 2
    assert release.composites == {}
    assert set(release.elements) == {"1", "2"}
    assert dict(release.elements["2"].codes or {}) == {"BB": "", "CC": "third"}
    assert dict(release.elements["2"].meanings) == {"CC": "third"}


def test_the_codes_of_an_absent_element_are_absent(derived: Path) -> None:
    (derived / "segments.toml").write_text('AB = "absent"\nCD = "absent"\n')
    (derived / "composites.toml").write_text('C001 = "absent"\n')
    (derived / "elements.toml").write_text('2 = "absent"\n')
    assert set(read_release(derived).elements) == {"1", "3"}


def test_codes_of_the_base_that_do_not_fit_the_element_any_more_are_absent(derived: Path) -> None:
    (derived / "elements.toml").write_text('2 = { name = "Two", type = "ID", min = 1, max = 1 }\n')
    (derived / "codes.toml").write_text('2 = "C"\n')
    assert set(read_release(derived).elements["2"].codes or {}) == {"C"}


SET = 'set = "900"\nbase = "009000"\n'
BROKEN = [
    ("release.toml", RELEASE + INHERITS.replace('["900"]', '["901"]'), "009000 has no set 901"),
    ("release.toml", RELEASE + INHERITS.replace("9000", "9001"), "009001 has no set 900"),
    ("release.toml", RELEASE + 'inherits = ["900"]\n', "does not name a release and its sets"),
    ("sets/900.toml", SET.replace("9000", "9001"), "009001 has no set 900"),
    ("sets/900.toml", SET + 'without = [["2", "060", "CD"]]\n', "the base has nothing at that position"),
    ("sets/900.toml", SET + 'without = [["2", "050", "AB"]]\n', "the base has CD at that position"),
    ("sets/900.toml", SET + "without = [[2]]\n", "not a row to leave out"),
    ("sets/900.toml", SET + 'rows = [["1", "015", "CD", "X", 7, ""]]\n', "not a row"),
    ("sets/900.toml", SET + 'rows = [["1", "015", "XX", "O", 7, ""]]\n', "XX is not in segments.toml"),
    ("sets/900.toml", SET + 'without = [["2", "030", "CD"]]\n', "bears its segment's name"),
    ("sets/900.toml", SET + '[loops]\n"XY" = ["O", 1]\n', "no row names the loops XY"),
    ("segments.toml", 'AB = "absent"\n', "AB is not in segments.toml"),
    ("segments.toml", 'XX = "absent"\n', "it is absent in the base too"),
    ("elements.toml", '2 = "absent"\n', "2 is in neither"),
    ("codes.toml", '2 = "-CC"\n', "absent in the base too: CC"),
]


@pytest.mark.parametrize(("file", "text", "says"), BROKEN, ids=[says for *_, says in BROKEN])
def test_a_mistake_is_named_with_its_place(derived: Path, file: str, text: str, says: str) -> None:
    if "/" not in file and file != "release.toml":
        (derived / "release.toml").write_text(RELEASE + INHERITS)
    (derived / file).write_text(text)
    with pytest.raises(ConfigError) as caught:
        list(read_release(derived).sets.values())
    assert says in str(caught.value)
    assert "toml" in caught.value.where


def test_a_set_is_written_or_inherited_not_both(derived: Path) -> None:
    (derived / "release.toml").write_text(RELEASE + INHERITS)
    (derived / "sets" / "900.toml").write_text(SET)
    with pytest.raises(ConfigError, match="have a file of their own: 900"):
        read_release(derived)


def test_sets_in_a_circle_are_refused(folder: Path, derived: Path) -> None:
    (derived / "sets" / "900.toml").write_text(SET)
    change(folder, "sets/900.toml", 'set = "900"', 'set = "900"\nbase = "008010"')
    with pytest.raises(ConfigError, match="circle"):
        read_release(derived).sets["900"]


HEADS = [
    ("release.toml", RELEASE + INHERITS.replace('["900"]', '["901"]'), "009000 has no set 901", "[inherits]"),
    ("release.toml", RELEASE + INHERITS.replace("9000", "9001"), "009001 has no set 900", "[inherits]"),
    ("release.toml", RELEASE + INHERITS.replace("9000", "8010"), "circle", "[inherits]"),
    ("sets/900.toml", SET.replace("9000", "9001"), "009001 has no set 900", "base"),
    ("sets/901.toml", SET.replace('"900"', '"901"'), "009000 has no set 901", "base"),
    ("sets/900.toml", SET.replace("9000", "8010"), "circle", "base"),
    ("sets/900.toml", SET.replace('"900"', '"901"'), "says it is set '901'", "set"),
    ("sets/900.toml", 'set = 900\nbase = "009000"\n', "set is missing", ""),
]


@pytest.mark.parametrize(("file", "text", "says", "row"), HEADS)
def test_a_list_of_sets_says_the_same_of_a_mistake_as_the_set(
    derived: Path, file: str, text: str, says: str, row: str
) -> None:
    (derived / file).write_text(text)
    told = []
    for read in (read_head, read_set):
        with pytest.raises(ConfigError, match=re.escape(says)) as caught:
            read(derived, *set_names(derived))
        assert caught.value.where == f"{derived / file} {row}".rstrip()
        told.append(str(caught.value))
    assert told[0] == told[1]


@pytest.mark.parametrize("read", [read_head, read_set])
def test_two_sets_that_rest_on_each_other_are_named(folder: Path, derived: Path, read: Callable[..., object]) -> None:
    (derived / "sets" / "900.toml").write_text(SET)
    change(folder, "sets/900.toml", 'set = "900"', 'set = "900"\nbase = "008010"')
    with pytest.raises(ConfigError, match="circle") as caught:
        read(derived, "900")
    assert caught.value.where == f"{folder / 'sets' / '900.toml'} base"


@pytest.mark.parametrize("name", available_releases())
def test_every_release_loads_with_all_its_sets(name: str) -> None:
    release = load_release(name)
    assert {schema.release for schema in release.sets.values()} == {name}
