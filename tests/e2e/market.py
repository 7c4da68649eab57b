"""Two companies against each other, for end-to-end tests: each with its own workspace, database and ERP, their channels
facing each other, and a bank between them.

Everything goes through commands, files and calls, as in production. The gateways work in turns inside the test's
process (`settle`), or as daemons in processes of their own (`working`); a test that passes with one passes with both.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlmodel import col, select
from typer.testing import Result

from b2b.demo.bank.desk import Customer
from b2b.demo.bank.process import ReferenceBank
from b2b.demo.erp.process import ReferenceErp
from b2b.documents import Quantity
from b2b.gateway import schedules
from b2b.gateway.bootstrap import open_gateway
from b2b.store.tables import Schedule
from tests.e2e.buyers import X12, Buyer
from tests.e2e.loose_ends import loose_ends
from tests.e2e.world import FILES, b2b, segments

ROOT = Path(__file__).resolve().parents[2]
ACME, NORTHWIND = "acme", "northwind"
FILES_OF = {
    ACME: (FILES, ("partner.toml", "bank.toml"), ("catalog.toml", "machines.toml")),
    NORTHWIND: (FILES / "northwind", ("supplier.toml", "bank.toml"), ("catalog.toml",)),
}
STOCK = {
    ACME: {"WIDGET-001": 500, "WIDGET-002": 60, "BIG-7": 10, "GASKET-10": 0},
    NORTHWIND: {"WIDGET-001": 30, "WIDGET-002": 5, "BIG-7": 0},
}
# Both persons may do everything: only the rule of the second person stands between them.
EVERYTHING = ("requester", "approver", "payer", "payment-approver")
USERS: dict[str, dict[str, tuple[str, ...]]] = {
    ACME: {},
    NORTHWIND: {"buyer1": EVERYTHING, "chief": EVERYTHING, "erp": ("erp",)},
}
IBANS = {ACME: "DE89370400440532013000", NORTHWIND: "DE85999999990001234567"}
OPENING = {ACME: Decimal("1000.00"), NORTHWIND: Decimal("50000.00")}
TOKENS = "tokens.json"


@dataclass
class House:
    """One company: its workspace and its ERP."""

    name: str
    folder: Path
    erp: ReferenceErp
    tokens: Mapping[str, str] = field(default_factory=dict)
    buyer: Buyer = X12

    @property
    def workspace(self) -> Path:
        return self.folder / self.name

    def b2b(self, *words: str | Path, code: int | None = 0, user: str = "") -> Result:
        """One command in the workspace, by this user; `code` is the exit code it must have (None: any)."""
        return b2b("--workspace", self.workspace, *words, code=code, token=self.tokens[user] if user else None)

    def json(self, *words: str | Path, code: int | None = 0, user: str = "") -> Any:
        return json.loads(self.b2b(*words, "--json", code=code, user=user).stdout)

    def run_once(self) -> None:
        """Let the gateway work what is there; an exception that it opens (exit code 1) is for the test to look at."""
        assert self.b2b("run", "--once", code=None).exit_code in (0, 1)

    def apply_company(self) -> None:
        """The demo's company with this ERP."""
        erp = f'\n[company.erp]\nprofile = "reference"\nurl = "{self.erp.url}"\nallow_hosts = ["127.0.0.1"]\n'
        file = self.folder / f"{self.name}-company.toml"
        file.write_text(self.buyer.settings(FILES_OF[self.name][0] / "company.toml") + erp)
        self.b2b("company", "apply", file)

    def cases(self, state: str = "open") -> list[dict[str, Any]]:
        """The exceptions of this state."""
        return [case for case in self.json("exceptions", "list") if case["state"] == state]


@dataclass
class Market:
    """Both houses and their bank. `acme` sells, `northwind` buys; `buyer` reads what they write to each other."""

    folder: Path
    acme: House
    northwind: House
    bank: ReferenceBank
    daemons: list[subprocess.Popen[bytes]] = field(default_factory=list)
    buyer: Buyer = X12

    @property
    def houses(self) -> tuple[House, House]:
        return self.northwind, self.acme

    @property
    def to_acme(self) -> Path:
        """The folder through which the supplier gets the buyer's files."""
        return self.acme.workspace / "channels" / "northwind" / "in"

    @property
    def to_northwind(self) -> Path:
        """The folder through which the buyer gets the supplier's files."""
        return self.acme.workspace / "channels" / "northwind" / "out"

    def bank_folder(self, house: str, way: str) -> Path:
        """What the bank gets from a house (`in`) and gives it (`out`)."""
        return self.folder / "bank" / house / way

    def settle(self, seconds: float = 120) -> None:
        """Let everybody work until nothing is left to do; what is left after so long fails the test.

        Gateways that run as daemons are waited for; two quiet looks in a row count, because a file may pass between.
        """
        deadline, quiet = time.monotonic() + seconds, 0
        while quiet < 2:
            if not self.daemons:
                for house in self.houses:
                    house.run_once()
            left = self.loose_ends()
            quiet = 0 if left else quiet + 1
            assert time.monotonic() < deadline, left
            if self.daemons:
                time.sleep(0.05)

    def loose_ends(self) -> list[str]:
        """Everything that is not finished, in words: with the houses, in the folders between them, at the bank."""
        left = [f"{house.name}: {end}" for house in self.houses for end in loose_ends(house.workspace)]
        return [*left, *(str(path) for path in self._unread()), *self._at_the_bank()]

    def _unread(self) -> list[Path]:
        folders = [self.to_acme, self.to_northwind]
        folders += [self.bank_folder(house, way) for house in (ACME, NORTHWIND) for way in ("in", "out")]
        return [path for folder in folders for path in unread(folder)]

    def _at_the_bank(self) -> list[str]:
        if self.bank.pid is None:
            return []
        waiting = self.bank.counts()["waiting"]
        return [f"{waiting} transfers wait at the bank"] if waiting else []

    def files(self, folder: Path) -> list[bytes]:
        """Every file of X12 or EDIFACT that went through a folder, read or not."""
        return [path.read_bytes() for place in (folder, folder / "done") for path in place.glob("*.edi*")]

    def wire(self, folder: Path) -> list[bytes]:
        """Every interchange that went through a folder, each once, by control number."""
        number, segments = self.buyer.number, self.buyer.segments
        return sorted(set(self.files(folder)), key=lambda content: int(number(segments(content))))

    def sets(self, folder: Path, set_id: str) -> list[list[list[str]]]:
        """The messages of one kind that went through a folder, each from ST to SE or UNH to UNT."""
        return [body for content in self.wire(folder) for body in self.held(content, set_id)]

    def held(self, content: bytes, set_id: str) -> list[list[list[str]]]:
        """The messages of one kind in a file."""
        return self.buyer.messages(self.buyer.segments(content), set_id)

    def put(self, name: str, content: bytes, folder: Path) -> Path:
        """A file put into a folder as its partner's software would: it takes its name when it is whole."""
        folder.mkdir(parents=True, exist_ok=True)
        staging = folder / f".{name}.tmp"
        staging.write_bytes(content)
        return staging.rename(folder / name)


def unread(folder: Path) -> list[Path]:
    """The files that nobody has taken out of a folder yet, oldest first."""
    files = [path for path in folder.glob("[!.]*") if path.is_file()] if folder.is_dir() else []
    return sorted(files, key=lambda path: path.stat().st_mtime_ns)


def sets_in(content: bytes) -> list[list[list[str]]]:
    """The sets of an interchange, each from ST to SE."""
    found: list[list[list[str]]] = []
    for segment in segments(content):
        if segment[0] == "ST":
            found.append([])
        if found and segment[0] not in ("GE", "IEA") and (segment[0] == "ST" or found[-1][-1][0] != "SE"):
            found[-1].append(segment)
    return found


def set_up(folder: Path, databases: Mapping[str, str] = MappingProxyType({}), buyer: Buyer = X12) -> None:
    """Both workspaces as the README sets them up, without an ERP; the users' tokens are in a file beside them. `buyer`
    is the syntax that both write.

    `databases`: an empty database of PostgreSQL for a house, by its URL, put in place as docs/interfaces.md says.
    """
    tokens: dict[str, dict[str, str]] = {}
    for house, (files, partners, catalogs) in FILES_OF.items():
        at = ("--workspace", folder / house)
        b2b("init", folder / house)
        if house in databases:
            settings = folder / house / "b2b.toml"
            settings.write_text(settings.read_text().replace("sqlite:///b2b.db", databases[house]))
            (folder / house / "b2b.db").unlink()
            b2b(*at, "doctor", "--fix", code=None)
        for what, name in (("company", "company.toml"), *(("partner", name) for name in partners)):
            settings = folder / house / name
            settings.write_text(buyer.settings(files / name))
            b2b(*at, what, "apply", settings)
        for name in catalogs:
            b2b(*at, "catalog", "import", files / name)
        tokens[house] = {}
        for user, roles in USERS[house].items():
            words = [word for role in roles for word in ("--role", role)]
            tokens[house][user] = json.loads(b2b(*at, "user", "add", user, *words, "--json").stdout)["token"]
    (folder / TOKENS).write_text(json.dumps(tokens))


def at_rest(folder: Path, buyer: Buyer = X12) -> Market:
    """The market in this folder; neither its ERPs nor its bank run."""
    tokens = json.loads((folder / TOKENS).read_text())
    houses = {}
    for name, stock in STOCK.items():
        held = {sku: Quantity(Decimal(number), "EA") for sku, number in stock.items()}
        houses[name] = House(name, folder, ReferenceErp(folder / f"{name}-erp.db", held), tokens[name], buyer)
    bank = ReferenceBank(folder / "bank.db", customers(folder), waiting=False)
    return Market(folder, houses[ACME], houses[NORTHWIND], bank, buyer=buyer)


@contextmanager
def opened(built: Path, folder: Path, buyer: Buyer = X12) -> Iterator[Market]:
    """A market on a copy of `built`, its ERPs and its bank running."""
    shutil.copytree(built, folder, dirs_exist_ok=True)
    with awake(folder, buyer) as market:
        yield market


@contextmanager
def awake(folder: Path, buyer: Buyer = X12) -> Iterator[Market]:
    """The market in this folder, its ERPs and its bank running."""
    market = at_rest(folder, buyer)
    with ExitStack() as stack:
        for house in market.houses:
            stack.enter_context(house.erp)
            house.apply_company()
        stack.enter_context(market.bank)
        yield market


def customers(folder: Path) -> Sequence[Customer]:
    """The bank's accounts."""
    places = {name: folder / "bank" / name for name in IBANS}
    return [Customer(IBANS[name], OPENING[name], places[name] / "in", places[name] / "out") for name in IBANS]


@contextmanager
def working(market: Market) -> Iterator[None]:
    """Both gateways as daemons, each in a process of its own, that look into their folders every second."""
    try:
        for house in market.houses:
            look_every_second(house)
            market.daemons.append(started(house, "run"))
        yield
    finally:
        for daemon in market.daemons:
            ended(daemon)
        market.daemons.clear()


def look_every_second(house: House) -> None:
    """A schedule is a row: whoever wants other times changes it."""
    gateway = open_gateway(house.workspace)
    with gateway.store.write() as session:
        schedules.ensure_defaults(session, gateway.clock.now())
        (poll,) = session.exec(select(Schedule).where(col(Schedule.kind) == schedules.POLL))
        poll.trigger = {"every_seconds": 1}
        session.add(poll)
    gateway.close()


@contextmanager
def serving(house: House) -> Iterator[str]:
    """The SOAP service of a house in a process of its own; the address of its WSDL."""
    process = started(house, "serve", "--port", "0")
    try:
        assert process.stdout is not None
        yield process.stdout.readline().decode().rpartition(": ")[2].strip()
    finally:
        ended(process)


def started(house: House, *words: str) -> subprocess.Popen[bytes]:
    """A command that goes on by itself; its output is kept beside the workspace."""
    command = [sys.executable, "-m", "b2b", "--workspace", str(house.workspace), *words]
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    with (house.folder / f"{house.name}-{words[0]}.log").open("ab") as log:
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, cwd=ROOT, env=environment)


def ended(process: subprocess.Popen[bytes]) -> None:
    """Told to end as by Ctrl-C, and waited for."""
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output.decode()


def wait_for(what: Callable[[], object], seconds: float = 60) -> None:
    """Until it is true; a wait of more than `seconds` fails."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
