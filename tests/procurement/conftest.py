from __future__ import annotations

from pathlib import Path

import pytest

from tests.procurement.dock import Dock, make_dock
from tests.procurement.payer import Buyer, make_buyer
from tests.procurement.supplier import Supplier, make_supplier


@pytest.fixture
def supplier(tmp_path: Path) -> Supplier:
    """A supplier with an ERP."""
    return make_supplier(tmp_path / "acme", with_erp=True)


@pytest.fixture
def shop(tmp_path: Path) -> Supplier:
    """A supplier whose stock is the workspace's own."""
    return make_supplier(tmp_path / "shop", with_erp=False)


@pytest.fixture
def payer(tmp_path: Path) -> Buyer:
    """A buyer with a bank, a supplier, and users who propose and approve."""
    return make_buyer(tmp_path / "northwind")


@pytest.fixture
def dock(tmp_path: Path) -> Dock:
    """A buyer who has ordered 100 at 10.00 and 20 at 40.00; nothing has come and nothing is billed."""
    dock = make_dock(tmp_path / "northwind")
    dock.gives("PO-1", ("WIDGET-001", 100, "10.00"), ("WIDGET-002", 20, "40.00"))
    return dock
