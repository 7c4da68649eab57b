from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from b2b.demo.erp.process import ReferenceErp
from tests.e2e.world import STOCK, World


@contextmanager
def a_world(folder: Path) -> Iterator[World]:
    with ReferenceErp(folder / "erp.db", STOCK) as erp:
        world = World(folder, erp)
        world.set_up()
        yield world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path) as world:
        yield world


@pytest.fixture(scope="module")
def old_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One that the tests of a module share, each with orders of its own."""
    with a_world(tmp_path_factory.mktemp("world")) as world:
        yield world
