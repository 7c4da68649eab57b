"""The one place where adapters are wired: which store, which transport for a channel, which ERP and ledger for a
company.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from sqlmodel import col, select

from b2b.errors import ConfigError, NotFound
from b2b.gateway import workspace
from b2b.gateway.guides import Guides
from b2b.gateway.workspace import Workspace
from b2b.invoicing.rule_report import RulePack, load_packs
from b2b.ports import Clock, ErpAdapter, Ledger, Transport
from b2b.store import channels, parties
from b2b.store.engine import Store, open_store
from b2b.store.settings import ContractSettings
from b2b.store.tables import Channel, Company
from b2b.transport.folder import FolderTransport

CHAIN_FILE = "chain.jsonl"


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        """The present instant, UTC."""
        return dt.datetime.now(dt.UTC)


class Gateway:
    """A workspace at work: its store, its clock, and the adapters, made when first asked for.

    `actor` is the name under which the audit trail records what the gateway does by itself. Once `stopping` is set, the
    step at hand is finished and no other is begun. Tests pass their own `transports`, `erps` and `ledgers`.
    """

    def __init__(
        self,
        workspace: Workspace,
        store: Store,
        *,
        actor: str = "gateway",
        transports: Callable[[Channel], Transport] | None = None,
        erps: Callable[[Company], ErpAdapter | None] | None = None,
        ledgers: Callable[[Company, ContractSettings, bool], Ledger] | None = None,
    ) -> None:
        self.workspace = workspace
        self.store = store
        self.actor = actor
        self.stopping = threading.Event()
        self._make_transport = transports or self._folder
        self._make_erp = erps or _soap_erp
        self._make_ledger = ledgers or self._ledger
        self._erps: dict[tuple[str, int], ErpAdapter | None] = {}
        self.guides = Guides()

    @property
    def clock(self) -> Clock:
        """The clock of the store: one clock for everything."""
        return self.store.clock

    def transport(self, channel: Channel) -> Transport:
        """The transport of a channel."""
        return self._make_transport(channel)

    def erp(self, company_id: str) -> ErpAdapter | None:
        """The ERP of a company, None where it has none; made once for each revision of the company's settings."""
        with self.store.read() as session:
            company = session.exec(select(Company).where(col(Company.id) == company_id)).first()
        if company is None:
            raise NotFound(f"no company {company_id}", where="company")
        key = (company.id, company.revision)
        if key not in self._erps:
            self._erps[key] = self._make_erp(company)
        return self._erps[key]

    def ledger(self, company: Company, *, new: bool = False) -> Ledger:
        """The ledger on which a company anchors; `new` makes the embedded chain where there is none.

        ConfigError where the company has no [company.contract].
        """
        contract = parties.company_settings(company).contract
        if contract is None:
            raise ConfigError(
                f"{company.code} anchors nothing",
                where=f"company {company.code}",
                next_step="add [company.contract] to its TOML file and apply it: b2b company apply FILE",
            )
        return self._make_ledger(company, contract, new)

    def chain_is_elsewhere(self, company: Company) -> bool:
        """Whether a company anchors on a chain that is not the workspace's own."""
        contract = parties.company_settings(company).contract
        return contract is not None and contract.ledger == "rpc"

    @cached_property
    def rule_packs(self) -> tuple[RulePack, ...]:
        """The rule packs in the workspace's `rules/`, run beside the official invoice rules."""
        folder = self.workspace.folder / "rules"
        return load_packs(folder) if folder.is_dir() else ()

    def close(self) -> None:
        """Give connections back."""
        self.store.close()

    def _ledger(self, company: Company, contract: ContractSettings, new: bool) -> Ledger:
        if contract.ledger == "rpc":
            return _node(contract)
        from b2b.contracts.chain.embedded import EmbeddedLedger, create_chain

        file = self.workspace.folder / CHAIN_FILE
        if new:
            create_chain(file)
        return EmbeddedLedger(file, self.clock, company.code)

    def _folder(self, channel: Channel) -> Transport:
        if channel.kind != "folder":
            raise ConfigError(
                f"no transport of kind {channel.kind!r}",
                where=f"channel {channel.name}",
                next_step='set kind = "folder" in the partner\'s [partner.channel] and apply it',
            )
        folder = self.workspace.folder
        settings = channel.settings
        return FolderTransport(
            folder / settings["inbox"],
            folder / settings["outbox"],
            clock=self.clock,
            settle_seconds=float(settings.get("settle_seconds", 2)),
            largest=int(settings.get("largest_mb", 1024)) << 20,
            make_inbox=channels.is_new(channel, "inbox"),
            make_outbox=channels.is_new(channel, "outbox"),
        )


def open_gateway(folder: Path, clock: Clock | None = None, *, actor: str = "gateway") -> Gateway:
    """The gateway of the workspace in `folder` or above it; its database must have this program's schema."""
    found = workspace.find(folder)
    store = open_store(found.database, found.folder, clock or SystemClock())
    store.require_current()
    return Gateway(found, store, actor=actor)


def _soap_erp(company: Company) -> ErpAdapter | None:
    settings = company.settings["company"].get("erp")
    if settings is None:
        return None
    from b2b.erp.soap import connect

    return connect(settings, where=f"company {company.code}, [company.erp]")


def _node(contract: ContractSettings) -> Ledger:
    from b2b.contracts.chain.endpoint import Endpoint, EndpointLedger
    from b2b.erp.soap.secret import resolve

    assert contract.chain_id is not None
    endpoint = Endpoint(contract.url, contract.chain_id, contract.confirmations)
    return EndpointLedger(endpoint, contract.registry, lambda: resolve(contract.key))
