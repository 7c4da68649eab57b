"""`b2b demo`: play the day; `b2b demo erp`: run the reference ERP alone."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Play a day between a buyer and a supplier, or run the reference ERP (a simulator).")


@app.callback(invoke_without_command=True, epilog="Example: b2b demo --out demo-out")
def demo(
    ctx: typer.Context,
    out: Annotated[
        Path, typer.Option("--out", help="Where everything goes; what an earlier demo left is removed.")
    ] = Path("demo-out"),
) -> None:
    """Play the supplier's day: orders in as files, acknowledged, decided, booked, shipped and invoiced."""
    if ctx.invoked_subcommand is not None:
        return
    from rich.console import Console

    from b2b.demo import day as days
    from b2b.demo import figures, showcase
    from b2b.demo.telling import Teller
    from b2b.gateway.bootstrap import SystemClock

    program = sys.argv[0] if sys.argv[0].endswith("b2b") else "b2b"
    console = Console(highlight=False, markup=False, emoji=False)
    teller = Teller(console)
    teller.opening()
    began = time.monotonic()
    for day in days.play(out.resolve(), SystemClock(), teller.chapter):
        rows = figures.of(day, time.monotonic() - began)
        teller.summary(rows)
        index = showcase.build(day, rows)
    console.print(f"\nLook at it: {index}")
    console.print(f"Ask it:     {program} -w {out / 'acme'} today")
    console.print(f"            {program} -w {out / 'acme'} why 4500001003")


@app.command("erp", epilog="Example: b2b demo erp --db erp.db --port 8701 --stock WIDGET-001=500,EA")
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
