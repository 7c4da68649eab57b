"""How our party identifiers (X12 or ISO 6523 schemes) appear on an EN 16931 invoice.

EN 16931 knows ISO 6523 schemes, and identifiers without a scheme that both sides know: the number that the buyer gave
the seller (BT-29), the seller gave the buyer (BT-46), or the buyer gave a place (BT-71).
"""

from __future__ import annotations

import re

from b2b.documents import Party, PartyId

# X12 element 66 <-> ISO 6523 ICD: D-U-N-S number, GLN.
_ICD_OF_X12 = {"1": "0060", "UL": "0088"}
_X12_OF_ICD = {icd: x12 for x12, icd in _ICD_OF_X12.items()}
_ICD = re.compile(r"\d{4}")


def icd(party_id: PartyId) -> str:
    """The ISO 6523 code of an identifier, empty where its scheme has none."""
    if _ICD.fullmatch(party_id.scheme):
        return party_id.scheme
    return _ICD_OF_X12.get(party_id.scheme, "")


def written_ids(party: Party, assigned_by: str) -> tuple[tuple[str, str], ...]:
    """(ICD or empty, value) of the identifiers that can be written; `assigned_by` is the X12 scheme (`92` the buyer,
    `91` the seller) that goes without one, and comes first.
    """
    known = [("", i.value) for i in party.ids if i.scheme == assigned_by]
    return tuple(known + [(icd(i), i.value) for i in party.ids if icd(i)])


def read_id(scheme: str, value: str, assigned_by: str) -> PartyId:
    """The identifier behind an ICD (or none) and a value."""
    return PartyId(_X12_OF_ICD.get(scheme, scheme) if scheme else assigned_by, value)


def split_registration(registration: str) -> tuple[str, str]:
    """(ICD or empty, number) of BT-30 or BT-47, kept as `0192:123456785` or as the bare number."""
    scheme, colon, number = registration.partition(":")
    return (scheme, number) if colon and _ICD.fullmatch(scheme) else ("", registration)


def join_registration(scheme: str, number: str) -> str:
    """The inverse of `split_registration`."""
    return f"{scheme}:{number}" if scheme and number else number
