"""A chain node on loopback: eth-tester behind JSON-RPC over HTTP, with a switch for each way to fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from eth_account import Account
from eth_tester import EthereumTester, PyEVMBackend
from eth_utils import keccak
from hexbytes import HexBytes
from web3 import EthereumTesterProvider, Web3
from web3.exceptions import TransactionNotFound

from b2b.contracts.chain.endpoint import Endpoint

# eth-tester gives its first accounts the keys 1, 2, 3, ... and money.
KEYS = tuple(f"{number:064x}" for number in range(1, 4))
PENNILESS = "77" * 32


class TestNode:
    """`fail[method]` is what happens when that method is next called: an HTTP status, `"drop"` (the connection, before
    the call), `"drop after"` (it), `"garbage"`, or a JSON-RPC error's message (nothing done); `"..."` plus a message:
    done, and still that error. Once, unless `fail_always`.
    """

    __test__ = False

    def __init__(self) -> None:
        self._tester = EthereumTester(PyEVMBackend())
        self._web3 = Web3(EthereumTesterProvider(self._tester))
        self._lock = threading.Lock()
        self._holds = False
        self._held: list[str] = []
        self.fail: dict[str, str | int] = {}
        self.fail_always = False
        self.calls: list[str] = []
        self.port = 0

    @property
    def chain_id(self) -> int:
        return int(self._web3.eth.chain_id)

    def endpoint(self, **changes: Any) -> Endpoint:
        fields = {"wait_seconds": 2, "poll_seconds": 0.02, "connect_seconds": 2, "silence_seconds": 5}
        return Endpoint(f"http://127.0.0.1:{self.port}", self.chain_id, **{**fields, **changes})

    def mine(self, blocks: int = 1) -> None:
        with self._lock:
            self._tester.mine_blocks(blocks)

    def hold_transactions(self) -> None:
        """From now on a sent transaction waits until `release_transactions`."""
        self._holds = True

    def release_transactions(self) -> None:
        with self._lock:
            self._holds = False
            while self._held:
                self._web3.eth.send_raw_transaction(HexBytes(self._held.pop(0)))

    def answer(self, method: str, params: list[Any]) -> dict[str, Any]:
        with self._lock:
            self.calls.append(method)
            if method == "eth_sendRawTransaction" and self._holds:
                self._held.append(params[0])
                return {"result": "0x" + keccak(HexBytes(params[0])).hex()}
            try:
                result = _plain(self._web3.manager.request_blocking(method, params))
            except TransactionNotFound:
                return {"result": None}
            except Exception as error:
                return {"error": {"code": -32000, "message": str(error)}}
            if method == "eth_getTransactionCount" and params[1] == "pending":
                waiting = [raw for raw in self._held if Account.recover_transaction(raw) == params[0]]
                return {"result": hex(int(result, 16) + len(waiting))}
            return {"result": result}


def address_of(key: str) -> str:
    return str(Account.from_key(key).address).lower()


def _plain(value: Any) -> Any:
    """As a node writes it: numbers in hex."""
    value = json.loads(Web3.to_json(value))

    def hexed(one: Any) -> Any:
        if isinstance(one, dict):
            return {key: hexed(inside) for key, inside in one.items()}
        if isinstance(one, list):
            return [hexed(inside) for inside in one]
        return hex(one) if type(one) is int else one

    return hexed(value)


@contextmanager
def running() -> Iterator[TestNode]:
    node = TestNode()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            method = request["method"]
            failure = node.fail.get(method) if node.fail_always else node.fail.pop(method, None)
            if failure == "drop":
                return self._cut()
            if isinstance(failure, int):
                self.send_error(failure)
                return None
            if failure == "garbage":
                return self._say(b"<html>an error page</html>")
            message = str(failure) if failure else ""
            if message and not message.startswith(("drop", "...")):
                return self._reply(request, {"error": {"code": -32000, "message": message}})
            answer = node.answer(method, request["params"])
            if message == "drop after":
                return self._cut()
            if message:
                answer = {"error": {"code": -32000, "message": message.removeprefix("...")}}
            return self._reply(request, answer)

        def _cut(self) -> None:
            self.close_connection = True

        def _reply(self, request: dict[str, Any], answer: dict[str, Any]) -> None:
            self._say(json.dumps({"jsonrpc": "2.0", "id": request["id"], **answer}).encode())

        def _say(self, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing: the tests read answers, not logs."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    node.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield node
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
