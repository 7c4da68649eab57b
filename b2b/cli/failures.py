"""The one place where an error becomes words on stderr and an exit code.

0    done
1    business rejection: the other side or a rule said no, a number already stands for something else
2    usage, unreadable input, a setting missing, or the outside out of reach
130  interrupted from the keyboard
141  the reader of our output went away
"""

from __future__ import annotations

import errno
import os
import re
import sys
import traceback
from pathlib import PurePath
from typing import Any

from typer import TyperException

from b2b.cli import json_output, screen, told_commands
from b2b.errors import B2BError, Conflict, IndeterminateError, NotAllowed, NotWritable, Rejected, Superseded

DONE, REJECTED, UNUSABLE, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_BUSINESS = (Rejected, Conflict, NotAllowed, NotWritable, Superseded, IndeterminateError)


def exit_code(error: BaseException) -> int:
    """The exit code that an error stands for."""
    return REJECTED if isinstance(error, _BUSINESS) else UNUSABLE


def present(error: Exception, *, as_json: bool = False) -> int:
    """Say what went wrong, where, and what to type next; with `as_json` also as an object on stdout. The exit code."""
    if os.environ.get("B2B_DEBUG"):
        traceback.print_exception(error)
    what, where, next_step = _described(error)
    screen.complain("error:", what)
    if where:
        screen.complain("where:", where)
    if next_step:
        screen.complain("next: ", told_commands.complete(next_step))
    # Where there is no room for the output there is none for this either.
    if as_json and not (isinstance(error, OSError) and error.errno in _FULL):
        json_output.write({"error": {"message": what, "where": where, "next_step": next_step}})
    return exit_code(error)


def _described(error: Exception) -> tuple[str, str, str]:
    if isinstance(error, B2BError):
        return error.message, error.where, error.next_step
    if isinstance(error, TyperException):
        return _usage(error)
    if isinstance(error, IsADirectoryError) and error.filename is not None:
        folder = os.fsdecode(error.filename)
        return "this is a folder, and a file is needed", folder, f"name the files in it, such as {folder.rstrip('/')}/*"
    if isinstance(error, OSError) and error.filename is not None:
        return error.strerror or type(error).__name__, os.fsdecode(error.filename), "check the name and the permissions"
    if isinstance(error, OSError) and error.errno in _FULL:
        return os.strerror(error.errno), "", "make room where the output goes, and run it again"
    return _unforeseen(error)


def _usage(error: TyperException) -> tuple[str, str, str]:
    ctx: Any = getattr(error, "ctx", None)
    message = _plain(error.format_message().rstrip("."))
    command = ctx.command_path if ctx is not None else "b2b"
    return message[:1].lower() + message[1:], "", f"{command} --help"


# What the library for options says about values, in words for people who type.
_PLAINER = (
    (re.compile(r"Input should be a valid integer.*"), "must be a whole number"),
    (re.compile(r"Unable to parse input string as an integer.*"), "the number is too large"),
    (re.compile(r"Input should be greater than or equal to (\S+)"), r"must be at least \1"),
    (re.compile(r"Input should be less than or equal to (\S+)"), r"must be at most \1"),
    (re.compile(r"Input should be a valid (number|decimal).*"), "must be a number"),
    (re.compile(r"Input should be a valid date.*"), "must be a day such as 2026-03-31"),
    (re.compile(r"Value error, ('.*') does not match the formats '%Y-%m-%d'"), r"\1 is no day such as 2026-03-31"),
    (
        re.compile(r"Value error, ('.*') does not match the formats '%Y-%m-%dT%H:%M'"),
        r"\1 is no time such as 2026-03-31T14:30",
    ),
)


def _plain(message: str) -> str:
    for said, plainer in _PLAINER:
        message = said.sub(plainer, message)
    return message


def _unforeseen(error: Exception) -> tuple[str, str, str]:
    """The message of an unforeseen error may quote a password or a price; only its kind and place are shown."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{_short(frames[-1].filename)} line {frames[-1].lineno}" if frames else ""
    return (
        f"this should not happen ({type(error).__name__})",
        where,
        "set B2B_DEBUG=1, run it again and report the traceback; it may show contents of your files",
    )


def _short(filename: str) -> str:
    """A source file as the traceback's readers know it: `b2b/cli/app.py`, `sqlite3/dbapi2.py`."""
    parts = PurePath(filename).parts
    start = max((at for at, part in enumerate(parts) if part in ("b2b", "site-packages")), default=len(parts) - 2)
    return "/".join(parts[max(start, 0) :]).removeprefix("site-packages/")


def silence_stdout() -> None:
    """Nobody reads us any more: let the interpreter flush into nothing when it ends."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(devnull, sys.stdout.fileno())
    finally:
        os.close(devnull)
