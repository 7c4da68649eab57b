"""Columns give back exactly what was put in, and refuse what they could only keep inexactly."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite

from b2b.store import canonical
from b2b.store.types import Instant, Json, OrderedJson, Scaled, from_scaled, to_scaled
from tests.store.workspace import START

SQLITE: Dialect = sqlite.dialect()
POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


@given(st.integers(-(2**63) + 1, 2**63 - 1))
def test_every_64_bit_number_of_millionths_survives(units: int) -> None:
    assert to_scaled(from_scaled(units)) == units


@given(st.decimals(-9_000_000_000_000, 9_000_000_000_000, places=6))
def test_every_decimal_of_six_places_survives(value: Decimal) -> None:
    assert from_scaled(to_scaled(value)) == value


@pytest.mark.parametrize(
    ("given_", "shown"),
    [
        ("11.80", "11.8"),
        ("100", "100"),
        ("1E+2", "100"),
        ("0E+999999999", "0"),
        ("0.000001", "0.000001"),
        ("-3.2", "-3.2"),
    ],
)
def test_decimals_come_back_without_trailing_zeros_or_exponents(given_: str, shown: str) -> None:
    assert str(from_scaled(to_scaled(Decimal(given_)))) == shown


@pytest.mark.parametrize(
    "value", ["1E-7", "0.0000001", "1e-999999999", "9223372036854.775808", "1e999999999", "NaN", "Infinity"]
)
def test_a_decimal_that_does_not_fit_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"decimals|too large|not a number"):
        to_scaled(Decimal(value))


@pytest.mark.parametrize("value", [1.5, True, "1.5"])
def test_only_decimals_and_ints_are_quantities(value: Any) -> None:
    with pytest.raises(ValueError, match="is not a Decimal"):
        Scaled().process_bind_param(value, SQLITE)


@given(st.datetimes(timezones=st.timezones()).filter(lambda at: 1 < at.year < 9999))
def test_an_instant_survives_in_utc(instant: dt.datetime) -> None:
    column = Instant()
    stored = column.process_bind_param(instant, SQLITE)
    assert len(stored) == 27
    back = column.process_result_value(stored, SQLITE)
    assert back == instant.astimezone(dt.UTC)
    assert back is not None
    assert back.tzinfo is dt.UTC


@given(st.lists(st.datetimes(timezones=st.just(dt.UTC)), max_size=5))
def test_stored_instants_sort_as_time(instants: list[dt.datetime]) -> None:
    assert sorted(map(canonical.instant_text, instants)) == list(map(canonical.instant_text, sorted(instants)))


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL])
def test_an_instant_without_a_zone_is_refused(dialect: Any) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        Instant().process_bind_param(START.replace(tzinfo=None), dialect)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_json_survives_and_has_one_form(value: Any) -> None:
    column = Json()
    stored = column.process_bind_param(value, SQLITE)
    assert column.process_result_value(stored, SQLITE) == value
    assert value is None or stored == canonical.dumps(json.loads(canonical.dumps(value)))


@given(st.dictionaries(st.text(), st.integers()))
def test_canonical_json_does_not_depend_on_the_order_of_keys(value: dict[str, int]) -> None:
    assert canonical.dumps(dict(reversed(value.items()))) == canonical.dumps(value)


def test_settings_keep_the_order_of_their_author() -> None:
    stored = OrderedJson().process_bind_param({"b": 1, "a": 2}, SQLITE)
    assert list(OrderedJson().process_result_value(stored, SQLITE)) == ["b", "a"]


def test_values_of_documents_have_a_canonical_form() -> None:
    noon = dt.datetime(2026, 3, 2, 12, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    value = {"day": dt.date(2026, 3, 2), "at": noon, "price": Decimal("1E+1"), "lines": (1, "ü")}
    assert (
        canonical.dumps(value) == '{"at":"2026-03-02T11:00:00.000000Z","day":"2026-03-02","lines":[1,"ü"],"price":"10"}'
    )


@pytest.mark.parametrize("value", [1.5, {1: "x"}, {"a": object()}, [b"x"], {"a", "b"}])
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical.dumps(value)
