"""Any Ethereum chain with a JSON-RPC endpoint: anchors under a key of one's own, found by anybody.

One key belongs to one sender at a time: while a transaction of it waits for a block, nothing more is sent, so a retry
can never pay twice. An anchor counts when as many blocks as `confirmations` follow its own; until then it is an
`IndeterminateError`, since a reorganisation may still undo it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eth_account import Account

from b2b.contracts.chain.node import Mined, Node
from b2b.contracts.chain.registry import (
    address,
    anchor_call,
    anchored_at_call,
    instant,
    read_anchored_at,
    registry,
    require_same,
)
from b2b.errors import Busy, ConfigError, IndeterminateError, Rejected, TechnicalError
from b2b.ports import AnchorReceipt, LedgerStatus


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the chain is and how long to wait. `chain_id` (EIP-155) is compared with what the endpoint says.

    `wait_seconds` is for a transaction to get into a block, and that deep enough; it is asked for every
    `poll_seconds`.
    """

    url: str
    chain_id: int
    confirmations: int = 0
    connect_seconds: float = 5
    silence_seconds: float = 30
    wait_seconds: float = 120
    poll_seconds: float = 1


class EndpointLedger:
    """A `Ledger` over the registry at an address.

    `key` gives the private key (64 hex digits) whenever something is to be signed; without it the ledger is only asked.
    `ConfigError` where the endpoint is on another chain, or where other code than our registry stands at the address.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        registry_address: str,
        key: Callable[[], str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._endpoint = endpoint
        self._registry = address(registry_address)
        self._key = key
        self._sleep = sleep
        self._node = Node(endpoint.url, endpoint.connect_seconds, endpoint.silence_seconds)
        self._trusted = False

    def anchor(self, root: bytes, leaves: int) -> AnchorReceipt:
        """Anchor a root and wait until it counts; the same root and size again gives the first receipt.

        After an `IndeterminateError` the same call goes on where this one stopped: it looks for the root first.
        """
        data = anchor_call(root, leaves)
        signer = _signer(self._key)
        found = self.find(root, signer.address)
        if found is None:
            sent = _send(self._node, self._endpoint, signer, self._registry, data)
            found = self._awaited(root, signer.address, sent)
        return require_same(found, leaves)

    def find(self, root: bytes, submitter: str) -> AnchorReceipt | None:
        """What this submitter anchored, None if never; `IndeterminateError` while its block is not deep enough."""
        self._trust()
        submitter = address(submitter)
        anchored = read_anchored_at(self._node.call(self._registry, anchored_at_call(submitter, root)))
        if anchored is None:
            return None
        depth = self._node.head()[0] - anchored.block
        if depth < self._endpoint.confirmations:
            raise IndeterminateError(
                f"root {root.hex()} is anchored in block {anchored.block}, {max(depth, 0)} of"
                f" {self._endpoint.confirmations} blocks deep",
                where=self._node.where,
                next_step="ask again later: until then a reorganisation may undo it",
            )
        return AnchorReceipt(
            chain_id=self._endpoint.chain_id,
            registry=self._registry,
            submitter=submitter,
            root=root,
            leaves=anchored.leaves,
            transaction=self._node.transaction_of(self._registry, anchored.block, submitter, root),
            block=anchored.block,
            at=instant(anchored.timestamp),
        )

    def status(self) -> LedgerStatus:
        """The endpoint's chain and its last block; the submitter is empty without a key."""
        self._trust()
        number, timestamp = self._node.head()
        submitter = _signer(self._key).address.lower() if self._key else ""
        return LedgerStatus("endpoint", self._endpoint.chain_id, self._registry, submitter, number, instant(timestamp))

    def _trust(self) -> None:
        """Once: this is the chain that was meant, and our registry stands there."""
        if self._trusted:
            return
        _require_chain(self._node, self._endpoint)
        code = self._node.code(self._registry)
        if code != registry().runtime:
            what = "other code than b2b's registry" if code else "no contract"
            raise ConfigError(
                f"{what} stands at {self._registry} on chain {self._endpoint.chain_id}",
                where=self._node.where,
                next_step="set the address that deploying the registry gave",
            )
        self._trusted = True

    def _awaited(self, root: bytes, submitter: str, transaction: str) -> AnchorReceipt:
        mined = _await_block(self._node, self._endpoint, transaction, self._sleep)
        if not mined.succeeded:
            found = self.find(root, submitter)
            if found is None:
                raise _reverted(self._node, transaction)
            return found
        for _ in range(_polls(self._endpoint)):
            try:
                found = self.find(root, submitter)
            except (TechnicalError, IndeterminateError):
                found = None
            if found is not None:
                return found
            self._sleep(self._endpoint.poll_seconds)
        raise IndeterminateError(
            f"transaction {transaction} is in a block that is not {self._endpoint.confirmations} blocks deep yet",
            where=self._node.where,
            next_step="ask for the root before anchoring it again",
        )


def deploy(endpoint: Endpoint, key: Callable[[], str], sleep: Callable[[float], None] = time.sleep) -> str:
    """Put a new registry on the chain, paid by this key; returns its address once it is in a block.

    To be done once, by a person who then writes the address into the settings: nothing else here ever deploys.
    """
    node = Node(endpoint.url, endpoint.connect_seconds, endpoint.silence_seconds)
    _require_chain(node, endpoint)
    sent = _send(node, endpoint, _signer(key), "", registry().creation)
    mined = _await_block(node, endpoint, sent, sleep)
    if not mined.succeeded or node.code(mined.contract) != registry().runtime:
        raise _reverted(node, sent)
    return mined.contract


def _send(node: Node, endpoint: Endpoint, signer: Any, to: str, data: bytes) -> str:
    """Sign and send, unless a transaction of this key still waits; returns the transaction's hash."""
    mined, with_waiting = node.sent_by(signer.address)
    if with_waiting > mined:
        raise Busy(
            f"a transaction of {signer.address.lower()} still waits for a block",
            where=node.where,
            next_step="try again later; if it waits for hours, send it again with a higher fee from that key's wallet",
        )
    fields = node.priced(signer.address, to, data)
    signed = signer.sign_transaction(fields | {"chainId": endpoint.chain_id, "nonce": mined})
    transaction = "0x" + bytes(signed.hash).hex()
    node.send(bytes(signed.raw_transaction), transaction)
    return transaction


def _await_block(node: Node, endpoint: Endpoint, transaction: str, sleep: Callable[[float], None]) -> Mined:
    for _ in range(_polls(endpoint)):
        try:
            mined = node.mined(transaction)
        except TechnicalError:
            mined = None
        if mined is not None:
            return mined
        sleep(endpoint.poll_seconds)
    raise IndeterminateError(
        f"transaction {transaction} was sent and is in no block after {endpoint.wait_seconds:g} seconds",
        where=node.where,
        next_step="ask for the root before anchoring it again",
    )


def _polls(endpoint: Endpoint) -> int:
    return max(1, int(endpoint.wait_seconds / endpoint.poll_seconds))


def _require_chain(node: Node, endpoint: Endpoint) -> None:
    found = node.chain_id()
    if found != endpoint.chain_id:
        raise ConfigError(
            f"the endpoint is on chain {found}, not {endpoint.chain_id}",
            where=node.where,
            next_step="correct the endpoint's address or the chain id",
        )


def _signer(key: Callable[[], str] | None) -> Any:
    if key is None:
        raise ConfigError("this ledger has no key to sign with", next_step="set a reference: env:NAME or file:PATH")
    try:
        return Account.from_key(bytes.fromhex(key().strip().removeprefix("0x")))
    except ValueError:
        # The cause would show the key.
        raise ConfigError("the key is not a private key", next_step="it has 64 hex digits") from None


def _reverted(node: Node, transaction: str) -> Rejected:
    return Rejected(
        f"the chain undid transaction {transaction}", where=node.where, next_step="look at it in an explorer"
    )
