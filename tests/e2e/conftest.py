from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from b2b.demo.erp.process import ReferenceErp
from tests.e2e.world import STOCK, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    erp = ReferenceErp(tmp_path / "erp.db", STOCK)
    erp.start()
    try:
        world = World(tmp_path, erp)
        world.set_up()
        yield world
    finally:
        erp.stop()
