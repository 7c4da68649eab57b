"""Which item an order line means. Numbers that disagree are never weighed against each other: a person looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from b2b.documents import ItemId, ItemScheme
from b2b.documents.gtin import gtin14
from b2b.procurement.orders.decision import Reason, Refusal
from b2b.procurement.orders.snapshot import OrderSnapshot, SnapshotItem


@dataclass(frozen=True, slots=True)
class Resolved:
    """The item, and by which of the line's numbers."""

    item: SnapshotItem
    by: ItemId


def resolve(ids: Sequence[ItemId], snapshot: OrderSnapshot) -> Resolved | Refusal:
    """The one item that every known number of the line means.

    The supplier's number is our SKU, a GTIN is compared as 14 digits, any other number counts only as the partner's own
    code, if it is on file. A number that nobody knows decides nothing, except a valid GTIN other than the one on file.
    """
    found: dict[str, ItemId] = {}
    for id in ids:
        for item_id in _meant(id, snapshot):
            found.setdefault(item_id, id)
    if not found:
        return Refusal(Reason("unknown-item", f"{_written(ids)} is not in the catalog"))
    if len(found) > 1:
        means = " and ".join(f"{id.value} is {snapshot.items[item].sku}" for item, id in found.items())
        return Refusal(Reason("item-numbers-disagree", f"its numbers mean different items: {means}"))
    ((item_id, by),) = found.items()
    item = snapshot.items[item_id]
    for id in ids:
        number = gtin14(id.value) if id.scheme is ItemScheme.GTIN else None
        if number and item.gtin and number != item.gtin:
            text = f"GTIN {id.value} is not that of {item.sku} ({item.gtin}): it may be another pack size"
            return Refusal(Reason("item-numbers-disagree", text))
    if not item.active:
        return Refusal(Reason("item-not-sold", f"{item.sku} is no longer sold"))
    return Resolved(item, by)


def _meant(id: ItemId, snapshot: OrderSnapshot) -> tuple[str, ...]:
    value = id.value.strip()
    match id.scheme:
        case ItemScheme.SUPPLIER:
            item = snapshot.own_codes.get(value)
        case ItemScheme.GTIN:
            return snapshot.gtins.get(gtin14(value) or "", ())
        case _:
            item = snapshot.buyer_codes.get(value)
    return (item,) if item else ()


def _written(ids: Sequence[ItemId]) -> str:
    return " / ".join(str(id) for id in ids) or "a line without an item number"
