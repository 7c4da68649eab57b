"""Work of the outside that is claimed, tried and tried again: until nothing of it is due, or the process is to stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlmodel.sql.expression import SelectOfScalar

from b2b.gateway.bootstrap import Gateway

Claim = TypeVar("Claim")


def until_nothing_is_due(
    gateway: Gateway,
    due: SelectOfScalar[str],
    claim: Callable[[Gateway, str], Claim | None],
    attempt: Callable[[Gateway, Claim], None],
) -> int:
    """Claim and try each row whose id `due` selects at `now`, in its order, and ask again; the number of attempts.

    `claim` takes a row for one attempt, None where it is not due any more.
    """
    attempts = 0
    while not gateway.stopping.is_set() and (waiting := _ids(gateway, due)):
        for id in waiting:
            claimed = None if gateway.stopping.is_set() else claim(gateway, id)
            if claimed is not None:
                attempt(gateway, claimed)
                attempts += 1
    return attempts


def _ids(gateway: Gateway, due: SelectOfScalar[str]) -> list[str]:
    with gateway.store.read() as session:
        return list(session.exec(due, params={"now": gateway.clock.now()}))
