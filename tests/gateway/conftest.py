from __future__ import annotations

from pathlib import Path

import pytest

from b2b.erp.memory import InMemoryErp
from tests.gateway.desk import Desk, stock


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A supplier whose stock is the workspace's own."""
    return Desk(tmp_path / "acme")


@pytest.fixture
def erp() -> InMemoryErp:
    return InMemoryErp(stock())


@pytest.fixture
def with_erp(tmp_path: Path, erp: InMemoryErp) -> Desk:
    """A supplier with an ERP and a catalog."""
    desk = Desk(tmp_path / "acme", erp)
    desk.sell()
    return desk
