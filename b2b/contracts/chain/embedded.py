"""An embedded chain: a file of signed transactions and their times, replayed by each process that opens it.

An anchor made by one process is found by every other that reads the file. It is a chain for one house: who can write
the file can write another one, so it proves order and wholeness to oneself; strangers are convinced by a public chain
(`endpoint`).
"""

from __future__ import annotations

import os
import threading
from io import FileIO
from pathlib import Path

from b2b.contracts.chain import chain_file, evm
from b2b.contracts.chain.chain_file import Entry, Genesis, Position
from b2b.contracts.chain.registry import (
    anchor_call,
    anchored_at_call,
    instant,
    read_anchored_at,
    require_same,
)
from b2b.errors import ConfigError, Rejected, Unreadable
from b2b.ports import AnchorReceipt, Clock, LedgerStatus


def create_chain(path: Path) -> None:
    """Make an empty chain in this file; one that is there stays as it is. `Unreachable` where that cannot be."""
    chain_file.create(path, evm.CHAIN_ID, evm.OwnChain().block(0).hash)


class EmbeddedLedger:
    """A `Ledger` over a file that `create_chain` made; threads may share it, and processes the file.

    `account` is a name, such as a company's code: it stands for the address that anchors. Without one the ledger is
    only asked. A missing file is `Unreachable`, never made on the way: a chain that is away for a while must not be
    replaced by an empty one. Opening replays the whole chain, about 10 ms a block.
    """

    def __init__(self, path: Path, clock: Clock, account: str = "") -> None:
        self._path = path
        self._clock = clock
        self._account = account
        self._submitter = evm.address_of(account) if account else ""
        self._lock = threading.Lock()
        self._chain = evm.OwnChain()
        self._position: Position | None = None

    def anchor(self, root: bytes, leaves: int) -> AnchorReceipt:
        """Anchor a root in a block of its own, on disk when this returns; again: the first receipt.

        Retrying after any error is safe: the root is looked for first.
        """
        data = anchor_call(root, leaves)
        if not self._account:
            raise ConfigError("this ledger has no account to anchor with", next_step="name the account that anchors")
        with self._lock:
            self._replay()
            with chain_file.opened(self._path, write=True) as file:
                position = self._catch_up(file)
                found = self._found(root, self._submitter)
                if found is None:
                    self._add(file, position, data)
                    found = self._found(root, self._submitter)
            assert found is not None
            return require_same(found, leaves)

    def find(self, root: bytes, submitter: str) -> AnchorReceipt | None:
        """What this submitter (an address) anchored, None if never."""
        with self._lock:
            self._replay()
            return self._found(root, submitter)

    def status(self) -> LedgerStatus:
        """How far the chain has come."""
        with self._lock:
            self._replay()
            head = self._chain.head()
            return LedgerStatus(
                "embedded", evm.CHAIN_ID, evm.REGISTRY, self._submitter, head.number, instant(head.timestamp)
            )

    def _replay(self) -> None:
        with chain_file.opened(self._path, write=False) as file:
            self._catch_up(file)

    def _catch_up(self, file: FileIO) -> Position:
        """Bring the chain in memory to the end of the file; from its beginning where it is another file now."""
        beginning = chain_file.position(file)
        if self._position is None or self._position.file != beginning.file or _is_shorter(file, self._position):
            self._chain, self._position = evm.OwnChain(), beginning
        lines, end = chain_file.read(file, self._position, self._path)
        self._position = None
        for line in lines:
            self._take(line)
        if end.offset == 0:
            raise Unreadable("the file holds no chain", where=str(self._path), next_step=chain_file.REMEDY)
        self._position = end
        return end

    def _take(self, line: Genesis | Entry) -> None:
        if isinstance(line, Genesis):
            made, told = self._chain.block(0).hash, (line.chain_id, line.hash)
            if told != (evm.CHAIN_ID, made):
                raise self._other(f"it begins with genesis {line.hash} of chain {line.chain_id}, this b2b with {made}")
            return
        at = self._chain.head().number + 2
        try:
            transaction = bytes.fromhex(line.transaction)
        except (ValueError, TypeError) as error:
            raise self._damaged(at, "its transaction is not hexadecimal") from error
        try:
            block = self._chain.add(transaction, line.timestamp)
        except Rejected as error:
            raise self._damaged(at, f"its block does not follow from the one before: {error.message}") from error
        except (ValueError, TypeError) as error:
            raise self._damaged(at, "its transaction or its time can not be read") from error
        if (block.number, block.hash) != (line.block, line.hash):
            raise self._damaged(
                at, f"it says block {line.block}, hash {line.hash}, and comes out as {block.number}, {block.hash}"
            )

    def _add(self, file: FileIO, position: Position, data: bytes) -> None:
        """A new block in memory and on disk; where either fails, memory is built anew from the file next time."""
        self._position = None
        transaction = self._chain.sign(self._account, data)
        timestamp = max(int(self._clock.now().timestamp()), self._chain.head().timestamp + 1)
        block = self._chain.add(transaction, timestamp)
        entry = Entry(block.number, block.timestamp, transaction.hex(), block.hash)
        self._position = chain_file.append(file, position, entry)

    def _found(self, root: bytes, submitter: str) -> AnchorReceipt | None:
        anchored = read_anchored_at(self._chain.call(anchored_at_call(submitter, root)))
        if anchored is None:
            return None
        return AnchorReceipt(
            chain_id=evm.CHAIN_ID,
            registry=evm.REGISTRY,
            submitter=submitter.lower(),
            root=root,
            leaves=anchored.leaves,
            transaction=self._chain.block(anchored.block).transaction,
            block=anchored.block,
            at=instant(anchored.timestamp),
        )

    def _damaged(self, line: int, message: str) -> Unreadable:
        """Line 1 is the genesis, each further line a block."""
        return self._other(f"line {line} of the file is damaged: {message}")

    def _other(self, message: str) -> Unreadable:
        return Unreadable(
            f"the file was changed or is of another version: {message}",
            where=str(self._path),
            next_step=chain_file.REMEDY,
        )


def _is_shorter(file: FileIO, position: Position) -> bool:
    return os.fstat(file.fileno()).st_size < position.offset
