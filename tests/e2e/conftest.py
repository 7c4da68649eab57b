from __future__ import annotations

import fcntl
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from b2b.demo.erp.process import ReferenceErp
from tests.e2e import market as markets
from tests.e2e.books import Books, books
from tests.e2e.buyers import X12, Buyer
from tests.e2e.market import Market
from tests.e2e.second_day import Player, play
from tests.e2e.world import STOCK, World
from tests.store.workspace import lean_stores


@pytest.fixture(scope="package", autouse=True)
def stores_of_commands() -> Iterator[None]:
    with lean_stores():
        yield


@contextmanager
def a_world(folder: Path, buyer: Buyer = X12) -> Iterator[World]:
    with ReferenceErp(folder / "erp.db", STOCK) as erp:
        world = World(folder, erp, buyer)
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


def _once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that is made once, also where several processes share out the tests of one run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            folder.mkdir()
            make(folder)
            (folder / "made").touch()
    return folder


@pytest.fixture(scope="session")
def built_market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both companies set up, nothing traded yet; to be copied."""
    return _once(tmp_path_factory, "built-market", markets.set_up)


@pytest.fixture(scope="session")
def played(built_market: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second day without trouble, at its end: both workspaces, the files between them, and everybody's books."""

    def make(folder: Path) -> None:
        with markets.opened(built_market, folder) as market:
            play(Player(market))
            market.settle()
            (folder / "books.pickle").write_bytes(pickle.dumps(books(market)))

    return _once(tmp_path_factory, "second-day", make)


@pytest.fixture(scope="session")
def usual_books(played: Path) -> Books:
    """What is in everybody's books after a second day without trouble."""
    found: Books = pickle.loads((played / "books.pickle").read_bytes())
    return found


@pytest.fixture
def second_day(played: Path) -> Market:
    """A second day at its end, to be looked at only: it is shared, and neither ERP nor bank runs."""
    return markets.at_rest(played)


@pytest.fixture
def market(built_market: Path, tmp_path: Path) -> Iterator[Market]:
    with markets.opened(built_market, tmp_path) as market:
        yield market
