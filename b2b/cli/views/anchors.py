"""What of a company is anchored, waits or was lost, and how far its chain is."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, func, select

from b2b.gateway import anchoring
from b2b.gateway.bootstrap import Gateway
from b2b.store.states import AnchorState
from b2b.store.tables import AnchorBatch, Company


def status(gateway: Gateway, ours: Company) -> dict[str, Any]:
    """Which chain, how far it is, documents anchored and waiting; `forgotten_batch` is the newest that it has lost."""
    ledger = gateway.ledger(ours)
    batches = _batches(gateway, ours)
    anchored, pending = (batches.get(state, (0, 0)) for state in (AnchorState.ANCHORED, AnchorState.PENDING))
    stands = ledger.status() if anchored[0] or gateway.chain_is_elsewhere(ours) else None
    forgotten = anchoring.forgotten(gateway, ours.id, ledger) if stands else 0
    return {
        "ledger": stands.kind if stands else "embedded, not begun",
        "chain_id": stands.chain_id if stands else None,
        "registry": stands.registry if stands else None,
        "submitter": stands.submitter if stands else None,
        "block": stands.block if stands else None,
        "anchored_documents": anchored[1],
        "anchored_batches": anchored[0],
        "pending_documents": pending[1],
        "waiting_documents": len(anchoring.unanchored(gateway, ours.id)),
        "forgotten_batch": forgotten or None,
    }


def to_anchor(gateway: Gateway, ours: Company) -> dict[str, int]:
    """What `anchoring.run` would do: documents that are in no batch yet, lost batches to be anchored again."""
    return {
        "documents": len(anchoring.unanchored(gateway, ours.id)),
        "batches": 0,
        "again": len(anchoring.lost(gateway, ours.id, gateway.ledger(ours))),
    }


def _batches(gateway: Gateway, ours: Company) -> dict[str, tuple[int, int]]:
    """How many batches of each state there are, and how many documents in them."""
    query = select(AnchorBatch.state, func.count(), func.sum(col(AnchorBatch.size)))
    mine = query.where(col(AnchorBatch.company_id) == ours.id).group_by(col(AnchorBatch.state))
    with gateway.store.read() as session:
        return {state: (count, int(size)) for state, count, size in session.exec(mine)}
