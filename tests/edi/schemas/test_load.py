"""The loader: releases and sets on demand, inheritance, hashes, and what it says about broken files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from b2b import resources
from b2b.edi.load import available_releases, available_sets, load_release, read_release, release_named, set_heads
from b2b.edi.schema import Loop, Row
from b2b.edi.schema_files import read_table
from b2b.errors import ConfigError, NotFound

RELEASE = 'name = "009000"\ninterchange_version = "00900"\n'
ELEMENTS = """\
1 = { name = "One", type = "AN", min = 1, max = 5 }
2 = { name = "Two", type = "ID", min = 2, max = 2 }
3 = { name = "Three", type = "R", min = 1, max = 9 }
"""
CODES = '2 = "AA BB"\n'
MEANINGS = '[2]\nAA = "first"\n'
COMPOSITES = '[C001]\nname = "Pair"\nelements = [["1", "M"], ["2", "O"]]\nsyntax = ["P0102"]\n'
SEGMENTS = """\
[ST]
name = "Header"
elements = [["1", "M"]]
[AB]
name = "Item"
elements = [["1", "M"], ["2", "O"], ["C001", "O"], ["3", "O", 4]]
syntax = ["P0204"]
[CD]
name = "Detail"
elements = [["2", "M"]]
[SE]
name = "Trailer"
elements = [["1", "M"]]
"""
SET = """\
set = "900"
functional_group = "ZZ"
name = "Test"
rows = [
  ["1", "010", "ST", "M", 1, ""],
  ["2", "010", "AB", "M", 1, "AB"],
  ["2", "020", "CD", "O", 3, "AB"],
  ["2", "030", "CD", "M", 1, "AB/CD"],
  ["2", "040", "AB", "O", 0, "AB/CD"],
  ["2", "050", "CD", "O", 2, "AB"],
  ["3", "010", "SE", "M", 1, ""],
]
[loops]
"AB" = ["M", 100]
"AB/CD" = ["O", 0]
"""

SETS_OF_004010 = """
180 204 210 214 810 812 816 820 824 830 832 846 850 852 855 856 857 860 861 862 864 865 867 869 870 875 880 940 943 944
945 947 990 997
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    release = tmp_path / "009000"
    (release / "sets").mkdir(parents=True)
    files = {"release": RELEASE, "elements": ELEMENTS, "codes": CODES, "meanings": MEANINGS, "sets/900": SET}
    for name, text in {**files, "composites": COMPOSITES, "segments": SEGMENTS}.items():
        (release / f"{name}.toml").write_text(text)
    return release


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_shipped_releases_and_sets() -> None:
    assert available_releases() == ("003060", "004010", "004030", "005010", "006020")
    assert available_sets("004010") == tuple(SETS_OF_004010.split())
    for earlier in ("003060", "004030"):
        assert available_sets(earlier) == available_sets("004010")
    for later in ("005010", "006020"):
        assert available_sets(later) == (*SETS_OF_004010.split(), "999")


@pytest.mark.parametrize("syntax", ["x12", "edifact"])
def test_what_sets_are_called_is_known_without_reading_them(syntax: str) -> None:
    for release in available_releases(syntax):
        read = load_release(release, syntax).sets
        assert {id: (head["name"], head["functional_group"]) for id, head in set_heads(release, syntax).items()} == {
            id: (found.name, found.functional_group) for id, found in read.items()
        }
        assert tuple(read) == available_sets(release, syntax)


def test_a_release_is_read_once_and_its_sets_on_first_use() -> None:
    release = load_release("004010")
    assert load_release("004010") is release
    assert release.interchange_version == "00401"
    assert release.sets["850"] is release.sets["850"]
    assert "851" not in release.sets
    with pytest.raises(KeyError):
        release.sets["851"]


def test_an_unknown_release_names_the_known_ones() -> None:
    with pytest.raises(NotFound, match="003040") as caught:
        load_release("003040")
    assert "004010, 004030, 005010" in caught.value.next_step


def test_rows_become_a_tree(folder: Path) -> None:
    root = read_release(folder).sets["900"].root
    st, ab, se = root.items
    assert isinstance(st, Row)
    assert isinstance(ab, Loop)
    assert isinstance(se, Row)
    assert (ab.path, ab.usage, ab.repeat, ab.trigger.segment.id) == ("AB", "M", 100, "AB")
    shape = [item.path if isinstance(item, Loop) else item.segment.id for item in ab.items]
    assert shape == ["AB", "CD", "AB/CD", "CD"]
    assert (se.area, se.position, se.usage, se.max) == ("3", "010", "M", 1)


def test_segments_elements_codes_and_meanings(folder: Path) -> None:
    release = read_release(folder)
    first, second, third, fourth = release.segments["AB"].uses
    assert first.element is release.elements["1"]
    assert third.composite is release.composites["C001"]
    assert (second.usage, fourth.repeat) == ("O", 4)
    codes = release.elements["2"].codes
    assert codes is not None
    assert (dict(codes), "AA" in codes, "CC" in codes) == ({"AA": "first", "BB": ""}, True, False)
    assert release.elements["1"].codes is None


def test_meanings_may_stand_in_a_folder_of_files(folder: Path) -> None:
    words = (folder / "meanings.toml").read_text()
    (folder / "meanings.toml").unlink()
    (folder / "meanings").mkdir()
    (folder / "meanings" / "pairs.toml").write_text(words)
    (folder / "meanings" / "items.toml").write_text('[3]\n1 = "one"\n')
    elements = read_release(folder).elements
    assert (dict(elements["2"].meanings), dict(elements["3"].meanings)) == ({"AA": "first"}, {"1": "one"})


def test_meanings_serve_open_lists_too() -> None:
    country = load_release("004010").elements["26"]
    assert country.codes is None
    assert country.meanings["DE"] == "Germany"


def test_a_derived_release_writes_only_what_differs(folder: Path) -> None:
    derived = folder.parent / "009010"
    (derived / "sets").mkdir(parents=True)
    (derived / "release.toml").write_text('name = "009010"\ninterchange_version = "00901"\nbase = "009000"\n')
    (derived / "elements.toml").write_text('1 = { name = "One", type = "AN", min = 1, max = 50 }\n')
    (derived / "codes.toml").write_text('2 = "CC"\n')
    (derived / "meanings.toml").write_text('[2]\nCC = "third"\n')
    (derived / "sets" / "900.toml").write_text(SET)
    release = read_release(derived)
    use = release.sets["900"].root.items[0]
    assert isinstance(use, Row)
    assert use.segment.uses[0].element is not None
    assert use.segment.uses[0].element.max == 50
    assert dict(release.elements["2"].codes or {}) == {"AA": "first", "BB": "", "CC": "third"}
    assert dict(read_release(folder).elements["2"].codes or {}).keys() == {"AA", "BB"}


def test_005010_carries_the_longer_reference_into_composites() -> None:
    reference = load_release("005010").composites["C040"].uses[1].element
    assert reference is not None
    assert (reference.number, reference.max) == ("127", 50)


def test_the_hash_changes_with_what_decides_a_verdict_and_with_nothing_else(folder: Path) -> None:
    before = read_release(folder).sets["900"].hash
    assert read_release(folder).sets["900"].hash == before
    change(folder, "meanings.toml", "first", "other words")
    change(folder, "elements.toml", '"One"', '"Uno"')
    change(folder, "sets/900.toml", '"2", "020"', '"2", "015"')
    assert read_release(folder).sets["900"].hash == before
    seen = {before}
    for file, old, new in (
        ("codes.toml", "BB", "BB CC"),
        ("elements.toml", "max = 5 ", "max = 6 "),
        ("segments.toml", "P0204", "C0204"),
        ("composites.toml", '"2", "O"', '"2", "M"'),
        ("sets/900.toml", '"CD", "O", 3', '"CD", "O", 4'),
        ("sets/900.toml", '["M", 100]', '["O", 100]'),
    ):
        change(folder, file, old, new)
        seen.add(read_release(folder).sets["900"].hash)
    assert len(seen) == 7


BROKEN = [
    ("release.toml", 'name = "009000"', "", "name is missing"),
    ("elements.toml", '"R"', '"X"', "'X' is not an element type"),
    ("elements.toml", "min = 2, max = 2", "min = 3, max = 2", "0 < min <= max"),
    ("elements.toml", "1 = {", "1 = ", "not valid TOML"),
    ("codes.toml", '2 = "AA BB"', '9 = "AA"', "elements.toml does not have: 9"),
    ("codes.toml", '"AA BB"', "[]", "not a text of codes"),
    ("segments.toml", '["C001", "O"]', '["C002", "O"]', "C002 is in neither"),
    ("segments.toml", '["3", "O", 4]', '["3", "X"]', "is not an element use"),
    ("segments.toml", '"P0204"', '"P0209"', "'P0209' is not a syntax note"),
    ("segments.toml", '"P0204"', '"Q0204"', "'Q0204' is not a syntax note"),
    ("segments.toml", '[["2", "M"]]', "[]", "it has no elements"),
    ("sets/900.toml", 'set = "900"', 'set = "901"', "says it is set '901'"),
    ("sets/900.toml", 'name = "Test"', "", "name is missing"),
    ("sets/900.toml", '"020", "CD"', '"020", "XX"', "segment XX is not in segments.toml"),
    ("sets/900.toml", '  ["1", "010", "ST", "M", 1, ""],\n', "", "first row is not ST,"),
    ("sets/900.toml", '  ["3", "010", "SE", "M", 1, ""],\n', "", "or the last not SE"),
    ("sets/900.toml", '"2", "020"', '"2", "010"', "not after the row before"),
    ("sets/900.toml", '"CD", "O", 3', '"CD", "C", 3', "not a row"),
    ("sets/900.toml", '"CD", "O", 3', '"CD", "O", -3', "max is negative"),
    ("sets/900.toml", '"AB/CD" = ["O", 0]', "", "lacks 'AB/CD'"),
    ("sets/900.toml", '"AB/CD" = ["O", 0]', '"AB/CD" = ["O"]', "'AB/CD' is ['O'], which is no usage"),
    ("sets/900.toml", '"AB/CD" = ["O", 0]', '"AB/CD" = ["O", -1]', "'AB/CD' is ['O', -1], which is no usage"),
    ("sets/900.toml", '"AB/CD" = ["O", 0]', '"AB/CD" = ["O", 0]\n"XY" = ["O", 0]', "no row names the loops XY"),
    ("sets/900.toml", '"CD", "M", 1, "AB/CD"', '"CD", "O", 1, "AB/CD"', "first row of a loop has usage M"),
    ("sets/900.toml", '"CD", "M", 1, "AB/CD"', '"AB", "M", 1, "AB/CD"', "bears its segment's name"),
    ("sets/900.toml", '"CD", "O", 2, "AB"]', '"CD", "M", 1, "AB/CD"]', "begins twice"),
    ("sets/900.toml", '"CD", "O", 2, "AB"]', '"CD", "O", 2, "AB/XX/CD"]', "is not open"),
]


@pytest.mark.parametrize(("file", "old", "new", "says"), BROKEN, ids=[says for *_, says in BROKEN])
def test_a_broken_file_is_named_with_its_row(folder: Path, file: str, old: str, new: str, says: str) -> None:
    if says == "begins twice":
        change(folder, file, '"AB", "O", 0, "AB/CD"', '"AB", "O", 0, "AB"')
    change(folder, file, old, new)
    with pytest.raises(ConfigError) as caught:
        list(read_release(folder).sets.values())
    assert says in str(caught.value)
    assert file in caught.value.where


@pytest.mark.parametrize(
    ("tag", "row", "says"),
    [
        ("ST", "set", "set '900' is not in the code list of element 2 in 009000"),
        ("GS", "functional_group", "functional_group 'ZZ' is not in the code list of element 2 in 009000"),
    ],
)
def test_a_set_that_no_header_could_name_is_refused(folder: Path, tag: str, row: str, says: str) -> None:
    head = f'[{tag}]\nname = "Header"\nelements = [["2", "M"]]\n'
    written = (folder / "segments.toml").read_text()
    kept = written.partition("[AB]")[1:] if tag == "ST" else (written,)
    (folder / "segments.toml").write_text(head + "".join(kept))
    with pytest.raises(ConfigError) as caught:
        list(read_release(folder).sets.values())
    assert says in str(caught.value)
    assert caught.value.where == f"{folder / 'sets' / '900.toml'} {row}"
    change(folder, "codes.toml", "AA BB", "AA BB 900 ZZ")
    change(folder, "elements.toml", "min = 2, max = 2", "min = 2, max = 3")
    assert list(read_release(folder).sets.values())


def test_bases_in_a_circle_are_refused(folder: Path) -> None:
    (folder / "release.toml").write_text(RELEASE + 'base = "009000"\n')
    with pytest.raises(ConfigError, match="circle"):
        read_release(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "segments.toml").unlink()
    with pytest.raises(ConfigError, match=r"segments\.toml"):
        read_release(folder)


@pytest.mark.parametrize("name", available_releases())
def test_every_meaning_that_a_release_writes_is_of_a_valid_code(name: str) -> None:
    elements = load_release(name).elements
    for number, meanings in written_meanings(name):
        if (codes := elements[number].codes) is not None:
            assert {code for code, words in meanings.items() if words != "absent"} <= set(codes), number


@pytest.mark.parametrize("name", available_releases())
def test_the_meanings_of_an_element_stand_in_one_file(name: str) -> None:
    numbers = [number for number, _ in written_meanings(name)]
    assert len(numbers) == len(set(numbers))


def written_meanings(release: str) -> list[tuple[str, dict[str, str]]]:
    """What the release itself says that codes stand for, element by element, file by file."""
    folder = resources.path("schemas", "x12", release)
    files = [*folder.glob("meanings.toml"), *folder.glob("meanings/*.toml")]
    return [entry for file in files for entry in read_table(file).items()]


@pytest.mark.parametrize("name", available_releases())
def test_every_code_that_a_release_writes_fits_its_element(name: str) -> None:
    elements = load_release(name).elements
    for number, text in written(name, "codes.toml").items():
        element = elements[number]
        for code in text.split():
            assert code.startswith("-") or element.min <= len(code) <= element.max, (number, code)


def written(release: str, file: str) -> dict[str, Any]:
    """What stands in a file of the release itself."""
    path = resources.path("schemas", "x12", release, file)
    return read_table(path) if path.exists() else {}


@pytest.mark.parametrize("name", available_releases())
def test_every_set_is_framed_and_numbered_as_the_standard_does(name: str) -> None:
    width = 4 if name >= "005010" else 3

    def rows(loop: Loop) -> list[Row]:
        return [row for item in loop.items for row in (rows(item) if isinstance(item, Loop) else [item])]

    for schema in load_release(name).sets.values():
        listed = rows(schema.root)
        assert (listed[0].segment.id, listed[-1].segment.id) == ("ST", "SE")
        assert all(len(row.position) == width for row in listed)


@pytest.mark.parametrize("name", available_releases())
def test_the_envelope_is_there(name: str) -> None:
    segments = load_release(name).segments
    assert [len(segments[tag].uses) for tag in ("ISA", "TA1", "GS", "GE", "IEA")] == [16, 5, 8, 2, 2]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("D96A", "D96A"), ("d.96a", "D96A"), ("D:96A", "D96A"), ("D 97a", "D97A"), ("Syntax4", "syntax4"),
        ("004010", "004010"), ("4010", "004010"), ("00401", "004010"), ("3070", "003070"),
        ("EAN008", "EAN008"), ("004010VICS", "004010VICS"), ("401", "401"), ("96A", "96A"), ("", ""),
    ],
)  # fmt: skip
def test_a_release_has_one_name_however_it_is_written(typed: str, name: str) -> None:
    assert release_named(typed) == name
