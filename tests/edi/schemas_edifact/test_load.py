"""EDIFACT directories are read by the same loader as X12 releases, and keep the two apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from b2b.edi.load import available_releases, available_sets, load_release, read_release
from b2b.edi.schema import Release
from b2b.errors import ConfigError, NotFound
from tests.edi.schemas_edifact.loaded import DIRECTORIES, EVERY_MESSAGE, MESSAGES, SERVICE, group, message


def test_the_directories_and_their_messages() -> None:
    assert available_releases("edifact") == (*sorted(DIRECTORIES), *SERVICE)
    for name in DIRECTORIES:
        assert available_sets(name, "edifact") == MESSAGES
    for name in SERVICE:
        assert available_sets(name, "edifact") == ("CONTRL",)


def test_x12_is_what_one_gets_without_a_word() -> None:
    assert load_release("004010") is load_release("004010", "x12")
    assert not set(available_releases()) & set(available_releases("edifact"))


@pytest.mark.parametrize(("name", "syntax", "called"), [("D96A", "x12", "X12 release"), ("850", "edifact", "EDIFACT")])
def test_a_name_of_the_other_syntax_is_not_found(name: str, syntax: str, called: str) -> None:
    with pytest.raises(NotFound, match=called):
        load_release(name, syntax)


def test_a_syntax_that_there_is_not() -> None:
    with pytest.raises(NotFound, match="'tradacoms'"):
        load_release("004010", "tradacoms")


@pytest.mark.parametrize(("name", "says"), [("D96A", "D:96A"), ("D01B", "D:01B"), ("syntax3", "3"), ("syntax4", "4")])
def test_what_a_release_calls_itself_on_the_wire(name: str, says: str) -> None:
    assert load_release(name, "edifact").interchange_version == says


def test_every_message_has_a_hash_of_its_own() -> None:
    hashes = {message(directory, name).hash for directory, name in EVERY_MESSAGE}
    assert len(hashes) == len(EVERY_MESSAGE)


def test_a_group_has_its_number_and_decides_no_verdict_by_it(tmp_path: Path) -> None:
    assert group(message("D96A", "ORDERS"), "SG2").path == "NAD"
    assert message("D96A", "ORDERS").root.group == ""
    numbered, plain = (
        written(tmp_path / name, loop).sets["TESTED"] for name, loop in [("one", ', "SG7"'), ("two", "")]
    )
    assert replace(group(numbered, "SG7"), group="") == group(plain, "")
    assert numbered.hash == plain.hash


def test_a_group_without_a_number_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no usage"):
        _ = written(tmp_path, ', ""').sets["TESTED"]


def written(folder: Path, number: str) -> Release:
    """A directory with one message of one group, whose entry in [loops] ends as given."""
    (folder / "sets").mkdir(parents=True)
    for name, text in {
        "release.toml": 'name = "D99Z"\ninterchange_version = "D:99Z"\n',
        "elements.toml": '1 = { name = "One", type = "N", min = 1, max = 5 }\n2 = { name = "Two", type = "A", min = 3, max = 3 }\n',
        "composites.toml": "",
        "segments.toml": '[AB]\nname = "Both"\nelements = [["1", "M"], ["2", "O"]]\n',
        "sets/TESTED.toml": 'set = "TESTED"\nfunctional_group = "TESTED"\nname = "Tested"\n'
        'rows = [["1", "0010", "AB", "M", 1, "AB"]]\n[loops]\n"AB" = ["O", 9' + number + "]\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_release(folder)
