"""What reaches the terminal: never cut, never obeyed."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.cli import json_output, screen
from b2b.cli.listing import key, listing, number, quantity, record, shown, table, text

COLUMNS = [key("order", "Order"), text("partner", "Partner"), number("gross", "Gross")]
ROWS = [
    {"order": "4500001001", "partner": "Northwind Retail GmbH, Hamburg", "gross": "2,356.20 EUR"},
    {"order": "4500001002", "partner": "Northwind", "gross": "743.75 EUR"},
]


@pytest.fixture
def columns(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("COLUMNS", "80")
    return monkeypatch


def test_a_table(columns: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    table(COLUMNS, ROWS)
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == [
        "Order       Partner                                Gross",
        "4500001001  Northwind Retail GmbH, Hamburg  2,356.20 EUR",
        "4500001002  Northwind                         743.75 EUR",
    ]


def test_sentences_wrap_and_numbers_do_not(columns: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    columns.setenv("COLUMNS", "46")
    table(COLUMNS, ROWS)
    out = capsys.readouterr().out
    assert all(len(line) <= 46 for line in out.splitlines())
    assert "2,356.20 EUR" in out
    assert "4500001001" in out


@pytest.mark.parametrize("width", range(8, 60, 4))
def test_no_number_is_ever_cut(columns: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int) -> None:
    columns.setenv("COLUMNS", str(width))
    table(COLUMNS, ROWS)
    joined = capsys.readouterr().out.replace("\n", "").replace(" ", "")
    assert "2,356.20EUR" in joined
    assert "4500001001" in joined
    assert "…" not in joined


def test_a_pipe_gets_one_line_a_row(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    table(COLUMNS, [{"order": "1", "partner": "x" * 500, "gross": "1"}])
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_nothing_to_list_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    listing(COLUMNS, [], as_json=False, empty="No orders yet.")
    assert capsys.readouterr().out == "No orders yet.\n"
    listing(COLUMNS, [], as_json=True, empty="No orders yet.")
    assert json.loads(capsys.readouterr().out) == []


def test_a_record_leaves_out_what_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    record([("Order", "4711"), ("Carrier", None), ("Tracking", ""), ("Ordered", Decimal("1E+2"))])
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == ["Order    4711", "Ordered  100"]


def test_values_as_people_read_them(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        assert shown(dt.datetime(2026, 3, 2, 9, 5, tzinfo=dt.UTC)) == "2026-03-02 10:05"
    finally:
        monkeypatch.undo()
        time.tzset()
    assert shown(dt.date(2026, 3, 2)) == "2026-03-02"
    assert shown(True) == "yes"
    assert shown(["a", None, Decimal("1.50")]) == "a, , 1.5"
    assert quantity(Decimal("0E-6")) == "0"
    assert quantity(Decimal("-12.500000")) == "-12.5"


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40))
def test_no_text_can_steer_the_terminal(value: str) -> None:
    for cleaned in (screen.clean(value), screen.clean_block(value), json_output.dumps(value)):
        assert not any(unicodedata_is_control(char) for char in cleaned.replace("\n", "").replace("\t", ""))
        cleaned.encode("utf-8")
    assert "\n" not in screen.clean(value)


def unicodedata_is_control(char: str) -> bool:
    import unicodedata

    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or unicodedata.bidirectional(char) in (
        "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
    )  # fmt: skip


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=50, deadline=None)
@given(json_values)
def test_json_says_what_it_was_given(value: object) -> None:
    assert json.loads(json_output.dumps(value)) == value


def test_json_of_our_values() -> None:
    from b2b.documents import Money, Quantity

    assert json_output.plain(Money(Decimal("1E+2"), "EUR")) == {"amount": "100", "currency": "EUR"}
    assert json_output.plain(
        {"q": Quantity(Decimal("0.50"), "EA"), "at": dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)}
    ) == {
        "q": {"value": "0.50", "unit": "EA"},
        "at": "2026-03-02T09:00:00+00:00",
    }
    with pytest.raises(TypeError):
        json_output.dumps(1.5)
