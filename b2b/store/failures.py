"""What a database's failure means, and what to do about it."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from b2b.errors import B2BError, Busy, ConfigError, NotAllowed, NotFound, Unreachable, Unreadable

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_NOT_THERE = "no such table", "no such column", "has no column"
_REFUSED = "authentication failed", "no password supplied", "does not exist", "no pg_hba.conf entry"


def named(error: DBAPIError, where: str, *, reading: bool = False) -> B2BError | None:
    """The error of our tree that says what a driver's error means, None where the caller knows better what it means.

    Integrity errors are the caller's: only a repository knows which key of the business has been used twice.
    `reading`: the unit of work was opened to read.
    """
    if isinstance(error, IntegrityError) or error.orig is None:
        return None
    if isinstance(error.orig, sqlite3.Error):
        meaning = _sqlite(error.orig, where)
    else:
        meaning = _postgresql(error, where, reading=reading)
    if reading and isinstance(meaning, NotAllowed):
        return NotAllowed("a unit of work that reads cannot write", where=where, next_step="open it with Store.write()")
    return meaning


def _sqlite(error: sqlite3.Error, where: str) -> B2BError | None:
    text = str(error)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in _BUSY:
        return Busy("the database is locked", where=where, next_step="try again; another program holds the file")
    if code == sqlite3.SQLITE_FULL:
        return Busy("the disk is full; nothing was written", where=where, next_step="free some space and try again")
    if code == sqlite3.SQLITE_IOERR:
        return Busy(
            f"the disk does not answer ({text}); nothing was written",
            where=where,
            next_step="check the disk and its free space (df -h), then try again",
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return NotAllowed(
            "the database is read-only", where=where, next_step="let this user write the file and its folder"
        )
    if code == sqlite3.SQLITE_CANTOPEN:
        return ConfigError(
            "the database cannot be opened",
            where=where,
            next_step="let this user write the file and its folder; where there is no workspace yet: b2b init DIR",
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return Unreadable(
            f"the database is damaged ({text})",
            where=where,
            next_step="stop b2b, keep a copy, and restore the last backup; what is left: sqlite3 b2b.db .recover",
        )
    if any(words in text for words in _NOT_THERE):
        return ConfigError(
            f"the database is not the one this version needs ({text})", where=where, next_step="b2b doctor --fix"
        )
    return None


def _postgresql(error: DBAPIError, where: str, *, reading: bool) -> B2BError | None:
    state = getattr(error.orig, "sqlstate", None) or ""
    said = str(error.orig).strip().partition("\n")[0].removeprefix("connection failed: ")
    if not state and isinstance(error, OperationalError):
        return _no_connection(said, where)
    if error.connection_invalidated or state.startswith(("08", "57P")):
        return Unreachable(
            "the connection to the database broke", where=where, next_step="check that it runs, then try again"
        )
    if state == "55P03":
        return Busy(
            "another process has been writing for too long",
            where=where,
            next_step="try again; if it stays so, see who holds it: SELECT * FROM pg_locks WHERE locktype = 'advisory'",
        )
    if state in ("40001", "40P01", "57014"):
        return Busy(f"the database gave up ({said})", where=where, next_step="try again")
    if state.startswith("53"):
        return Busy(f"the database is out of room ({said})", where=where, next_step="give it room and try again")
    if state == "25006":
        return NotAllowed("the database is read-only", where=where, next_step="connect to the primary")
    if state == "42501":
        return ConfigError(
            f"the database does not allow it ({said})", where=where, next_step="connect as the owner of its tables"
        )
    if state in ("42P01", "42703", "3F000"):
        return ConfigError(
            f"the database is not the one this version needs ({said})", where=where, next_step="b2b doctor --fix"
        )
    if state == "22003" and reading:
        return NotFound("no number in this database is that large", where=where, next_step="check the number")
    return None


def _no_connection(said: str, where: str) -> B2BError:
    """libpq says why in words only; what it says in other languages counts as no answer, and is shown."""
    if any(words in said for words in _REFUSED):
        return ConfigError(
            f"the database refuses the connection ({said})",
            where=where,
            next_step="correct [workspace] database in b2b.toml; the password may stand in ~/.pgpass or PGPASSWORD",
        )
    return Unreachable(
        f"the database does not answer ({said})", where=where, next_step="check that it runs, then try again"
    )
