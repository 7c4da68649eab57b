"""International bank account numbers (ISO 13616), bank identifiers (ISO 9362), creditor references (ISO 11649)."""

from __future__ import annotations

import re

# The form of a BIC, 8 or 11 characters.
BIC = r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?"
# Country and length of an IBAN: the geographical scope of the SEPA schemes (EPC409-09), in and outside the EEA.
_EEA = (
    "AT20 BE16 BG22 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GR27 HR21 HU28 IE22 IS26 IT27 LI21 LT20 LU20 LV21 MT31 "
    "NL18 NO15 PL28 PT25 RO24 SE24 SI19 SK24"
)
_OUTSIDE_EEA = "AD24 AL28 CH21 GB22 GI23 MC27 MD24 ME22 MK19 RS22 SM27 VA22"
_LENGTHS = {word[:2]: int(word[2:]) for word in f"{_EEA} {_OUTSIDE_EEA}".split()}
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")
_REFERENCE = re.compile(r"RF[0-9]{2}[0-9A-Z]{1,21}")


def iban_problem(iban: str) -> str:
    """What is wrong with an IBAN in electronic form, as a clause (`its check digits are wrong`); empty: nothing."""
    if _IBAN.fullmatch(iban) is None:
        return "an IBAN is two letters, two digits, then capital letters and digits without blanks, 15 to 34 in all"
    expected = _LENGTHS.get(iban[:2])
    if expected is not None and len(iban) != expected:
        return f"it has {len(iban)} characters, {iban[:2]} uses {expected}"
    return "" if _remainder(iban) == 1 else "its check digits are wrong"


def is_bic(bic: str) -> bool:
    """Whether it has the form of a BIC, 8 or 11 characters."""
    return re.fullmatch(BIC, bic) is not None


def is_creditor_reference(reference: str) -> bool:
    """Whether it is an ISO 11649 reference (`RF18539007547034`) with right check digits."""
    return _REFERENCE.fullmatch(reference) is not None and _remainder(reference) == 1


def in_sepa(iban: str) -> bool:
    """Whether the account's country takes part in the SEPA schemes."""
    return iban[:2] in _LENGTHS


def outside_eea(iban: str) -> bool:
    """Whether it is in SEPA but outside the EEA, where the bank must be told BIC and address."""
    return in_sepa(iban) and iban[:2] not in _EEA


def _remainder(text: str) -> int:
    return int("".join(str(int(character, 36)) for character in text[4:] + text[:4])) % 97
