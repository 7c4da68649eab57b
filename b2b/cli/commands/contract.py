"""`b2b contract`: what was exchanged, anchored on a chain, and proofs that anybody can check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from b2b.cli import failures, json_output, screen
from b2b.cli.desk import desk
from b2b.cli.group import group
from b2b.cli.listing import next_steps, record
from b2b.cli.options import DryRun, Json, OfCompany, examples
from b2b.cli.words import counted
from b2b.errors import NotAllowed, NotFound, Rejected

if TYPE_CHECKING:
    from b2b.contracts.verify import Proof
    from b2b.gateway.bootstrap import Gateway
    from b2b.store.tables import Company

app = group(
    "Proof of what was exchanged: anchored on a chain, checked by anybody. Optional: settings company.contract."
)


@app.command("anchor", epilog=examples("b2b contract anchor", "b2b contract anchor --dry-run"))
def anchor(ctx: typer.Context, company: OfCompany = "", dry_run: DryRun = False, as_json: Json = False) -> None:
    """Anchor every document that was exchanged since the last time, and again what the chain has lost since."""
    from b2b.cli.progress import waiting
    from b2b.cli.views import anchors
    from b2b.gateway import anchoring

    with desk(ctx).gateway() as gateway:
        ours = _company(gateway, company)
        if dry_run:
            done = anchors.to_anchor(gateway, ours)
        else:
            with waiting("Anchoring", quiet=as_json):
                done = anchoring.run(gateway, ours.id)
    if as_json:
        json_output.write(done)
        return
    if done["again"]:
        verb = "would be anchored again" if dry_run else "anchored again"
        screen.line(f"{counted(done['again'], 'batch', 'batches')} that the chain had lost {verb}.")
        screen.line("A proof written before names a block that is gone: write it anew with b2b contract proof DOC.")
    if dry_run:
        screen.line(f"{counted(done['documents'], 'document')} would be anchored.")
    elif done["batches"]:
        screen.line(f"{counted(done['documents'], 'document')} anchored.")
        next_steps(["b2b contract status", "b2b contract proof DOC"])
    elif not done["again"]:
        screen.line("Nothing new to anchor.")


@app.command("proof", epilog=examples("b2b contract proof 17", "b2b contract proof 17 --out proofs/"))
def proof(
    ctx: typer.Context,
    doc: Annotated[int, typer.Argument(metavar="DOC", help="The document's number, as `docs list` shows it.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where both files go.")] = Path(),
    as_json: Json = False,
) -> None:
    """Write a document and its proof as two files, to be given to whoever wants to check."""
    from b2b.contracts.proof import write_proof
    from b2b.gateway import anchoring
    from b2b.store import exchanges

    with desk(ctx).looking() as (gateway, session):
        found, content = anchoring.proof(session, gateway, doc)
        kind = exchanges.by_number(session, doc).set_id
    out.mkdir(parents=True, exist_ok=True)
    document, proof_file = out / f"doc-{doc}{_suffix(kind)}", out / f"doc-{doc}.proof.json"
    document.write_bytes(content)
    proof_file.write_bytes(write_proof(found))
    if as_json:
        json_output.write({"document": str(document), "proof": str(proof_file), "root": found.root.hex()})
        return
    screen.line(f"Document {document}")
    screen.line(f"Proof    {proof_file}")
    next_steps([f"b2b contract verify {proof_file} {document}"])


@app.command(
    "verify",
    epilog=examples("b2b contract verify doc-17.proof.json doc-17.edi", "b2b contract verify P.json D --offline"),
)
def verify(
    ctx: typer.Context,
    proof_file: Annotated[Path, typer.Argument(metavar="PROOF", help="The proof file.")],
    document: Annotated[Path, typer.Argument(metavar="DOCUMENT", help="The document's bytes.")],
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no chain: only whether they belong together.")
    ] = False,
    company: OfCompany = "",
    as_json: Json = False,
) -> None:
    """Check that a document is the one that was anchored. Asks only: nothing is sent, nothing is made.

    Exit code 1: it is not, and what is wrong is named; also where the chain knows no such root.
    """
    from b2b.contracts.proof import Standing, ask_ledger, check_proof, read_proof

    found = read_proof(proof_file.read_bytes(), str(proof_file))
    check_proof(found, document.read_bytes(), str(document))
    if not offline:
        with desk(ctx).gateway() as gateway:
            ledger = gateway.ledger(_company(gateway, company))
            if ask_ledger(found, ledger, str(proof_file)) is Standing.UNKNOWN:
                raise Rejected(
                    f"the chain knows no root {found.root.hex()} of {found.anchor.submitter}",
                    where=str(proof_file),
                    next_step="ask the one who made the proof where it was anchored",
                )
    _tell(found, offline=offline, as_json=as_json)


def _tell(found: Proof, *, offline: bool, as_json: bool) -> None:
    at = found.anchor
    if as_json:
        json_output.write(
            {
                "verified": True,
                "asked_chain": not offline,
                "sha256": found.sha256.hex(),
                "root": found.root.hex(),
                "chain_id": at.chain_id,
                "registry": at.registry,
                "submitter": at.submitter,
                "block": at.block,
                "at": at.time,
            }
        )
        return
    asked = "The chain has it:" if not offline else "The chain was not asked; the proof says:"
    screen.line(f"This is the document ({found.name}), and it belongs under the root {found.root.hex()}.")
    screen.line(f"{asked} anchored {at.time} in block {at.block} by {at.submitter}.")


@app.command("status", epilog=examples("b2b contract status", "b2b contract status --json"))
def status(ctx: typer.Context, company: OfCompany = "", as_json: Json = False) -> None:
    """Which chain, how far it is, and how many documents are anchored or wait.

    Exit code 1 where the chain does not know what was anchored on it.
    """
    from b2b.cli.views import anchors

    with desk(ctx).gateway() as gateway:
        told = anchors.status(gateway, _company(gateway, company))
    forgotten = told["forgotten_batch"]
    if as_json:
        json_output.write(told)
        raise typer.Exit(failures.REJECTED if forgotten else 0)
    record([(name.replace("_", " ").capitalize(), value) for name, value in told.items()])
    if forgotten:
        raise NotAllowed(
            f"the chain does not know batch {forgotten}, which was anchored: it is an older copy, or another chain",
            where="[company.contract]",
            next_step="bring the chain's newest file back, or correct the address of the registry; where it is lost,"
            " b2b contract anchor anchors again what is missing",
        )
    if told["waiting_documents"] or told["pending_documents"]:
        next_steps(["b2b contract anchor"])


@app.command(
    "deploy",
    epilog=examples("b2b contract deploy --url http://127.0.0.1:8545 --chain-id 31337 --key env:B2B_CHAIN_KEY"),
)
def deploy(
    url: Annotated[str, typer.Option("--url", help="The node's JSON-RPC address.")],
    chain_id: Annotated[int, typer.Option("--chain-id", help="The chain's number (EIP-155).")],
    key: Annotated[str, typer.Option("--key", help="Reference to the private key: env:NAME or file:PATH.")],
    as_json: Json = False,
) -> None:
    """Put the registry contract on a chain, once; costs a fee there.

    Its address goes into the settings (company.contract).
    """
    from b2b.cli.progress import waiting
    from b2b.contracts.chain import endpoint
    from b2b.erp.soap.secret import resolve

    with waiting("Deploying", quiet=as_json):
        address = endpoint.deploy(endpoint.Endpoint(url, chain_id), lambda: resolve(key))
    if as_json:
        json_output.write({"registry": address, "chain_id": chain_id})
        return
    screen.line(f"The registry stands at {address} on chain {chain_id}.")
    screen.line(f'Write registry = "{address}" into [company.contract] and apply it.')
    next_steps(["b2b company apply FILE"])


def _suffix(kind: str) -> str:
    if kind == "pdf":
        return ".pdf"
    return ".edi" if kind.isdigit() or kind == "TA1" else ".xml"


def _company(gateway: Gateway, code: str) -> Company:
    """The company of this code; without one the only company of the workspace that anchors."""
    from sqlmodel import select

    from b2b.store import parties
    from b2b.store.tables import Company

    with gateway.store.read() as session:
        if code:
            return parties.company(session, code)
        anchoring = [row for row in session.exec(select(Company)) if parties.company_settings(row).contract]
        if len(anchoring) == 1:
            return anchoring[0]
        if anchoring:
            codes = ", ".join(sorted(row.code for row in anchoring))
            raise NotFound(
                f"several companies anchor: {codes}", where="companies", next_step="name one: --company CODE"
            )
    raise NotFound(
        "no company of this workspace anchors anything",
        where="companies",
        next_step="add [company.contract] to a company's TOML file and apply it: b2b company apply FILE",
    )
