"""Parties, addresses, accounts and banks as every ISO 20022 message of payments holds them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from b2b.documents import Address, BankAccount, Party
from b2b.payments.message import Message
from b2b.payments.xml_writing import Branch

LONGEST_LINE = 70
NOT_PROVIDED = "NOTPROVIDED"


def read_party(message: Message, at: etree._Element | None) -> Party:
    """Name and postal address; since version .08 of statements a `Pty` stands in between."""
    inner = message.first(at, "Pty", ".")
    place = message.first(inner, "PstlAdr")
    street = [message.text(place, "StrtNm"), message.text(place, "BldgNb")]
    lines = [" ".join(part for part in street if part)]
    lines += [message.text(place, name) for name in ("BldgNm", "Dept", "SubDept", "Flr", "Room", "PstBx")]
    lines += [message.text(line) for line in message.all(place, "AdrLine")]
    address = Address(
        tuple(line for line in lines if line),
        message.text(place, "TwnNm"),
        message.text(place, "PstCd"),
        message.text(place, "CtrySubDvsn"),
        message.text(place, "Ctry"),
    )
    return Party(message.text(inner, "Nm"), address=address)


def read_account(message: Message, at: etree._Element | None, bank: etree._Element | None) -> BankAccount:
    """IBAN or other number of the account, its name, and the BIC of `bank`."""
    return BankAccount(
        re.sub(r"\s", "", message.text(at, "Id/IBAN")),
        message.text(bank, "FinInstnId/BICFI", "FinInstnId/BIC"),
        message.text(at, "Nm"),
        message.text(at, "Id/Othr/Id"),
    )


def write_address(branch: Branch, address: Address) -> None:
    """A structured postal address: street, postal code, town, subdivision, country.

    The lines of `address` are one street of at most 70 characters; a line that no longer fits is left away.
    """
    place = branch.group("PstlAdr")
    place.text("StrtNm", street(address.lines), LONGEST_LINE)
    place.text("PstCd", address.postal_code, 16)
    place.text("TwnNm", address.city, 35)
    place.text("CtrySubDvsn", address.subdivision, 35)
    place.text("Ctry", address.country)


def street(lines: Sequence[str]) -> str:
    """The lines joined by a comma as far as they fit into one."""
    joined = ""
    for line in lines:
        longer = f"{joined}, {line}" if joined else line
        if joined and len(longer) > LONGEST_LINE:
            break
        joined = longer
    return joined


def write_account(branch: Branch, account: BankAccount) -> None:
    """The account's IBAN, else its number."""
    if account.iban:
        branch.text("Id/IBAN", account.iban)
    else:
        branch.text("Id/Othr/Id", account.number, 34)
