"""The reference bank: every file answered, every transfer booked once on both sides, whatever happens in between."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from b2b.demo.bank.__main__ import main
from b2b.demo.bank.desk import BankDesk, Customer
from b2b.demo.bank.faults import Misbehaviour
from b2b.demo.bank.process import ReferenceBank
from b2b.documents import BankStatement, PaymentFile, PaymentStatus
from b2b.payments import camt053, pain001, pain002
from tests.clock import FixedClock
from tests.payments.examples import (
    ELSEWHERE,
    OURS,
    THEIRS,
    assert_valid,
    credit_note,
    euros,
    invoice,
    second_day,
    transfer,
)

LATER = FixedClock(dt.datetime(2100, 1, 1, tzinfo=dt.UTC))


class Bank:
    """A desk with two customers and what lies in their folders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.customers = [
            Customer(OURS.iban, Decimal("100000.00"), folder / "buyer" / "to", folder / "buyer" / "from"),
            Customer(THEIRS.iban, Decimal("0.00"), folder / "supplier" / "to", folder / "supplier" / "from"),
        ]
        self.today = FixedClock(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC))
        self.open()

    def open(self) -> None:
        self.desk = BankDesk(self.folder / "bank.db", self.customers, today=self.today, clock=LATER, settle_seconds=0)

    def bring(self, file: PaymentFile | bytes, name: str = "pay.xml", who: str = "buyer") -> None:
        inbox = self.folder / who / "to"
        inbox.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(file if isinstance(file, bytes) else pain001.write(file))

    def got(self, who: str, kind: str) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.folder / who / "from").glob(f"{kind}*"))]

    def reports(self, who: str = "buyer") -> list[PaymentStatus]:
        return [pain002.read(data).status for data in self.got(who, "pain002")]

    def statements(self, who: str = "buyer") -> list[BankStatement]:
        return [one for data in self.got(who, "camt053") for one in camt053.read(data).statements]


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    bank = Bank(tmp_path)
    yield bank
    bank.desk.close()


def test_accepted_then_booked_on_both_sides(bank: Bank) -> None:
    bank.bring(second_day())
    bank.desk.tick()
    (report,) = bank.reports()
    assert (report.original_message_id, report.group_status) == ("PR1", "ACCP")
    assert [(one.end_to_end_id, one.status) for one in report.transactions] == [
        ("PR1-0001", "ACCP"),
        ("PR1-0002", "ACCP"),
        ("PR1-0003", "ACCP"),
    ]
    assert bank.statements() == []
    bank.desk.tick()
    (ours,), (theirs,) = bank.statements(), bank.statements("supplier")
    assert [str(entry.amount) for entry in ours.entries] == ["-2,387.14 EUR", "-2,760.80 EUR", "-8,925.00 EUR"]
    assert str(ours.closing) == "85,927.06 EUR"
    assert [entry.details[0].end_to_end_id for entry in theirs.entries] == ["PR1-0001", "PR1-0002"]
    assert theirs.entries[0].details[0].counterparty.name == "ACME Corporation"
    assert theirs.entries[1].details[0].documents == (invoice("INV-2", "2856.00"), credit_note("CN-1", "95.20"))
    assert str(theirs.closing) == "5,147.94 EUR"
    bank.desk.tick()
    assert len(bank.statements()) == 1
    assert bank.desk.counts() == {"accepted": 1, "rejected": 0, "waiting": 0, "booked": 3, "sent": 3}
    for data in bank.got("buyer", "camt053") + bank.got("supplier", "camt053"):
        assert_valid(data, "camt.053.001.08")
        assert camt053.read(data).findings == ()
    assert_valid(bank.got("buyer", "pain002")[0], "pain.002.001.10")


def test_a_batch_is_one_entry_where_the_file_asks_for_it(bank: Bank) -> None:
    bank.bring(replace(second_day(), batch_booking=True))
    bank.desk.tick()
    bank.desk.tick()
    (entry,) = bank.statements()[0].entries
    assert (entry.amount, entry.batch_id, entry.batch_count) == (euros("-14072.94"), "PR1-1", 3)
    assert len(entry.details) == 3


def test_booked_on_the_execution_date_and_not_before(bank: Bank) -> None:
    bank.today.at = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    bank.bring(second_day())
    bank.desk.tick()
    bank.desk.tick()
    assert bank.statements() == []
    bank.today.advance(days=1)
    bank.desk.tick()
    assert len(bank.statements()) == 1


WRONG_SUM = pain001.write(second_day()).replace(b"14072.94", b"14072.95")
WRONG_COUNT = pain001.write(second_day()).replace(b"<NbOfTxs>3", b"<NbOfTxs>2")
TOO_LONG = pain001.write(second_day()).replace(b"<EndToEndId>PR1-0001", b"<EndToEndId>" + b"E" * 36)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (WRONG_SUM, "AM10"),
        (WRONG_COUNT, "AM18"),
        (TOO_LONG, "FF01"),
        (b"no xml", "FF01"),
        (replace(second_day(), account=THEIRS), "AC02"),
        (replace(second_day(), account=ELSEWHERE), "AC02"),
        (replace(second_day(), transfers=(transfer("E", "100000.01"),)), "AM04"),
    ],
)
def test_refused_files(bank: Bank, file: PaymentFile | bytes, code: str) -> None:
    bank.bring(file)
    bank.desk.tick()
    bank.desk.tick()
    (report,) = bank.reports()
    assert (report.group_status, report.reasons[0].code) == ("RJCT", code)
    assert bank.statements() == []
    assert bank.desk.balances()[OURS.iban] == Decimal("100000.00")


def test_the_same_message_id_is_refused_and_booked_once(bank: Bank) -> None:
    bank.bring(second_day(), "first.xml")
    bank.desk.tick()
    bank.bring(second_day(), "second.xml")
    bank.desk.tick()
    bank.desk.tick()
    first, second = bank.reports()
    assert (first.group_status, second.group_status, second.reasons[0].code) == ("ACCP", "RJCT", "DUPL")
    assert bank.desk.balances()[OURS.iban] == Decimal("85927.06")


def test_a_corrected_file_may_have_the_message_id_of_a_rejected_one(bank: Bank) -> None:
    bank.bring(WRONG_SUM)
    bank.desk.tick()
    bank.bring(second_day(), "corrected.xml")
    bank.desk.tick()
    assert [report.group_status for report in bank.reports()] == ["RJCT", "ACCP"]


def test_one_transfer_of_a_file_can_be_wrong(bank: Bank) -> None:
    bank.bring(pain001.write(second_day()).replace(b"DE89370400440532013000", b"DE88370400440532013000"))
    bank.desk.tick()
    bank.desk.tick()
    (report,) = bank.reports()
    assert report.group_status == "PART"
    assert [one.status for one in report.transactions] == ["ACCP", "ACCP", "RJCT"]
    assert report.transactions[2].reasons[0].code == "AC03"
    assert bank.desk.balances()[OURS.iban] == Decimal("94852.06")


def test_killed_between_judging_and_putting_away_the_file_is_judged_once(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.bring(second_day())
    folder = bank.desk._folders[OURS.iban]
    monkeypatch.setattr(folder, "release", interrupt)
    with pytest.raises(KeyboardInterrupt):
        bank.desk.tick()
    bank.desk.close()
    bank.open()
    bank.desk.tick()
    bank.desk.tick()
    assert [report.group_status for report in bank.reports()] == ["ACCP"]
    assert len(bank.statements()) == 1
    assert bank.desk.balances()[OURS.iban] == Decimal("85927.06")


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_misbehaviour(bank: Bank) -> None:
    bank.desk.misbehave(Misbehaviour.DOWN)
    bank.bring(second_day())
    bank.desk.tick()
    assert bank.reports() == []
    bank.desk.behave()
    for one in (Misbehaviour.REJECT_ONE, Misbehaviour.WRONG_AMOUNT, Misbehaviour.WRONG_BALANCE):
        bank.desk.misbehave(one)
    bank.desk.misbehave(Misbehaviour.STATEMENT_TWICE)
    bank.desk.tick()
    bank.desk.tick()
    assert [one.status for one in bank.reports()[0].transactions] == ["RJCT", "ACCP", "ACCP"]
    first, again = bank.statements()
    assert first == again
    assert [str(entry.amount) for entry in first.entries] == ["-2,760.79 EUR", "-8,925.00 EUR"]
    assert str(first.closing) == "88,315.21 EUR"
    assert bank.desk.balances()[OURS.iban] == Decimal("88314.21")


def test_a_transfer_that_comes_back(bank: Bank) -> None:
    bank.desk.misbehave(Misbehaviour.RETURN_ONE)
    bank.bring(replace(second_day(), transfers=(transfer(),)))
    bank.desk.tick()
    bank.desk.tick()
    out, back = bank.statements()[0].entries
    assert (out.amount, back.amount) == (euros("-2387.14"), euros("2387.14"))
    assert (back.details[0].end_to_end_id, back.details[0].return_code) == ("PR1-0001", "AC04")
    assert back.details[0].counterparty.name == "Globex Supplies B.V."
    assert bank.statements("supplier") == []


def wait_until(happened: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def test_in_a_process_of_its_own_killed_and_started_again(tmp_path: Path) -> None:
    world = Bank(tmp_path)
    world.desk.close()
    bank = ReferenceBank(tmp_path / "bank.db", world.customers, day=dt.date(2026, 11, 20), waiting=False)
    names = [f"PR{number}" for number in range(6)]
    try:
        for number, name in enumerate(names):
            bank.start()
            paid = transfer(f"{name}-1", "100.00")
            world.bring(replace(second_day(), message_id=name, transfers=(paid,)), f"{name}.xml")
            time.sleep(number * 0.03)
            bank.kill()
        bank.start()
        wait_until(lambda: bank.counts()["booked"] == len(names) and bank.counts()["waiting"] == 0)
        assert bank.stop() == 0
    finally:
        bank.kill()
    assert sorted(report.original_message_id for report in world.reports()) == names
    assert {report.group_status for report in world.reports()} == {"ACCP"}
    for who, sign in (("buyer", "-"), ("supplier", "")):
        booked = [entry for one in world.statements(who) for entry in one.entries]
        assert sorted(entry.details[0].end_to_end_id for entry in booked) == [f"{name}-1" for name in names]
        assert {str(entry.amount) for entry in booked} == {f"{sign}100.00 EUR"}
    assert bank.balances() == {OURS.iban: Decimal("99400.00"), THEIRS.iban: Decimal("600.00")}


def test_one_round_by_hand(tmp_path: Path) -> None:
    world = Bank(tmp_path)
    world.desk.close()
    world.bring(second_day())
    buyer = world.customers[0]
    command = ["--state", str(tmp_path / "other.db"), "--account", buyer.iban, "--opening", "20000.00"]
    command += ["--inbox", str(buyer.inbox), "--outbox", str(buyer.outbox), "--date", "2026-11-23", "--settle", "0"]
    assert main([*command, "--book"]) == 0
    assert [report.group_status for report in world.reports()] == ["ACCP"]
    (statement,) = world.statements()
    assert statement.created_at == dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    assert str(statement.closing) == "5,927.06 EUR"


def test_the_process_can_be_told_to_misbehave(tmp_path: Path) -> None:
    world = Bank(tmp_path)
    world.desk.close()
    with ReferenceBank(tmp_path / "bank.db", world.customers, waiting=False) as bank:
        bank.misbehave(Misbehaviour.DOWN)
        world.bring(second_day())
        bank.stop()
        assert bank.counts()["accepted"] == 0
        bank.behave()
        bank.start()
        wait_until(lambda: bank.counts()["booked"] == 3)


@pytest.mark.parametrize("wrong", [["--account", "NL00MOCK"], ["--opening", "lots"]])
def test_wrong_settings_are_named(tmp_path: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    command = [
        "--state",
        str(tmp_path / "b.db"),
        "--account",
        OURS.iban,
        "--inbox",
        str(tmp_path),
        "--outbox",
        str(tmp_path),
    ]
    with pytest.raises(SystemExit) as ended:
        sys.exit(main([*command, *wrong, "--once"]))
    assert ended.value.code not in (0, None)
    assert "IBAN" in capsys.readouterr().err or "euros" in str(ended.value.code)
