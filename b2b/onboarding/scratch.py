"""A workspace that exists for one trial: in a temporary folder, with its own database, and gone afterwards."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from b2b.catalogs.model import Catalog, CatalogItem
from b2b.edi.guides.shelf import finder
from b2b.gateway import receive, workspace
from b2b.gateway.bootstrap import Gateway, SystemClock, open_gateway
from b2b.ports import Arrival
from b2b.procurement.catalog.service import import_catalog
from b2b.procurement.purchasing.levels import Level, set_levels
from b2b.store import agreements, apply_settings, parties
from b2b.store.engine import open_store
from b2b.store.tables import Channel

_ACTOR = "trial"
# What would reach outside, or needs partners that are not here.
_OUTSIDE = ("erp", "contract", "payments", "purchasing")
_CHANNEL = {"name": "trial", "kind": "folder", "inbox": "in", "outbox": "out", "settle_seconds": 0}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a trial stands on: the company's settings as in its TOML, catalogs, stock, and the folders of guides;
    `unpriced` are the numbers of items whose price is made up.
    """

    company: Mapping[str, Any]
    catalogs: Sequence[Catalog] = ()
    stock: Sequence[Level] = ()
    guides: Sequence[Path] = ()
    unpriced: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scratch:
    """An open scratch workspace with the partner's channel in it."""

    gateway: Gateway
    channel: Channel

    def take_in(self, name: str, content: bytes) -> str:
        """Receive a file as if the partner had sent it; the id of its transmission."""
        at = self.gateway.clock.now().isoformat()
        token = f"trial:{at}:{name}:{hashlib.sha256(content).hexdigest()}"
        return receive.receive(self.gateway, self.channel, Arrival(name, content, token))


@contextmanager
def empty_database() -> Iterator[Path]:
    """A database with all tables and nothing in them, to make several scratch workspaces of."""
    with tempfile.TemporaryDirectory(prefix="b2b-trial-") as folder:
        made = workspace.create(Path(folder) / "empty", "empty")
        store = open_store(made.database, made.folder, SystemClock())
        try:
            store.migrate()
        finally:
            store.close()
        yield store.path


@contextmanager
def scratch(partner: Mapping[str, Any], where: str, around: Surroundings, empty: Path) -> Iterator[Scratch]:
    """A scratch workspace set up with these settings, on a copy of an empty database. Errors are those of applying
    them: ConfigError, Conflict, NotFound.
    """
    with tempfile.TemporaryDirectory(prefix="b2b-trial-") as folder:
        made = workspace.create(Path(folder) / "scratch", "scratch")
        shutil.copyfile(empty, made.folder / empty.name)
        gateway = open_gateway(made.folder, actor=_ACTOR)
        try:
            yield Scratch(gateway, _set_up(gateway, partner, where, around))
        finally:
            gateway.close()


def _set_up(gateway: Gateway, partner: Mapping[str, Any], where: str, around: Surroundings) -> Channel:
    now = gateway.clock.now()
    company = {"company": {k: v for k, v in around.company["company"].items() if k not in _OUTSIDE}}
    settings = _for_trial(partner)
    for side in ("in", "out"):
        (gateway.workspace.folder / side).mkdir()
    with gateway.store.write() as session:
        apply_settings.apply_company(session, company, now=now, actor=_ACTOR)
        find = finder(around.guides)
        done = apply_settings.apply_partner(session, settings, now=now, actor=_ACTOR, where=where, find_guide=find)
        code = settings["partner"]["code"]
        for catalog in around.catalogs:
            import_catalog(session, now, _ACTOR, _for_one(catalog, code), source=catalog.name)
        owner = parties.company(session, company["company"]["code"])
        if around.stock:
            set_levels(session, now, _ACTOR, owner, around.stock, now, "trial")
        channel = agreements.channel_of(session, done.id)
        assert channel is not None
        session.expunge(channel)
    return channel


def _for_trial(partner: Mapping[str, Any]) -> dict[str, Any]:
    """The partner with folders of its own, and answers that are sent at once."""
    table = dict(partner["partner"])
    table["channel"] = _CHANNEL
    table["agreement"] = [
        {key: value for key, value in agreement.items() if key != "batch_minutes"}
        for agreement in table.get("agreement", [])
    ]
    return {"partner": table}


def _for_one(catalog: Catalog, partner: str) -> Catalog:
    """Without what it says of other partners, who are not here."""
    return replace(catalog, items=tuple(_item_for(item, partner) for item in catalog.items))


def _item_for(item: CatalogItem, partner: str) -> CatalogItem:
    return replace(
        item,
        contract=tuple(one for one in item.contract if one.partner == partner),
        buyer_codes=tuple(one for one in item.buyer_codes if one.partner == partner),
        reorder=None,
    )
