"""Column types that keep what the database would lose: UTC instants, exact decimals, canonical JSON."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from b2b.store import canonical

SCALE = 6
_LARGEST = 2**63 - 1


class Instant(TypeDecorator[dt.datetime]):
    """An aware instant, UTC. SQLite keeps `2026-01-31T08:00:00.000000Z`, which sorts and reads as time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String(27) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone: pass an aware instant")
        return canonical.instant_text(value) if dialect.name == "sqlite" else value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        instant = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
        return instant.astimezone(dt.UTC)


class Scaled(TypeDecorator[Decimal]):
    """A price or a quantity: an integer of millionths in the database, a Decimal without trailing zeros outside.

    More than six decimals, a float or NaN is a ValueError: nothing is rounded on the way in.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        return None if value is None else to_scaled(value)

    def process_result_value(self, value: int | Decimal | None, dialect: Dialect) -> Decimal | None:
        # PostgreSQL's sum() over 64-bit integers is a numeric.
        return None if value is None else from_scaled(int(value))


def to_scaled(value: Decimal | int) -> int:
    """Millionths of a Decimal; ValueError where that is not exact or does not fit in 64 bits."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise ValueError(f"{value!r} is not a Decimal")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{value!r} is not a number")
    if number == 0:
        return 0
    if number.adjusted() >= 19 - SCALE:
        raise ValueError(f"{value} is too large to store")
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    whole = int("".join(map(str, digits)))
    shift = exponent + SCALE
    scaled, rest = (whole * int(10**shift), 0) if shift >= 0 else divmod(whole, int(10 ** min(-shift, len(digits) + 1)))
    if rest:
        raise ValueError(f"{value} has more than {SCALE} decimals")
    if scaled > _LARGEST:
        raise ValueError(f"{value} is too large to store")
    return -scaled if sign else scaled


def from_scaled(value: int) -> Decimal:
    """The Decimal of so many millionths, without trailing zeros and never in scientific notation."""
    whole, rest = divmod(abs(value), 10**SCALE)
    text = f"{whole}.{rest:0{SCALE}d}".rstrip("0").rstrip(".") if rest else str(whole)
    return Decimal(text).copy_negate() if value < 0 else Decimal(text)


class Json(TypeDecorator[Any]):
    """Canonical JSON as text, on every database: the same value is always the same bytes. None is NULL.

    A value changed in place is not noticed: assign a new one.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else canonical.loads(value)


class OrderedJson(Json):
    """The same with keys in the order they were given: settings are exported as their author wrote them."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical.dumps(value, sort=False)
