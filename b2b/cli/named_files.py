"""Files that a person names on the command line; `-` is standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from b2b.cli import screen
from b2b.errors import ConfigError, Conflict, Unreadable

# What every page of ours has in its head, and how far into the file that is looked for.
_PAGE = b'<meta name="generator" content="b2b">'
_PAGE_HEAD = 1024


def read_bytes(name: str) -> bytes:
    """The bytes of a file, or of standard input. Unreadable: it cannot be read."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except IsADirectoryError as error:
        next_step = f"name the files in it, such as {screen.clean(name).rstrip('/')}/*"
        raise Unreadable("this is a folder, and a file is needed", where=name, next_step=next_step) from error
    except OSError as error:
        raise Unreadable(
            error.strerror or "cannot be read", where=name, next_step="check the name and the permissions"
        ) from error


@contextmanager
def told_of(name: str) -> Iterator[None]:
    """What cannot be read within is told with the name of the file."""
    try:
        yield
    except Unreadable as error:
        named = "standard input" if name == "-" else name
        error.where = f"{named}, {error.where}" if error.where else named
        raise


def read_text(name: str) -> str:
    """The text of a UTF-8 file, with or without a byte order mark. Unreadable: it cannot be read, or is not UTF-8."""
    try:
        return read_bytes(name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"this is not UTF-8 text (byte {error.start})", where=name, next_step="save the file as UTF-8"
        ) from error


def write_bytes(name: str, content: bytes) -> None:
    """Make a file, whole or not at all, or write to standard output for `-`. Conflict: there is a file of that name
    already. ConfigError: it cannot be written.
    """
    if name == "-" and screen.is_terminal(sys.stdout):
        screen.block(content.decode("utf-8", "replace"))
        return
    if name == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    if not name:
        raise ConfigError("the name of the file to write is empty", where="--output", next_step="name a file, or -")
    try:
        with Path(name).open("xb") as file, _removed_on_failure(Path(name)):
            file.write(content)
            file.flush()
    except FileExistsError as error:
        raise Conflict("the file is there already", where=name, next_step="name another, or move it away") from error
    except OSError as error:
        raise ConfigError(
            f"the file cannot be written: {error.strerror}", where=name, next_step="name another with --output"
        ) from error
    screen.note(f"Wrote {name}.")


def require_page(name: str) -> None:
    """ConfigError: a page cannot be written there, because something else lies there than a page of ours."""
    if name == "-" or not Path(name).exists():
        return
    try:
        with Path(name).open("rb") as file:
            is_ours = _PAGE in file.read(_PAGE_HEAD)
    except OSError:
        is_ours = False
    if not is_ours:
        raise ConfigError(
            "there is something else than a page of b2b", where=name, next_step="name another file, or move it away"
        )


def write_page(name: str, html: str) -> None:
    """Write a web page, over an earlier page of ours of that name too. ConfigError: it cannot be written."""
    require_page(name)
    if name != "-":
        Path(name).unlink(missing_ok=True)
    write_text(name, html)


@contextmanager
def _removed_on_failure(file: Path) -> Iterator[None]:
    """Half a file would be taken for a whole one, and stand in the way of the next try."""
    try:
        yield
    except OSError:
        file.unlink()
        raise


def write_text(name: str, text: str) -> None:
    """The same for text, as UTF-8."""
    write_bytes(name, text.encode("utf-8"))
