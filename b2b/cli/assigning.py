"""`key.part=value` as typed, put into a company's or partner's settings."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any

from b2b.errors import ConfigError

_MOST_TRIES = 64


def assigned(
    held: Mapping[str, Any], table: str, assignments: Sequence[str], parse: Callable[[Mapping[str, Any]], object]
) -> dict[str, Any]:
    """The settings `held` with these assignments made in `[table]`; an empty value takes a setting away.

    A value is text, or the number, truth value or list it looks like: whichever `parse` accepts. ConfigError: an
    assignment is not one, or the settings that would come of it are wrong.
    """
    pairs = [_pair(text) for text in assignments]
    if not pairs:
        raise ConfigError("nothing to set", where=f"[{table}]", next_step="name settings such as address.country=DE")
    first: ConfigError | None = None
    for values in list(product(*(_readings(value) for _, value in pairs)))[:_MOST_TRIES]:
        settings = copy.deepcopy(dict(held))
        for (path, _), value in zip(pairs, values, strict=True):
            _put(settings[table], path, value)
        try:
            parse(settings)
        except ConfigError as error:
            first = first or error
        else:
            return settings
    assert first is not None
    raise first


def _pair(text: str) -> tuple[Sequence[str], str]:
    name, equals, value = text.partition("=")
    if not equals or not all(name.split(".")):
        raise ConfigError(f"{text!r} sets nothing", where="SETTING=VALUE", next_step="write it like net_days=30")
    return name.split("."), value.strip()


def _readings(value: str) -> list[Any]:
    """What a value may mean, the likeliest first."""
    if not value:
        return [None]
    try:
        meant = tomllib.loads(f"value = {value}", parse_float=Decimal)["value"]
    except tomllib.TOMLDecodeError:
        return [value]
    return [meant] if isinstance(meant, str) else [value, meant]


def _put(table: dict[str, Any], path: Sequence[str], value: Any) -> None:
    *above, last = path
    for name in above:
        table = table.setdefault(name, {})
        if not isinstance(table, dict):
            raise ConfigError(
                f"{'.'.join(path)} is not one setting",
                where="SETTING=VALUE",
                next_step="export the settings, correct the file and apply it: lists are changed there",
            )
    if value is None:
        table.pop(last, None)
    else:
        table[last] = value
