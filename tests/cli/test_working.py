"""A day's work by commands: orders in, exceptions settled, goods shipped, things tried again."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from b2b.store import locks
from tests.cli.running import commands
from tests.cli.shop import FILES, ORDERS, Shop, golden


def test_a_run_says_what_it_did_and_what_it_could_not(shop: Shop) -> None:
    assert shop.says("run", "--once") == "Nothing to do.\n"
    shop.b2b("receive", FILES / ORDERS[3])
    out = shop.says("run", "--once", code=1)
    assert out.startswith("1 checked, 1 worked, 2 written, 2 sent\nexception 1  unknown-item: order 4500001004, line 1")
    assert out.endswith("Next\n  b2b -w WORKSPACE exceptions show 1\n")


def test_while_the_daemon_works_nobody_is_told_to_run(shop: Shop) -> None:
    with locks.dispatcher(shop.folder):
        out = shop.says("receive", FILES / ORDERS[3])
        refused = shop.b2b("run", code=2)
    assert out.endswith("\nb2b run is working on it.\n\nNext\n  b2b -w WORKSPACE why file:1\n")
    assert refused.stdout == ""
    assert "already runs the jobs" in refused.stderr
    shop.b2b("outbox")
    assert "b2b run is working on it" not in shop.says("inbox")


def test_a_rejected_file_is_an_exception_with_a_way_out(shop: Shop) -> None:
    shop.b2b("receive", FILES / "850-unreadable.edi")
    done = shop.json("run", "--once", code=1)
    assert [case["code"] for case in done["exceptions"]] == ["set-rejected"]
    (row,) = shop.json("inbox")
    assert (row["verdict"], row["next"]) == ("rejected", "b2b why doc:1")
    (case,) = shop.json("exceptions", "list")
    assert case["next"] == "b2b docs show 1"
    story = shop.says("why", "doc:1")
    assert "BEG05 segment 2: BEG05 (Date) is no date" in story
    assert "20260231" in shop.says("docs", "show", "1")
    assert "changes nothing" in shop.b2b("docs", "retry", "1", code=1).stderr


def test_receiving_dry_leaves_nothing(shop: Shop) -> None:
    assert "Would receive" in shop.says("receive", FILES / ORDERS[0], "--dry-run")
    assert shop.json("inbox") == []
    assert shop.json("receive", "-", "--channel", "northwind")["file"] == 1
    assert "channels: northwind" in shop.b2b("receive", FILES / ORDERS[0], "--channel", "x", code=2).stderr


def test_an_exception_is_resolved_once_and_remembered(day: Shop) -> None:
    assert "Would resolve exception 1" in day.says("exceptions", "resolve", "1", "--dry-run")
    assert len(day.json("exceptions", "list")) == 1
    day.b2b("exceptions", "resolve", "1", "--note", "told the customer")
    assert day.says("exceptions", "list") == "No exceptions. Nothing needs you here.\n"
    (case,) = day.json("exceptions", "list", "--all")
    assert (case["state"], case["resolved_by"], case["resolution"]) == ("resolved", "clerk", "told the customer")
    assert "told the customer" in day.says("why", "4500001004")
    day.b2b("exceptions", "resolve", "1", code=1)


def test_shipping_more_than_is_confirmed_is_refused(day: Shop) -> None:
    for words in (["--line", "1=41"], ["--line", "7=1"], ["--line", "1=0"], ["--line", "1"], ["--line", "1=x"]):
        result = day.b2b("ship", "4500001003", *words, code=2 if words[1] in ("7=1", "1", "1=x") else 1)
        assert "next:" in result.stderr
    assert day.json("orders", "show", "4500001003")["lines"][0]["shipped"] == "0"


def test_shipping_in_parts(day: Shop) -> None:
    day.b2b("ship", "4500001001", "--line", "1=60")
    assert day.json("ship", "4500001001")["lines"] == [
        {"line": "1", "sku": "WIDGET-001", "shipped": "40", "unit": "EA"},
        {"line": "2", "sku": "WIDGET-002", "shipped": "20", "unit": "EA"},
    ]
    assert "confirmed and not shipped" in day.b2b("ship", "4500001001", code=1).stderr
    assert day.json("orders", "show", "4500001001")["state"] == "shipped"


def test_our_number_and_the_customers_are_told_apart(day: Shop) -> None:
    assert day.json("orders", "show", "3")["order"] == "4500001003"
    assert day.json("orders", "show", "our:3")["order"] == "4500001003"
    with sqlite3.connect(day.folder / "b2b.db") as database:
        database.execute("UPDATE sales_order SET order_number = '3' WHERE number = 1")
    database.close()
    refused = day.b2b("ship", "3", code=2).stderr
    assert "our:1 is 3 of NORTHWIND; our:3 is 4500001003 of NORTHWIND" in refused
    assert day.json("orders", "show", "our:3")["order"] == "4500001003"


def test_back_orders_go_when_there_is_stock(day: Shop) -> None:
    assert day.says("orders", "release") == "There is no stock for any back-order yet.\n"
    assert day.json("today")["back_orders"] == []
    day.b2b("stock", "set", "WIDGET-002", "25")
    (told,) = day.json("today")["back_orders"]
    assert (told["order"], told["quantity"], told["left"]) == ("4500001003", "25", "35")
    screen = day.says("today")
    assert "Stock has come for 1 back-order" in screen
    assert "b2b -w WORKSPACE orders release" in screen
    (dry,) = day.json("orders", "release", "--dry-run")
    (done,) = day.json("orders", "release")
    assert (dry["released"], done["released"], done["left"]) == ("25", "25", "35")
    assert day.json("orders", "show", "4500001003")["lines"][0]["confirmed"] == "65"
    assert day.json("today")["back_orders"] == []
    story = {event["what"]: event for event in day.json("why", "4500001003")["events"]}
    decided, released = story["order decided"], story["back-order released by clerk"]
    assert "40 EA confirmed at 40.00 EUR, 60 EA back-ordered" in decided["because"][0]
    assert not any("in stock now" in line for line in decided["because"])
    assert released["because"] == ["25 EA of WIDGET-002 can be shipped"]
    assert decided["at"] < released["at"]


def test_an_order_held_for_its_price_is_decided_by_a_person(shop: Shop, tmp_path: Path) -> None:
    held = tmp_path / "partner.toml"
    held.write_text((FILES / "partner.toml").read_text().replace('"answer-ours"', '"hold"'))
    shop.b2b("partner", "apply", held)
    shop.b2b("receive", FILES / ORDERS[1])
    shop.b2b("run", "--once", code=1)
    (case,) = shop.json("exceptions", "list")
    assert (case["code"], case["next"]) == ("price-held", "b2b orders decide 1 --price answer-ours")
    shop.b2b("orders", "decide", "1", "--price", "hold", code=2)
    shop.b2b("orders", "decide", "1", "--price", "accept-theirs", "--dry-run")
    shop.b2b("run", "--once")
    assert shop.json("orders", "list") == []
    (event,) = (event for event in shop.json("why", "4500001002")["events"] if event["what"].startswith("850"))
    assert any("waiting" in line for line in event["because"])
    refused = shop.complains("orders", "show", "4500001002", code=2)
    assert "is not booked: waits: " in refused
    assert "b2b -w WORKSPACE why doc:1" in refused
    assert "accept-theirs holds" in shop.says("orders", "decide", "1", "--price", "accept-theirs")
    shop.b2b("run", "--once")
    (line,) = shop.json("orders", "show", "4500001002")["lines"]
    assert line["price"] == "11"
    assert shop.json("exceptions", "list") == []
    assert "does not wait" in shop.b2b("orders", "decide", "1", "--price", "reject", code=1).stderr


def test_a_document_that_was_not_agreed_is_worked_once_it_is(shop: Shop, tmp_path: Path) -> None:
    text = (FILES / "partner.toml").read_text()
    fewer = tmp_path / "partner.toml"
    fewer.write_text(text.replace('document = "850"', 'document = "852"'))
    shop.b2b("partner", "apply", fewer)
    shop.b2b("receive", FILES / ORDERS[0])
    shop.b2b("run", "--once", code=1)
    (case,) = shop.json("exceptions", "list")
    assert case["code"] == "no-agreement"
    assert "b2b docs retry 1" in case["advice"]
    shop.b2b("partner", "apply", FILES / "partner.toml")
    assert "Would work" in shop.says("docs", "retry", "1", "--dry-run")
    shop.b2b("docs", "retry", "1")
    assert shop.json("exceptions", "list") == []
    shop.b2b("run", "--once")
    assert [row["order"] for row in shop.json("orders", "list")] == ["4500001001"]
    assert "failed or quarantined" in shop.b2b("docs", "retry", "1", code=1).stderr


def test_a_file_that_could_not_be_delivered_is_delivered_again(shop: Shop) -> None:
    outbox = shop.folder / "channels" / "northwind" / "out"
    outbox.rmdir()
    outbox.write_text("a file where a folder should be")
    shop.b2b("receive", FILES / ORDERS[0])
    shop.b2b("run", "--once", code=None)
    with sqlite3.connect(shop.folder / "b2b.db") as database:
        database.execute("UPDATE transmission SET delivery = 'failed' WHERE direction = 'out'")
    database.close()
    outbox.unlink()
    assert "is gone" in shop.says("doctor", code=2, columns=500)
    shop.b2b("doctor", "--fix")
    assert shop.json("outbox")[0]["state"] == "failed"
    for row in shop.json("outbox"):
        assert "Would deliver" in shop.says("outbox", "--retry", str(row["number"]), "--dry-run")
        shop.b2b("outbox", "--retry", str(row["number"]))
    shop.b2b("run", "--once")
    assert {row["state"] for row in shop.json("outbox")} == {"delivered"}
    shop.b2b("outbox", "--retry", "2", code=1)


def test_an_invoice_that_lacks_data_is_blocked_and_tried_again(day: Shop) -> None:
    day.b2b("company", "set", "iban=", "bic=")
    day.b2b("ship", "4500001002")
    day.b2b("run", "--once", code=1)
    golden("exceptions-list-blocked-invoice", day.says("exceptions", "list"))
    golden("exceptions-show-blocked-invoice", day.says("exceptions", "show", "2"))
    golden("invoices-list-blocked", day.says("invoices", "list"))
    golden("invoices-show-blocked", day.says("invoices", "show", "ACME-000001"))
    golden("erp-tasks", day.says("erp", "tasks"))
    (invoice,) = day.json("invoices", "list")
    assert (invoice["state"], invoice["gross"]) == ("blocked", None)
    assert "so there is no pdf yet" in day.b2b("invoices", "pdf", "ACME-000001", code=1).stderr
    day.b2b("exceptions", "resolve", "2")
    golden("today-blocked-invoice", day.says("today"))
    assert "Would try" in day.says("invoices", "retry", "ACME-000001", "--dry-run")
    day.b2b("invoices", "retry", "ACME-000001")
    assert {row["state"] for row in day.json("erp", "tasks")} == {"pending"}


@pytest.mark.slow
def test_an_issued_invoice_and_its_files(day: Shop, tmp_path: Path) -> None:
    day.b2b("ship", "4500001002")
    day.b2b("run", "--once")
    (invoice,) = day.json("invoices", "list")
    assert (invoice["net"], invoice["gross"], invoice["state"]) == ("625.00", "743.75", "issued")
    for form, begins in (("pdf", b"%PDF-"), ("ubl", b"<?xml"), ("cii", b"<?xml")):
        file = tmp_path / form
        day.b2b("invoices", "pdf", invoice["number"], "--form", form, "-o", file)
        assert file.read_bytes().startswith(begins)
    assert "743.75 EUR" in day.says("invoices", "show", invoice["number"])
    assert "810" in day.says("why", f"invoice:{invoice['number']}")
    day.b2b("invoices", "retry", invoice["number"], code=1)


def test_the_audit_trail_shows_a_change(day: Shop) -> None:
    assert day.json("audit", "verify")["sealed"] > 20, "a run seals what it has done"
    day.b2b("partner", "set", "NORTHWIND", "terms.net_days=31")
    waiting = day.json("audit", "seal", "--dry-run")["sealed"]
    assert waiting > 0
    assert day.json("audit", "seal")["sealed"] == waiting
    good = day.json("audit", "verify")
    assert (good["intact"], good["unsealed"]) == (True, 0)
    day.b2b("audit", "verify", "--head", good["head"])
    day.b2b("audit", "verify", "--head", "0" * 63 + "1", code=1)
    with sqlite3.connect(day.folder / "b2b.db") as database:
        database.execute("UPDATE audit SET actor = 'nobody' WHERE id = 7")
    database.close()
    broken = day.b2b("audit", "verify", code=1).stderr
    assert "audit 7 was changed" in broken
    assert day.b2b("doctor", code=2).stdout.count("WRONG") == 1


def test_an_overdue_acknowledgment_is_an_exception(day: Shop, clock: list[dt.datetime]) -> None:
    clock[0] += dt.timedelta(days=3)
    done = day.json("run", "--once", code=1)
    assert {case["code"] for case in done["exceptions"]} == {"acknowledgment-overdue"}
    assert {row["next"] for row in day.json("exceptions", "list")} >= {"b2b docs show 9"}
    assert "should have been acknowledged" in day.says("why", "4500001001")


JSON = {
    "catalog list": [],
    "catalog show": [],
    "company list": [],
    "company show": [],
    "docs list": [],
    "docs show": ["1"],
    "doctor": [],
    "erp check": [],
    "erp retry": [],
    "erp tasks": [],
    "exceptions list": [],
    "exceptions show": ["1"],
    "inbox": [],
    "invoices list": [],
    "orders list": [],
    "orders release": [],
    "orders show": ["4500001001"],
    "outbox": [],
    "partner list": [],
    "partner show": ["NORTHWIND"],
    "receive": [str(FILES / ORDERS[0]), "--dry-run"],
    "report acks": [],
    "report orders": [],
    "report spend": ["--by", "item"],
    "report touchless": [],
    "run": ["--once"],
    "ship": ["4500001001", "--dry-run"],
    "stock set": ["WIDGET-001", "5", "--dry-run"],
    "stock show": [],
    "today": [],
    "user list": [],
    "why": ["4500001001"],
    "contract anchor": ["--dry-run"],
    "contract status": [],
    "audit list": [],
    "audit seal": ["--dry-run"],
    "audit verify": [],
    "company set": ["net_days=14", "--dry-run"],
    "partner set": ["NORTHWIND", "terms.net_days=14", "--dry-run"],
    "company apply": [str(FILES / "company.toml")],
    "partner apply": [str(FILES / "partner.toml")],
    "catalog import": [str(FILES / "catalog.toml"), "--dry-run"],
}
ELSEWHERE = {"edi convert", "edi validate", "edi show", "edi schema", "invoices show", "orders decide"}
BUYING = {  # test_buying.py
    *(
        f"orders {word}"
        for word in ("create", "approve", "refuse", "send", "accept", "cancel", "cancel-line", "change")
    ),
    *("stock import", "stock propose", "user add", "user token", "user remove"),
}
PAYING = {  # test_paying.py, test_receivables.py, tests/gateway/test_credit_notes.py
    *(f"payments {word}" for word in ("propose", "list", "show", "approve", "cancel")),
    *(f"bank {word}" for word in ("list", "match", "ignore")),
    *("receivables list", "receivables show", "invoices credit"),
}
MATCHING = {  # test_matching.py
    *(f"receipts {word}" for word in ("list", "show", "post")),
    *(f"invoices {word}" for word in ("match", "approve", "reject")),
}
GUIDES = {  # test_edi_convert.py, test_edi_guide.py, test_edi_guide_infer.py, test_partner_onboard.py
    "edi diff",
    *(f"edi guide {word}" for word in ("list", "check", "show", "infer", "diff", "test")),
    *(f"partner {word}" for word in ("onboard", "test")),
}
PROVING = {"contract proof", "contract verify", "contract deploy"}  # test_contract.py, tests/contracts


@pytest.mark.parametrize("name", JSON)
def test_json_can_be_parsed(day: Shop, name: str) -> None:
    answer = day.json(*name.split(), *JSON[name])
    assert isinstance(answer, list if name.endswith("list") or name in ("inbox", "outbox") else list | dict)


def test_every_command_with_json_is_tried() -> None:
    known = {
        " ".join(words)
        for words, command in commands()
        if "--json" in {option for parameter in command.params for option in parameter.opts}
    }
    assert known - {"demo"} == set(JSON) | ELSEWHERE | BUYING | PAYING | MATCHING | GUIDES | PROVING


def test_what_a_partner_sends_cannot_steer_the_terminal(shop: Shop, tmp_path: Path) -> None:
    hostile = (FILES / ORDERS[3]).read_bytes()
    hostile = hostile.replace(b"Northwind Lager Altona", b"\x1b]0;owned\x07 \xc2\x9b31m").replace(
        b"NOPE-1", b"\x1b[2JX"
    )
    shop.b2b("receive", "-", stdin=hostile)
    name = tmp_path / "\x1b[31mred.edi"
    name.write_bytes(hostile.replace(b"000000104", b"000000999"))
    shop.b2b("receive", name)
    shop.b2b("run", "--once", code=None)
    screens = [
        ("today",), ("inbox",), ("outbox",), ("docs", "list"), ("docs", "show", "1"), ("exceptions", "list"),
        ("orders", "list"), ("why", "doc:1"), ("why", "file:2"), ("audit", "list"), ("docs", "show", "1", "--json"),
        ("why", "doc:1", "--json"), ("inbox", "--json"), ("exceptions", "list", "--json"), ("docs", "show", "1", "--document"),
    ]  # fmt: skip
    for words in screens:
        out = shop.b2b(*words).stdout
        assert not {"\x1b", "\x07", "\x9b"} & set(out), words


@pytest.mark.slow
def test_the_daemon_works_and_ends_when_told(shop: Shop) -> None:
    inbox = shop.folder / "channels" / "northwind" / "in"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    daemon = subprocess.Popen(
        [sys.executable, "-m", "b2b", "-w", str(shop.folder), "run", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        (inbox / "order.edi").write_bytes((FILES / ORDERS[0]).read_bytes())
        assert daemon.stdout is not None
        done: dict[str, int] = {}
        for line in daemon.stdout:
            round = json.loads(line)
            done = {name: done.get(name, 0) + round[name] for name in ("received", "sent")}
            if done == {"received": 1, "sent": 2}:
                break
        busy = shop.b2b("run", "--once", code=2).stderr
        assert f"process {daemon.pid} already runs" in busy
        assert "ok    b2b run: is working" in shop.says("doctor")
        daemon.send_signal(signal.SIGTERM)
        rest, said = daemon.communicate(timeout=60)
    finally:
        daemon.kill()
        daemon.wait()
    assert daemon.returncode == 0
    assert "Traceback" not in said
    assert rest == ""


def test_a_document_that_is_not_written_yet_shows_what_it_will_say(day: Shop) -> None:
    notice = day.json("ship", "4500001002")["notice"]
    assert "4500001002" in day.says("docs", "show", str(notice))
    assert day.json("docs", "show", str(notice))["raw"] is None
    assert json.loads(day.says("docs", "show", str(notice), "--document"))["document"] == "ShipNotice"
    assert "not been written yet" in day.b2b("docs", "show", str(notice), "--raw", code=2).stderr


def test_raw_is_what_went(day: Shop) -> None:
    answered = next(row["number"] for row in day.json("docs", "list", "--set", "855", "--key", "4500001002"))
    raw = day.says("docs", "show", str(answered), "--raw")
    assert raw.startswith("ST*855*")
    assert "*4500001002*" in raw
    sent = next((day.folder / "channels" / "northwind" / "out").glob("855_*.edi")).read_text()
    assert raw.strip() in sent
