"""The supplier's gateway with the buyer's channel in memory, for tests of single steps."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import SQLModel, col, select

from b2b.catalogs import read_catalog
from b2b.documents import Quantity
from b2b.edi.guides.load import Find
from b2b.errors import B2BError
from b2b.gateway import dispatcher, receive
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.dispatcher import RunSummary
from b2b.gateway.workspace import load
from b2b.ports import ErpAdapter
from b2b.procurement.catalog.service import import_catalog
from b2b.procurement.shipping.service import ship
from b2b.store import catalog, parties
from b2b.store.apply_settings import apply_company, apply_partner
from b2b.store.engine import Store
from b2b.store.tables import Channel, ExceptionCase, Exchange, Item, SalesOrder, Task, Transmission
from b2b.transport.memory import MemoryTransport
from tests.clock import FixedClock
from tests.store.workspace import copy_of, set_up_once

FILES = Path(__file__).resolve().parents[2] / "b2b" / "demo" / "files"
STOCK = {"WIDGET-001": 500, "WIDGET-002": 60, "GASKET-10": 0}

Table = TypeVar("Table", bound=SQLModel)


def stock(**others: int) -> dict[str, Quantity]:
    """What an ERP holds: the demo's items, and others as named (with - written as _)."""
    held = {**STOCK, **{sku.replace("_", "-"): number for sku, number in others.items()}}
    return {sku: Quantity(Decimal(number), "EA") for sku, number in held.items()}


def _company(erp: bool) -> dict[str, Any]:
    company = tomllib.loads((FILES / "company.toml").read_text())
    if erp:
        company["company"]["erp"] = {"profile": "reference", "url": "http://127.0.0.1:1/erp"}
    return company


def _change_partner(
    store: Store, clock: FixedClock, change: Callable[[dict[str, Any]], None], find_guide: Find | None = None
) -> None:
    data = tomllib.loads((FILES / "partner.toml").read_text())
    change(data["partner"])
    with store.write() as session:
        apply_partner(session, data, now=clock.now(), actor="test", where="partner", find_guide=find_guide)


def _set_up(store: Store, clock: FixedClock, *, erp: bool) -> None:
    with store.write() as session:
        apply_company(session, _company(erp), now=clock.now(), actor="test", where="company")
    _change_partner(store, clock, lambda partner: None)


_SET_UP = {erp: partial(_set_up, erp=erp) for erp in (False, True)}


@dataclass
class FlakyTransport(MemoryTransport):
    """A channel in memory that fails while `problem` is set; `tried` counts the sends."""

    problem: B2BError | Exception | None = None
    tried: int = 0
    after: bool = False

    def __post_init__(self) -> None:
        MemoryTransport.__init__(self)

    def send(self, name: str, content: bytes) -> None:
        self.tried += 1
        if self.problem is not None and not self.after:
            raise self.problem
        super().send(name, content)
        if self.problem is not None:
            raise self.problem


@dataclass
class Desk:
    folder: Path
    erp: ErpAdapter | None = None
    clock: FixedClock = field(default_factory=FixedClock)
    channel: FlakyTransport = field(default_factory=FlakyTransport)

    def __post_init__(self) -> None:
        self.store = set_up_once(self.folder, self.clock, _SET_UP[self.erp is not None])
        self.channels: dict[str, FlakyTransport] = {"northwind": self.channel}
        self.gateway = self.restarted()

    def twin(self, folder: Path) -> Desk:
        """A desk in another folder where all stands as it stands here: for what many tests begin with."""
        assert self.erp is None, "an ERP has a memory of its own"
        clock = FixedClock(self.clock.at)
        twin = copy.copy(self)
        twin.folder, twin.clock, twin.store = folder, clock, copy_of(self.store, folder, clock)
        twin.channels = copy.deepcopy(self.channels)
        twin.channel = twin.channels["northwind"]
        twin.restarted()
        return twin

    def restarted(self) -> Gateway:
        """A gateway as a new process would have it."""
        self.gateway = Gateway(
            load(self.folder),
            self.store,
            transports=lambda row: self.channels[row.name],
            erps=lambda company: self.erp,
        )
        return self.gateway

    def change_partner(self, change: Callable[[dict[str, Any]], None], find_guide: Find | None = None) -> None:
        """Apply the demo's partner with a change to its TOML, and with the guides found there."""
        _change_partner(self.store, self.clock, change, find_guide)

    def change_x12(self, **settings: object) -> None:
        self.change_partner(lambda partner: partner["x12"].update(settings))

    def add_partner(self, code: str) -> FlakyTransport:
        """Another customer with a channel of its own."""

        def other(partner: dict[str, Any]) -> None:
            partner["code"] = code
            partner["identity"] = [{"qualifier": "ZZ", "id": code, "gs_id": code}]
            partner["channel"]["name"] = code.lower()

        self.channels[code.lower()] = FlakyTransport()
        self.change_partner(other)
        return self.channels[code.lower()]

    def sell(self, held: Mapping[str, int] = STOCK) -> None:
        """Import the demo's catalog; without an ERP the workspace holds this stock. A second passes."""
        with self.store.write() as session:
            now = self.clock.now()
            content = read_catalog((FILES / "catalog.toml").read_bytes(), file="catalog.toml")
            import_catalog(session, now, "test", content, source="catalog.toml")
            for item in session.exec(select(Item)):
                if self.erp is None and item.sku in held:
                    catalog.set_stock(session, now, item, Decimal(held[item.sku]), source="test")
        self.clock.advance(seconds=1)

    def put(self, content: bytes, name: str = "file.edi") -> None:
        """The buyer sends a file; it is received."""
        self.channel.put(name, content)
        receive.collect(self.gateway)

    def run(self) -> RunSummary:
        """`b2b run --once`."""
        return dispatcher.run_once(self.gateway)

    def ship(self, number: str) -> None:
        with self.store.write() as session:
            row = session.exec(select(SalesOrder).where(col(SalesOrder.order_number) == number)).one()
            ship(session, self.clock.now(), "clerk", row)

    def file(self, name: str) -> bytes:
        return (FILES / name).read_bytes()

    def rows(self, table: type[Table], *conditions: Any) -> list[Table]:
        """Rows of a table, oldest first."""
        order = [col(getattr(table, name)) for name in ("number", "id") if hasattr(table, name)]
        with self.store.read() as session:
            return list(session.exec(select(table).where(*conditions).order_by(*order)))

    def exchanges(self, direction: str = "in", set_id: str = "") -> list[Exchange]:
        of_set = [col(Exchange.set_id) == set_id] if set_id else []
        return self.rows(Exchange, col(Exchange.direction) == direction, *of_set)

    def tasks(self) -> list[Task]:
        return self.rows(Task)

    def outgoing(self) -> list[Transmission]:
        return self.rows(Transmission, col(Transmission.direction) == "out")

    def cases(self) -> list[tuple[str, str]]:
        return [(row.code, row.state) for row in self.rows(ExceptionCase)]

    def open_cases(self) -> list[str]:
        return [code for code, state in self.cases() if state == "open"]

    def channel_row(self) -> Channel:
        (row,) = self.rows(Channel, col(Channel.name) == "northwind")
        return row

    def sent(self) -> list[bytes]:
        return list(self.channel.sent.values())

    def partner_id(self, code: str = "NORTHWIND") -> str:
        with self.store.read() as session:
            return parties.partner(session, code).id
