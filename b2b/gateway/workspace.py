"""A workspace on disk: one folder, one tenant, one database (docs/interfaces.md, Workspace)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from b2b.edi.engine.limits import DEFAULT, Limits
from b2b.errors import ConfigError, Conflict, NotFound

FILE = "b2b.toml"
_TEMPLATE = """\
# A b2b workspace: one tenant, one database. Everything else lives in the database.
[workspace]
name = {name}
database = "sqlite:///b2b.db"   # relative to this folder
"""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder (absolute), its name, the database URL with the folder filled in, and caps on what partners send."""

    folder: Path
    name: str
    database: str
    limits: Limits = DEFAULT

    @property
    def guides(self) -> Path:
        """Where the workspace's own guides lie, as `NAME.toml`; there need be no such folder."""
        return self.folder / "guides"


def create(folder: Path, name: str = "") -> Workspace:
    """Make the folder and its `b2b.toml`; the database is made by the first `migrate`. Conflict: there is one
    already.
    """
    file = folder / FILE
    if file.exists():
        raise Conflict("this folder is a workspace already", where=str(folder), next_step=f"b2b -w {folder} doctor")
    folder.mkdir(parents=True, exist_ok=True)
    quoted = '"' + (name or folder.resolve().name).replace("\\", "\\\\").replace('"', '\\"') + '"'
    file.write_text(_TEMPLATE.format(name=quoted), encoding="utf-8")
    return load(folder)


def find(start: Path) -> Workspace:
    """The workspace that `start` or one of its parents is. NotFound: none is."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / FILE).is_file():
            return load(folder)
    raise NotFound(
        "there is no workspace here",
        where=str(start),
        next_step="make one: b2b init DIR; or name one: b2b --workspace DIR ...",
    )


def load(folder: Path) -> Workspace:
    """Read `b2b.toml` of this very folder. ConfigError: it is missing, unreadable or incomplete."""
    file = folder / FILE
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError("no b2b.toml", where=str(folder), next_step=f"b2b init {folder}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ConfigError(f"not readable as TOML: {problem}", where=str(file)) from problem
    section = settings.get("workspace", {})
    unknown = sorted(set(settings) - {"workspace", "limits"}) + sorted(set(section) - {"name", "database"})
    if unknown:
        next_step = "it knows [workspace] with name and database, and [limits]"
        raise ConfigError(f"unknown setting {unknown[0]!r}", where=str(file), next_step=next_step)
    name, database = section.get("name"), section.get("database")
    if not isinstance(name, str) or not isinstance(database, str):
        raise ConfigError("name and database must be given as text", where=str(file))
    limits = _limits(settings.get("limits", {}), str(file))
    return Workspace(folder.resolve(), name, _absolute(database, folder.resolve()), limits)


def _limits(table: Any, where: str) -> Limits:
    """The caps that `[limits]` sets; those that it does not name are as shipped (docs/interfaces.md, Sizes)."""
    known = [field.name for field in fields(Limits)]
    if not isinstance(table, Mapping):
        raise ConfigError("[limits] is a table", where=where, next_step=f"it knows: {', '.join(known)}")
    for name, value in table.items():
        if name not in known:
            raise ConfigError(f"unknown limit {name!r}", where=where, next_step=f"it knows: {', '.join(known)}")
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ConfigError(f"the limit {name} must be a whole number above 0, not {value!r}", where=where)
    return Limits(**table)


def _absolute(database: str, folder: Path) -> str:
    scheme, slashes, path = database.partition(":///")
    if scheme == "sqlite" and slashes and not path.startswith("/"):
        return f"sqlite:///{folder / path}"
    return database
