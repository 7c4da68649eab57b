"""A bill for the order that every test of matching begins with, and what is done to it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

from sqlmodel import Session

from b2b.documents import AllowanceCharge
from b2b.procurement.matching import service as matching
from tests.procurement.dock import Dock, billed, invoice

BILL = invoice("I-1", "PO-1", billed("1", 100, "10.00"))


def terms(dock: Dock, **purchase: str) -> None:
    dock.buyer.apply_partner(lambda partner: partner["purchase"].update(purchase))


def add_supplier(dock: Dock, code: str, name: str) -> None:
    def change(partner: dict[str, Any]) -> None:
        partner.update(code=code, name=name, identity=[])
        partner.pop("channel")

    dock.buyer.apply_partner(change)


def freight(amount: str) -> AllowanceCharge:
    return AllowanceCharge(True, D(amount), "Freight", vat_rate=D(19))


def pay(dock: Dock, number: str, state: str) -> None:
    def act(session: Session, now: dt.datetime) -> None:
        row = matching.find(session, number)
        row.state = state
        session.add(row)

    dock.does(act)
