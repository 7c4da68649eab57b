"""Ids are UUIDv7: RFC 9562 layout, and later ones sort after earlier ones."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2b.store import ids

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
INSTANTS = st.integers(0, 200_000_000_000_000_000).map(lambda us: EPOCH + dt.timedelta(microseconds=us))


def test_the_example_of_rfc_9562() -> None:
    """Appendix A.6: rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F."""
    tail = (0xCC3 << 68 | 0x18C4DC0C0C07398F).to_bytes(10)
    at = dt.datetime(2022, 2, 22, 19, 22, 22, tzinfo=dt.UTC)
    assert ids.uuid7(at, tail) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(INSTANTS, st.binary(min_size=10, max_size=10))
def test_version_variant_and_time(at: dt.datetime, random: bytes) -> None:
    found = UUID(ids.uuid7(at, random))
    assert found.version == 7
    assert found.variant == "specified in RFC 4122"
    assert found.int >> 80 == (at - EPOCH) // dt.timedelta(milliseconds=1)


@given(INSTANTS, INSTANTS, st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_a_later_millisecond_sorts_later(one: dt.datetime, other: dt.datetime, a: bytes, b: bytes) -> None:
    if abs(one - other) >= dt.timedelta(milliseconds=1):
        assert (ids.uuid7(one, a) < ids.uuid7(other, b)) == (one < other)


def test_the_same_clock_and_randomness_give_the_same_id() -> None:
    at = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    assert ids.new(at, lambda n: b"\x07" * n) == ids.new(at, lambda n: b"\x07" * n)
    assert ids.new(at) != ids.new(at)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="ten bytes"):
        ids.uuid7(dt.datetime(2026, 3, 2, tzinfo=dt.UTC), b"short")
    with pytest.raises(ValueError, match="after 1970"):
        ids.uuid7(dt.datetime(1969, 3, 2, tzinfo=dt.UTC), bytes(10))
