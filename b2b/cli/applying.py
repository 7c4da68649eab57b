"""Settings files of companies and partners: applied, compared, written back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from b2b.cli import json_output, screen
from b2b.cli.acting import required_once_known
from b2b.cli.listing import key, table, text

if TYPE_CHECKING:
    from sqlmodel import Session

    from b2b.gateway.bootstrap import Gateway
    from b2b.store.apply_settings import Applied
    from b2b.store.tables import User


class Apply(Protocol):
    """`b2b.store.apply_settings.apply_company` and `apply_partner`."""

    def __call__(
        self, session: Session, data: Mapping[str, Any], *, now: dt.datetime, actor: str, where: str
    ) -> Applied:
        """Make or change what the file describes."""
        ...


def apply_file(
    gateway: Gateway,
    file: str,
    apply: Apply,
    held: Mapping[str, Any],
    data: Mapping[str, Any],
    *,
    what: str,
    dry_run: bool,
    as_json: bool,
    after: Callable[[Applied], list[str]] = lambda _: [],
) -> None:
    """Apply a file's settings over those `held` and tell what differs; a dry run is applied and rolled back.

    `after` does what follows an application, and says what else there is to know.
    """
    with gateway.store.write() as session:
        done = apply(session, data, now=gateway.clock.now(), actor=gateway.actor, where=file)
        if dry_run:
            session.rollback()
    notes = after(done)
    changes = [] if done.outcome == "created" else list(_changes(held, data))
    if as_json:
        outcome = {"outcome": done.outcome, "revision": done.revision, "dry_run": dry_run, "changes": changes}
        json_output.write({**outcome, "notes": notes})
        return
    screen.line(_told(done.outcome, what, done.revision, dry_run=dry_run))
    if changes:
        table([key("key", "Setting"), text("before", "Before"), text("after", "After")], changes)
    for note in notes:
        screen.line(note)


def _told(outcome: str, what: str, revision: int, *, dry_run: bool) -> str:
    if outcome == "unchanged":
        return f"Nothing to change: {what} is so already (revision {revision})."
    verb = {"created": ("Created", "Would create"), "changed": ("Changed", "Would change")}[outcome][dry_run]
    return f"{verb} {what} (revision {revision})."


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    old, new = dict(_flat(before)), dict(_flat(after))
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield {"key": name, "before": old.get(name, ""), "after": new.get(name, "")}


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Dotted names and values; entries of a list are told apart by what names them, not by their place."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _flat(part, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and any(isinstance(part, Mapping) for part in value):
        for part in value:
            yield from _flat(part, f"{path}[{_named(part)}]")
    else:
        yield path, json_output.dumps(value, indent=None) if isinstance(value, list) else str(value)


def _named(part: Any) -> str:
    if not isinstance(part, Mapping):
        return str(part)
    return " ".join(str(part[name]) for name in ("document", "direction", "qualifier", "id") if name in part)


def require_payer(gateway: Gateway, user: User | None, held: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    """NotAllowed where a supplier's account would change and no payer changes it; as long as nobody pays through b2b,
    whoever can open the workspace may.
    """
    from b2b.store.states import UserRole

    if _account(held) != _account(data):
        required_once_known(gateway, user, UserRole.PAYER)


def _account(settings: Mapping[str, Any]) -> str:
    purchase = settings.get("partner", {}).get("purchase", {})
    return "".join(str(purchase.get("iban", "")).split())


def partner_notes(gateway: Gateway, done: Applied, *, has_channel: bool, dry_run: bool) -> list[str]:
    """Which guides hold, and what becomes of a partner's channel: its folders are made, or that it has none."""
    from b2b.gateway import folders

    if not has_channel:
        return [*done.notes, "It has no [partner.channel]: nothing comes from it, and nothing can be sent to it."]
    if dry_run:
        return [*done.notes]
    found = folders.make(gateway, done.id)
    return [*done.notes, *(f"Made the folder {path}" for path in found.made), *found.problems]


def write_guides(folder: Path, texts: Mapping[str, str]) -> None:
    """Write guides as `NAME.toml`, those aside that are found so already. Conflict: a file there says otherwise."""
    from b2b.cli.named_files import write_text
    from b2b.edi.guides.shelf import finder
    from b2b.errors import NotFound

    find = finder([folder])
    for name, wanted in texts.items():
        try:
            same = find(name) == wanted
        except NotFound:
            same = False
        if not same:
            folder.mkdir(parents=True, exist_ok=True)
            write_text(str(folder / f"{name}.toml"), wanted)
