"""Whatever a document holds survives its JSON form; whatever is not such a form is refused by the path of the field."""

from __future__ import annotations

import datetime as dt
import json
import typing
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from b2b.documents import Document, Order
from b2b.documents.json_form import from_json, to_json
from b2b.errors import Unreadable

# What documents hold: exact numbers of a bounded length, and instants that say their offset.
st.register_type_strategy(Decimal, st.decimals(-(10**20), 10**20, places=6))
st.register_type_strategy(dt.datetime, st.datetimes(timezones=st.just(dt.UTC)))
ANY_DOCUMENT = st.one_of([st.from_type(cls) for cls in typing.get_args(Document)])


# The first example builds the strategies of all documents, which takes seconds on a busy machine.
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_DOCUMENT)
def test_there_and_back(document: Document) -> None:
    data = json.loads(json.dumps(to_json(document)))
    assert from_json(data) == document


def order() -> dict[str, Any]:
    line = {"number": "1", "quantity": {"value": "2", "unit": "EA"}, "unit_price": None, "items": []}
    return {"document": "Order", "number": "4711", "date": "2026-03-02", "lines": [line]}


def test_defaults_may_be_left_out() -> None:
    document = from_json(order())
    assert isinstance(document, Order)
    assert document.purpose == "00"


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("document",), "Ordre", "document"),
        (("colour",), "red", "Order"),
        (("date",), "yesterday", "Order.date"),
        (("date",), 20260302, "Order.date"),
        (("lines",), {}, "Order.lines"),
        (("lines", 0, "quantity", "value"), 2.5, "Order.lines[0].quantity.value"),
        (("lines", 0, "quantity", "value"), "NaN", "Order.lines[0].quantity.value"),
        (("lines", 0, "quantity", "value"), "many", "Order.lines[0].quantity.value"),
        (("lines", 0, "quantity", "value"), "1E+999999999", "Order.lines[0].quantity.value"),
        (("date",), "2026-W10-1", "Order.date"),
        (("date",), "20260302", "Order.date"),
        (("lines", 0, "quantity"), None, "Order.lines[0].quantity"),
    ],
)
def test_what_is_wrong_is_named(path: tuple[Any, ...], value: Any, where: str) -> None:
    data: Any = order()
    at = data
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(Unreadable) as caught:
        from_json(data)
    assert caught.value.where == where


def test_what_is_missing_is_named() -> None:
    data = order()
    del data["number"]
    with pytest.raises(Unreadable, match="'number' is missing"):
        from_json(data)


@pytest.mark.parametrize("data", [None, [], "Order", 1, {}])
def test_what_is_no_object_is_refused(data: Any) -> None:
    with pytest.raises(Unreadable):
        from_json(data)


def test_an_instant_without_its_offset_is_refused() -> None:
    data = {"document": "ShipNotice", "number": "1", "shipped_at": "2026-03-02T08:00:00", "orders": []}
    with pytest.raises(Unreadable, match="offset from UTC"):
        from_json(data)
    assert to_json(from_json({**data, "shipped_at": "2026-03-02T08:00:00+01:00"}))["shipped_at"] == (
        "2026-03-02T07:00:00+00:00"
    )


@pytest.mark.parametrize("time", ["14:30:00+01:00", "14:30", "24:00:00", "noon", 1430])
def test_a_time_of_day_has_one_form(time: Any) -> None:
    data = {**order(), "dates": [{"kind": "002", "day": "2026-03-02", "time": time}]}
    with pytest.raises(Unreadable) as caught:
        from_json(data)
    assert caught.value.where == "Order.dates[0].time"
    read = from_json({**data, "dates": [{"kind": "002", "day": "2026-03-02", "time": "14:30:00"}]})
    assert isinstance(read, Order)
    assert read.dates[0].time == dt.time(14, 30)
