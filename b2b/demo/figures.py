"""The day in figures."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from sqlmodel import col, select

from b2b.demo import outcome
from b2b.demo.day import Day
from b2b.demo.house import House
from b2b.edi.counterparts import ACKNOWLEDGMENTS
from b2b.store.states import CaseState, Direction
from b2b.store.tables import ExceptionCase, Exchange


def of(day: Day, seconds: float) -> list[tuple[str, str]]:
    """Name and figure of everything worth a line; `seconds` is how long the day took."""
    with day.stage.northwind.books() as session:
        money = outcome.money_of_the_buyer(session)
    assert day.proving is not None
    proven = sum(day.proving.verified(house) for house in day.stage.houses)
    return [
        ("documents", _documents(day)),
        ("by themselves", _alone(day)),
        ("by hand", _by_hand(day)),
        *((f"exceptions at {house.cast.title.partition(' ')[0]}", _exceptions(house)) for house in day.stage.houses),
        ("money", ", ".join(f"{name} {amount}" for name, amount in money.items())),
        ("ERP bookings", _bookings(day.stage.acme)),
        ("figures", f"{len(day.checks.made)} compared, each as it must be"),
        ("proofs", f"{proven} documents, each verified offline and against its company's chain"),
        ("time", f"{seconds:.0f} s, the official invoice rules included"),
    ]


def _documents(day: Day) -> str:
    """Each document once: what was sent, and what came from the bank or as a copy; acknowledgments are not counted,
    because how many there are depends on how documents fell into files.
    """
    counts: Counter[str] = Counter()
    for house in day.stage.houses:
        with house.books() as session:
            rows = session.exec(select(Exchange)).all()
        counts.update(row.set_id for row in rows if row.direction == Direction.OUT or row.interchange_id is None)
    told = [f"{count} × {set_id}" for set_id, count in sorted(counts.items()) if set_id not in ACKNOWLEDGMENTS]
    return f"{', '.join(told)}, and the 997s that acknowledge them"


def _alone(day: Day) -> str:
    """By the companies' own reports."""
    told = []
    for house in day.stage.houses:
        rows = house.must("report", "touchless", "--json").json()
        documents = [row for row in rows if not row["kind"].startswith("orders ")]
        alone, total = (sum(row[name] for row in documents) for name in ("alone", "total"))
        rate = Decimal(100 * alone) / total
        told.append(f"{house.cast.title} {alone} of {total} documents ({rate:.0f} %)")
    return ", ".join(told)


def _by_hand(day: Day) -> str:
    """What people typed, and how often."""
    typed = [text for told in day.told for row in told.rows if row.kind == "person" for text in row.texts.values()]
    refused = sum("refused:" in text for text in typed)
    counts = Counter(_command(text) for text in typed)
    commands = ", ".join(f"{count} × {command}" for command, count in counts.items())
    return f"{len(typed)} commands ({commands}), {refused} of them refused"


def _command(text: str) -> str:
    """`orders approve` of `chief: b2b orders approve 4500000001`."""
    words = text.partition(": b2b ")[2].split()
    return words[0] if words[0] == "ship" else " ".join(words[:2])


def _exceptions(house: House) -> str:
    with house.books() as session:
        cases = session.exec(select(ExceptionCase).order_by(col(ExceptionCase.number))).all()
    told = [f"{row.code} ({_end(row)})" for row in cases]
    return ", ".join(told) or "none"


def _end(case: ExceptionCase) -> str:
    return f"closed: {case.resolution}" if case.state == CaseState.RESOLVED else "open"


def _bookings(acme: House) -> str:
    state = acme.erp.state()
    return f"{state['orders']} orders, {state['shipments']} goods issues, {state['invoices']} receivables"
