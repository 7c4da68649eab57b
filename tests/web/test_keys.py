"""Idempotency: a key is worked once, whatever happens to the answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from b2b.erp.envelope import SOAP11, SOAP12
from b2b.errors import Busy
from b2b.store.engine import Store
from b2b.store.tables import Idempotency
from b2b.web.soap import SoapDoor
from tests.clock import FixedClock
from tests.store.workspace import POSTGRESQL, workspace_on
from tests.web.service import NS, Ledger, add_user, fault, receipt, result, security, soap
from tests.web.test_calls import booked


def duplicate(door: SoapDoor, call: str, header: str | None = None, version: str = SOAP11) -> str:
    return result(door.handle(soap(call, version, header), version)).findtext("{*}duplicate")


def test_the_same_again_is_answered_from_memory(door: SoapDoor, ledger: Ledger, store: Store) -> None:
    before = booked(store)
    first = result(door.handle(soap(receipt("again")), SOAP11))
    second = result(door.handle(soap(receipt("again"), SOAP12), SOAP12))
    assert (first.findtext("{*}duplicate"), second.findtext("{*}duplicate")) == ("false", "true")
    assert [x.text for x in second.iter()][:-1] == [x.text for x in first.iter()][:-1]
    assert (len(ledger.calls), booked(store)) == (1, before + 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (">58<", ">58.000<"),
        (">58<", "> 58 <"),
        ("2026-03-02T10:00:00+01:00", "2026-03-02T09:00:00Z"),
        ("<company>NORTHWIND", "<company>  NORTHWIND "),
        ("</quantity>", "</quantity><condition>good</condition>"),
    ],
)
def test_the_same_content_in_other_words_is_the_same(door: SoapDoor, before: str, after: str) -> None:
    call = receipt(f"words-{crc32(after.encode())}")
    assert before in call
    assert duplicate(door, call) == "false"
    assert duplicate(door, call.replace(before, after)) == "true"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (">58<", ">58.1<"),
        (">58<", ">-58<"),
        ('unit="EA"', 'unit="XCT"'),
        ("2026-03-02T10:00:00+01:00", "2026-03-02T10:00:00Z"),
        ("NORTHWIND", "OTHER"),
        ("</quantity>", "</quantity><condition>damaged</condition>"),
        ("<lineNumber>1</lineNumber>", "<sku>1</sku>"),
    ],
)
def test_other_content_under_a_key_is_a_conflict(door: SoapDoor, ledger: Ledger, before: str, after: str) -> None:
    call = receipt(f"other-{crc32(after.encode())}")
    assert duplicate(door, call) == "false"
    said = fault(door.handle(soap(call.replace(before, after)), SOAP11))
    assert (said.element, said.fields["code"], said.fields["retryable"]) == ("conflictFault", "CONFLICT", "false")
    assert len(ledger.calls) == 1


def test_another_operation_under_a_key_is_a_conflict(door: SoapDoor) -> None:
    assert duplicate(door, receipt("operations")) == "false"
    stock = (
        f'<postStockLevels xmlns="{NS}"><idempotencyKey>operations</idempotencyKey><company>NORTHWIND</company>'
        '<asOf>2026-03-02T08:00:00Z</asOf><level><sku>A</sku><available unit="EA">1</available></level></postStockLevels>'
    )
    assert fault(door.handle(soap(stock), SOAP11)).element == "conflictFault"


def test_keys_are_each_users_own(door: SoapDoor, store: Store) -> None:
    add_user(store, "warehouse", "b2b_warehouse")
    assert duplicate(door, receipt("own")) == "false"
    assert duplicate(door, receipt("own", "1"), security("warehouse", "b2b_warehouse")) == "false"
    assert duplicate(door, receipt("own", "1"), security("warehouse", "b2b_warehouse")) == "true"


def test_a_fault_keeps_nothing(door: SoapDoor, ledger: Ledger, store: Store) -> None:
    ledger.error = Busy("another run")
    assert fault(door.handle(soap(receipt("busy")), SOAP11)).fields["retryable"] == "true"
    with store.read() as session:
        assert session.get(Idempotency, ("sap", "busy")) is None
    assert duplicate(door, receipt("busy", "59")) == "false"
    assert duplicate(door, receipt("busy", "59")) == "true"


def test_many_at_once_under_one_key_are_booked_once(door: SoapDoor, ledger: Ledger, store: Store) -> None:
    before = booked(store)
    with ThreadPoolExecutor(8) as threads:
        flags = list(threads.map(lambda _: duplicate(door, receipt("parallel")), range(16)))
    assert sorted(flags) == ["false"] + ["true"] * 15
    assert (len(ledger.calls), booked(store)) == (1, before + 1)


@pytest.mark.slow
def test_many_at_once_are_booked_once_on_postgresql_too(tmp_path: Path) -> None:
    with workspace_on(POSTGRESQL, tmp_path / "work", FixedClock()) as store, ThreadPoolExecutor(8) as threads:
        add_user(store)
        ledger = Ledger()
        door = SoapDoor(store, ledger)
        header = security(nonce="cGFyYWxsZWw=", created="2026-03-02T09:00:00Z")
        flags = list(threads.map(lambda _: duplicate(door, receipt("parallel")), range(16)))
        answers = list(threads.map(lambda n: door.handle(soap(receipt(f"n{n}"), header=header), SOAP11), range(8)))
        assert sorted(flags) == ["false"] + ["true"] * 15
        assert sorted(answer.failed for answer in answers) == [False] + [True] * 7
        assert len(ledger.calls) == booked(store) == 2


def test_many_at_once_with_one_nonce_pass_once(door: SoapDoor, ledger: Ledger) -> None:
    header = security(nonce="cGFyYWxsZWw=", created="2026-03-02T09:00:00Z")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: door.handle(soap(receipt(f"nonce-{n}"), header=header), SOAP11), range(8)))
    assert sorted(answer.failed for answer in answers) == [False] + [True] * 7
    assert len(ledger.calls) == 1


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_sent_in_whatever_order_each_key_is_booked_once(
    shared_door: SoapDoor, store: Store, data: st.DataObject
) -> None:
    """The law: of all calls under a key those with the first content get its answer, all others a conflict."""
    with store.read() as session:
        round_ = len(session.exec(select(Idempotency.key)).all())
    first: dict[int, int] = {}
    before = booked(store)
    for key, quantity in data.draw(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 2)), max_size=8)):
        answer = shared_door.handle(soap(receipt(f"law-{round_}-{key}", str(quantity))), SOAP11)
        if first.setdefault(key, quantity) != quantity:
            assert fault(answer).element == "conflictFault"
        else:
            assert result(answer).findtext("{*}difference/{*}received") == str(quantity)
    assert booked(store) == before + len(first)
