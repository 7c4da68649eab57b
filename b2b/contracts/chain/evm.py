"""A chain of one's own on py-evm: fixed rules (Prague), a fixed genesis, gas for nothing, a block for each transaction.

Nothing in it takes a clock or a random number, so the same transactions at the same times give the same blocks, hash
by hash. The registry stands in the genesis: nobody deploys anything.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from eth.chains.base import MiningChain
from eth.constants import POST_MERGE_DIFFICULTY, POST_MERGE_MIX_HASH, POST_MERGE_NONCE
from eth.db.atomic import AtomicDB
from eth.exceptions import PyEVMError
from eth.vm.forks.prague import PragueVM
from eth.vm.spoof import SpoofTransaction
from eth_keys.datatypes import PrivateKey
from eth_keys.exceptions import BadSignature
from eth_typing import Address
from eth_utils.exceptions import ValidationError
from rlp.exceptions import RLPException

from b2b.contracts.chain.registry import registry
from b2b.errors import Rejected

CHAIN_ID = 0x623262
REGISTRY = "0x" + "00" * 18 + "0b2b"

_REGISTRY_BYTES = bytes.fromhex(REGISTRY.removeprefix("0x"))
_NOBODY = bytes(20)
_GAS = 150_000
_GENESIS: dict[str, Any] = {
    "coinbase": _NOBODY,
    "difficulty": POST_MERGE_DIFFICULTY,
    "extra_data": b"b2b",
    "gas_limit": 30_000_000,
    "mix_hash": POST_MERGE_MIX_HASH,
    "nonce": POST_MERGE_NONCE,
    "timestamp": 1_577_836_800,
    "base_fee_per_gas": 0,
}


@dataclass(frozen=True, slots=True)
class Block:
    """`timestamp` in seconds since 1970, UTC; `hash` and `transaction` are `0x` and 64 hex digits (the genesis has no
    transaction).
    """

    number: int
    timestamp: int
    hash: str
    transaction: str


class _Rules(MiningChain):
    chain_id = CHAIN_ID
    vm_configuration: Any = ((0, PragueVM),)

    def create_header_from_parent(self, parent_header: Any, **fields: Any) -> Any:
        """The gas limit stays, so that the base fee stays at nothing."""
        return super().create_header_from_parent(parent_header, **{**fields, "gas_limit": parent_header.gas_limit})


class OwnChain:
    """The chain in memory, from its genesis on."""

    def __init__(self) -> None:
        account: Any = {"balance": 0, "nonce": 1, "code": registry().runtime, "storage": {}}
        self._chain: Any = _Rules.from_genesis(AtomicDB(), dict(_GENESIS), {Address(_REGISTRY_BYTES): account})

    def block(self, number: int) -> Block:
        """The block of that number; 0 is the genesis."""
        block = self._chain.get_canonical_block_by_number(number)
        transaction = "0x" + block.transactions[0].hash.hex() if block.transactions else ""
        return Block(block.number, block.header.timestamp, "0x" + block.hash.hex(), transaction)

    def head(self) -> Block:
        """The last block."""
        return self.block(self._chain.get_canonical_head().block_number)

    def sign(self, account: str, data: bytes) -> bytes:
        """A transaction of this account that calls the registry, ready for `add`."""
        key = _key(account)
        unsigned = self._unsigned(self._state().get_nonce(key.public_key.to_canonical_address()), data)
        return bytes(unsigned.as_signed_transaction(key).encode())

    def add(self, transaction: bytes, timestamp: int) -> Block:
        """A block with this transaction. `Rejected` where the rules or the registry refuse it: drop this chain then."""
        try:
            self._chain.set_header_timestamp(timestamp)
            decoded = self._chain.get_vm().get_transaction_builder().decode(transaction)
            _, _, computation = self._chain.apply_transaction(decoded)
            computation.raise_if_error()
            self._chain.mine_block(coinbase=_NOBODY, mix_hash=POST_MERGE_MIX_HASH)
        except (PyEVMError, ValidationError, RLPException, BadSignature) as error:
            raise Rejected(f"the embedded chain refused a transaction: {error}") from error
        return self.head()

    def call(self, data: bytes) -> bytes:
        """What the registry answers to this call, asked at the last block; nothing is changed."""
        asked = SpoofTransaction(self._unsigned(0, data), from_=_NOBODY)
        computation = self._state().apply_transaction(asked)
        computation.raise_if_error()
        return bytes(computation.output)

    def _state(self) -> Any:
        return self._chain.get_vm(at_header=self._chain.get_canonical_head()).state

    def _unsigned(self, nonce: int, data: bytes) -> Any:
        return (
            self._chain.get_vm()
            .get_transaction_builder()
            .new_unsigned_dynamic_fee_transaction(
                chain_id=CHAIN_ID,
                nonce=nonce,
                max_priority_fee_per_gas=0,
                max_fee_per_gas=0,
                gas=_GAS,
                to=_REGISTRY_BYTES,
                value=0,
                data=data,
                access_list=(),
            )
        )


def address_of(account: str) -> str:
    """The address under which an account anchors here."""
    return str(_key(account).public_key.to_address())


def _key(account: str) -> Any:
    """An account is a name, and whoever can write the file can write in it: its key is no secret."""
    return PrivateKey(hashlib.sha256(b"b2b embedded chain account " + account.encode()).digest())
