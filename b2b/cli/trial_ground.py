"""What a trial stands on (`b2b partner test`): what the workspace has, what is made up, what is still needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from sqlmodel import Session

from b2b.catalogs.model import Catalog
from b2b.cli.desk import desk
from b2b.cli.named_files import read_text
from b2b.cli.views import catalog, goods
from b2b.documents import Quantity
from b2b.edi.engine.results import FileReport
from b2b.edi.guides.inference.samples import Sample
from b2b.errors import NotFound
from b2b.onboarding import surroundings
from b2b.onboarding.goods import ORDERS, plenty
from b2b.onboarding.scratch import Surroundings
from b2b.procurement.purchasing.levels import Level
from b2b.store import parties
from b2b.store.settings import PartnerSettings, load_toml, parse_company
from b2b.store.states import Direction
from b2b.store.tables import Company

_NO_CATALOG = (
    "your catalog with its prices (b2b catalog import FILE). The workspace has none, and without it every line of an "
    "order is rejected."
)
_NO_STOCK = (
    "your stock (b2b stock set SKU QUANTITY, or the ERP in company.toml). None is known, and what is not in stock is "
    "back-ordered."
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the trial stands on, what of it is made up, what the workspace needs before real files come, and the names
    of files that we sent ourselves.
    """

    around: Surroundings
    notes: tuple[str, ...]
    needed: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """What a workspace knows: the company's settings, its catalogs and stock; whether an ERP tells of the stock."""

    company: Mapping[str, Any]
    catalogs: Sequence[Catalog]
    stock: Sequence[Level]
    asks_erp: bool


def settings_in(file: str) -> dict[str, Any]:
    """The TOML in a file. Unreadable, ConfigError."""
    return load_toml(read_text(file), file)


def lay(ctx: typer.Context, file: str, settings: PartnerSettings, samples: Sequence[Sample]) -> Ground:
    """What there is for a trial of the settings in `file` by these samples. Errors: ConfigError, Unreadable."""
    reports = surroundings.checked(samples)
    held, guides = _held(ctx, settings.company)
    company, notes = _company(file, settings, held)
    if not company:
        company = surroundings.company_for(settings, reports)
        notes = [f"There is no company {settings.company} here: one is made up, at the addresses in the files."]
    beside = [Path(file).parent / "guides"] if file != "-" else []
    sold = _sold(settings, reports, held, str(company["company"].get("currency", "")))
    if _takes_orders(settings):
        notes += sold.notes
    theirs = surroundings.addresses_of(settings.identities)
    ours = surroundings.own_addresses(company)
    own = [one.name for one, report in zip(samples, reports, strict=True) if surroundings.is_own(report, ours, theirs)]
    notes += [f"{name} was sent by us and is not tried." for name in own]
    around = Surroundings(company, sold.catalogs, sold.stock, [*beside, *guides], sold.unpriced)
    return Ground(around, tuple(notes), _needed(settings, held), tuple(own))


@dataclass(frozen=True, slots=True)
class _Sold:
    """What orders are decided by: catalogs, stock, the items whose price is made up, and what else is."""

    catalogs: Sequence[Catalog]
    stock: Sequence[Level]
    unpriced: frozenset[str]
    notes: Sequence[str]


def _sold(settings: PartnerSettings, reports: Sequence[FileReport], held: _Held | None, currency: str) -> _Sold:
    """What the workspace has, else what the files name."""
    catalogs: Sequence[Catalog] = held.catalogs if held else ()
    stock: Sequence[Level] = held.stock if held else ()
    unpriced: frozenset[str] = frozenset()
    notes = []
    if not catalogs:
        made = surroundings.catalog_for(settings, reports, currency)
        catalogs, stock, unpriced = [made.catalog], (), made.unpriced
        notes.append("There is no catalog: one is made up of the items in the files, at the partner's own prices.")
    if unpriced:
        notes.append("Items without a price in any file cost 1 in the made-up catalog; their lines say so.")
    if not stock:
        stock = [level for one in catalogs for level in plenty(one)]
        notes.append("No stock is known: the trial has plenty of everything.")
    return _Sold(catalogs, stock, unpriced, notes)


def _takes_orders(settings: PartnerSettings) -> bool:
    return any(settings.agreement(order, Direction.IN) for order in ORDERS)


def _needed(settings: PartnerSettings, held: _Held | None) -> tuple[str, ...]:
    """What orders of a customer are decided by, as far as the workspace lacks it."""
    if not _takes_orders(settings):
        return ()
    no_catalog = held is None or not held.catalogs
    no_stock = held is None or not (held.stock or held.asks_erp)
    return tuple(text for text, lacks in ((_NO_CATALOG, no_catalog), (_NO_STOCK, no_stock)) if lacks)


def _company(file: str, settings: PartnerSettings, held: _Held | None) -> tuple[Mapping[str, Any], list[str]]:
    """The workspace's company, else the one that lies beside the partner's file; nothing where there is neither."""
    if held is not None:
        return held.company, []
    beside = Path(file).parent / "company.toml"
    if file == "-" or not beside.is_file():
        return {}, []
    data = settings_in(str(beside))
    if parse_company(data, str(beside)).code != settings.company:
        return {}, []
    return data, [f"The company is the one in {beside}."]


def _held(ctx: typer.Context, code: str) -> tuple[_Held | None, list[Path]]:
    """What the workspace we stand in knows of the company, None where it knows nothing; and its folder of guides."""
    try:
        found = desk(ctx).workspace()
    except NotFound:
        return None, []
    with desk(ctx).looking() as (_, session):
        company = next((row for row in parties.companies(session) if row.code == code), None)
        if company is None:
            return None, [found.guides]
        asks_erp = parties.company_settings(company).erp is not None
        return _Held(company.settings, *_goods(session, company), asks_erp), [found.guides]


def _goods(session: Session, company: Company) -> tuple[list[Catalog], list[Level]]:
    catalogs = [catalog.content(session, company, row["name"]) for row in catalog.imports(session, company)]
    rows = goods.stock(session, company, [])
    counted = [row for row in rows if row["quantity"] is not None]
    return catalogs, [Level(row["sku"], Quantity(row["quantity"], row["unit"])) for row in counted]
