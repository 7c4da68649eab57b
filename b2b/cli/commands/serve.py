"""`b2b serve`: the SOAP service for ERP systems."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from b2b.cli.desk import desk
from b2b.cli.options import examples

app = typer.Typer(add_completion=False)


@app.command("serve", epilog=examples("b2b serve", "b2b serve --host 0.0.0.0 --certificate b2b.pem --key b2b.key"))
def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes any free one.")] = 8080,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", metavar="FILE", help="TLS: the certificate with its chain, PEM.")
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", metavar="FILE", help="TLS: the key, PEM.")] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="Without TLS on a network address: a proxy in front has it.")
    ] = False,
    public_url: Annotated[
        str, typer.Option("--public-url", metavar="URL", help="The address that the WSDL names; else the one asked.")
    ] = "",
) -> None:
    """Serve the workspace to ERP systems over SOAP, until Ctrl-C: orders, receipts, stock, invoices.

    Callers are users with the role erp: b2b user add NAME --role erp. On other addresses than loopback TLS is needed.
    """
    from b2b.cli import serving

    tls = serving.tls(certificate, key)
    with desk(ctx).gateway(actor="soap") as gateway:
        serving.until_told(gateway, host, port, tls, behind_proxy=behind_proxy, public_url=public_url)
