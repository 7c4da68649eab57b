"""The parts that documents are made of, as X12 can express them."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    Address,
    Contact,
    Endpoint,
    ItemId,
    ItemScheme,
    NamedDate,
    Party,
    PartyId,
    Quantity,
    Reference,
)

Draw = Callable[[st.SearchStrategy[Any]], Any]

_CHARACTERS = string.ascii_letters + string.digits + "-./,&'()äöüÄÖÜßéñ"
_WORD = st.text(_CHARACTERS, min_size=1, max_size=9)


@cache
def text(most: int, least: int = 1, optional: bool = False) -> st.SearchStrategy[str]:
    """Words with single blanks between them, of that length. Always the same strategy: to make one costs more than to
    draw from it.
    """
    words = st.lists(_WORD, min_size=1, max_size=max(1, most // 5)).map(lambda parts: " ".join(parts)[:most].strip())
    padded = words.map(lambda said: said.ljust(least, "x"))
    return st.just("") | padded if optional else padded


@cache
def many(inner: st.SearchStrategy[Any], most: int = 3, least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(inner, min_size=least, max_size=most).map(tuple)


DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))
MAYBE_DAY = st.none() | DAYS
AMOUNTS = st.decimals(Decimal("0.00"), Decimal("99999.99"), places=2)
PRICES = st.decimals(Decimal("0"), Decimal("9999.9999"), places=4)
FIGURES = st.decimals(Decimal("0.001"), Decimal("99999"), places=3)
UNITS = st.sampled_from(["EA", "H87", "C62", "KGM", "XBX", "DZN", "MTR", "x12:ZZ", "x12:KI"])
QUANTITIES = st.builds(Quantity, FIGURES, UNITS)
CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "CHF"])

_QUALIFIERS = {
    ItemScheme.SUPPLIER: ("", "VP", "VN", "VC"),
    ItemScheme.BUYER: ("", "BP", "IN", "SK"),
    ItemScheme.GTIN: ("", "UP", "EN", "UK"),
    ItemScheme.MANUFACTURER: ("", "MG"),
    ItemScheme.OTHER: ("", "ZZ", "ST", "PN"),
}
ITEMS = st.one_of(
    [
        st.builds(ItemId, st.just(scheme), text(48), st.sampled_from(qualifiers))
        for scheme, qualifiers in _QUALIFIERS.items()
    ]
)


def references(kinds: Sequence[str] = ("DP", "IA", "CO", "CT", "PD")) -> st.SearchStrategy[tuple[Reference, ...]]:
    return many(st.builds(Reference, st.sampled_from(kinds), text(30), text(80, optional=True)))


_CODE = st.text(string.ascii_uppercase + string.digits, min_size=3, max_size=15)
_STATE = st.text(string.ascii_uppercase, min_size=2, max_size=2)
_ADDRESSES = st.builds(
    Address,
    many(text(55), most=4),
    text(30, least=2, optional=True),
    st.just("") | _CODE,
    st.just("") | text(20, least=3) | _STATE,
    st.sampled_from(["", "DE", "US", "AT"]),
)
_CONTACTS = st.builds(Contact, text(60, optional=True), text(40, optional=True), text(40, optional=True)).map(
    lambda contact: None if contact == Contact() else contact
)
_IDS = many(st.builds(PartyId, st.sampled_from(["92", "91", "UL", "0088", "1"]), text(20, least=2)), most=1)
_ENDPOINTS = st.none() | st.builds(Endpoint, st.sampled_from(["0088", "9930"]), text(30))


@cache
def parties(second: str = "") -> st.SearchStrategy[Party]:
    """A party; `second` is the scheme of a number that it may have beside its first."""
    more = (st.none() | st.builds(PartyId, st.just(second), text(30))) if second else st.none()
    return st.builds(
        Party,
        name=text(150),
        ids=st.builds(lambda ids, other: (*ids, other) if ids and other else ids, _IDS, more),
        address=_ADDRESSES,
        vat_id=text(20, optional=True),
        legal_registration=text(30, optional=True),
        endpoint=_ENDPOINTS,
        contact=_CONTACTS,
        tax_registration=text(30, optional=True),
    )


PARTIES = parties()
SUPPLIER = st.just(Party()) | parties("92")
BUYER = st.just(Party()) | parties("91")
MAYBE_PARTY = st.none() | PARTIES


def maybe_bill_to(buyer: Party) -> st.SearchStrategy[Party | None]:
    """Who is billed, beside a buyer only: alone he would be the buyer."""
    return st.none() if buyer == Party() else st.none() | BUYER.filter(lambda party: party != Party())


# X12 says hundredths of a second at most.
TIMES = st.times().map(lambda time: time.replace(microsecond=time.microsecond // 10_000 * 10_000))
DATES = many(st.builds(NamedDate, st.sampled_from(["037", "038", "063", "064", "118"]), DAYS, st.none() | TIMES))
NOTES = many(text(600))
