"""`b2b demo`: play the day; `b2b demo erp`: run the reference ERP alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from b2b.cli.options import examples

app = typer.Typer(help="Play a day between two companies, or run the reference ERP (a simulator).")


@app.callback(invoke_without_command=True, epilog=examples("b2b demo --out demo-out"))
def demo(
    ctx: typer.Context,
    out: Annotated[
        Path, typer.Option("--out", help="Where everything goes; what an earlier demo left is removed.")
    ] = Path("demo-out"),
) -> None:
    """Play the day: low stock, orders, answers, goods, invoices, payments, proofs, between two companies.

    Exit code 1 where a figure is not what it must be.
    """
    if ctx.invoked_subcommand is not None:
        return
    from b2b.cli import screen
    from b2b.cli.typed import typed
    from b2b.demo import whole

    program = sys.argv[0] if sys.argv[0].endswith("b2b") else "b2b"
    index = whole.play(out.resolve(), typed, screen.console())
    screen.line()
    screen.line(f"Look at it: {index}")
    screen.line(f"Ask it:     {program} -w {out / 'northwind'} today")
    screen.line(f"            {program} -w {out / 'northwind'} why 4500000003")
    screen.line(f"            {program} -w {out / 'acme'} report orders")


@app.command("erp", epilog=examples("b2b demo erp --db erp.db --port 8701 --stock WIDGET-001=500,EA"))
def erp(
    db: Annotated[Path, typer.Option("--db", help="SQLite file; made if it is not there.")],
    port: Annotated[int, typer.Option("--port", help="Port on 127.0.0.1; 0 takes a free one.")] = 0,
    port_file: Annotated[Path | None, typer.Option("--port-file", help="The port is written here.")] = None,
    stock: Annotated[list[str] | None, typer.Option("--stock", metavar="SKU=QTY,UNIT", help="May be repeated.")] = None,
) -> None:
    """Run the reference ERP, a simulator, until Ctrl-C."""
    from b2b.demo.erp.__main__ import main

    arguments = ["--db", str(db), "--port", str(port)]
    arguments += ["--port-file", str(port_file)] if port_file else []
    for row in stock or []:
        arguments += ["--stock", row]
    raise typer.Exit(main(arguments))
