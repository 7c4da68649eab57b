"""The embedded chain: the same in every process, whole after any death of a writer, never replaced on the way."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from b2b.contracts.chain import chain_file
from b2b.contracts.chain.embedded import EmbeddedLedger, create_chain
from b2b.contracts.chain.evm import address_of
from b2b.errors import B2BError, Busy, ConfigError, Unreachable, Unreadable
from tests.clock import FixedClock

ROOTS = tuple(bytes([number]) * 32 for number in range(1, 5))

# Another process: anchors or finds, and prints what it learnt.
PROGRAM = """
import datetime as dt, sys
from pathlib import Path
from b2b.contracts.chain.embedded import EmbeddedLedger
class Clock:
    def now(self):
        return dt.datetime(2026, 3, 3, tzinfo=dt.timezone.utc)
path, account, act, *roots = sys.argv[1:]
ledger = EmbeddedLedger(Path(path), Clock(), account)
for root in map(bytes.fromhex, roots):
    print(ledger.anchor(root, 5) if act == "anchor" else ledger.find(root, act), flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create_chain(tmp_path / "chain.jsonl")
    return tmp_path / "chain.jsonl"


@pytest.fixture
def ledger(path: Path, clock: FixedClock) -> EmbeddedLedger:
    return EmbeddedLedger(path, clock, "ACME")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chain of three blocks, only to be copied."""
    path = tmp_path_factory.mktemp("sample") / "chain.jsonl"
    create_chain(path)
    writer = EmbeddedLedger(path, FixedClock(), "ACME")
    for root in ROOTS[:3]:
        writer.anchor(root, 5)
    return path


def elsewhere(path: Path, account: str, act: str, *roots: bytes) -> str:
    command = [sys.executable, "-c", PROGRAM, str(path), account, act, *(root.hex() for root in roots)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_an_anchor_of_one_process_is_found_by_another(path: Path, ledger: EmbeddedLedger) -> None:
    receipt = ledger.anchor(ROOTS[0], 5)
    assert elsewhere(path, "", receipt.submitter, ROOTS[0]).strip() == str(receipt)
    assert elsewhere(path, "", receipt.submitter, ROOTS[1]).strip() == "None"


def test_a_process_goes_on_where_another_stopped(path: Path, ledger: EmbeddedLedger) -> None:
    first = ledger.anchor(ROOTS[0], 5)
    elsewhere(path, "NORTHWIND", "anchor", ROOTS[1], ROOTS[0])
    theirs = ledger.find(ROOTS[1], address_of("NORTHWIND"))
    assert theirs is not None
    assert (theirs.block, ledger.status().block) == (2, 3)
    assert ledger.find(ROOTS[0], first.submitter) == first
    assert ledger.anchor(ROOTS[2], 5).block == 4


def test_the_same_anchors_at_the_same_times_give_the_same_file(tmp_path: Path) -> None:
    files = []
    for name in ("one", "two"):
        create_chain(tmp_path / name)
        clock = FixedClock()
        writer = EmbeddedLedger(tmp_path / name, clock, "ACME")
        for root in ROOTS:
            writer.anchor(root, 5)
            clock.advance(hours=1)
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]


def test_the_chain_is_the_one_of_every_earlier_version(sample: Path) -> None:
    """A file written today must be readable for good: these hashes may never change."""
    lines = [json.loads(line) for line in sample.read_text().splitlines()]
    assert lines[0]["hash"] == "0x58e5dccc027377a679a56df4f5128f5ab4c6e665ae56c18d0bb50667ac255f99"
    assert lines[1]["hash"] == "0x8335db1cca76873bbb744550e8534063647c05822921be69641ca197b1dbbece"
    assert lines[3]["hash"] == "0x55b00b907bfbc6450be4f7967aee98c3ea827b9e2b35aca3dc01f07b3d6c0595"


def test_times_rise_though_the_clock_stands_or_goes_back(ledger: EmbeddedLedger, clock: FixedClock) -> None:
    first = ledger.anchor(ROOTS[0], 5)
    second = ledger.anchor(ROOTS[1], 5)
    clock.advance(days=-3)
    third = ledger.anchor(ROOTS[2], 5)
    assert [(receipt.at - first.at).total_seconds() for receipt in (first, second, third)] == [0, 1, 2]


def test_creating_a_chain_again_leaves_it_as_it_is(path: Path, ledger: EmbeddedLedger) -> None:
    ledger.anchor(ROOTS[0], 5)
    before = path.read_bytes()
    create_chain(path)
    assert path.read_bytes() == before


def test_a_creation_cut_short_is_made_good(path: Path, ledger: EmbeddedLedger) -> None:
    os.truncate(path, 10)
    with pytest.raises(Unreadable, match="holds no chain"):
        ledger.status()
    create_chain(path)
    assert ledger.status().block == 0


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_cut_anywhere_keeps_its_whole_lines_and_goes_on(
    data: st.DataObject, sample: Path, tmp_path: Path
) -> None:
    """What kill -9 or a power cut leaves of the last line does not count, and does no harm."""
    content = sample.read_bytes()
    first = content.index(b"\n") + 1
    cut = data.draw(st.integers(first, len(content)))
    path = tmp_path / "cut.jsonl"
    path.write_bytes(content[:cut])
    whole = content[:cut].count(b"\n") - 1
    reader = EmbeddedLedger(path, FixedClock(), "ACME")
    assert reader.status().block == whole
    assert path.read_bytes() == content[:cut]
    for number, root in enumerate(ROOTS[:3], start=1):
        assert (reader.find(root, address_of("ACME")) is not None) == (number <= whole)
    for root in ROOTS[:3]:
        reader.anchor(root, 5)
    assert path.read_bytes() == content


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_changed_byte_is_noticed_or_means_the_same(data: st.DataObject, sample: Path, tmp_path: Path) -> None:
    content = bytearray(sample.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "changed.jsonl"
    path.write_bytes(content)
    reader, good = EmbeddedLedger(path, FixedClock()), EmbeddedLedger(sample, FixedClock())
    try:
        found = [reader.find(root, address_of("ACME")) for root in ROOTS]
    except Unreadable:
        return
    expected = [good.find(root, address_of("ACME")) for root in ROOTS]
    assert all(one in (None, other) for one, other in zip(found, expected, strict=True))
    assert found == expected or not bytes(content).endswith(b"\n")


def test_blocks_in_another_order_are_noticed(sample: Path, tmp_path: Path) -> None:
    genesis, one, two, three = sample.read_bytes().splitlines(keepends=True)
    for lines in ([genesis, two, one, three], [genesis, one, one], [genesis, two], [one, two]):
        path = tmp_path / "shuffled.jsonl"
        path.write_bytes(b"".join(lines))
        with pytest.raises(Unreadable):
            EmbeddedLedger(path, FixedClock()).status()


def test_a_chain_that_is_away_is_unreachable_and_not_made_anew(path: Path, ledger: EmbeddedLedger) -> None:
    receipt = ledger.anchor(ROOTS[0], 5)
    away = path.rename(path.with_suffix(".away"))
    for call in (lambda: ledger.anchor(ROOTS[1], 5), lambda: ledger.find(ROOTS[0], receipt.submitter), ledger.status):
        with pytest.raises(Unreachable) as unreachable:
            call()
        assert unreachable.value.retryable
        assert not path.exists()
    away.rename(path)
    assert ledger.find(ROOTS[0], receipt.submitter) == receipt
    assert ledger.anchor(ROOTS[1], 5).block == 2


def test_a_file_brought_back_from_a_backup_is_read_anew(path: Path, ledger: EmbeddedLedger) -> None:
    ledger.anchor(ROOTS[0], 5)
    backup = shutil.copy(path, path.with_suffix(".backup"))
    lost = ledger.anchor(ROOTS[1], 5)
    shutil.copy(backup, path)
    assert ledger.find(ROOTS[1], lost.submitter) is None
    os.replace(backup, path)
    assert ledger.status().block == 1


def test_where_no_chain_can_be_made_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="cannot be made"):
        create_chain(tmp_path / "nowhere" / "chain.jsonl")


def test_a_lock_that_stays_taken_is_busy(path: Path, ledger: EmbeddedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain_file, "_WAIT_SECONDS", 0.05)
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_SH)
        assert ledger.status().block == 0
        with pytest.raises(Busy):
            ledger.anchor(ROOTS[0], 5)
        fcntl.flock(other, fcntl.LOCK_UN)
    assert ledger.anchor(ROOTS[0], 5).block == 1


def test_a_full_disk_loses_nothing_and_a_retry_goes_on(
    path: Path, ledger: EmbeddedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ledger.anchor(ROOTS[0], 5)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(Busy, match="No space"):
            ledger.anchor(ROOTS[1], 5)
    assert ledger.anchor(ROOTS[1], 5).block == 2
    assert ledger.find(ROOTS[0], first.submitter) == first
    assert len(path.read_bytes().splitlines()) == 3


def test_without_an_account_it_only_answers(path: Path, clock: FixedClock) -> None:
    reader = EmbeddedLedger(path, clock)
    assert reader.status().submitter == ""
    with pytest.raises(ConfigError, match="no account"):
        reader.anchor(ROOTS[0], 5)


def test_errors_are_ours(tmp_path: Path, clock: FixedClock) -> None:
    for content in (b"", b"\n", b"{}\n", b"[1]\n", b"\x00" * 100 + b"\n", b'{"format":"b2b-chain"}\n'):
        (tmp_path / "bad").write_bytes(content)
        with pytest.raises(B2BError):
            EmbeddedLedger(tmp_path / "bad", clock).status()


def test_processes_at_the_same_time_take_turns(path: Path, clock: FixedClock) -> None:
    roots = [number.to_bytes(32, "big") for number in range(1, 9)]
    command = [sys.executable, "-c", PROGRAM, str(path), "ACME", "anchor", *(root.hex() for root in roots)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        mine = EmbeddedLedger(path, clock, "ACME")
        receipts = [str(mine.anchor(root, 5)) for root in roots[::-1]]
        assert other.stdout is not None
        theirs = other.stdout.read().splitlines()
    assert sorted(theirs) == sorted(receipts)
    assert EmbeddedLedger(path, clock).status().block == len(roots)


@pytest.mark.slow
def test_a_killed_writer_leaves_every_told_anchor_and_a_chain_that_goes_on(path: Path, clock: FixedClock) -> None:
    roots = [number.to_bytes(32, "big") for number in range(1, 400)]
    told = 0
    for kill_after in (1, 2, 3):
        command = [sys.executable, "-c", PROGRAM, str(path), "ACME", "anchor", *(root.hex() for root in roots[told:])]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for _ in range(kill_after):
                assert writer.stdout.readline().startswith("AnchorReceipt")
            writer.send_signal(signal.SIGKILL)
            told += kill_after + writer.stdout.read().count("\n")
        reader = EmbeddedLedger(path, clock)
        assert all(reader.find(root, address_of("ACME")) for root in roots[:told])
    after = EmbeddedLedger(path, clock, "ACME")
    assert after.anchor(b"\xff" * 32, 5).block == after.status().block
