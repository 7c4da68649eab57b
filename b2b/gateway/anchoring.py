"""Anchoring: what was exchanged becomes leaves of a batch, the batch's root goes to the ledger, and proofs come back.

Nothing here runs, and nothing of a chain is imported, for a company without [company.contract].
"""

from __future__ import annotations

import hashlib
import itertools
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from b2b.contracts.merkle import SALT_BYTES, Batch, Leaf, build_batch
from b2b.contracts.proof import proof_of, read_receipt, write_receipt
from b2b.contracts.verify import Proof
from b2b.errors import NotAllowed, NotFound
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.document_bytes import document_bytes
from b2b.ports import AnchorReceipt, Ledger, LedgerStatus
from b2b.store import audit, counters, ids
from b2b.store.states import AnchorState, Verdict
from b2b.store.tables import AnchorBatch, AnchorLeaf, Company, Exchange

_LARGEST = 10_000


@dataclass(frozen=True, slots=True)
class Unanchored:
    """An exchange that is in no batch yet, and the SHA-256 of its bytes."""

    exchange_id: str
    sha256: bytes


def run(gateway: Gateway, company_id: str) -> dict[str, Any]:
    """Put what is new into a batch and anchor every batch that is not on the ledger yet; how many of each.

    `again` counts the batches that were anchored before and that the ledger has lost: an older copy stands in its
    place. They are anchored anew, and their proofs name the new block.

    Safe to repeat: a document is in one batch only, and the ledger gives an anchored root's first receipt again.
    Raises ConfigError without [company.contract], TechnicalError or IndeterminateError where the ledger is away; the
    batch is then kept and anchored by the next run. NotAllowed: the ledger is another one than that of the lost
    batches, or anchors for another submitter.
    """
    with gateway.store.read() as session:
        company = session.exec(select(Company).where(col(Company.id) == company_id)).one()
        first = session.exec(select(AnchorBatch.id).where(col(AnchorBatch.state) == AnchorState.ANCHORED)).first()
    ledger = gateway.ledger(company, new=first is None)
    again = _anchor_lost(gateway, company_id, ledger)
    documents = 0
    while found := unanchored(gateway, company_id):
        documents += _keep_batch(gateway, company, found)
    batches = _pending(gateway, company_id)
    for batch in batches:
        _record(gateway, batch, ledger.anchor(bytes.fromhex(batch.root), batch.size))
    return {"documents": documents, "batches": len(batches), "again": again}


def unanchored(gateway: Gateway, company_id: str) -> Sequence[Unanchored]:
    """The oldest documents that were exchanged, accepted, and are in no batch; not those that came as tests."""
    with gateway.store.read() as session:
        query = (
            select(Exchange)
            .outerjoin(AnchorLeaf, col(AnchorLeaf.exchange_id) == col(Exchange.id))
            .where(
                col(Exchange.company_id) == company_id,
                col(Exchange.transmission_id).is_not(None),
                col(Exchange.verdict).in_([Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_ERRORS]),
                ~col(Exchange.test),
                col(AnchorLeaf.id).is_(None),
            )
        )
        rows = session.exec(query.order_by(col(Exchange.number)).limit(_LARGEST)).all()
        return [Unanchored(row.id, hashlib.sha256(_bytes(session, gateway, row)).digest()) for row in rows]


def forgotten(gateway: Gateway, company_id: str, ledger: Ledger) -> int:
    """The number of the newest anchored batch where the ledger does not know it any more, else 0: an older copy of its
    file, or another chain, stands in its place.
    """
    row = next(_newest_first(gateway, company_id), None)
    return row.number if row is not None and _is_lost(row, ledger) else 0


def lost(gateway: Gateway, company_id: str, ledger: Ledger) -> Sequence[AnchorBatch]:
    """The anchored batches that the ledger does not know any more, oldest first.

    A ledger only ever loses its end, so the newest batch that it knows ends the search.
    """
    missing = list(itertools.takewhile(lambda row: _is_lost(row, ledger), _newest_first(gateway, company_id)))
    return missing[::-1]


def _newest_first(gateway: Gateway, company_id: str) -> Iterator[AnchorBatch]:
    with gateway.store.read() as session:
        query = select(AnchorBatch).where(
            col(AnchorBatch.company_id) == company_id, col(AnchorBatch.state) == AnchorState.ANCHORED
        )
        rows = session.exec(query.order_by(col(AnchorBatch.number).desc())).all()
    yield from rows


def _is_lost(row: AnchorBatch, ledger: Ledger) -> bool:
    return ledger.find(bytes.fromhex(row.root), read_receipt(row.receipt).submitter) is None


def _anchor_lost(gateway: Gateway, company_id: str, ledger: Ledger) -> int:
    """Anchor again what the ledger has lost, oldest first; how many batches."""
    missing = lost(gateway, company_id, ledger)
    if missing:
        _require_same_ledger(missing[-1], ledger.status())
    for batch in missing:
        _record(gateway, batch, ledger.anchor(bytes.fromhex(batch.root), batch.size), again=True)
    return len(missing)


def _require_same_ledger(batch: AnchorBatch, stands: LedgerStatus) -> None:
    """A wrong address must not anchor everything a second time, for a fee, somewhere else."""
    was = read_receipt(batch.receipt)
    if (was.chain_id, was.registry.lower(), was.submitter.lower()) != (
        stands.chain_id,
        stands.registry.lower(),
        stands.submitter.lower(),
    ):
        raise NotAllowed(
            f"batch {batch.number} was anchored by {was.submitter} in registry {was.registry} of chain {was.chain_id};"
            f" the settings name {stands.submitter or 'nobody'}, {stands.registry} and chain {stands.chain_id}",
            where="[company.contract]",
            next_step="correct the chain, the registry or the key in the company's file",
        )


def proof(session: Session, gateway: Gateway, number: int) -> tuple[Proof, bytes]:
    """The proof of a document by its number, and the bytes that it proves. NotFound; NotAllowed: not anchored yet."""
    exchange = session.exec(select(Exchange).where(col(Exchange.number) == number)).first()
    if exchange is None:
        raise NotFound(f"there is no document {number}", where="documents", next_step="b2b docs list")
    leaf = session.exec(select(AnchorLeaf).where(col(AnchorLeaf.exchange_id) == exchange.id)).first()
    row = session.get(AnchorBatch, leaf.batch_id) if leaf is not None else None
    if leaf is None or row is None or row.receipt is None:
        raise NotAllowed(
            f"document {number} is not anchored yet", where=exchange.set_id, next_step="b2b contract anchor"
        )
    name = f"{exchange.set_id} {exchange.business_key or exchange.control_number}".strip()
    return proof_of(_batch(session, row), leaf.position, read_receipt(row.receipt), name), _bytes(
        session, gateway, exchange
    )


def _bytes(session: Session, gateway: Gateway, row: Exchange) -> bytes:
    """What was exchanged: the set from ST to SE, or the whole file."""
    return document_bytes(session, gateway.store, row).raw


def _keep_batch(
    gateway: Gateway,
    company: Company,
    found: Sequence[Unanchored],
    salts: Callable[[int], bytes] = secrets.token_bytes,
) -> int:
    """A batch of those that nobody else has put into one since they were found; how many they are."""
    now = gateway.clock.now()
    with gateway.store.write() as session:
        found = _left(session, found)
        if not found:
            return 0
        leaves = [Leaf(one.sha256, salts(SALT_BYTES)) for one in found]
        row = AnchorBatch(
            id=ids.new(now),
            number=counters.take(session, "anchor batch"),
            company_id=company.id,
            root=build_batch(leaves).root.hex(),
            size=len(leaves),
            created_at=now,
        )
        session.add(row)
        session.flush()
        for position, (one, leaf) in enumerate(zip(found, leaves, strict=True)):
            session.add(
                AnchorLeaf(
                    id=ids.new(now),
                    batch_id=row.id,
                    position=position,
                    exchange_id=one.exchange_id,
                    sha256=leaf.sha256.hex(),
                    salt=leaf.salt.hex(),
                )
            )
        audit.record(session, now, gateway.actor, "batched", "anchor_batch", row.id, {"documents": len(leaves)})
    return len(leaves)


def _left(session: Session, found: Sequence[Unanchored]) -> Sequence[Unanchored]:
    query = select(AnchorLeaf.exchange_id).where(col(AnchorLeaf.exchange_id).in_([one.exchange_id for one in found]))
    taken = set(session.exec(query))
    return [one for one in found if one.exchange_id not in taken]


def _pending(gateway: Gateway, company_id: str) -> Sequence[AnchorBatch]:
    with gateway.store.read() as session:
        query = select(AnchorBatch).where(
            col(AnchorBatch.company_id) == company_id, col(AnchorBatch.state) == AnchorState.PENDING
        )
        return session.exec(query.order_by(col(AnchorBatch.number))).all()


def _record(gateway: Gateway, batch: AnchorBatch, receipt: AnchorReceipt, *, again: bool = False) -> None:
    now = gateway.clock.now()
    with gateway.store.write() as session:
        row = session.get_one(AnchorBatch, batch.id)
        if row.receipt != batch.receipt:
            return
        row.state, row.receipt, row.anchored_at = AnchorState.ANCHORED.value, write_receipt(receipt), now
        session.add(row)
        details = {"documents": row.size, "block": receipt.block, "transaction": receipt.transaction}
        action = "anchored again" if again else "anchored"
        audit.record(session, now, gateway.actor, action, "anchor_batch", row.id, details)


def _batch(session: Session, row: AnchorBatch) -> Batch:
    query = select(AnchorLeaf).where(col(AnchorLeaf.batch_id) == row.id).order_by(col(AnchorLeaf.position))
    leaves = session.exec(query).all()
    return build_batch([Leaf(bytes.fromhex(leaf.sha256), bytes.fromhex(leaf.salt)) for leaf in leaves])
