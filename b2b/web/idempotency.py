"""A key is worked once: the answer is kept with it, in the transaction of the work itself."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from b2b.errors import Conflict
from b2b.store import canonical
from b2b.store.tables import Idempotency
from b2b.web.operations import PostGoodsReceipt, PostStockLevels, SubmitPurchaseOrder

Keyed = SubmitPurchaseOrder | PostGoodsReceipt | PostStockLevels


def fingerprint(call: Keyed) -> str:
    """The SHA-256 of a call without its key: 1.5 and 1.50 are the same, and so is an instant in another zone."""
    fields = dataclasses.asdict(call)
    del fields["idempotency_key"]
    return hashlib.sha256(canonical.dumps([type(call).__name__, _plain(fields)]).encode()).hexdigest()


def answered(session: Session, client: str, key: str, sha256: str) -> str | None:
    """The answer that was kept for this client's key, None where there is none yet. Conflict: for a call with another
    fingerprint.
    """
    kept = session.get(Idempotency, (client, key))
    if kept is None:
        return None
    if kept.request_sha256 != sha256:
        raise Conflict(
            f"the key {key!r} was used for another call at {kept.created_at:%Y-%m-%d %H:%M:%S} UTC",
            where="idempotencyKey",
            next_step="take a new key for a new call; repeat a call under its key exactly as it was",
        )
    answer: str = kept.response["answer"]
    return answer


def keep(session: Session, client: str, key: str, sha256: str, answer: str, now: dt.datetime) -> None:
    """Keep the answer (the element of the Body, as text) for the next time this key comes."""
    session.add(Idempotency(client=client, key=key, request_sha256=sha256, response={"answer": answer}, created_at=now))
    session.flush()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
