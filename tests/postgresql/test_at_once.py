"""What two do at the same moment is done once: both have begun and wait for their turn to write when it is let go.

SQLite cannot show this to the same depth: here each writer has read, decided to write, and stands in the queue.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal as D
from typing import Any

import pytest
import zeep.exceptions

from b2b.gateway.bootstrap import open_gateway
from tests.e2e.books import Books, books, differences
from tests.e2e.database import rows
from tests.e2e.market import ROOT, House, Market
from tests.e2e.second_day import STEEL, Player, play, post_receipt, served
from tests.postgresql.houses import market_on_postgresql
from tests.postgresql.server import server

pytestmark = pytest.mark.slow

SECONDS = 60
WAITING = """
    SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE locktype = 'advisory' AND NOT granted AND datname = %s
"""


@contextmanager
def turn_held(house: House, ended: Callable[[], int], people: int = 2) -> Iterator[None]:
    """Nobody of this house can write before so many wait for it, or have ended without."""
    gateway = open_gateway(house.workspace)
    until = time.monotonic() + SECONDS
    try:
        with gateway.store.write(dry_run=True):
            yield
            while waiting(gateway.store.url.database) + ended() < people:
                assert time.monotonic() < until, "they do not come"
                time.sleep(0.02)
    finally:
        gateway.close()


def waiting(database: str | None) -> int:
    return int(server().execute(WAITING, database)[0][0])


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    error: str


def typed_twice(house: House, *words: str, user: str = "") -> list[Said]:
    """The same command by two processes at once; the one that ended well first."""
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
    if user:
        environment["B2B_TOKEN"] = house.tokens[user]
    command = [sys.executable, "-m", "b2b", "--workspace", str(house.workspace), *words]
    processes: list[subprocess.Popen[str]] = []
    with turn_held(house, lambda: sum(process.poll() is not None for process in processes)):
        for _ in range(2):
            processes.append(
                subprocess.Popen(
                    command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment, text=True
                )
            )
    said = []
    for process in processes:
        out, error = process.communicate(timeout=SECONDS)
        said.append(Said(process.returncode, out, error))
    return sorted(said, key=lambda one: one.code)


def called_at_once(house: House, calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each call brings, or the fault that it ends with."""
    with ThreadPoolExecutor(len(calls)) as pool:
        futures: list[Future[Any]] = []
        with turn_held(house, lambda: sum(future.done() for future in futures), len(calls)):
            futures += [pool.submit(call) for call in calls]
        return [future.exception() or future.result() for future in futures]


@dataclass
class Twice(Player):
    """Every command is typed by two people, and every receipt posted by two calls, at the same moment."""

    said: dict[str, list[Said]] = field(default_factory=dict)

    def command(self, house: House, *words: str, user: str = "") -> None:
        if words[1] == "credit":
            # Two more pieces given back are another credit note.
            super().command(house, *words, user=user)
            return
        self.said[" ".join(words)] = typed_twice(house, *words, user=user)

    def post(self, wsdl: str, order: str, quantity: D) -> None:
        self.counted_at[order] = dt.datetime.now(dt.UTC)
        post = super().post
        called_at_once(self.market.northwind, [lambda: post(wsdl, order, quantity)] * 2)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twice]:
    """A second day, at its end, of which everything was done by two at once."""
    with market_on_postgresql(tmp_path_factory.mktemp("market")) as market:
        player = Twice(market)
        play(player)
        market.settle()
        yield player


@pytest.fixture
def market(twice: Twice) -> Market:
    return twice.market


def test_a_day_done_twice_has_the_books_of_a_day_done_once(twice: Twice, usual_books: Books) -> None:
    assert differences(books(twice.market), usual_books) == []


def test_who_comes_second_is_told_what_stands(twice: Twice) -> None:
    told = {words: (said[0].code, said[1].code, said[1].error.partition("\n")[0]) for words, said in twice.said.items()}
    assert not [words for words, (first, _, _) in told.items() if first], told
    assert {words: (code, error) for words, (_, code, error) in told.items() if code} == {
        "orders approve 4500000001": (1, "error: order 4500000001 does not wait for an approval, it is open"),
        "ship 4500000001": (1, "error: nothing of order 4500000001 is confirmed and not shipped yet"),
        "ship 4500000002": (1, "error: nothing of order 4500000002 is confirmed and not shipped yet"),
        "ship 4500000003": (1, "error: nothing of order 4500000003 is confirmed and not shipped yet"),
        "payments approve 1": (1, "error: it is approved"),
    }


def test_the_same_call_twice_is_booked_once_and_answered_the_same(twice: Twice) -> None:
    assert Counter(answer["duplicate"] for answer in twice.answers) == {False: 3, True: 3}
    for first, second in zip(twice.answers[::2], twice.answers[1::2], strict=True):
        assert {**first, "duplicate": None} == {**second, "duplicate": None}


def test_two_receipts_at_once_for_the_last_units(market: Market) -> None:
    """Both are booked, because both lorries stand at the dock; who is second has seen what the first brought."""
    house, now = market.northwind, dt.datetime.now(dt.UTC)

    def post(wsdl: str, number: str) -> Any:
        return post_receipt(wsdl, house.tokens["erp"], STEEL, D(40), now, number=number, key=number)

    with served(house) as wsdl:
        answers = called_at_once(house, [lambda n=number: post(wsdl, n) for number in ("LAST-1", "LAST-2")])
    found = [(one["kind"], one["received"]["_value_1"]) for answer in answers for one in answer["difference"]]
    assert sorted(found) == [("over", D(40)), ("over", D(98))], (
        "the first fills up the ship notice of 60, the second none"
    )
    assert house.json("orders", "show", STEEL)["lines"][0]["received"] == "138"


def test_one_key_for_two_contents_at_once(market: Market) -> None:
    house, now = market.northwind, dt.datetime.now(dt.UTC)

    def post(wsdl: str, quantity: int) -> Any:
        return post_receipt(wsdl, house.tokens["erp"], STEEL, D(-quantity), now, number="BACK", key="BACK")

    with served(house) as wsdl:
        one, other = sorted(
            called_at_once(house, [lambda q=quantity: post(wsdl, q) for quantity in (1, 2)]),
            key=lambda answer: isinstance(answer, Exception),
        )
    assert one["duplicate"] is False
    assert isinstance(other, zeep.exceptions.Fault)
    assert "'BACK' was used for another call" in other.message
    assert rows(house.workspace, "SELECT count(*) FROM receipt WHERE receipt_number = 'BACK'") == [(1,)]


def test_one_name_for_two_users_at_once(market: Market) -> None:
    first, second = typed_twice(market.northwind, "user", "add", "twin", "--role", "payer")
    assert (first.code, second.code) == (0, 1)
    assert "there is a user 'twin' already" in second.error


def test_an_invoice_is_given_back_wholly_once(market: Market) -> None:
    words = ("invoices", "credit", "ACME-000003", "--reason", "never worked")
    first, second = typed_twice(market.acme, *words)
    assert (first.code, second.code) == (0, 1)
    assert second.error.startswith("error: all of it was credited before")
    query = """
        SELECT count(*) FROM sales_invoice note JOIN sales_invoice i ON i.id = note.credited_invoice_id
        WHERE i.number = 'ACME-000003'"""
    assert rows(market.acme.workspace, query) == [(1,)]


@pytest.mark.parametrize("house", ["northwind", "acme"])
def test_a_document_is_in_one_batch(house: str, market: Market) -> None:
    """Both find the same documents to be anchored; who is second leaves out what the first has taken."""
    found: House = getattr(market, house)
    market.settle()
    before = found.json("contract", "status")
    assert before["waiting_documents"], "since the day's anchor something was exchanged"
    said = typed_twice(found, "contract", "anchor", "--json")
    assert [one.code for one in said] == [0, 0], said
    after = found.json("contract", "status")
    assert after["anchored_batches"] == before["anchored_batches"] + 1
    assert after["anchored_documents"] == before["anchored_documents"] + before["waiting_documents"]


def test_both_databases_are_whole(market: Market) -> None:
    for house in market.houses:
        house.b2b("audit", "verify")
        assert rows(house.workspace, "SELECT count(*) FROM exception WHERE code = 'internal-error'") == [(0,)]
