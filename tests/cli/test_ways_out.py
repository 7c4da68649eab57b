"""Things that came wrong or were refused, and the commands that get them on their way."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from pathlib import Path

import pytest

from tests.cli.shop import FILES, ORDERS, Shop
from tests.gateway.orders import interchange


def test_a_file_that_was_just_put_there_is_told(shop: Shop, clock: list[dt.datetime]) -> None:
    shop.b2b("partner", "set", "NORTHWIND", "channel.settle_seconds=2")
    file = shop.folder / "channels" / "northwind" / "in" / "order.edi"
    file.write_bytes((FILES / ORDERS[0]).read_bytes())
    os.utime(file, (clock[0].timestamp(), clock[0].timestamp()))
    out = shop.says("run", "--once")
    assert out == (
        "Nothing to do yet.\norder.edi on channel northwind may still be being written; it counts in 2 seconds.\n"
        "\nNext\n  b2b -w WORKSPACE run --once\n"
    ).replace("counts in 2 seconds", "counts in 2\nseconds")
    (one,) = shop.json("run", "--once")["settling"]
    assert (one["channel"], one["file"]) == ("northwind", "order.edi")
    clock[0] += dt.timedelta(seconds=2)
    assert shop.says("run", "--once").startswith("1 received")


def test_an_unknown_address_comes_with_the_lines_to_add(shop: Shop, tmp_path: Path, clock: list[dt.datetime]) -> None:
    other = (FILES / ORDERS[0]).read_bytes().replace(b"*ZZ*NORTHWIND      *", b"*14*NORTHWIND2     *")
    shop.b2b("receive", "-", stdin=other)
    shop.b2b("run", "--once", code=1)
    (case,) = shop.json("exceptions", "list")
    assert case["code"] == "unknown-sender"
    lines = '[[partner.identity]]\nqualifier = "14"\nid = "NORTHWIND2"\ngs_id = "NORTHWIND"\n'
    assert case["lines_to_add"] == lines
    assert lines in shop.says("exceptions", "show", "1")
    file = tmp_path / "partner.toml"
    shop.b2b("partner", "export", "NORTHWIND", "-o", file)
    file.write_text(file.read_text() + "\n" + lines)
    shop.b2b("partner", "apply", file)
    clock[0] += dt.timedelta(minutes=1)
    shop.b2b("receive", "-", stdin=other)
    shop.b2b("run", "--once")
    assert [row["order"] for row in shop.json("orders", "list")] == ["4500001001"]


@pytest.mark.parametrize(
    ("before", "after", "code", "lines"),
    [
        (
            b"*ZZ*ACMESUPPLY     *",
            b"*ZZ*ACMEOTHER      *",
            "unknown-receiver",
            '[[company.identity]]\nqualifier = "ZZ"\n',
        ),
        (b"GS*PO*NORTHWIND*", b"GS*PO*NORTHEAST*", "unknown-group-codes", 'id = "NORTHWIND"\ngs_id = "NORTHEAST"\n'),
        (b"*ACMESUPPLY*2026", b"*ACMEOTHER*2026", "unknown-group-codes", 'id = "ACMESUPPLY"\ngs_id = "ACMEOTHER"\n'),
    ],
)
def test_lines_to_add_name_what_is_missing(shop: Shop, before: bytes, after: bytes, code: str, lines: str) -> None:
    content = (FILES / ORDERS[0]).read_bytes()
    assert before in content
    shop.b2b("receive", "-", stdin=content.replace(before, after))
    shop.b2b("run", "--once", code=1)
    (case,) = shop.json("exceptions", "list")
    assert case["code"] == code
    assert lines in case["lines_to_add"]


def test_a_test_order_is_found_by_its_number(shop: Shop) -> None:
    shop.b2b("receive", "-", stdin=(FILES / ORDERS[0]).read_bytes().replace(b"*P*>", b"*T*>"))
    shop.b2b("run", "--once")
    assert "a test" in shop.says("why", "4500001001")
    assert "a test order, never booked" in shop.b2b("orders", "show", "4500001001", code=2).stderr
    shop.b2b("receive", FILES / ORDERS[0])
    shop.b2b("run", "--once")
    assert shop.says("why", "4500001001").startswith("Order 4500001001 of NORTHWIND"), "the real one stands before it"


def test_what_the_partner_rejected_is_sent_again_once(day: Shop, tmp_path: Path) -> None:
    answer = next(row for row in day.json("docs", "list", "--set", "855") if row["key"] == "4500001001")
    group = day.says("docs", "show", str(answer["number"]), "--raw")
    assert group.startswith("ST*855*")
    with sqlite3.connect(day.folder / "b2b.db") as database:
        (number,) = database.execute(
            "SELECT control_number FROM grp WHERE id = (SELECT group_id FROM exchange WHERE number = ?)",
            [answer["number"]],
        ).fetchone()
    database.close()
    body = [f"AK1*PR*{number}", f"AK2*855*{answer['control_number']}", "AK5*R*5", "AK9*P*4*4*3"]
    rejection = tmp_path / "997.edi"
    rejection.write_bytes(interchange(77, [body], set_id="997", functional_id="FA"))
    day.b2b("receive", rejection)
    day.b2b("run", "--once", code=1)
    case = next(row for row in day.json("exceptions", "list") if row["code"] == "rejected-by-partner")
    assert f"b2b docs retry {answer['number']}" in case["advice"]
    retry = ("docs", "retry", str(answer["number"]))
    assert "Would send again" in day.says(*retry, "--dry-run")
    before = len(day.json("outbox"))
    told = day.says(*retry)
    assert told.startswith(f"To be sent again with new control numbers: document {answer['number']} (855) as ")
    assert "sent again as document" in day.b2b(*retry, code=1).stderr
    day.b2b("run", "--once")
    assert len(day.json("outbox")) == before + 1
    assert f"made again, in place of 855 (doc {answer['number']})" in day.says("why", "4500001001")
    assert all(row["code"] != "rejected-by-partner" for row in day.json("exceptions", "list"))


def test_an_interchange_whose_number_came_before_is_accepted_by_hand(shop: Shop, tmp_path: Path) -> None:
    shop.b2b("receive", FILES / ORDERS[0])
    shop.b2b("run", "--once")
    other = tmp_path / "other.edi"
    other.write_bytes((FILES / ORDERS[0]).read_bytes().replace(b"4500001001", b"4500009999"))
    shop.b2b("receive", other)
    shop.b2b("run", "--once", code=1)
    (case,) = shop.json("exceptions", "list")
    file = str(shop.json("inbox")[0]["number"])
    assert f"b2b inbox --accept {file};" in case["advice"]
    assert "Would accept" in shop.says("inbox", "--accept", file, "--dry-run")
    assert "Accepted interchange" in shop.says("inbox", "--accept", file)
    assert "nothing of it is held" in shop.b2b("inbox", "--accept", file, code=1).stderr
    shop.b2b("run", "--once")
    assert {row["order"] for row in shop.json("orders", "list")} == {"4500001001", "4500009999"}
    assert shop.json("exceptions", "list") == []
