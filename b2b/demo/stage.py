"""Everything that the demo runs: two companies with their ERPs, daemons and the SOAP service, and the bank between
them; each in a process of its own, and none of them left when the demo ends, however it ends.
"""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import FrameType
from typing import TypeVar

from b2b.demo.bank.desk import Customer
from b2b.demo.bank.process import ReferenceBank
from b2b.demo.checks import DemoFailed
from b2b.demo.erp.process import ReferenceErp
from b2b.demo.house import ACME, NORTHWIND, Attended, Cast, House
from b2b.demo.keyboard import Keyboard
from b2b.demo.loose_ends import loose_ends
from b2b.documents import Quantity
from b2b.errors import NotAllowed

MARK = ".b2b-demo"
_LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 120.0
_SERVING = "?wsdl"

Simulator = TypeVar("Simulator", ReferenceErp, ReferenceBank)


@dataclass(slots=True)
class Stage:
    """The demo's folder and everything that runs in it."""

    folder: Path
    northwind: House
    acme: House
    bank: ReferenceBank
    daemons: list[Attended] = field(default_factory=list)
    service: Attended | None = None

    @property
    def houses(self) -> tuple[House, House]:
        """The buyer and the supplier."""
        return self.northwind, self.acme

    @property
    def to_northwind(self) -> Path:
        """The folder through which the buyer gets the supplier's files."""
        return self.acme.folder / "channels" / "northwind" / "out"

    @property
    def to_acme(self) -> Path:
        """The folder through which the supplier gets the buyer's files."""
        return self.acme.folder / "channels" / "northwind" / "in"

    def bank_folder(self, house: House, way: str) -> Path:
        """What the bank gets from a house (`in`) or gives it (`out`)."""
        return self.folder / "bank" / house.name / way

    def drop(self, name: str, content: bytes, into: Path) -> None:
        """Put a file into a folder as a partner's software would: it takes its name when it is whole."""
        into.mkdir(parents=True, exist_ok=True)
        staging = into / f".{name}.tmp"
        staging.write_bytes(content)
        staging.rename(into / name)

    def wsdl(self) -> str:
        """Where the buyer's SOAP service is described, once it stands. DemoFailed."""
        assert self.service is not None
        self.until(lambda: _SERVING in self.service.said() if self.service else False, "the SOAP service to stand")
        line = next(line for line in self.service.said().splitlines() if _SERVING in line)
        return line.rpartition(": ")[2].strip()

    def settle(self) -> None:
        """Wait until everybody has done what there was to do. Two quiet looks count: a file may pass between."""
        for _ in range(2):
            self.until(lambda: not self.loose_ends(), "all work to be done")
            time.sleep(_LOOK_SECONDS)

    def until(self, happened: Callable[[], bool], what: str) -> None:
        """Wait for something. DemoFailed: it did not happen in two minutes, or a daemon has ended."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not happened():
            for one in (*self.daemons, *([self.service] if self.service else [])):
                if not one.runs:
                    raise DemoFailed(f"a process ended early:\n{one.said()}", where=str(one.log))
            if time.monotonic() > deadline:
                raise DemoFailed(f"waited in vain for {what}", where="; ".join(self.loose_ends()))
            time.sleep(_LOOK_SECONDS)

    def loose_ends(self) -> list[str]:
        """What is not finished: with the houses, in the folders between them, at the bank."""
        left = []
        for house in self.houses:
            with house.books() as session:
                left += [f"{house.name}: {end}" for end in loose_ends(session)]
        folders = [self.to_acme, self.to_northwind]
        folders += [self.bank_folder(house, way) for house in self.houses for way in ("in", "out")]
        left += [str(path) for folder in folders if folder.is_dir() for path in folder.glob("[!.]*") if path.is_file()]
        waiting = self.bank.counts()["waiting"]
        return [*left, *([f"{waiting} transfers wait at the bank"] if waiting else [])]


@contextmanager
def opened(folder: Path, keyboard: Keyboard) -> Iterator[Stage]:
    """A new stage in `folder`, everything running; on the way out everything is told to end, and waited for."""
    fresh(folder)
    with ExitStack() as closing, _ended_by_sigterm():
        stage = _built(folder, keyboard, closing)
        stage.service = _attended(closing, stage.northwind, "serve", "--port", "0")
        # Pushed last, so that it runs first: they all hear of the end before one of them is waited for.
        for one in (*stage.daemons, stage.service):
            closing.callback(one.ask_to_end)
        yield stage


def fresh(folder: Path) -> None:
    """An empty folder for the demo; one that the demo did not make itself is left alone. NotAllowed."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise NotAllowed(
                "this folder holds something that is not the demo's",
                where=str(folder),
                next_step="name another one: b2b demo --out DIR",
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("Made by b2b demo; removed when it is played again.\n")


def _built(folder: Path, keyboard: Keyboard, closing: ExitStack) -> Stage:
    """Every process takes a second or two to start, so that they do it while the settings are applied."""
    erps = {cast.name: closing.enter_context(_stopping(_erp(folder, cast))) for cast in (NORTHWIND, ACME)}
    bank = closing.enter_context(_stopping(_bank(folder)))
    with ThreadPoolExecutor() as starting:
        started = [*(starting.submit(erp.start) for erp in erps.values()), starting.submit(bank.start)]
        northwind, acme = (House(cast, folder / cast.name, erps[cast.name], keyboard) for cast in (NORTHWIND, ACME))
        stage = Stage(folder, northwind, acme, bank)
        for house in stage.houses:
            house.make()
            closing.callback(house.close)
            stage.daemons.append(_attended(closing, house, "run"))
        for one in started:
            one.result()
    for house in stage.houses:
        house.set_up()
    return stage


@contextmanager
def _stopping(one: Simulator) -> Iterator[Simulator]:
    try:
        yield one
    finally:
        one.stop()


def _erp(folder: Path, cast: Cast) -> ReferenceErp:
    held = {sku: Quantity(Decimal(number), "EA") for sku, number in cast.stock.items()}
    return ReferenceErp(folder / f"{cast.name}-erp.db", held)


def _bank(folder: Path) -> ReferenceBank:
    places = [(cast, folder / "bank" / cast.name) for cast in (NORTHWIND, ACME)]
    customers = [Customer(cast.iban, Decimal(cast.opening), at / "in", at / "out") for cast, at in places]
    return ReferenceBank(folder / "bank.db", customers, waiting=False)


def _attended(closing: ExitStack, house: House, *words: str) -> Attended:
    one = Attended(house, *words)
    closing.callback(one.wait)
    return one


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """SIGTERM ends the demo as Ctrl-C does."""

    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
