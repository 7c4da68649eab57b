"""Rows that tests of every room begin with: a company and a partner, straight into the tables."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from b2b.store.tables import Agreement, Blob, Channel, Company, Exchange, Item, Partner, Row, SalesOrder, Transmission
from tests.store.workspace import START


def add_parties(session: Session) -> None:
    """Company `c`, partner `p`, channel `ch`."""
    session.add(Company(id="c", code="ACME", name="Acme", settings={}, created_at=START))
    session.add(Partner(id="p", company_id="c", code="NW", name="NW", role="customer", settings={}, updated_at=START))
    session.add(Channel(id="ch", company_id="c", partner_id="p", name="nw", kind="folder", settings={}))
    session.flush()


def transmission(number: int = 1, **values: Any) -> Transmission:
    """An inbound transmission over channel `ch`; needs the blob `0` * 64."""
    standard: dict[str, Any] = {
        "id": f"t{number}",
        "number": number,
        "direction": "in",
        "channel_id": "ch",
        "name": "file.edi",
        "blob_sha256": "0" * 64,
        "size": 1,
        "delivery": "received",
        "created_at": START,
    }
    return Transmission(**standard | values)


def blob() -> Blob:
    """The payload that `transmission` points to."""
    return Blob(sha256="0" * 64, size=1, content=b"x", created_at=START)


def exchange(number: int = 1, **values: Any) -> Exchange:
    """An inbound 850 of partner `p`."""
    standard: dict[str, Any] = {
        "id": f"e{number}",
        "number": number,
        "direction": "in",
        "company_id": "c",
        "partner_id": "p",
        "set_id": "850",
        "created_at": START,
    }
    return Exchange(**standard | values)


def agreement(revision: int = 1, **values: Any) -> Agreement:
    """On inbound 850s of partner `p`."""
    standard: dict[str, Any] = {
        "id": f"a{revision}",
        "company_id": "c",
        "partner_id": "p",
        "document": "850",
        "direction": "in",
        "release": "004010",
        "settings": {},
        "revision": revision,
        "valid_from": START,
    }
    return Agreement(**standard | values)


def item(sku: str, **values: Any) -> Item:
    """An item of company `c`, counted in pieces."""
    standard: dict[str, Any] = {"id": sku, "company_id": "c", "sku": sku, "unit": "EA"}
    return Item(**standard | values)


def sales_order(number: int = 1, **values: Any) -> SalesOrder:
    """An order of partner `p`."""
    standard: dict[str, Any] = {
        "id": f"o{number}",
        "number": number,
        "company_id": "c",
        "partner_id": "p",
        "order_number": f"PO{number}",
        "order_date": START.date(),
        "currency": "EUR",
        "document": {},
        "received_at": START,
    }
    return SalesOrder(**standard | values)


def insert(session: Session, row: Row) -> None:
    """This row and nothing else, as the database sees it."""
    session.execute(type(row).__table__.insert(), [row.model_dump()])  # type: ignore[attr-defined]
