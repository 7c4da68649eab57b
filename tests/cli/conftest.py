from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.shop import START, Shop, set_up, stop_the_clock, take_orders
from tests.store.workspace import lean_stores


@pytest.fixture(scope="package", autouse=True)
def stores_of_commands() -> Iterator[None]:
    with lean_stores():
        yield


@pytest.fixture(autouse=True)
def at_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Workspaces that tests copy: one that is set up, one that has taken the orders of a day."""
    folder = tmp_path_factory.mktemp("cli")
    with pytest.MonkeyPatch.context() as patch:
        stop_the_clock(patch, [START])
        set_up(Shop(folder / "empty"))
        shutil.copytree(folder / "empty", folder / "orders")
        take_orders(Shop(folder / "orders"))
    return {name: folder / name for name in ("empty", "orders")}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """What time it is: set the first element to move it."""
    at = [START + dt.timedelta(hours=1)]
    stop_the_clock(monkeypatch, at)
    return at


@pytest.fixture
def shop(templates: dict[str, Path], tmp_path: Path, clock: list[dt.datetime]) -> Shop:
    """A supplier's workspace with partner, catalog and stock, before any order."""
    return Shop(Path(shutil.copytree(templates["empty"], tmp_path / "acme")))


@pytest.fixture
def day(templates: dict[str, Path], tmp_path: Path, clock: list[dt.datetime]) -> Shop:
    """The same after four orders were taken: one of them with an item that is not in the catalog."""
    return Shop(Path(shutil.copytree(templates["orders"], tmp_path / "acme")))
