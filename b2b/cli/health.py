"""What `b2b doctor` looks at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session, col, select

from b2b.cli import guides_in_force, syntax_checks
from b2b.cli.health_check import Check
from b2b.cli.words import counted
from b2b.errors import B2BError
from b2b.gateway.bootstrap import Gateway, SystemClock
from b2b.gateway.workspace import Workspace
from b2b.store import agreements, channels, jobs, parties, seals, users
from b2b.store.engine import Store, open_store
from b2b.store.schema import SchemaState
from b2b.store.states import Direction, Role, UserRole
from b2b.store.tables import Channel, Company, Item, Partner, Stock

_LITTLE_ROOM = 1 << 30


def examine(workspace: Workspace, *, fix: bool, ask_erp: bool) -> Iterator[Check]:
    """Everything that must be in place, in the order in which it is needed; with `fix` what can be made is made."""
    yield Check("workspace", "ok", f"{workspace.name} in {workspace.folder}")
    yield from syntax_checks.schemas()
    yield _room(workspace.folder)
    store = open_store(workspace.database, workspace.folder, SystemClock())
    try:
        database = _database(store, fix=fix)
        yield database
        if database.state == "wrong":
            return
        gateway = Gateway(workspace, store)
        yield _dispatcher(store)
        with store.read() as session:
            yield from _companies(session)
            yield from _partners(session, workspace, fix=fix)
            yield from _catalogs(session)
            yield from _users(session)
        yield _audit(store)
        if ask_erp:
            yield from _erps(gateway)
    finally:
        store.close()


def _room(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    says = f"{free / (1 << 30):,.1f} GiB free"
    if not os.access(folder, os.W_OK):
        return Check("folder", "wrong", "this user may not write here", f"ls -ld {folder}")
    return Check("folder", "ok" if free > _LITTLE_ROOM else "note", says)


def _database(store: Store, *, fix: bool) -> Check:
    try:
        state = store.schema_state()
        if fix and state in (SchemaState.MISSING, SchemaState.BEHIND):
            store.migrate()
            return Check("database", "ok", f"was {state}; it is made and up to date now")
        if state is SchemaState.MISSING:
            return Check("database", "wrong", f"{store.url.database} is not there", "b2b doctor --fix")
        store.require_current()
    except B2BError as error:
        return Check("database", "wrong", str(error), error.next_step)
    return Check("database", "ok", "up to date")


def _dispatcher(store: Store) -> Check:
    if jobs.are_run(store):
        return Check("b2b run", "ok", "is working")
    return Check("b2b run", "note", "is not running; files are worked by b2b run, or b2b run --once")


def _companies(session: Session) -> Iterator[Check]:
    rows = parties.companies(session)
    if not rows:
        yield Check("companies", "wrong", "there is none", "b2b company apply FILE")
    for row in rows:
        settings = parties.company_settings(row)
        lacks = [
            name
            for name, value in (
                ("vat_id", settings.vat_id or settings.tax_registration),
                ("address.country", settings.address.country),
                ("iban", settings.iban),
                ("vat_category", settings.vat_category),
                ("identity", settings.identities),
            )
            if not value
        ]
        if lacks:
            yield Check(f"company {row.code}", "note", f"not set: {', '.join(lacks)}", f"b2b company export {row.code}")
        else:
            yield Check(f"company {row.code}", "ok", f"revision {row.revision}, its addresses and invoice data are set")


def _partners(session: Session, workspace: Workspace, *, fix: bool) -> Iterator[Check]:
    rows = parties.partners(session)
    if not rows:
        yield Check("partners", "note", "there is none", "b2b partner apply FILE")
    for row in rows:
        settings = parties.partner_settings(row)
        traded = agreements.current_agreements(session, row.id)
        is_bank = row.role == Role.BANK
        lacks = [
            name
            for name, value in (
                ("identity", settings.identities or is_bank),
                ("channel", settings.channel),
                ("agreement", traded),
                ("terms.currency", settings.terms.currency or is_bank),
            )
            if not value
        ]
        if lacks:
            says = f"not set: {', '.join(lacks)}"
            yield Check(f"partner {row.code}", "wrong", says, f"b2b partner export {row.code}")
        else:
            yield Check(f"partner {row.code}", "ok", f"revision {row.revision}, {counted(len(traded), 'agreement')}")
        company = parties.company_settings(session.get_one(Company, row.company_id))
        yield from syntax_checks.agreed(settings, company)
        yield from guides_in_force.examine(session, row, workspace.guides)
        channel = agreements.channel_of(session, row.id)
        if channel is not None:
            yield from _folders(row.code, workspace.folder, channel, fix=fix)


def _catalogs(session: Session) -> Iterator[Check]:
    """Whether a company that customers order from has something to sell, and knows how much of it there is."""
    for company in parties.companies(session):
        of_company = select(Partner).where(col(Partner.company_id) == company.id)
        customers = [row.code for row in session.exec(of_company) if _takes_orders(row)]
        if not customers:
            continue
        what, items = f"catalog of {company.code}", _some(session, Item, company)
        if not items:
            says = f"there is none: each line that {', '.join(customers)} may order is rejected"
            yield Check(what, "note", says, "b2b catalog import FILE")
        elif not _some(session, Stock, company) and parties.company_settings(company).erp is None:
            says = "the stock of no item is known, so all that is ordered is back-ordered"
            yield Check(what, "note", says, "b2b stock set SKU QUANTITY")


def _takes_orders(partner: Partner) -> bool:
    settings = parties.partner_settings(partner)
    return any(settings.agreement(order, Direction.IN) for order in ("850", "875"))


def _some(session: Session, table: type[Item] | type[Stock], company: Company) -> bool:
    query = select(table.id).where(col(table.company_id) == company.id).limit(1)
    return session.exec(query).first() is not None


def _folders(code: str, folder: Path, channel: Channel, *, fix: bool) -> Iterator[Check]:
    for side in channels.SIDES:
        path = folder / channel.settings[side]
        if fix and not path.is_dir():
            path.mkdir(parents=True)
            yield Check(f"folder of {code}", "ok", f"{path} is made now")
        elif not path.is_dir() and channels.is_new(channel, side):
            yield Check(f"folder of {code}", "note", f"{path} is not there yet", "b2b doctor --fix")
        elif not path.is_dir():
            says = f"{path} is gone: mount it again or move it back; --fix makes an empty one"
            yield Check(f"folder of {code}", "wrong", says, "b2b doctor --fix")
        elif not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            yield Check(f"folder of {code}", "wrong", f"{path} cannot be read and written", f"ls -ld {path}")


def _users(session: Session) -> Iterator[Check]:
    """Where nobody is admin, whoever opens the workspace makes a second person to approve with."""
    active = [row for row in users.listed(session) if row.active]
    admins = [row.name for row in active if UserRole.ADMIN in row.roles]
    if admins:
        yield Check("users", "ok", f"{counted(len(active), 'user')}, admin: {', '.join(admins)}")
    else:
        says = "nobody is admin, so whoever opens this workspace may make users"
        yield Check("users", "note", says, "b2b user add NAME --role admin")


def _audit(store: Store) -> Check:
    found = seals.verify(store)
    if not found.intact:
        says = f"{found.table} {found.row} {found.problem}"
        return Check("audit trail", "wrong", says, "b2b audit verify")
    sealed = f"{counted(found.sealed, 'act')} sealed and intact"
    return Check("audit trail", "ok", f"{sealed}, {found.unsealed:,} not sealed yet")


def _erps(gateway: Gateway) -> Iterator[Check]:
    from b2b.cli.erp_check import answers

    for row in answers(gateway, ""):
        state = "ok" if row["state"] == "answers" else "wrong"
        yield Check(f"ERP of {row['company']}", state, f"{row['url']}: {row['says']}", row["next"])
