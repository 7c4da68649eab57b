"""Decisions that the UBL and the CII form of an invoice share: item numbers, references, notes.

EN 16931 has one place each for the seller's, the buyer's and the standard item number, for a contract (BT-12) and a
sales order (BT-14). What else the canonical invoice carries goes into the free groups of the standard, item attributes
(BG-32) and supporting documents (BG-24), under names that are read back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from b2b.documents import ItemId, ItemScheme, Reference

CONTRACT = "CT"
SALES_ORDER = "VN"
# ISO 6523 schemes of a GTIN in BT-157: GS1 item numbers, and the GLN scheme that many senders put there.
GTIN_SCHEMES = frozenset({"0160", "0088"})
_ITEM_ATTRIBUTE = re.compile(r"Item number \((?P<scheme>[a-z]+)(?: (?P<qualifier>\w{1,3}))?\)")
_REFERENCE = re.compile(r"X12 128 (?P<kind>\w{1,3})(?:: (?P<description>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ItemNumbers:
    """BT-155 `seller`, BT-156 `buyer`, BT-157 `standard` (GTIN) and the rest as (BT-160 name, BT-161 value)."""

    seller: str
    buyer: str
    standard: str
    attributes: tuple[tuple[str, str], ...]


def item_numbers(items: Sequence[ItemId]) -> ItemNumbers:
    """Where each item number of a line goes; the first of its kind wins the proper place."""
    places: dict[ItemScheme, str] = {}
    attributes = []
    for item in items:
        if item.scheme in (ItemScheme.SUPPLIER, ItemScheme.BUYER, ItemScheme.GTIN) and item.scheme not in places:
            places[item.scheme] = item.value
        else:
            qualifier = f" {item.qualifier}" if item.scheme is ItemScheme.OTHER and item.qualifier else ""
            attributes.append((f"Item number ({item.scheme}{qualifier})", item.value))
    return ItemNumbers(
        seller=places.get(ItemScheme.SUPPLIER, ""),
        buyer=places.get(ItemScheme.BUYER, ""),
        standard=places.get(ItemScheme.GTIN, ""),
        attributes=tuple(attributes),
    )


def item_ids(numbers: ItemNumbers) -> tuple[ItemId, ...]:
    """The inverse of `item_numbers`: seller's, buyer's, standard, then the attributes that name an item number."""
    ids = [
        ItemId(scheme, value)
        for scheme, value in (
            (ItemScheme.SUPPLIER, numbers.seller),
            (ItemScheme.BUYER, numbers.buyer),
            (ItemScheme.GTIN, numbers.standard),
        )
        if value
    ]
    for name, value in numbers.attributes:
        match = _ITEM_ATTRIBUTE.fullmatch(name)
        assert match is not None
        ids.append(ItemId(ItemScheme(match["scheme"]), value, match["qualifier"] or ""))
    return tuple(ids)


def is_item_attribute(name: str) -> bool:
    """Whether an item attribute (BT-160) is an item number written by `item_numbers`."""
    match = _ITEM_ATTRIBUTE.fullmatch(name)
    return match is not None and match["scheme"] in set(ItemScheme)


@dataclass(frozen=True, slots=True)
class References:
    """BT-12 `contract`, BT-14 `sales_order`, and the rest as (BT-122 number, BT-123 description)."""

    contract: str
    sales_order: str
    documents: tuple[tuple[str, str], ...]


def split_references(references: Sequence[Reference]) -> References:
    """Where each reference of the invoice goes; the first contract and sales order win the proper place."""
    places: dict[str, str] = {}
    documents = []
    for reference in references:
        proper = reference.kind in (CONTRACT, SALES_ORDER) and not reference.description
        if proper and reference.kind not in places:
            places[reference.kind] = reference.value
        else:
            documents.append(as_document(reference))
    return References(places.get(CONTRACT, ""), places.get(SALES_ORDER, ""), tuple(documents))


def as_document(reference: Reference) -> tuple[str, str]:
    """A reference as a supporting document: number (BT-122) and description (BT-123)."""
    tail = f": {reference.description}" if reference.description else ""
    return reference.value, f"X12 128 {reference.kind}{tail}"


def join_references(contract: str, sales_order: str, documents: Sequence[tuple[str, str]]) -> tuple[Reference, ...]:
    """The inverse of `split_references`: contract, sales order, then the documents."""
    references = [Reference(CONTRACT, contract)] if contract else []
    references += [Reference(SALES_ORDER, sales_order)] if sales_order else []
    for number, description in documents:
        match = _REFERENCE.fullmatch(description)
        assert match is not None
        references.append(Reference(match["kind"], number, match["description"] or ""))
    return tuple(references)


def is_reference(description: str) -> bool:
    """Whether a supporting document (BT-123) is a reference written by `split_references`."""
    return _REFERENCE.fullmatch(description) is not None
