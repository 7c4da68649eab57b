"""The JSON in which a decision is kept: what it looked at and why it came out so. It can be decided again from that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from b2b.documents import Order, Quantity
from b2b.procurement.orders.decide import decide
from b2b.procurement.orders.decision import ExceptionDraft, LineDecision, OrderDecision, Reason
from b2b.procurement.orders.snapshot import OrderSnapshot, PriceRow, SnapshotItem, StockLevel
from b2b.procurement.orders.terms import OrderTerms, PackPolicy, PricePolicy

Json = dict[str, Any]


def written(decision: OrderDecision, snapshot: OrderSnapshot, terms: OrderTerms) -> Json:
    """The decision with its inputs; Decimals, dates and instants are left to canonical JSON."""
    return {
        "terms": _terms(terms),
        "snapshot": _snapshot(snapshot),
        "status": str(decision.status) if decision.status else None,
        "currency": decision.currency,
        "lines": [_line(line) for line in decision.lines],
        "exceptions": [_exception(draft) for draft in decision.exceptions],
    }


def decide_again(order: Order, kept: Mapping[str, Any]) -> OrderDecision:
    """What the rules of today make of the order and what was known then."""
    return decide(order, read_snapshot(kept["snapshot"]), read_terms(kept["terms"]))


def reason_json(reason: Reason) -> Json:
    """A reason as a line keeps it."""
    return {"code": reason.code, "text": reason.text, "figures": dict(reason.figures), "told": reason.told}


def read_terms(data: Mapping[str, Any]) -> OrderTerms:
    """The terms that were written."""
    return OrderTerms(
        currency=data["currency"],
        price_tolerance_percent=Decimal(data["price_tolerance_percent"]),
        price_policy=PricePolicy(data["price_policy"]),
        pack_policy=PackPolicy(data["pack_policy"]),
        back_orders=data["back_orders"],
    )


def read_snapshot(data: Mapping[str, Any]) -> OrderSnapshot:
    """The snapshot that was written."""
    return OrderSnapshot(
        as_of=dt.datetime.fromisoformat(data["as_of"]),
        today=dt.date.fromisoformat(data["today"]),
        items={row["id"]: _read_item(row) for row in data["items"]},
        own_codes=data["own_codes"],
        buyer_codes=data["buyer_codes"],
        gtins={gtin: tuple(ids) for gtin, ids in data["gtins"].items()},
    )


def read_lines(kept: Mapping[str, Any]) -> tuple[LineDecision, ...]:
    """The lines as they were decided, without their answers (those stand in the response)."""
    return tuple(
        LineDecision(
            position=row["position"],
            number=row["line"],
            ordered=Quantity(Decimal(row["ordered"]), row["unit"]),
            ordered_price=None if row["ordered_price"] is None else Decimal(row["ordered_price"]),
            confirmed=Decimal(row["confirmed"]),
            back_ordered=Decimal(row["back_ordered"]),
            rejected=Decimal(row["rejected"]),
            answers=(),
            reasons=tuple(Reason(r["code"], r["text"], r["figures"], r["told"]) for r in row["reasons"]),
            item_id=row["item"],
            sku=row["sku"],
            price=None if row["price"] is None else Decimal(row["price"]),
            factor=Decimal(row["factor"]),
        )
        for row in kept["lines"]
    )


def _terms(terms: OrderTerms) -> Json:
    return {
        "currency": terms.currency,
        "price_tolerance_percent": terms.price_tolerance_percent,
        "price_policy": str(terms.price_policy),
        "pack_policy": str(terms.pack_policy),
        "back_orders": terms.back_orders,
    }


def _snapshot(snapshot: OrderSnapshot) -> Json:
    return {
        "as_of": snapshot.as_of,
        "today": snapshot.today,
        "items": [_item(item) for item in snapshot.items.values()],
        "own_codes": dict(snapshot.own_codes),
        "buyer_codes": dict(snapshot.buyer_codes),
        "gtins": {gtin: list(ids) for gtin, ids in snapshot.gtins.items()},
    }


def _item(item: SnapshotItem) -> Json:
    return {
        "id": item.id,
        "sku": item.sku,
        "unit": item.unit,
        "description": item.description,
        "gtin": item.gtin,
        "pack": item.pack,
        "minimum": item.minimum,
        "active": item.active,
        "units": dict(item.units),
        "stock": {"reported": item.stock.reported, "promised": item.stock.promised, "source": item.stock.source},
        "prices": [
            {
                "from": row.from_quantity,
                "price": row.price,
                "contract": row.contract,
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
            }
            for row in item.prices
        ],
    }


def _read_item(row: Mapping[str, Any]) -> SnapshotItem:
    stock = row["stock"]
    reported = stock["reported"]
    return SnapshotItem(
        id=row["id"],
        sku=row["sku"],
        unit=row["unit"],
        stock=StockLevel(None if reported is None else Decimal(reported), Decimal(stock["promised"]), stock["source"]),
        description=row["description"],
        gtin=row["gtin"],
        pack=Decimal(row["pack"]),
        minimum=Decimal(row["minimum"]),
        active=row["active"],
        units={unit: Decimal(factor) for unit, factor in row["units"].items()},
        prices=tuple(_read_price(price) for price in row["prices"]),
    )


def _read_price(row: Mapping[str, Any]) -> PriceRow:
    first, last = row["valid_from"], row["valid_to"]
    return PriceRow(
        from_quantity=Decimal(row["from"]),
        price=Decimal(row["price"]),
        contract=row["contract"],
        valid_from=dt.date.fromisoformat(first) if first else None,
        valid_to=dt.date.fromisoformat(last) if last else None,
    )


def _line(line: LineDecision) -> Json:
    return {
        "position": line.position,
        "line": line.number,
        "item": line.item_id,
        "sku": line.sku,
        "ordered": _text(line.ordered.value),
        "unit": line.ordered.unit,
        "ordered_price": None if line.ordered_price is None else _text(line.ordered_price),
        "price": line.price,
        "confirmed": line.confirmed,
        "back_ordered": line.back_ordered,
        "rejected": _text(line.rejected),
        "factor": line.factor,
        "status": line.status,
        "reasons": [reason_json(reason) for reason in line.reasons],
    }


def _exception(draft: ExceptionDraft) -> Json:
    return {"code": draft.code, "severity": draft.severity, "message": draft.message}


def _text(value: Decimal) -> str:
    """A buyer's figure may be anything, NaN and a million digits of zeros included."""
    return f"{value:f}" if value.is_finite() and abs(value.adjusted()) < 40 else str(value)
