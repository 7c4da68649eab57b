"""The account that an invoice is to be paid to: FII in the group of the payee, or of the seller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body, Named, Value
from b2b.edi.x12.mappings.texts import wrapped

# 3035: whose account it is, and the bank that receives, or that of the beneficiary.
PAYEE = "PE"
_BANK = ("RB", "BF")

# 1131 and 3055: the bank is named by its BIC, which ISO keeps.
_BIC = ("25", "5")


class BankAccount(NamedTuple):
    """IBAN (or another number of an account), name of the holder and BIC, "" where not said."""

    iban: str = ""
    name: str = ""
    bic: str = ""


def read(groups: Sequence[LoopCursor | None]) -> BankAccount:
    """The first account in these groups of parties."""
    for group in groups:
        fii = group.first("FII", *_BANK) if group is not None else None
        if fii is not None:
            return of(fii)
    return BankAccount()


def of(fii: SegmentCursor) -> BankAccount:
    """The account of an FII, taken."""
    name = " ".join(part for part in (fii.text(at(2, 2)), fii.text(at(2, 3))) if part)
    bic = fii.text(at(3, 1)) if fii.peek(at(3, 2)) in ("", _BIC[0]) else ""
    if bic:
        fii.accept(at(3, 2), _BIC[0])
        fii.accept(at(3, 3), _BIC[1], "17")
    return BankAccount(fii.text(at(2, 1)), name, bic)


def write(
    body: Body, account: BankAccount, path: str = "", *, role: str = _BANK[0], name: str = "account_name"
) -> None:
    """The FII of an account in this role (3035), nothing where nothing is known of it; its fields have `path` in front,
    `name` is that of the holder.
    """
    if account == BankAccount():
        return
    words = wrapped(account.name, body.room("FII", 2, 2), name, "FII02-02")
    bic: list[Value | Named] = [(f"{path}bic", account.bic), *_BIC] if account.bic else []
    body.add("FII", role, [(f"{path}iban", account.iban), *((name, word) for word in words)], bic)
