from __future__ import annotations

from pathlib import Path

import pytest

from b2b.edi.engine.limits import Limits
from b2b.errors import ConfigError, Conflict, NotFound
from b2b.gateway import workspace


def test_made_and_found_from_below(tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "acme", 'The "Acme" desk')
    below = tmp_path / "acme" / "channels" / "x"
    below.mkdir(parents=True)
    assert workspace.find(below) == made
    assert made.name == 'The "Acme" desk'
    assert made.database == f"sqlite:///{(tmp_path / 'acme' / 'b2b.db').resolve()}"


def test_never_made_twice(tmp_path: Path) -> None:
    workspace.create(tmp_path)
    with pytest.raises(Conflict, match="already"):
        workspace.create(tmp_path)


def test_nowhere(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        workspace.find(tmp_path)
    assert "b2b init" in caught.value.next_step


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("not toml", "not readable as TOML"),
        ("[workspace]\nname = 1\ndatabase = 'x'", "must be given as text"),
        ("[workspace]\nname = 'x'", "must be given as text"),
        ("[workspace]\nname = 'x'\ndatabase = 'y'\ncolour = 'red'", "unknown setting 'colour'"),
        ("limits = 1\n[workspace]\nname = 'x'\ndatabase = 'y'", "is a table"),
        ("[workspace]\nname = 'x'\ndatabase = 'y'\n[limits]\nhl_dept = 5", "unknown limit 'hl_dept'"),
        ("[workspace]\nname = 'x'\ndatabase = 'y'\n[limits]\nhl_depth = 0", "whole number above 0, not 0"),
        ("[workspace]\nname = 'x'\ndatabase = 'y'\n[limits]\nhl_depth = true", "whole number above 0, not True"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "b2b.toml").write_text(text)
    with pytest.raises(ConfigError, match=says) as caught:
        workspace.load(tmp_path)
    assert "b2b.toml" in caught.value.where


def test_other_databases_are_left_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "b2b.toml").write_text("[workspace]\nname = 'x'\ndatabase = 'postgresql+psycopg://b2b@localhost/b2b'\n")
    assert workspace.load(tmp_path).database == "postgresql+psycopg://b2b@localhost/b2b"


def test_limits_are_the_shipped_ones_but_for_those_that_are_set(tmp_path: Path) -> None:
    (tmp_path / "b2b.toml").write_text(
        "[workspace]\nname = 'x'\ndatabase = 'sqlite:///b2b.db'\n[limits]\nset_segments = 500\nhl_depth = 5\n"
    )
    assert workspace.load(tmp_path).limits == Limits(set_segments=500, hl_depth=5)
    assert workspace.create(tmp_path / "other").limits == Limits()
