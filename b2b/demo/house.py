"""One company of the demo: its workspace, its ERP, its people, and its daemon in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session, col, select

from b2b.demo.erp.process import ReferenceErp
from b2b.demo.keyboard import Keyboard, Typed, done
from b2b.gateway import schedules
from b2b.gateway.bootstrap import Gateway, open_gateway
from b2b.store.tables import Schedule

FILES = Path(__file__).parent / "files"
POLL_SECONDS = 1
_PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Cast:
    """Who a company is: names, its settings' files, its users with their roles, its stock, its account."""

    name: str
    title: str
    verb: str
    files: Path
    partners: Sequence[str]
    catalogs: Sequence[str]
    users: Mapping[str, Sequence[str]]
    stock: Mapping[str, int]
    iban: str
    opening: str


NORTHWIND = Cast(
    name="northwind",
    title="Northwind Retail",
    verb="buys",
    files=FILES / "northwind",
    partners=("supplier.toml", "bank.toml"),
    catalogs=("catalog.toml",),
    users={
        "buyer": ("requester", "approver", "payer", "payment-approver"),
        "chief": ("approver", "payment-approver"),
        "erp": ("erp",),
    },
    stock={"WIDGET-001": 30, "WIDGET-002": 5, "BIG-7": 0},
    iban="DE85999999990001234567",
    opening="50000.00",
)
ACME = Cast(
    name="acme",
    title="Acme Supply",
    verb="sells",
    files=FILES,
    partners=("partner.toml", "bank.toml"),
    catalogs=("catalog.toml", "machines.toml"),
    users={},
    stock={"WIDGET-001": 500, "WIDGET-002": 60, "BIG-7": 10, "GASKET-10": 0},
    iban="DE89370400440532013000",
    opening="1000.00",
)


@dataclass(slots=True)
class House:
    """A company at work in `folder`, its workspace."""

    cast: Cast
    folder: Path
    erp: ReferenceErp
    keyboard: Keyboard
    tokens: dict[str, str] = field(default_factory=dict)
    _gateway: Gateway | None = None

    @property
    def name(self) -> str:
        """`northwind` or `acme`."""
        return self.cast.name

    def b2b(self, *words: str | Path, user: str = "") -> Typed:
        """One of its people types a command; it may be refused."""
        return self.keyboard("--workspace", self.folder, *words, token=self.tokens.get(user, ""))

    def must(self, *words: str | Path, user: str = "") -> Typed:
        """The same, where a refusal would be a fault. DemoFailed."""
        return done(self.b2b(*words, user=user), words)

    def make(self) -> None:
        """The empty workspace."""
        words = ("init", self.folder, "--name", self.cast.title)
        done(self.keyboard(*words), words)
        self._look_often()

    def set_up(self) -> None:
        """Company, partners, catalogs and users, as the README sets them up; its ERP runs already."""
        company = self.folder.with_name(f"{self.name}.toml")
        erp = f'\n[company.erp]\nprofile = "reference"\nurl = "{self.erp.url}"\nallow_hosts = ["127.0.0.1"]\n'
        company.write_text((self.cast.files / "company.toml").read_text(encoding="utf-8") + erp, encoding="utf-8")
        self.must("company", "apply", company)
        for name in self.cast.partners:
            self.must("partner", "apply", self.cast.files / name)
        for name in self.cast.catalogs:
            self.must("catalog", "import", self.cast.files / name)
        for user, roles in self.cast.users.items():
            words = [word for role in roles for word in ("--role", role)]
            self.tokens[user] = self.must("user", "add", user, *words, "--json").json()["token"]

    @property
    def gateway(self) -> Gateway:
        """Its gateway, to look into its books."""
        if self._gateway is None:
            self._gateway = open_gateway(self.folder, actor="demo")
        return self._gateway

    @contextmanager
    def books(self) -> Iterator[Session]:
        """A look into its database."""
        with self.gateway.store.read() as session:
            yield session

    def close(self) -> None:
        """Let go of its database."""
        if self._gateway is not None:
            self._gateway.close()

    def _look_often(self) -> None:
        """Into its folders each second: a partner can wait five, whoever watches the demo cannot."""
        with self.gateway.store.write() as session:
            schedules.ensure_defaults(session, self.gateway.clock.now())
            polls = session.exec(select(Schedule).where(col(Schedule.kind) == schedules.POLL)).one()
            polls.trigger, polls.revision = {"every_seconds": POLL_SECONDS}, polls.revision + 1
            session.add(polls)


class Attended:
    """A `b2b` command of a house that goes on by itself, in a process of its own that ends with this one."""

    def __init__(self, house: House, *words: str) -> None:
        log = house.folder.with_name(f"{house.name}-{words[0]}.log")
        command = [sys.executable, "-m", "b2b.demo.attended", "--workspace", str(house.folder), *words]
        with log.open("wb") as output:
            # In a group of its own: Ctrl-C is for the demo, which ends the others in their order.
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=output, stderr=output, process_group=0
            )
        self.log = log

    def said(self) -> str:
        """What it has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def ask_to_end(self) -> None:
        """Tell it to end after the step at hand."""
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()

    def wait(self) -> None:
        """Until it has ended, by force where it takes too long."""
        self.ask_to_end()
        try:
            self._process.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
