"""The JSON and the rows of a validation report."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import Any

import pytest

from b2b.edi.report import summarise, write_json
from b2b.edi.x12.validate import validate
from tests.edi.x12.messages import ORDER, changed, joined, message, segments, set_of

BAD = changed("CUR*BY*EUR", "CUR*!!*EUR")
FINDING = {
    "code",
    "severity",
    "message",
    "segment",
    "position",
    "loop",
    "element",
    "component",
    "value",
    "offset",
    "ack",
}


def report(*files: tuple[str, bytes], listed_sets: int = 10_000) -> tuple[bool, list[dict[str, Any]]]:
    out = io.StringIO()
    accepted = write_json(files, out, listed_sets)
    return accepted, json.loads(out.getvalue())["files"]


def test_an_accepted_file() -> None:
    accepted, files = report(("order.edi", message()))
    assert accepted
    assert files == [
        {
            "file": "order.edi",
            "verdict": "accepted",
            "accepted": True,
            "counts": {"sets": 1, "accepted": 1, "rejected": 0},
            "findings": [],
            "interchanges": [
                {
                    "control_number": "000000001",
                    "sender": "NORTHWIND",
                    "receiver": "ACME",
                    "version": "00401",
                    "test": False,
                    "verdict": "accepted",
                    "accepted": True,
                    "findings": [],
                    "groups": [
                        {
                            "functional_id": "PO",
                            "control_number": "1",
                            "version": "004010",
                            "verdict": "accepted",
                            "accepted": True,
                            "findings": [],
                            "transactions": [
                                {
                                    "set": "850",
                                    "control_number": "0001",
                                    "verdict": "accepted",
                                    "accepted": True,
                                    "findings": [],
                                }
                            ],
                        }
                    ],
                }
            ],
        }
    ]


def test_a_finding() -> None:
    data = message(BAD)
    accepted, files = report(("order.edi", data))
    assert not accepted
    (finding,) = files[0]["interchanges"][0]["groups"][0]["transactions"][0]["findings"]
    assert set(finding) == FINDING
    assert finding == {
        "code": "element-invalid-code",
        "severity": "error",
        "message": "CUR01 (Entity Identifier Code) has a code that is not in its list",
        "segment": "CUR",
        "position": 3,
        "loop": None,
        "element": 1,
        "component": None,
        "value": "!!",
        "offset": data.index(b"!!"),
        "ack": [{"ack": "AK3", "segment": "CUR", "code": "8"}, {"ack": "AK4", "segment": "CUR", "code": "7"}],
    }


def many(count: int, bad: set[int]) -> bytes:
    parts = segments()[:2]
    for number in range(count):
        parts += set_of(BAD if number in bad else ORDER, number=f"{number:04d}")
        if number == count // 2:
            parts += [f"GE*{number + 1}*1", parts[1].replace("*1*X", "*2*X")]
    return joined([*parts, f"GE*{count - count // 2 - 1}*2", "IEA*2*000000001"])


@pytest.mark.parametrize("listed", [0, 1, 5, 6, 9, 10, 11])
def test_beyond_the_limit_only_sets_with_findings_are_listed(listed: int) -> None:
    _, files = report(("a", many(10, {0, 4, 9})), ("b", message()), listed_sets=listed)
    (interchange,) = files[0]["interchanges"]
    numbers = [t["control_number"] for g in interchange["groups"] for t in g["transactions"]]
    assert numbers == (["0000", "0004", "0009"] if listed < 10 else [f"{n:04d}" for n in range(10)])
    assert files[0]["counts"] == {"sets": 10, "accepted": 7, "rejected": 3}
    assert len(interchange["groups"]) == 2
    assert files[1]["verdict"] == "accepted"


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b'x"\\\x00ISA', message()[:120], message("~".join(ORDER).split())])
def test_any_bytes_give_json(data: bytes) -> None:
    accepted, files = report(('odd "name"\n', data))
    assert not accepted
    assert files[0]["file"] == 'odd "name"\n'


def test_many_findings_before_the_limit_do_not_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("b2b.edi.report._IN_MEMORY", 100_000)
    bad = [*ORDER[:-1], *["ZZZ*1"] * 200]
    parts = [s for number in range(50) for s in set_of(bad, number=f"{number:04d}")]
    data = joined([*segments()[:2], *parts, "GE*50*1", "IEA*1*000000001"])

    class Counting(io.TextIOBase):
        written = 0

        def write(self, text: str) -> int:
            self.written += len(text)
            return len(text)

    tracemalloc.start()
    try:
        out = Counting()
        assert not write_json([("many", data)], out)  # type: ignore[arg-type]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert out.written > 3 * peak


def test_no_file_is_an_empty_list() -> None:
    assert report() == (True, [])


def test_rows_for_people() -> None:
    summary = summarise("order.edi", validate(message(BAD)))
    assert (summary.verdict, summary.accepted, summary.size) == ("rejected", False, len(message(BAD)))
    (group,) = summary.groups
    assert (group.sender, group.functional_id, group.counts.rejected) == ("NORTHWIND", "PO", 1)
    (row,) = summary.findings
    assert (row.where, row.value) == ("group 1, set 850 0001, segment 3", "!!")
    assert row.message.startswith("CUR01 (")


def test_what_is_missing_is_said_to_be_missing_before_what_stands_there() -> None:
    (row,) = summarise("order.edi", validate(message(["BEG*00*SA*1**20260101", "CTT*0"]))).findings
    assert row.where == "group 1, set 850 0001, before segment 3"
    assert "segment PO1 is missing" in row.message


def test_rows_are_limited_and_infos_are_left_out() -> None:
    summary = summarise("many.edi", validate(many(10, set(range(10)))), most=3)
    assert (len(summary.findings), summary.more) == (3, 7)
    vics = message(release="004010VICS")
    assert summarise("a", validate(vics)).findings == []
    assert [r.code for r in summarise("a", validate(vics), infos=True).findings] == ["release-by-base"]
