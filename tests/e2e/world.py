"""A supplier's world for end-to-end tests: a workspace, the reference ERP in its own process, and the buyer's folders.

Everything goes through the command line and the files a partner sees, as in production; the commands run in the test's
own process, because starting one costs a second.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from b2b.cli.app import app
from b2b.demo.erp.process import ReferenceErp
from b2b.documents import Quantity
from tests.e2e.buyers import FILES, X12, Buyer, first

__all__ = ["DAY_ONE", "FILES", "STOCK", "World", "answers", "b2b", "first", "segments"]

segments, answers = X12.segments, X12.answers
STOCK = {
    "WIDGET-001": Quantity(Decimal(500), "EA"),
    "WIDGET-002": Quantity(Decimal(60), "EA"),
    "GASKET-10": Quantity(Decimal(0), "EA"),
}
DAY_ONE = (
    "850-4500001001.edi",
    "850-4500001002.edi",
    "850-4500001003.edi",
    "850-4500001004.edi",
)


@dataclass
class World:
    """The supplier's workspace and the buyer's end of the channel, in the buyer's syntax."""

    folder: Path
    erp: ReferenceErp
    buyer: Buyer = X12

    @property
    def workspace(self) -> Path:
        return self.folder / "acme"

    @property
    def inbox(self) -> Path:
        return self.workspace / "channels" / "northwind" / "in"

    @property
    def outbox(self) -> Path:
        return self.workspace / "channels" / "northwind" / "out"

    def b2b(self, *words: str | Path, code: int | None = 0) -> Result:
        """Run one command in the workspace; `code` is the exit code it must have (None: any)."""
        return b2b("--workspace", self.workspace, *words, code=code)

    def run_once(self) -> None:
        """Let the gateway work what is there; an exception that it opens (exit code 1) is for the test to look at."""
        assert self.b2b("run", "--once", code=None).exit_code in (0, 1)

    def json(self, *arguments: str, code: int | None = 0) -> Any:
        return json.loads(self.b2b(*arguments, "--json", code=code).stdout)

    def set_up(self) -> None:
        """The supplier's workspace as the README sets it up: company with ERP, partner, catalog."""
        b2b("init", self.workspace)
        self.apply_company()
        partner = self.folder / "partner.toml"
        partner.write_text(self.buyer.settings(FILES / "partner.toml"))
        self.b2b("partner", "apply", partner)
        self.b2b("catalog", "import", FILES / "catalog.toml")

    def apply_company(self, **limits: float) -> None:
        """The demo's company with this ERP, and with other limits of its calls."""
        erp = f'\n[company.erp]\nprofile = "reference"\nurl = "{self.erp.url}"\nallow_hosts = ["127.0.0.1"]\n'
        erp += "".join(f"{name} = {value}\n" for name, value in limits.items())
        company = self.folder / "company.toml"
        company.write_text(self.buyer.settings(FILES / "company.toml") + erp)
        self.b2b("company", "apply", company)

    def drop(self, name: str, content: bytes | None = None, *, as_name: str | None = None) -> None:
        """The buyer's software puts a file into our inbox."""
        self.inbox.mkdir(parents=True, exist_ok=True)
        staging = self.inbox / f".{name}.tmp"
        staging.write_bytes(self.buyer.file(name).read_bytes() if content is None else content)
        staging.rename(self.inbox / (as_name or name))

    def erp_bookings(self, kind: str) -> list[str]:
        """The documents that the ERP has booked as this kind, by the customer's order number or our invoice number."""
        return sorted(row["document"] for row in self.erp.state()["bookings"] if row["kind"] == kind)

    def received(self) -> list[list[list[str]]]:
        """Every interchange the buyer has, as segments, in the order of our control numbers."""
        interchanges = [self.buyer.segments(path.read_bytes()) for path in self.outbox.glob("[!.]*")]
        return sorted(interchanges, key=lambda found: int(self.buyer.number(found)))

    def sets(self, set_id: str) -> list[list[list[str]]]:
        """The messages of one kind that the buyer has received, each from ST to SE or UNH to UNT."""
        return [one for interchange in self.received() for one in self.buyer.messages(interchange, set_id)]


def b2b(*words: str | Path, code: int | None = 0, token: str | None = None) -> Result:
    """`b2b words...` in this process, by the user with this token; `code` is the exit code it must have (None: any)."""
    environment = {"COLUMNS": "200", "NO_COLOR": "1", "B2B_WORKSPACE": None, "B2B_DEBUG": None, "B2B_TOKEN": token}
    result = CliRunner(env=environment).invoke(app, [str(word) for word in words], prog_name="b2b")
    assert code in (None, result.exit_code), (
        f"b2b {' '.join(map(str, words))}: exit {result.exit_code}\n{result.stdout}\n{result.stderr}"
    )
    return result
