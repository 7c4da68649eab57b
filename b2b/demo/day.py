"""The supplier's day: a buyer's orders come in as files, and all that follows happens by itself but the shipping.

The buyer's part is played by copying its files; everything else is the gateway as it runs in production, with the
reference ERP (a simulator) in a process of its own.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from sqlmodel import col, select

from b2b.catalogs import read_catalog
from b2b.demo.erp.process import ReferenceErp
from b2b.demo.timeline import Event, Watch
from b2b.documents import Quantity
from b2b.errors import NotAllowed
from b2b.gateway import dispatcher, workspace
from b2b.gateway.bootstrap import Gateway, open_gateway
from b2b.ports import Clock
from b2b.procurement.catalog.service import import_catalog
from b2b.procurement.shipping.service import ship
from b2b.store.apply_settings import apply_company, apply_partner
from b2b.store.engine import open_store
from b2b.store.states import SalesOrderState
from b2b.store.tables import SalesOrder

FILES = Path(__file__).parent / "files"
MARK = ".b2b-demo"
ACTOR = "demo"
STOCK = {"WIDGET-001": 500, "WIDGET-002": 60, "GASKET-10": 0}

STORY = (
    ("850-4500001001.edi", "An order with two lines, in stock and at the agreed prices."),
    ("850-4500001002.edi", "An order at 11.00, where 12.50 holds below 100: 12 % off, 2 % are tolerated."),
    ("850-4500001003.edi", "An order for 100, of which 40 are left."),
    ("850-4500001004.edi", "An order with an item nobody knows, and 15 of something sold in tens."),
    ("850-4500001001.edi", "The first file once more, byte for byte."),
    ("850-4500001001-again.edi", "The first order's number in a new interchange."),
    ("850-unreadable.edi", "An order with a date that does not exist and no line."),
)


@dataclass(slots=True)
class Chapter:
    """A step of the story: what is said about it, and what happened."""

    title: str
    events: list[Event] = field(default_factory=list)


@dataclass(slots=True)
class Day:
    """The demo while it is played: the folder it lives in, its gateway, its ERP, and what has been told."""

    folder: Path
    gateway: Gateway
    erp: ReferenceErp
    watch: Watch
    chapters: list[Chapter] = field(default_factory=list)

    @property
    def workspace(self) -> Path:
        """The supplier's workspace."""
        return self.gateway.workspace.folder

    @property
    def buyers_inbox(self) -> Path:
        """Where the buyer finds our files."""
        return self.workspace / "channels" / "northwind" / "out"

    def drop(self, name: str, count: int) -> None:
        """The buyer puts a file into our folder as its software would: it takes its name when it is whole."""
        inbox = self.workspace / "channels" / "northwind" / "in"
        inbox.mkdir(parents=True, exist_ok=True)
        staging = inbox / f".{name}.tmp"
        shutil.copyfile(FILES / name, staging)
        staging.rename(inbox / f"{count}-{name}")

    def run(self, title: str) -> Chapter:
        """Let the gateway work until nothing is due; what happened becomes a chapter."""
        dispatcher.run_once(self.gateway)
        with self.gateway.store.read() as session:
            chapter = Chapter(title, self.watch.news(session))
        self.chapters.append(chapter)
        return chapter

    def ship_everything(self) -> None:
        """What a clerk would type for each order: `b2b ship NUMBER`."""
        with self.gateway.store.write() as session:
            open_orders = select(SalesOrder).where(col(SalesOrder.state) == SalesOrderState.OPEN)
            for order in session.exec(open_orders.order_by(col(SalesOrder.number))).all():
                ship(session, self.gateway.clock.now(), ACTOR, order)


def play(folder: Path, clock: Clock, tell: Callable[[Chapter], None]) -> Iterator[Day]:
    """Play the day chapter by chapter; yields it at its end, while ERP and gateway are still there."""
    with opened(folder, clock) as day:
        for count, (name, title) in enumerate(STORY, start=1):
            day.drop(name, count)
            tell(day.run(title))
        day.ship_everything()
        tell(day.run("The warehouse ships what was confirmed: b2b ship 4500001001 and so on. The invoices follow."))
        yield day


@contextmanager
def opened(folder: Path, clock: Clock) -> Iterator[Day]:
    """A new workspace with company, partner and catalog, and the reference ERP running beside it."""
    fresh(folder)
    stock = {sku: Quantity(Decimal(number), "EA") for sku, number in STOCK.items()}
    with ReferenceErp(folder / "erp.db", stock) as erp:
        gateway = _workspace(folder / "acme", clock, erp.url)
        try:
            yield Day(folder, gateway, erp, Watch())
        finally:
            gateway.close()


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


def _workspace(folder: Path, clock: Clock, erp_url: str) -> Gateway:
    made = workspace.create(folder, "Acme Supply, demo")
    store = open_store(made.database, made.folder, clock)
    store.migrate()
    store.close()
    gateway = open_gateway(folder, clock, actor=ACTOR)
    company, partner = (tomllib.loads((FILES / f"{name}.toml").read_text()) for name in ("company", "partner"))
    company["company"]["erp"] = {"profile": "reference", "url": erp_url, "allow_hosts": ["127.0.0.1"]}
    catalog = read_catalog((FILES / "catalog.toml").read_bytes(), file="catalog.toml")
    with gateway.store.write() as session:
        now = clock.now()
        apply_company(session, company, now=now, actor=ACTOR)
        apply_partner(session, partner, now=now, actor=ACTOR)
        import_catalog(session, now, ACTOR, catalog, source="catalog.toml")
    return gateway
