"""Runs a b2b command and kills its process with SIGKILL at its n-th moment of danger.

    python -m tests.e2e.killswitch N COMMAND...

A moment is right before and right after each commit, each name that a file gets, each call to the ERP, and each line
that the embedded chain gets. With N = 0 nothing is killed. Where the process lives to its end, it writes the number of moments to standard error.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from b2b.cli import main
from b2b.erp.soap.adapter import SoapErpAdapter
from b2b.transport.folder import FolderTransport

SAID = "moments: "
_seen = 0


def _moment(at: int) -> None:
    global _seen
    _seen += 1
    if _seen == at:
        os.kill(os.getpid(), signal.SIGKILL)


def _wrap(owner: Any, name: str, at: int) -> None:
    original = getattr(owner, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        _moment(at)
        result = original(*arguments, **named)
        _moment(at)
        return result

    setattr(owner, name, wrapped)


def arm(at: int) -> None:
    event.listen(Engine, "commit", lambda connection: _moment(at))
    event.listen(Session, "after_commit", lambda session: _moment(at))
    for name in ("send", "release"):
        _wrap(FolderTransport, name, at)
    for name in ("link", "rename", "replace"):
        _wrap(os, name, at)
    if "contract" in sys.argv:
        from b2b.contracts.chain.embedded import EmbeddedLedger

        _wrap(EmbeddedLedger, "anchor", at)
    for name in ("stock", "book_order", "post_shipment", "post_invoice", "find"):
        _wrap(SoapErpAdapter, name, at)


if __name__ == "__main__":
    arm(int(sys.argv[1]))
    atexit.register(lambda: print(f"{SAID}{_seen}", file=sys.stderr))
    sys.argv = ["b2b", *sys.argv[2:]]
    main()
