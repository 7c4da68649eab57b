"""What was exchanged is anchored once, whatever happens in between, and each document has a proof."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from b2b.contracts.chain.memory import InMemoryLedger
from b2b.contracts.proof import ProofRefused, Standing, ask_ledger, check_proof
from b2b.errors import ConfigError, NotAllowed, Unreachable
from b2b.gateway import anchoring
from b2b.gateway.anchoring import Unanchored
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.workspace import load
from b2b.store.apply_settings import apply_company
from b2b.store.states import TaskKind
from b2b.store.tables import AnchorBatch, AnchorLeaf, Exchange
from tests.gateway.desk import FILES, Desk
from tests.gateway.orders import orders


@pytest.fixture
def ledger(desk: Desk) -> InMemoryLedger:
    found = InMemoryLedger(desk.clock)
    desk.gateway = Gateway(
        load(desk.folder),
        desk.store,
        transports=lambda row: desk.channels[row.name],
        ledgers=lambda company, contract, new: found,
    )
    return found


def anchors(desk: Desk, **contract: object) -> str:
    data = tomllib.loads((FILES / "company.toml").read_text())
    data["company"]["contract"] = {"ledger": "embedded"} | contract
    with desk.store.write() as session:
        return apply_company(session, data, now=desk.clock.now(), actor="test").id


def traded(desk: Desk) -> list[Exchange]:
    desk.sell()
    desk.put(orders(2, "PO1"))
    desk.run()
    return desk.rows(Exchange)


def test_every_document_is_anchored_once_and_proved(desk: Desk, ledger: InMemoryLedger) -> None:
    company, documents = anchors(desk), traded(desk)
    assert {row.set_id for row in documents} == {"850", "997", "855"}
    assert anchoring.run(desk.gateway, company) == {"documents": len(documents), "batches": 1, "again": 0}
    assert anchoring.run(desk.gateway, company) == {"documents": 0, "batches": 0, "again": 0}
    with desk.store.read() as session:
        for row in documents:
            proof, content = anchoring.proof(session, desk.gateway, row.number)
            check_proof(proof, content)
            assert content.startswith(b"ST*" + row.set_id.encode())
            assert ask_ledger(proof, ledger) is Standing.ANCHORED
            with pytest.raises(ProofRefused, match="document"):
                check_proof(proof, content[:-1] + b"\x00")


def test_a_batch_that_the_chain_has_lost_is_anchored_again(desk: Desk, ledger: InMemoryLedger) -> None:
    company, documents = anchors(desk), traded(desk)
    anchoring.run(desk.gateway, company)
    for position in (3, 4):
        desk.put(orders(position, f"PO{position}"))
        desk.run()
        anchoring.run(desk.gateway, company)
    before = desk.rows(AnchorBatch)
    del ledger.receipts[1:]
    assert anchoring.forgotten(desk.gateway, company, ledger) == 3
    assert [row.number for row in anchoring.lost(desk.gateway, company, ledger)] == [2, 3]
    assert anchoring.run(desk.gateway, company) == {"documents": 0, "batches": 0, "again": 2}
    assert [one.root.hex() for one in ledger.receipts] == [row.root for row in before]
    assert anchoring.forgotten(desk.gateway, company, ledger) == 0
    assert anchoring.run(desk.gateway, company) == {"documents": 0, "batches": 0, "again": 0}
    with desk.store.read() as session:
        newest = max(row.number for row in desk.rows(Exchange))
        for number in (documents[0].number, newest):
            proof, content = anchoring.proof(session, desk.gateway, number)
            check_proof(proof, content)
            assert ask_ledger(proof, ledger) is Standing.ANCHORED


def test_a_chain_of_somebody_else_gets_no_lost_batches(desk: Desk, ledger: InMemoryLedger) -> None:
    company, _ = anchors(desk), traded(desk)
    anchoring.run(desk.gateway, company)
    other = InMemoryLedger(desk.clock, submitter="0x" + "00" * 19 + "03")
    desk.gateway = Gateway(
        load(desk.folder),
        desk.store,
        transports=lambda row: desk.channels[row.name],
        ledgers=lambda company, contract, new: other,
    )
    with pytest.raises(NotAllowed, match="batch 1 was anchored by 0x"):
        anchoring.run(desk.gateway, company)
    assert other.receipts == []


def test_what_another_has_batched_meanwhile_is_left_out(
    desk: Desk, ledger: InMemoryLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    company, documents, look = anchors(desk), traded(desk), anchoring.unanchored

    def overtaken(gateway: Gateway, company_id: str) -> Sequence[Unanchored]:
        found = look(gateway, company_id)
        monkeypatch.setattr(anchoring, "unanchored", look)
        anchoring.run(gateway, company_id)
        return found

    monkeypatch.setattr(anchoring, "unanchored", overtaken)
    assert anchoring.run(desk.gateway, company) == {"documents": 0, "batches": 0, "again": 0}
    assert [(row.state, row.size) for row in desk.rows(AnchorBatch)] == [("anchored", len(documents))]


def test_a_ledger_that_is_away_delays_the_anchor_and_changes_nothing(desk: Desk, ledger: InMemoryLedger) -> None:
    company, documents = anchors(desk), traded(desk)
    for after in (False, True):
        ledger.fail_next(Unreachable("no route"), after=after)
        with pytest.raises(Unreachable):
            anchoring.run(desk.gateway, company)
    (batch,) = desk.rows(AnchorBatch)
    assert (batch.state, batch.size) == ("pending", len(documents))
    with desk.store.read() as session, pytest.raises(NotAllowed, match="not anchored yet"):
        anchoring.proof(session, desk.gateway, documents[0].number)
    assert anchoring.run(desk.gateway, company) == {"documents": 0, "batches": 1, "again": 0}
    assert [(row.root, row.state) for row in desk.rows(AnchorBatch)] == [(batch.root, "anchored")]
    assert len(desk.rows(AnchorLeaf)) == len(documents)


def test_a_scheduled_anchor_is_a_task_that_comes_back(desk: Desk, ledger: InMemoryLedger) -> None:
    from b2b.procurement import work

    company, _ = anchors(desk), traded(desk)
    ledger.fail_next(Unreachable("no route"))
    with desk.store.write() as session:
        work.schedule(
            session,
            desk.clock.now(),
            TaskKind.CONTRACT_ANCHOR,
            company_id=company,
            row_id=company,
            key="a",
            lock_key="a",
        )
    desk.run()
    assert [(task.kind, task.state) for task in desk.tasks()] == [("contract.anchor", "pending")]
    desk.clock.advance(seconds=60)
    desk.run()
    assert [task.state for task in desk.tasks()] == ["done"]
    assert desk.open_cases() == []


def test_without_the_table_nothing_is_anchored(desk: Desk) -> None:
    data = tomllib.loads((FILES / "company.toml").read_text())
    del data["company"]["contract"]
    traded(desk)
    with desk.store.write() as session:
        company = apply_company(session, data, now=desk.clock.now(), actor="test").id
    with pytest.raises(ConfigError, match="ACME anchors nothing") as caught:
        anchoring.run(desk.gateway, company)
    assert "b2b company apply" in caught.value.next_step
    assert desk.rows(AnchorBatch) == []


def test_the_embedded_chain_is_made_once_and_never_made_anew(desk: Desk) -> None:
    company, _ = anchors(desk), traded(desk)
    anchoring.run(desk.gateway, company)
    chain: Path = desk.folder / "chain.jsonl"
    aside = chain.rename(desk.folder / "aside")
    desk.put(orders(3, "PO2"))
    desk.run()
    with pytest.raises(Unreachable):
        anchoring.run(desk.gateway, company)
    aside.rename(chain)
    assert anchoring.run(desk.gateway, company)["batches"] == 1
    assert {row.state for row in desk.rows(AnchorBatch)} == {"anchored"}
