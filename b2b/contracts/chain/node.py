"""A node's JSON-RPC endpoint by web3, with limits, and its failures in our words.

What is only asked fails as `TechnicalError` (`Unreachable` where nobody answers). A transaction whose fate is not known
after sending is an `IndeterminateError`. Neither redirects nor proxies of the environment are followed; where it shows
up in a message, the endpoint is its host only, since its path may hold an access key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from eth_utils.address import to_checksum_address
from web3 import HTTPProvider, Web3
from web3.exceptions import TransactionNotFound, Web3Exception
from web3.middleware import AttributeDictMiddleware, ExtraDataToPOAMiddleware

from b2b.contracts.chain.registry import address_word
from b2b.errors import Busy, ConfigError, IndeterminateError, Rejected, TechnicalError, Unreachable

T = TypeVar("T")

# What nodes say (go-ethereum, Besu, Nethermind, Erigon, anvil) when they have the very transaction already.
_KNOWN = ("already known", "already imported", "known transaction", "alreadyknown")
_BEHIND = ("nonce too low", "underpriced", "nonce is too low")
_NO_MONEY = (
    "insufficient funds",
    "insufficient balance",
    "upfront cost exceeds",
    "gas required exceeds allowance",
    "cannot afford",
)


@dataclass(frozen=True, slots=True)
class Mined:
    """A transaction that is in a block: whether it did what it should, and the contract it made, if any."""

    succeeded: bool
    contract: str


class Node:
    """One endpoint; `url` is http or https, limits are seconds."""

    def __init__(self, url: str, connect_seconds: float, silence_seconds: float) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError(
                "the chain's endpoint is not an http or https address", next_step="write https://HOST/..."
            )
        self.where = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
        session = requests.Session()
        session.trust_env = False
        session.max_redirects = 0
        limits = {"timeout": (connect_seconds, silence_seconds)}
        provider = HTTPProvider(url, limits, session, exception_retry_configuration=None)
        provider.global_ccip_read_enabled = False
        self._eth = Web3(provider, middleware=[AttributeDictMiddleware, ExtraDataToPOAMiddleware]).eth

    def chain_id(self) -> int:
        """EIP-155."""
        return self._ask(lambda: int(self._eth.chain_id))

    def head(self) -> tuple[int, int]:
        """Number and time (seconds since 1970, UTC) of the last block."""
        block = self._ask(lambda: self._eth.get_block("latest"))
        return int(block["number"]), int(block["timestamp"])

    def code(self, address: str) -> bytes:
        """What stands at an address; empty if nothing does."""
        return self._ask(lambda: bytes(self._eth.get_code(to_checksum_address(address))))

    def call(self, to: str, data: bytes) -> bytes:
        """What a contract answers at the last block."""
        return self._ask(lambda: bytes(self._eth.call({"to": to_checksum_address(to), "data": _hex(data)}, "latest")))

    def sent_by(self, address: str) -> tuple[int, int]:
        """How many transactions of this address are in blocks, and how many with those that still wait."""
        whose = to_checksum_address(address)
        mined = self._ask(lambda: int(self._eth.get_transaction_count(whose, "latest")))
        return mined, self._ask(lambda: int(self._eth.get_transaction_count(whose, "pending")))

    def priced(self, sender: str, to: str, data: bytes) -> dict[str, Any]:
        """The fields of a transaction that the node's prices decide: gas with a fifth to spare, and the fee."""
        call: Any = {"from": to_checksum_address(sender), "data": _hex(data)}
        call |= {"to": to_checksum_address(to)} if to else {}
        gas = self._ask(lambda: int(self._eth.estimate_gas(call)))
        base = self._ask(lambda: self._eth.get_block("latest")).get("baseFeePerGas")
        fields = {"gas": gas + gas // 5, "data": call["data"], "value": 0}
        fields |= {"to": call["to"]} if to else {}
        if base is None:
            return fields | {"gasPrice": self._ask(lambda: int(self._eth.gas_price))}
        tip = self._ask(lambda: int(self._eth.max_priority_fee))
        return fields | {"type": 2, "maxPriorityFeePerGas": tip, "maxFeePerGas": 2 * int(base) + tip}

    def send(self, raw: bytes, transaction: str) -> None:
        """Hand over a signed transaction; one that the node has already is fine."""
        try:
            self._eth.send_raw_transaction(raw)
        except requests.exceptions.ConnectTimeout as error:
            raise self._unreachable(error) from error
        except requests.exceptions.ConnectionError as error:
            if _never_connected(error):
                raise self._unreachable(error) from error
            raise self._unknown(transaction, error) from error
        except Web3Exception as error:
            self._judge(_said(error), transaction, error)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._unknown(transaction, error) from error

    def mined(self, transaction: str) -> Mined | None:
        """What became of a transaction; None while it is in no block."""
        try:
            receipt = self._ask(lambda: self._eth.get_transaction_receipt(transaction))  # type: ignore[arg-type]
        except _NotFound:
            return None
        return Mined(receipt["status"] == 1, str(receipt.get("contractAddress") or "").lower())

    def transaction_of(self, registry: str, block: int, submitter: str, root: bytes) -> str:
        """The transaction whose event names this submitter and root in that block; empty if the node has no logs."""
        topics = [None, _hex(address_word(submitter)), _hex(root)]
        asked: Any = {
            "address": to_checksum_address(registry),
            "fromBlock": block,
            "toBlock": block,
            "topics": topics,
        }
        try:
            logs = self._ask(lambda: self._eth.get_logs(asked))
        except Unreachable:
            raise
        except TechnicalError:
            return ""
        return _hex(bytes(logs[0]["transactionHash"])) if logs else ""

    def _ask(self, question: Callable[[], T]) -> T:
        try:
            return question()
        except TransactionNotFound as error:
            raise _NotFound from error
        except OSError as error:
            raise self._unreachable(error) from error
        except Web3Exception as error:
            said = _said(error)
            if any(words in said.lower() for words in _NO_MONEY):
                raise self._no_money(said) from error
            raise TechnicalError(f"the chain's endpoint says: {said}", where=self.where) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise TechnicalError("the chain's endpoint gave no answer in JSON-RPC", where=self.where) from error

    def _judge(self, said: str, transaction: str, error: Exception) -> None:
        heard = said.lower()
        if any(words in heard for words in _KNOWN):
            return
        if any(words in heard for words in _BEHIND):
            raise Busy(f"the chain's endpoint has another transaction of this key: {said}", where=self.where) from error
        if any(words in heard for words in _NO_MONEY):
            raise self._no_money(said) from error
        raise self._unknown(transaction, error) from error

    def _unreachable(self, error: Exception) -> Unreachable:
        return Unreachable(
            f"the chain's endpoint does not answer ({type(error).__name__})",
            where=self.where,
            next_step="try again; if it stays away, check the endpoint's address and this machine's way to it",
        )

    def _no_money(self, said: str) -> Rejected:
        return Rejected(said, where=self.where, next_step="send the submitter's address money for gas, then try again")

    def _unknown(self, transaction: str, error: Exception) -> IndeterminateError:
        return IndeterminateError(
            f"it is not known whether the endpoint took transaction {transaction} ({type(error).__name__})",
            where=self.where,
            next_step="ask for the root before anchoring it again",
        )


class _NotFound(TechnicalError):
    """The node knows no such transaction."""


def _never_connected(error: requests.exceptions.ConnectionError) -> bool:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")


def _said(error: Web3Exception) -> str:
    """The node's own words, where it answered with an error."""
    response: Any = getattr(error, "rpc_response", None) or {}
    return str(response.get("error", {}).get("message") or error)


def _hex(data: bytes) -> Any:
    return "0x" + data.hex()
