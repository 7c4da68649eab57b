"""A chain behind JSON-RPC that is slow, away, wrong or full of other people: nothing is sent twice, nothing guessed."""

from __future__ import annotations

import socket

import pytest

from b2b.contracts.chain.endpoint import Endpoint, EndpointLedger, deploy
from b2b.errors import Busy, ConfigError, IndeterminateError, Rejected, TechnicalError, Unreachable
from tests.contracts.conftest import Deployed
from tests.contracts.node import KEYS, PENNILESS, TestNode, address_of

ME = address_of(KEYS[1])


@pytest.fixture
def node(deployed: Deployed) -> TestNode:
    return deployed.node


@pytest.fixture
def ledger(deployed: Deployed, node: TestNode) -> EndpointLedger:
    ledger = EndpointLedger(node.endpoint(), deployed.registry, lambda: KEYS[1])
    ledger.status()
    node.calls.clear()
    return ledger


def sent(node: TestNode) -> int:
    return node.calls.count("eth_sendRawTransaction")


def test_asking_never_sends(ledger: EndpointLedger, node: TestNode, root: bytes) -> None:
    assert ledger.find(root, ME) is None
    ledger.status()
    assert sent(node) == 0


@pytest.mark.parametrize("answer", ["drop", 500, 401, "garbage", "header not found"])
@pytest.mark.parametrize("method", ["eth_call", "eth_getTransactionCount", "eth_estimateGas", "eth_getBlockByNumber"])
def test_a_question_without_answer_may_be_asked_again(
    ledger: EndpointLedger, node: TestNode, root: bytes, method: str, answer: str | int
) -> None:
    node.fail[method] = answer
    with pytest.raises(TechnicalError) as failed:
        ledger.anchor(root, 3)
    assert failed.value.retryable
    assert sent(node) == 0
    assert ledger.anchor(root, 3).leaves == 3


def test_nobody_there(deployed: Deployed, node: TestNode, root: bytes) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        endpoint = Endpoint(f"http://127.0.0.1:{taken.getsockname()[1]}/secret-key", node.chain_id)
        ledger = EndpointLedger(endpoint, deployed.registry, lambda: KEYS[1])
        for call in (lambda: ledger.anchor(root, 3), lambda: ledger.find(root, ME), ledger.status):
            with pytest.raises(Unreachable) as failed:
                call()
            assert "secret-key" not in f"{failed.value}{failed.value.next_step}"


@pytest.mark.parametrize("answer", ["drop after", "...internal error", 503])
def test_a_lost_answer_to_a_sent_transaction_is_indeterminate_and_found_later(
    ledger: EndpointLedger, node: TestNode, root: bytes, answer: str | int
) -> None:
    node.fail["eth_sendRawTransaction"] = answer
    with pytest.raises(IndeterminateError, match="not known whether") as unknown:
        ledger.anchor(root, 3)
    assert not unknown.value.retryable
    happened = ledger.find(root, ME)
    assert (happened is None) == (answer == 503)
    receipt = ledger.anchor(root, 3)
    assert happened in (None, receipt)
    assert sent(node) == 1


def test_a_node_that_has_the_transaction_already_is_content(
    ledger: EndpointLedger, node: TestNode, root: bytes
) -> None:
    node.fail["eth_sendRawTransaction"] = "...already known"
    assert ledger.anchor(root, 3).leaves == 3
    assert sent(node) == 1


def test_another_transaction_of_the_key_is_busy(ledger: EndpointLedger, node: TestNode, root: bytes) -> None:
    node.fail["eth_sendRawTransaction"] = "nonce too low"
    with pytest.raises(Busy):
        ledger.anchor(root, 3)
    assert ledger.anchor(root, 3).leaves == 3


def test_a_transaction_that_waits_is_not_sent_again(deployed: Deployed, node: TestNode, root: bytes) -> None:
    ledger = EndpointLedger(node.endpoint(wait_seconds=0.1), deployed.registry, lambda: KEYS[1])
    node.calls.clear()
    node.hold_transactions()
    with pytest.raises(IndeterminateError, match="in no block"):
        ledger.anchor(root, 3)
    assert ledger.find(root, ME) is None
    with pytest.raises(Busy, match="still waits"):
        ledger.anchor(root, 3)
    node.release_transactions()
    receipt = ledger.find(root, ME)
    assert receipt is not None
    assert ledger.anchor(root, 3) == receipt
    assert sent(node) == 1


def test_an_anchor_counts_when_it_is_deep_enough(deployed: Deployed, node: TestNode, root: bytes) -> None:
    ledger = EndpointLedger(node.endpoint(confirmations=3, wait_seconds=0.1), deployed.registry, lambda: KEYS[1])
    node.calls.clear()
    with pytest.raises(IndeterminateError, match="3 blocks deep"):
        ledger.anchor(root, 3)
    node.mine(2)
    for call in (lambda: ledger.find(root, ME), lambda: ledger.anchor(root, 3)):
        with pytest.raises(IndeterminateError, match="2 of 3 blocks deep"):
            call()
    node.mine()
    receipt = ledger.anchor(root, 3)
    assert (receipt.root, sent(node)) == (root, 1)


def test_a_key_without_money_is_told_what_to_do(deployed: Deployed, node: TestNode, root: bytes) -> None:
    poor = EndpointLedger(node.endpoint(), deployed.registry, lambda: PENNILESS)
    with pytest.raises(Rejected, match="cannot afford") as refused:
        poor.anchor(root, 3)
    assert "money" in refused.value.next_step


def test_money_that_ran_out_meanwhile_is_the_same(ledger: EndpointLedger, node: TestNode, root: bytes) -> None:
    node.fail["eth_sendRawTransaction"] = "insufficient funds for gas * price + value"
    with pytest.raises(Rejected, match="insufficient funds"):
        ledger.anchor(root, 3)


@pytest.mark.parametrize("key", ["", "12", "zz" * 32, "00" * 32, "ff" * 32, "11" * 33])
def test_a_key_that_is_none_is_not_shown(deployed: Deployed, node: TestNode, root: bytes, key: str) -> None:
    ledger = EndpointLedger(node.endpoint(), deployed.registry, lambda: key)
    with pytest.raises(ConfigError, match="private key") as wrong:
        ledger.anchor(root, 3)
    assert not key or key not in str(wrong.value)
    assert wrong.value.__suppress_context__


def test_without_a_key_it_only_answers(deployed: Deployed, node: TestNode, root: bytes) -> None:
    reader = EndpointLedger(node.endpoint(), deployed.registry)
    assert reader.status().submitter == ""
    assert reader.find(root, ME) is None
    with pytest.raises(ConfigError, match="no key"):
        reader.anchor(root, 3)


def test_another_chain_is_noticed(deployed: Deployed, node: TestNode, root: bytes) -> None:
    endpoint = Endpoint(f"http://127.0.0.1:{node.port}", 1)
    with pytest.raises(ConfigError, match=f"on chain {node.chain_id}, not 1"):
        EndpointLedger(endpoint, deployed.registry, lambda: KEYS[1]).anchor(root, 3)
    with pytest.raises(ConfigError, match="not 1"):
        deploy(endpoint, lambda: KEYS[0])


def test_an_address_without_the_registry_is_noticed(node: TestNode, root: bytes) -> None:
    with pytest.raises(ConfigError, match="no contract stands"):
        EndpointLedger(node.endpoint(), ME, lambda: KEYS[1]).find(root, ME)


def test_another_contract_is_no_registry(deployed: Deployed, node: TestNode, root: bytes) -> None:
    """A contract that answers what one likes to hear proves nothing: the code must be ours, byte for byte."""
    node.fail["eth_getCode"] = "..."
    ledger = EndpointLedger(node.endpoint(), deployed.registry)
    with pytest.raises(TechnicalError):
        ledger.find(root, ME)
    returns_ones = bytes.fromhex("6001600052600160205260016040526060" + "6000f3")
    other = _deployed(node, returns_ones)
    with pytest.raises(ConfigError, match="other code"):
        EndpointLedger(node.endpoint(), other).find(root, ME)


def test_two_submitters_have_an_anchor_each(deployed: Deployed, node: TestNode, root: bytes) -> None:
    receipts = [EndpointLedger(node.endpoint(), deployed.registry, lambda k=key: k).anchor(root, 3) for key in KEYS[:2]]
    assert {one.submitter for one in receipts} == {address_of(key) for key in KEYS[:2]}
    assert receipts[0].transaction != receipts[1].transaction


def test_a_node_without_logs_still_tells_block_and_time(ledger: EndpointLedger, node: TestNode, root: bytes) -> None:
    receipt = ledger.anchor(root, 3)
    node.fail["eth_getLogs"] = "the method eth_getLogs does not exist"
    found = ledger.find(root, ME)
    assert found is not None
    assert (found.transaction, found.block, found.at) == ("", receipt.block, receipt.at)


@pytest.mark.parametrize("url", ["", "chain.example", "ftp://chain.example", "http://", "file:///etc/passwd"])
def test_an_endpoint_has_an_address(deployed: Deployed, url: str) -> None:
    with pytest.raises(ConfigError, match="http or https"):
        EndpointLedger(Endpoint(url, 1), deployed.registry)


def test_deploying_gives_an_address_that_works(node: TestNode, root: bytes) -> None:
    registry = deploy(node.endpoint(), lambda: KEYS[2])
    assert EndpointLedger(node.endpoint(), registry, lambda: KEYS[1]).anchor(root, 3).registry == registry


def test_a_deployment_whose_answer_is_lost_is_indeterminate(node: TestNode) -> None:
    node.fail["eth_sendRawTransaction"] = "drop after"
    with pytest.raises(IndeterminateError):
        deploy(node.endpoint(), lambda: KEYS[2])


@pytest.mark.parametrize("answer", ["drop", "garbage", 429, "execution reverted"])
@pytest.mark.parametrize("method", ["eth_call", "eth_getBlockByNumber", "eth_sendRawTransaction"])
def test_what_always_fails_fails_as_one_of_ours(
    ledger: EndpointLedger, node: TestNode, root: bytes, method: str, answer: str | int
) -> None:
    node.fail, node.fail_always = {method: answer}, True
    with pytest.raises((TechnicalError, IndeterminateError)) as failed:
        ledger.anchor(root, 3)
    assert failed.value.where == f"127.0.0.1:{node.port}"


def _deployed(node: TestNode, runtime: bytes) -> str:
    """Put any code on the chain: a creation that returns `runtime`."""
    from eth_account import Account
    from web3 import Web3

    size = len(runtime)
    creation = bytes.fromhex(f"60{size:02x}600c60003960{size:02x}6000f3") + runtime
    chain = Web3(Web3.HTTPProvider(f"http://127.0.0.1:{node.port}"))
    signer = Account.from_key(KEYS[0])
    signed = signer.sign_transaction(
        {
            "chainId": node.chain_id,
            "nonce": chain.eth.get_transaction_count(signer.address),
            "gas": 500_000,
            "gasPrice": 2 * 10**9,
            "value": 0,
            "data": creation,
        }
    )
    receipt = chain.eth.wait_for_transaction_receipt(chain.eth.send_raw_transaction(signed.raw_transaction))
    return str(receipt["contractAddress"])
