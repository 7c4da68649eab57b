"""The parts that documents are made of, as EDIFACT can express them in both directories."""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import cache

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
from tests.edi.mappings.strategy_parts import DAYS, FIGURES, many, text

UNITS = st.sampled_from(["EA", "H87", "C62", "KGM", "XBX", "DZN", "MTR", ""])
QUANTITIES = st.builds(Quantity, FIGURES, UNITS)

_QUALIFIERS = {
    ItemScheme.SUPPLIER: ("", "VP", "VN", "VC"),
    ItemScheme.BUYER: ("", "BP", "IN", "SK"),
    ItemScheme.GTIN: ("", "UP"),
    ItemScheme.MANUFACTURER: ("", "MG"),
    ItemScheme.OTHER: ("", "ZZ", "ST", "PN", "7143:AB"),
}
_GTINS = st.builds(ItemId, st.just(ItemScheme.GTIN), st.text(string.digits, min_size=12, max_size=14), st.just(""))
ITEMS = _GTINS | st.one_of(
    [
        st.builds(ItemId, st.just(scheme), text(35), st.sampled_from(qualifiers))
        for scheme, qualifiers in _QUALIFIERS.items()
        if scheme is not ItemScheme.GTIN
    ]
)


@cache
def references(
    kinds: Sequence[str] = ("DP", "IA", "CO", "CT", "PD", "1153:AAM"), most: int = 3
) -> st.SearchStrategy[tuple[Reference, ...]]:
    return many(st.builds(Reference, st.sampled_from(kinds), text(30)), most=most)


_CODE = st.text(string.ascii_uppercase + string.digits, min_size=3, max_size=9)
_ADDRESSES = st.builds(
    Address,
    many(text(35), most=4),
    text(35, optional=True),
    st.just("") | _CODE,
    st.just("") | text(9),
    st.sampled_from(["", "DE", "US", "AT"]),
)
_CONTACTS = st.builds(Contact, text(35, optional=True), text(40, optional=True), text(40, optional=True)).map(
    lambda contact: None if contact == Contact() else contact
)
_IDS = many(st.builds(PartyId, st.sampled_from(["92", "91", "UL", "0088", "1", ""]), text(20)), most=1)
_ENDPOINTS = st.none() | st.builds(Endpoint, st.sampled_from(["0088", "9930"]), text(30))


@cache
def parties(second: str = "", registered: bool = True) -> st.SearchStrategy[Party]:
    """A party; `second` is the scheme of a number that it may have beside its first, `registered` tells whether the
    message has room for its registrations.
    """
    more = (st.none() | st.builds(PartyId, st.just(second), text(30))) if second else st.none()
    number = text(35, optional=True) if registered else st.just("")
    return st.builds(
        Party,
        name=text(120),
        ids=st.builds(lambda ids, other: (*ids, other) if ids and other else ids, _IDS, more),
        address=_ADDRESSES,
        vat_id=number,
        legal_registration=number,
        endpoint=_ENDPOINTS,
        contact=_CONTACTS,
        tax_registration=number,
    )


PARTIES = parties()
SUPPLIER = st.just(Party()) | parties("92")
BUYER = st.just(Party()) | parties("91")
MAYBE_PARTY = st.none() | PARTIES
TIMES = st.times().map(lambda time: time.replace(microsecond=0))
DATES = many(
    st.builds(NamedDate, st.sampled_from(["037", "038", "063", "064", "118", "2005:97"]), DAYS, st.none() | TIMES)
)
NOTES = many(text(300))
LINE_NUMBERS = st.integers(1, 999_999).map(str)
