"""What a screen says is so: where a thing is, what is open about it, how many there are, what it is called."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from b2b.cli.listing import units
from b2b.cli.words import open_exceptions
from tests.cli.running import run
from tests.cli.shop import FILES, ORDERS, Shop


def test_words_for_numbers() -> None:
    assert [units(Decimal(number)) for number in ("1", "0.5", "60.00")] == ["1 unit", "0.5 units", "60 units"]
    told = [open_exceptions(numbers) for numbers in ([], [4], [4, 7], [4, 7, 12])]
    assert told == ["", "exception 4 is open", "exceptions 4 and 7 are open", "exceptions 4, 7 and 12 are open"]


def test_a_file_says_what_is_open_about_it_and_its_envelopes(shop: Shop, tmp_path: Path) -> None:
    cut = tmp_path / "cut.edi"
    cut.write_bytes((FILES / ORDERS[0]).read_bytes().replace(b"4500001001", b"4500001009"))
    shop.b2b("receive", FILES / ORDERS[0])
    shop.b2b("run", "--once")
    shop.b2b("receive", "-", stdin=b"")
    shop.b2b("receive", cut)
    shop.b2b("run", "--once", code=1)
    empty = shop.says("why", "file:4")
    assert "Now: processed, nothing in it, exception 1 is open\n" in empty
    assert ", 0 bytes\n" in empty
    assert empty.endswith("Next\n  b2b -w WORKSPACE exceptions show 1\n")
    again = shop.says("why", "file:5")
    assert "Now: processed, accepted (came before), exception 2 is open\n" in again
    assert "exception 2 opened: control-number-conflict" in again


def test_all_that_is_open_about_an_order_is_named(day: Shop) -> None:
    again = (FILES / ORDERS[3]).read_bytes().replace(b"000000104", b"000000904")
    day.b2b("receive", "-", stdin=again)
    day.b2b("run", "--once", code=1)
    assert "exceptions 1 and 2 are open" in day.says("why", "4500001004")
    assert day.json("orders", "show", "4500001004")["exceptions"] == [1, 2]


def test_a_line_that_was_refused_is_not_settled_by_the_catalog_alone(day: Shop) -> None:
    answer = next(
        row["number"] for row in day.json("docs", "list") if (row["set"], row["key"]) == ("855", "4500001004")
    )
    told = f"document {answer} (855) tells the customer that this line is not delivered"
    assert day.json("exceptions", "show", "1")["told"] == told
    shown = " ".join(day.says("exceptions", "show", "1").split())
    assert f"D{told[1:]}. What is put right now holds for the next order;" in shown
    assert f"; {told} Next" in " ".join(day.says("today", columns=200).split())
    day.b2b("exceptions", "resolve", "1", "--note", "ordered again")
    assert day.json("exceptions", "show", "1")["told"] == ""


def test_of_an_order_that_waits_nothing_was_told(shop: Shop, tmp_path: Path) -> None:
    partner = (FILES / "partner.toml").read_text(encoding="utf-8").replace('"answer-ours"', '"hold"')
    (tmp_path / "partner.toml").write_text(partner, encoding="utf-8")
    shop.b2b("partner", "apply", tmp_path / "partner.toml")
    low = (FILES / ORDERS[3]).read_bytes().replace(b"*12.50*", b"*11.00*")
    shop.b2b("receive", "-", stdin=low)
    shop.b2b("run", "--once", code=1)
    cases = {row["code"]: row for row in shop.json("exceptions", "list")}
    assert cases["unknown-item"]["told"] == "the order waits, and the customer was told nothing yet"
    assert "What is put right before it is decided holds for it." in cases["unknown-item"]["advice"]


def test_a_line_that_is_none_of_our_items_shows_what_was_asked_for(day: Shop) -> None:
    first, second = day.json("orders", "show", "4500001004")["lines"]
    assert (first["sku"], first["asked_for"]) == ("", ["NOPE-1"])
    assert (second["sku"], second["asked_for"]) == ("WIDGET-001", ["WIDGET-001", "NW-1001"])
    assert "\n1     NOPE-1 " in day.says("orders", "show", "4500001004")


def test_two_customers_orders_of_one_number_are_told_apart(day: Shop, tmp_path: Path) -> None:
    other = (FILES / "partner.toml").read_text(encoding="utf-8").replace('"NORTHWIND"', '"SOUTHWIND"')
    (tmp_path / "other.toml").write_text(other.replace("northwind", "southwind"), encoding="utf-8")
    day.b2b("partner", "apply", tmp_path / "other.toml")
    order = (FILES / ORDERS[3]).read_bytes().replace(b"*NORTHWIND ", b"*SOUTHWIND ").replace(b"PO*NORTH", b"PO*SOUTH")
    day.b2b("receive", "-", "--channel", "southwind", stdin=order)
    day.b2b("run", "--once", code=1)
    rows = {row["partner"]: row["reference"] for row in day.json("orders", "list") if row["order"] == "4500001004"}
    assert rows == {"NORTHWIND": "our:4", "SOUTHWIND": "our:5"}
    assert [row["subject"] for row in day.json("why", "4500001004")["matches"]] == ["our:4", "our:5"]
    assert day.says("why", "our:5").startswith("Order 4500001004 of SOUTHWIND\n")
    assert day.says("why", "exception:2").startswith("Order 4500001004 of SOUTHWIND\n")
    assert {"b2b ship our:4", "b2b ship our:5"} <= {row["next"] for row in day.json("today")["to_ship"]}
    assert day.b2b("ship", "our:5").stdout.endswith("why our:5\n")


def test_what_we_sent_is_not_called_accepted_before_the_partner_says_so(day: Shop) -> None:
    number = next(row["number"] for row in day.json("docs", "list") if row["set"] == "855")
    assert "Now: done, acknowledgment awaited\n" in day.says("why", f"doc:{number}")
    assert "Verdict" not in day.says("docs", "show", number)
    order = day.says("docs", "show", "1")
    assert "\nVerdict  accepted\n" in order
    assert "\nAnswer   given\n" in order


def test_one_thing_is_offered_once(day: Shop) -> None:
    subjects = [row["subject"] for row in day.json("why", "1")["matches"]]
    assert len(subjects) == len(set(subjects))


def test_what_today_has_no_room_for_is_listed_by_a_command_that_can_be_typed(shop: Shop) -> None:
    for number in range(11):
        shop.b2b("receive", "-", stdin=b"no order %d" % number)
    shop.b2b("run", "--once", code=1)
    assert "\n... and 1 more: b2b -w WORKSPACE exceptions list\n" in shop.b2b("today", columns=1000).stdout.replace(
        str(shop.folder), "WORKSPACE"
    )


@pytest.mark.parametrize(
    "words",
    [
        ("orders", "list", "--state", "CLOSED"),
        ("invoices", "list", "--state", "Paid"),
        ("docs", "list", "--set", "860"),
        ("receivables", "list", "--state", "paid"),
        ("audit", "list", "--actor", "nobody"),
    ],
)
def test_where_only_a_kind_was_asked_for_only_that_is_said_to_be_missing(day: Shop, words: tuple[str, ...]) -> None:
    assert day.says(*words) == "Nothing of this kind.\n"


def test_an_empty_list_tells_a_command_for_this_workspace(shop: Shop) -> None:
    assert shop.says("user", "list") == "No users yet.\n\nNext\n  b2b -w WORKSPACE user add NAME --role admin\n"


def test_nothing_is_made_due_where_nothing_waits(shop: Shop) -> None:
    before = len(shop.json("audit", "list"))
    assert shop.says("erp", "retry") == "Nothing waits for the ERP.\n"
    assert len(shop.json("audit", "list")) == before


def test_a_credit_note_is_called_one_and_owed_by_nobody(day: Shop) -> None:
    day.b2b("ship", "4500001001")
    day.b2b("run", "--once")
    day.b2b("invoices", "credit", "ACME-000001", "--line", "1=2")
    day.b2b("run", "--once")
    assert day.says("invoices", "show", "ACME-000002").startswith("Credit note ACME-000002 to NORTHWIND: issued\n")
    assert "credit note" in day.says("invoices", "list")
    refused = day.b2b("receivables", "show", "ACME-000002", code=2).stderr
    assert "is a credit note, it is taken off ACME-000001" in refused
    assert "is an invoice of ours" in day.b2b("invoices", "match", "ACME-000001", code=2).stderr


def test_a_folder_in_place_of_a_file_is_said_the_same_everywhere(shop: Shop, tmp_path: Path) -> None:
    said = "error: this is a folder, and a file is needed"
    for words in (("edi", "validate"), ("edi", "show"), ("catalog", "import"), ("receive",)):
        assert said in shop.b2b(*words, tmp_path, code=2).stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "spend", "--from", "2026-13-01"), "'2026-13-01' is no day such as 2026-03-31"),
        (("stock", "import", "x.csv", "--as-of", "noon"), "'noon' is no time such as 2026-03-31T14:30"),
    ],
)
def test_a_wrong_day_is_said_plainly(words: tuple[str, ...], said: str) -> None:
    assert said in run(*words, code=2).stderr
