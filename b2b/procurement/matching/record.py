"""The JSON in which a match is kept: its inputs, so that it can be made again, and its result."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from b2b.procurement.matching.decide import RULES, decide
from b2b.procurement.matching.inputs import (
    AgreedLine,
    BilledLine,
    Credit,
    Extra,
    MatchInputs,
    Override,
    Tolerances,
)
from b2b.procurement.matching.result import MatchResult
from b2b.store.canonical import plain
from b2b.store.tables import Match

Json = dict[str, Any]


def written(value: MatchInputs | MatchResult) -> Json:
    """Inputs or a result as JSON; Decimals are text."""
    found: Json = plain(dataclasses.asdict(value))
    return found


def read_inputs(data: Mapping[str, Any]) -> MatchInputs:
    """The inputs that were written."""
    override = data["override"]
    return MatchInputs(
        number=data["number"],
        invoice=data["invoice"],
        currency=data["currency"],
        places=data["places"],
        net=Decimal(data["net"]),
        vat=Decimal(data["vat"]),
        gross=Decimal(data["gross"]),
        due=Decimal(data["due"]),
        lines=tuple(_billed(line) for line in data["lines"]),
        agreed=tuple(_agreed(line) for line in data["agreed"]),
        extras=tuple(
            Extra(one["is_charge"], Decimal(one["amount"]), one["reason"], Decimal(one["vat_rate"]))
            for one in data["extras"]
        ),
        credits=tuple(_credit(one) for one in data["credits"]),
        tolerances=Tolerances(**{name: Decimal(value) for name, value in data["tolerances"].items()}),
        problems=tuple(data["problems"]),
        override=Override(**override) if override else None,
    )


def replay(match: Match) -> Json:
    """What the rules of today make of what a match looked at; the same as its `result` under the same rules."""
    return written(decide(read_inputs(match.inputs)))


def is_replayable(match: Match) -> bool:
    """Whether the rules of today are those that the match was made by."""
    return match.rules == RULES


def _billed(data: Mapping[str, Any]) -> BilledLine:
    return BilledLine(
        position=data["position"],
        called=data["called"],
        quantity=Decimal(data["quantity"]),
        unit=data["unit"],
        net=Decimal(data["net"]),
        vat_category=data["vat_category"],
        vat_rate=Decimal(data["vat_rate"]),
        line_id=data["line_id"],
        trouble=data["trouble"],
        why=data["why"],
    )


def _agreed(data: Mapping[str, Any]) -> AgreedLine:
    rate = data["vat_rate"]
    return AgreedLine(
        id=data["id"],
        order=data["order"],
        number=data["number"],
        sku=data["sku"],
        unit=data["unit"],
        ordered=Decimal(data["ordered"]),
        ordered_price=Decimal(data["ordered_price"]),
        price=Decimal(data["price"]),
        received=Decimal(data["received"]),
        taken=Decimal(data["taken"]),
        vat_rate=None if rate is None else Decimal(rate),
    )


def _credit(data: Mapping[str, Any]) -> Credit:
    return Credit(
        number=data["number"],
        net=Decimal(data["net"]),
        vat=Decimal(data["vat"]),
        gross=Decimal(data["gross"]),
        lines=tuple(_billed(line) for line in data["lines"]),
    )
