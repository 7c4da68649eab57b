"""Delivery schedules and calls that EDIFACT can express in both directories."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    NamedDate,
    NamedParty,
    Party,
    PlanningSchedule,
    Quantity,
    Reference,
    ScheduledQuantity,
    ScheduleLine,
    ShippedOrReceived,
    ShippingSchedule,
)
from tests.edi.edifact.mappings.strategy_parts import ITEMS, LINE_NUMBERS, TIMES, parties, references
from tests.edi.mappings.strategy_parts import DAYS, FIGURES, MAYBE_DAY, many, text

_PARTIES = parties(registered=False)
_MAYBE_PARTY = st.none() | _PARTIES
_PARTY = st.just(Party()) | _PARTIES
_KINDS = {"DL": "002", "SH": "010"}


def _timed(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    timed = st.builds(lambda time: {"time_kind": kind, "time": time}, TIMES)
    return st.just({}) | timed | st.builds(lambda end: {"end": end}, DAYS)


@st.composite
def _lines(draw: Any, basis: str) -> ScheduleLine:
    unit = draw(st.sampled_from(["EA", "KGM", "H87", ""]))
    quantity = st.builds(Quantity, FIGURES, st.just(unit))
    row = st.builds(
        lambda timed, **fields: ScheduledQuantity(**fields, **timed),
        _timed(_KINDS[basis]),
        quantity=quantity,
        start=DAYS,
        certainty=st.sampled_from(["A", "B", "C", "D", "4017:3"]),
        interval=st.sampled_from(["D", "W", "M", "F"]),
        reference=st.none() | st.builds(Reference, st.sampled_from(["DO", "RE"]), text(30)),
    )
    since = st.builds(lambda day, until: {"date_kind": "051", "date": day, "until": until}, DAYS, MAYBE_DAY)
    past = st.builds(
        lambda dated, value: ShippedOrReceived("02", value, **dated), st.just({}) | since, quantity
    ) | st.builds(
        lambda value, day, found: ShippedOrReceived("01", value, "050", day, references=found),
        quantity,
        DAYS,
        references(("SI",), 2),
    )
    schedule, history = draw(many(row)), draw(many(past, most=2))
    return ScheduleLine(
        items=draw(many(ITEMS, least=1)),
        schedule=schedule,
        number=draw(st.just("") | LINE_NUMBERS),
        unit=unit if schedule or history else "",
        order_number=draw(text(35)),
        order_line=draw(LINE_NUMBERS),
        description=draw(text(100, optional=True)),
        ship_to=draw(_MAYBE_PARTY),
        references=draw(references()),
        history=history,
    )


@st.composite
def _schedules(draw: Any) -> PlanningSchedule:
    basis = draw(st.sampled_from(["DL", "SH"]))
    lines = draw(many(_lines(basis), most=2))
    said = any(line.schedule for line in lines)
    return PlanningSchedule(
        date=draw(DAYS),
        horizon_start=draw(DAYS),
        lines=lines,
        number=draw(text(35)),
        release_number=draw(text(30, optional=True)),
        horizon_end=draw(MAYBE_DAY),
        purpose=draw(st.sampled_from(["00", "04", "05"])),
        basis=basis if said else "DL",
        counting=draw(st.sampled_from("AC")) if said else "A",
        contract_number=draw(text(30, optional=True)),
        order_number=draw(text(22, optional=True)),
        buyer=draw(_PARTY),
        supplier=draw(_PARTY),
        ship_to=draw(_MAYBE_PARTY),
        ship_from=draw(_MAYBE_PARTY),
        bill_to=draw(_MAYBE_PARTY),
        parties=draw(many(st.builds(NamedParty, st.sampled_from(["CA", "3035:AA"]), _PARTIES), most=2)),
        dates=draw(many(st.builds(NamedDate, st.sampled_from(["007", "036"]), DAYS, st.none() | TIMES), most=2)),
        references=draw(references(("DP", "IA", "CO"))),
    )


SCHEDULES = _schedules()


@st.composite
def _called_lines(draw: Any, basis: str) -> ScheduleLine:
    line = replace(draw(_lines(basis)), ship_to=None, references=draw(references(most=2)))
    places = draw(many(st.builds(Reference, st.sampled_from(["DK", "LF"]), text(25)), most=2))
    carrier = draw(st.sampled_from(["", "UPSN", "DHL"]) | text(35))
    return replace(line, carrier=carrier, references=line.references + places)


@st.composite
def _calls(draw: Any) -> ShippingSchedule:
    basis = draw(st.sampled_from(["DL", "SH"]))
    lines = draw(many(_called_lines(basis), most=2))
    said = any(line.schedule for line in lines)
    return ShippingSchedule(
        number=draw(text(35)),
        date=draw(DAYS),
        horizon_start=draw(DAYS),
        horizon_end=draw(DAYS),
        lines=lines,
        purpose=draw(st.sampled_from(["00", "04", "05"])),
        basis=basis if said else "SH",
        release_number=draw(text(30, optional=True)),
        forecast_number=draw(text(30, optional=True)),
        contract_number=draw(text(30, optional=True)),
        order_number=draw(text(22, optional=True)),
        counting=draw(st.sampled_from(["", "A", "C"])) if said else "",
        buyer=draw(_PARTIES),
        supplier=draw(_PARTY),
        ship_to=draw(_MAYBE_PARTY),
        ship_from=draw(_MAYBE_PARTY),
        parties=draw(many(st.builds(NamedParty, st.sampled_from(["CA", "3035:AA"]), _PARTIES), most=2)),
        dates=draw(many(st.builds(NamedDate, st.sampled_from(["007", "036"]), DAYS, st.none() | TIMES), most=2)),
        references=draw(references(("DP", "IA", "CO"))),
    )


CALLS = _calls()
