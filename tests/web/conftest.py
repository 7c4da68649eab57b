from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from b2b.store.engine import Store
from b2b.web.soap import SoapDoor
from tests.clock import FixedClock
from tests.procurement.buyer import Buyer, make_buyer
from tests.store.workspace import make_workspace
from tests.web.service import Ledger, add_user, running


@pytest.fixture(scope="package")
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="package")
def store(tmp_path_factory: pytest.TempPathFactory, clock: FixedClock) -> Iterator[Store]:
    """A workspace with one user, shared: each test takes keys and numbers of its own."""
    store = make_workspace(tmp_path_factory.mktemp("web"), clock)
    add_user(store)
    yield store
    store.close()


@pytest.fixture(scope="package")
def shared_ledger() -> Ledger:
    return Ledger()


@pytest.fixture(scope="package")
def shared_door(store: Store, shared_ledger: Ledger) -> SoapDoor:
    return SoapDoor(store, shared_ledger)


@pytest.fixture
def ledger(shared_ledger: Ledger) -> Ledger:
    shared_ledger.calls.clear()
    shared_ledger.error = None
    return shared_ledger


@pytest.fixture
def door(shared_door: SoapDoor, ledger: Ledger) -> SoapDoor:
    return shared_door


@pytest.fixture(scope="package")
def shared_address(shared_door: SoapDoor) -> Iterator[str]:
    with running(shared_door, largest_request=100_000, seconds_to_send=1.5) as address:
        yield address


@pytest.fixture
def address(shared_address: str, ledger: Ledger) -> str:
    """The service over HTTP: 100 kB a request at most, a second and a half to send it."""
    return shared_address


@pytest.fixture
def buyer(tmp_path: Path) -> Buyer:
    """A buyer's workspace of its own."""
    return make_buyer(tmp_path / "northwind")
