"""Schedules that X12 can express."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    DeliveryPattern,
    Destination,
    JustInTimeCall,
    NamedParty,
    NamedQuantity,
    Party,
    PartyId,
    PlanningSchedule,
    Quantity,
    Reference,
    ResourceAuthorization,
    ScheduledQuantity,
    ScheduleLine,
    ShippedOrReceived,
    ShippingSchedule,
)
from tests.edi.mappings.strategy_parts import (
    BUYER,
    CURRENCIES,
    DATES,
    DAYS,
    FIGURES,
    ITEMS,
    MAYBE_DAY,
    MAYBE_PARTY,
    PARTIES,
    PRICES,
    QUANTITIES,
    SUPPLIER,
    TIMES,
    many,
    references,
    text,
)

MAYBE_TIME = st.none() | TIMES
OTHER_PARTIES = many(st.builds(NamedParty, st.sampled_from(["CA", "EV", "IC"]), PARTIES), most=2)
NAMED_QUANTITIES = many(
    st.builds(
        NamedQuantity,
        st.sampled_from(["01", "39", "57", "63", "BQ"]),
        QUANTITIES | st.builds(Quantity, FIGURES, st.just("")),
    ),
    most=2,
)
_NO_PATTERN: st.SearchStrategy[tuple[Any, ...]] = st.just(())
_DESTINATIONS = many(
    st.builds(Destination, st.builds(PartyId, st.sampled_from(["92", "UL"]), text(20, least=2)), QUANTITIES)
)
_PATTERNS = many(st.builds(DeliveryPattern, st.sampled_from("ADYSZ"), st.sampled_from("ADYZ")), most=4, least=1)


def _in(unit: str) -> st.SearchStrategy[Quantity]:
    return st.builds(Quantity, FIGURES, st.just(unit))


def _rows(unit: str, pattern: tuple[DeliveryPattern, ...], **parts: Any) -> st.SearchStrategy[Any]:
    """Rows in the unit of their line, with one pattern and these parts."""
    timed = st.just(("", None)) | st.tuples(st.sampled_from(["002", "010"]), TIMES)
    row = st.builds(
        lambda timed, **fields: ScheduledQuantity(time_kind=timed[0], time=timed[1], pattern=pattern, **fields),
        timed,
        quantity=_in(unit),
        start=DAYS,
        end=MAYBE_DAY,
        certainty=st.sampled_from("ACDZ"),
        interval=st.sampled_from("DWMFX"),
        reference=st.none() | st.builds(Reference, st.sampled_from(["DO", "RE"]), text(30)),
        planning_type=st.sampled_from(["", "MM", "PS"]),
        **parts,
    )
    return many(row)


def _history(unit: str) -> st.SearchStrategy[Any]:
    dated = st.builds(
        lambda since, time, until: {"date_kind": "051", "date": since, "time": time, "until": until},
        DAYS,
        MAYBE_TIME,
        MAYBE_DAY,
    )
    return many(
        st.builds(
            lambda dated, **fields: ShippedOrReceived(**fields, **dated),
            st.just({}) | dated,
            kind=st.sampled_from(["", "01", "02"]),
            quantity=_in(unit),
            until_time=MAYBE_TIME,
            references=references(("SI", "BM")),
        )
    )


def _authorizations(unit: str) -> st.SearchStrategy[Any]:
    return many(
        st.builds(
            ResourceAuthorization,
            st.sampled_from(["FI", "MT"]),
            DAYS,
            st.none() | _in(unit),
            st.none() | _in(unit),
            DAYS,
        )
    )


@st.composite
def _lines(draw: Any, planning: bool) -> ScheduleLine:
    unit = draw(st.sampled_from(["EA", "KGM", "XBX", "x12:ZZ"]))
    fields: dict[str, Any]
    if planning:
        alone = _rows(unit, (), quantities=NAMED_QUANTITIES, destinations=_DESTINATIONS)
        schedule = (*draw(alone), *(row for pattern in draw(many(_PATTERNS)) for row in draw(_rows(unit, pattern))))
        fields = {
            "description": draw(text(200, optional=True)),
            "ship_to": draw(MAYBE_PARTY),
            "ship_from": draw(MAYBE_PARTY),
            "parties": draw(OTHER_PARTIES),
            "dates": draw(DATES),
            "currency": draw(st.none() | CURRENCIES),
            "quantities": draw(NAMED_QUANTITIES),
            "authorizations": draw(_authorizations(unit)),
        }
    else:
        calls = many(st.builds(JustInTimeCall, _in(unit), TIMES, references(("DK", "LU"))))
        pattern = draw(_NO_PATTERN | _PATTERNS)
        schedule = draw(_rows(unit, pattern, dates=DATES, destinations=_DESTINATIONS, calls=calls))
        fields = {"description": draw(text(48, optional=True)), "quantities": draw(NAMED_QUANTITIES)[:1]}
    return ScheduleLine(
        items=draw(many(ITEMS, least=1)),
        schedule=schedule,
        number=draw(text(20, optional=True)),
        unit=unit,
        unit_price=draw(st.none() | PRICES),
        order_number=draw(text(22, optional=True)),
        order_line=draw(text(6, optional=True)),
        carrier=draw(st.sampled_from(["", "UPSN", "DHL"]) | text(35)),
        release_status=draw(st.sampled_from(["", "4", "A"])),
        references=draw(references(("DK", "LU"))),
        history=draw(_history(unit)),
        **fields,
    )


_PLANNINGS = st.builds(
    lambda numbers, **fields: PlanningSchedule(number=numbers[0], release_number=numbers[1], **fields),
    st.tuples(text(30), text(30, optional=True)) | st.tuples(st.just(""), text(30)),
    date=DAYS,
    horizon_start=DAYS,
    lines=many(_lines(True), least=1, most=2),
    horizon_end=MAYBE_DAY,
    updated=MAYBE_DAY,
    purpose=st.sampled_from(["00", "04", "05"]),
    basis=st.sampled_from(["DL", "SH", "AD"]),
    counting=st.sampled_from("ACDR"),
    planning_type=st.sampled_from(["", "MM", "PS"]),
    contract_number=text(30, optional=True),
    order_number=text(22, optional=True),
    currency=st.none() | CURRENCIES,
    buyer=BUYER,
    supplier=SUPPLIER,
    ship_to=MAYBE_PARTY,
    ship_from=MAYBE_PARTY,
    bill_to=MAYBE_PARTY,
    parties=OTHER_PARTIES,
    dates=DATES,
    references=references(),
)
_SHIPPINGS = st.builds(
    lambda numbers, named, **fields: ShippingSchedule(
        release_number=numbers[0], forecast_number=numbers[1], buyer=named[0], references=named[1], **fields
    ),
    st.tuples(text(30), text(30, optional=True)) | st.tuples(st.just(""), text(30)),
    st.tuples(BUYER.filter(lambda party: party != Party()), references()) | st.just((Party(), ())),
    number=text(30),
    date=DAYS,
    horizon_start=DAYS,
    horizon_end=DAYS,
    lines=many(_lines(False), least=1, most=2),
    purpose=st.sampled_from(["00", "04", "05"]),
    basis=st.sampled_from(["DL", "SH", "JS"]),
    contract_number=text(30, optional=True),
    order_number=text(22, optional=True),
    counting=st.sampled_from(["", "A", "C"]),
    supplier=SUPPLIER,
    ship_to=MAYBE_PARTY,
    ship_from=MAYBE_PARTY,
    parties=OTHER_PARTIES,
    dates=DATES,
)

# By set: schedules.
SCHEDULES: dict[str, st.SearchStrategy[Any]] = {"830": _PLANNINGS, "862": _SHIPPINGS}
