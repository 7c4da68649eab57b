"""The root of all commands: global options, the groups, and the frame around every run."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from b2b import __version__
from b2b.cli import failures, told_commands
from b2b.cli.commands import Commands
from b2b.cli.desk import Desk
from b2b.cli.group import Group

_VALUED = ("-w", "--workspace")
_FLAGS = ("--no-color",)


class Root(Group):
    """The root group: global options may stand anywhere, and no error leaves as a traceback."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = cast(Any, Commands())

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run and exit; `standalone_mode` is accepted for the signature's sake."""
        words = list(sys.argv[1:] if args is None else args)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        with told_commands.for_workspace(workspace_of(words)):
            try:
                code = super().main(words, prog_name or "b2b", complete_var, False, windows_expand_args, **extra)
                sys.stdout.flush()
            except BrokenPipeError:
                failures.silence_stdout()
                code = failures.PIPE_CLOSED
            except KeyboardInterrupt:
                # One that came while the library below was already on its way out.
                code = failures.INTERRUPTED
            except Exception as error:
                code = failures.present(error, as_json="--json" in words)
        sys.exit(code or failures.DONE)

    def invoke(self, ctx: Any) -> Any:
        """A closed pipe is seen here, before the library below takes it for its own."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as closed:
            failures.silence_stdout()
            raise typer.Exit(failures.PIPE_CLOSED) from closed

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Global options first, wherever they were typed."""
        return super().parse_args(ctx, hoisted(args))


def hoisted(args: Sequence[str]) -> list[str]:
    """The arguments with `--workspace DIR` and `--no-color` moved to the front; what follows `--` stays."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(args)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in _FLAGS or word.startswith("--workspace="):
            front.append(word)
        elif word in _VALUED:
            front += [word, *([value] if (value := next(words, None)) is not None else [])]
        else:
            rest.append(word)
    return [*front, *rest]


def workspace_of(args: Sequence[str]) -> str:
    """The workspace as it was typed, the last where it was typed twice; empty where none was."""
    found = ""
    words = iter(hoisted(args))
    for word in words:
        if word in _VALUED:
            found = next(words, "")
        elif word.startswith("--workspace="):
            found = word.partition("=")[2]
        elif word not in _FLAGS:
            break
    return found


app = typer.Typer(
    cls=Root,
    name="b2b",
    help="A gateway between your partners and your ERP: X12 and EDIFACT in and out, orders decided, invoices written.",
    epilog="Example: b2b today",
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"b2b {__version__}")
        raise typer.Exit


@app.callback()
def options(
    ctx: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", "-w", envvar="B2B_WORKSPACE", help="The workspace; else this folder or one above."),
    ] = None,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colours (also: NO_COLOR=1).")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Global options; they may stand before or after the command."""
    if no_color:
        os.environ["NO_COLOR"] = "1"
    ctx.obj = Desk(workspace)
