"""A ledger in memory, for tests: yours and ours. It keeps the same promises as a chain, without one."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading

from b2b.contracts.chain.registry import address, require_anchorable, require_same
from b2b.errors import B2BError
from b2b.ports import AnchorReceipt, Clock, LedgerStatus

_CHAIN_ID = 1337
_REGISTRY = "0x" + "00" * 19 + "01"


class InMemoryLedger:
    """A `Ledger` over a dictionary; threads may share it. Each anchor is a block of its own.

    `receipts` is everything anchored, in order. `fail_next` makes the next call raise what you want to see handled.
    """

    def __init__(self, clock: Clock, submitter: str = "0x" + "00" * 19 + "02") -> None:
        self.receipts: list[AnchorReceipt] = []
        self._clock = clock
        self._submitter = address(submitter)
        self._failure: tuple[B2BError, bool] | None = None
        self._lock = threading.Lock()

    def fail_next(self, error: B2BError, *, after: bool = False) -> None:
        """Let the next call raise `error`: before anything is done, or `after` it is (a lost answer)."""
        self._failure = (error, after)

    def anchor(self, root: bytes, leaves: int) -> AnchorReceipt:
        """Anchor a root; the same root and size again gives the first receipt, another size is a `Conflict`."""
        require_anchorable(root, leaves)
        with self._lock:
            self._fail(after=False)
            receipt = self._find(root, self._submitter)
            if receipt is None:
                receipt = self._receipt(root, leaves)
                self.receipts.append(receipt)
            self._fail(after=True)
            return require_same(receipt, leaves)

    def find(self, root: bytes, submitter: str) -> AnchorReceipt | None:
        """What this submitter anchored, None if never."""
        with self._lock:
            self._fail(after=False)
            found = self._find(root, address(submitter))
            self._fail(after=True)
            return found

    def status(self) -> LedgerStatus:
        """The number and time of the last anchor (the present instant if there is none)."""
        with self._lock:
            self._fail(after=False)
            at = self.receipts[-1].at if self.receipts else self._now()
            return LedgerStatus("memory", _CHAIN_ID, _REGISTRY, self._submitter, len(self.receipts), at)

    def _find(self, root: bytes, submitter: str) -> AnchorReceipt | None:
        return next((one for one in self.receipts if (one.root, one.submitter) == (root, submitter)), None)

    def _receipt(self, root: bytes, leaves: int) -> AnchorReceipt:
        block = len(self.receipts) + 1
        transaction = "0x" + hashlib.sha256(self._submitter.encode() + root).hexdigest()
        return AnchorReceipt(_CHAIN_ID, _REGISTRY, self._submitter, root, leaves, transaction, block, self._now())

    def _now(self) -> dt.datetime:
        return self._clock.now().astimezone(dt.UTC).replace(microsecond=0)

    def _fail(self, *, after: bool) -> None:
        if self._failure and self._failure[1] is after:
            error, self._failure = self._failure[0], None
            raise error
