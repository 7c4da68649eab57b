"""The demo makes its folder anew, and leaves alone what is not its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from b2b.demo.stage import MARK, fresh
from b2b.errors import NotAllowed
from tests.e2e.world import b2b


def test_a_folder_that_is_not_the_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    refused = b2b("demo", "--out", tmp_path, code=1)
    assert "not the demo's" in refused.stderr
    assert "b2b demo --out DIR" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_an_earlier_demo_left_is_removed(tmp_path: Path) -> None:
    out = tmp_path / "demo-out"
    fresh(out)
    (out / "index.html").write_text("old")
    fresh(out)
    assert [path.name for path in out.iterdir()] == [MARK]


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    fresh(tmp_path)
    assert (tmp_path / MARK).exists()


def test_a_folder_is_the_demos_only_with_its_mark(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    with pytest.raises(NotAllowed):
        fresh(tmp_path)
