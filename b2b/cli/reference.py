"""docs/cli.md, written from the commands themselves: `python -m b2b.cli.reference > docs/cli.md`."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from typing import Any

import typer.main

_HEAD = """\
# Commands

Written by `python -m b2b.cli.reference`; a test compares it with the commands.

Exit codes: 0 done · 1 business rejection (a file rejected, a rule said no, an exception stands) · 2 usage, unreadable
input, or a setting missing · 130 interrupted. Errors go to stderr as `error:`, `where:` and `next:`; `B2B_DEBUG=1` adds
the traceback. With `--json` an error is also an object on stdout: `{"error": {"message", "where", "next_step"}}`.

Everywhere: `--workspace DIR` (`-w`, or `B2B_WORKSPACE`; else the folder you stand in or one above) and `--no-color`
(or `NO_COLOR=1`) may stand before or after the command. `--json` puts JSON on stdout, amounts and quantities as text.
`--dry-run` shows what would change and changes nothing.
"""


def reference() -> str:
    """The whole page in Markdown; the demo, which explains itself, is left out."""
    from b2b.cli.app import app

    root: Any = typer.main.get_command(app)
    parts = [_HEAD]
    for panel in dict.fromkeys(command.rich_help_panel for name, command in root.commands.items() if name != "demo"):
        parts.append(f"## {panel}\n")
        for name, command in root.commands.items():
            if name != "demo" and command.rich_help_panel == panel:
                parts += _described(f"b2b {name}", command)
    return "\n".join(parts)


def _described(path: str, command: Any) -> Iterator[str]:
    if hasattr(command, "commands"):
        yield f"### {path}\n\n{_wrapped(command.help)}\n"
        for name, child in command.commands.items():
            yield from _described(f"{path} {name}", child)
        return
    yield f"### {_usage(path, command)}\n\n{_wrapped(command.help)}\n"
    if rows := [row for parameter in command.params if (row := _parameter(parameter))]:
        yield "\n".join(["| | |", "|---|---|", *rows]) + "\n"
    if command.epilog:
        yield "\n".join(["```", *(line.strip() for line in command.epilog.splitlines()[1:]), "```"]) + "\n"


def _wrapped(text: str) -> str:
    return "\n\n".join(textwrap.fill(part, 116) for part in text.split("\n\n"))


def _usage(path: str, command: Any) -> str:
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    return " ".join([f"`{path}", *(_argument(argument) for argument in arguments)]) + "`"


def _argument(argument: Any) -> str:
    name = argument.metavar or argument.name.upper()
    many = "..." if argument.nargs != 1 else ""
    return f"{name}{many}" if argument.required else f"[{name}{many}]"


def _parameter(parameter: Any) -> str:
    """One row; `--help` is everywhere and is left out."""
    if parameter.name == "help":
        return ""
    name = ", ".join(f"`{option}`" for option in parameter.opts)
    if parameter.param_type_name == "argument":
        name = f"`{_argument(parameter)}`".replace("|", "\\|")  # in a cell of a table
    default = parameter.default
    said = (
        f" Default: {default}." if isinstance(default, str | int) and not isinstance(default, bool) and default else ""
    )
    return f"| {name} | {(parameter.help or '').replace('|', '/')}{said} |"


if __name__ == "__main__":
    sys.stdout.write(reference())
