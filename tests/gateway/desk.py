"""The supplier's gateway with the buyer's channel in memory, for tests of single steps."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import col, select

from b2b.gateway import receive
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.workspace import load
from b2b.ports import ErpAdapter
from b2b.store.apply_settings import apply_company, apply_partner
from b2b.store.tables import Channel, ExceptionCase, Exchange
from b2b.transport.memory import MemoryTransport
from tests.clock import FixedClock
from tests.store.workspace import make_workspace

FILES = Path(__file__).resolve().parents[2] / "b2b" / "demo" / "files"


@dataclass
class Desk:
    folder: Path
    erp: ErpAdapter | None = None
    clock: FixedClock = field(default_factory=FixedClock)
    channel: MemoryTransport = field(default_factory=MemoryTransport)

    def __post_init__(self) -> None:
        store = make_workspace(self.folder, self.clock)
        self.gateway = Gateway(
            load(self.folder), store, transports=lambda row: self.channel, erps=lambda company: self.erp
        )
        with store.write() as session:
            for name, apply in (("company", apply_company), ("partner", apply_partner)):
                data = tomllib.loads((FILES / f"{name}.toml").read_text())
                apply(session, data, now=self.clock.now(), actor="test", where=name)

    def change_partner(self, **x12: object) -> None:
        data = tomllib.loads((FILES / "partner.toml").read_text())
        data["partner"]["x12"].update(x12)
        with self.gateway.store.write() as session:
            apply_partner(session, data, now=self.clock.now(), actor="test", where="partner")

    def put(self, content: bytes, name: str = "file.edi") -> None:
        """The buyer sends a file; it is received."""
        self.channel.put(name, content)
        receive.collect(self.gateway)

    def file(self, name: str) -> bytes:
        return (FILES / name).read_bytes()

    def exchanges(self, direction: str = "in") -> list[Exchange]:
        query = select(Exchange).where(col(Exchange.direction) == direction).order_by(col(Exchange.number))
        with self.gateway.store.read() as session:
            return list(session.exec(query))

    def cases(self) -> list[tuple[str, str]]:
        with self.gateway.store.read() as session:
            rows = session.exec(select(ExceptionCase).order_by(col(ExceptionCase.number)))
            return [(row.code, row.state) for row in rows]

    def channel_row(self) -> Channel:
        with self.gateway.store.read() as session:
            return session.exec(select(Channel)).one()

    def sent(self) -> list[bytes]:
        return list(self.channel.sent.values())
