"""Is this the invoice that came before, perhaps in another form? Compared by meaning, not by bytes.

Formats differ in what they carry: an 810 seldom has a VAT id, UBL never the order's date. Compared is therefore what
every format says: number, kind, date, currency, totals, the amounts of the lines; and what only some say (supplier,
account, order) where both do. Whose invoice it is usually follows from who sent it, so `key` and `fingerprint` take
the supplier from the caller.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from b2b.documents.invoice import Invoice
from b2b.documents.party import Party

# UNTDID 1001 codes of documents that give money back, as EN 16931 allows them.
CREDIT_NOTES = frozenset(
    {"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"},
)

# The ISO 6523 scheme before a number of a register, which not every format has.
_SCHEME = re.compile(r"^\d{4}:")


@dataclass(frozen=True, slots=True)
class Difference:
    """What two invoices say differently: `field` in plain words, and the two values as people read them."""

    field: str
    one: str
    other: str

    def __str__(self) -> str:
        return f"{self.field}: {self.one or 'nothing'}, not {self.other or 'nothing'}"


def is_credit(kind: str) -> bool:
    """Whether BT-3 `kind` is a credit note, which reduces what is owed although its amounts are positive."""
    return kind in CREDIT_NOTES


def normal_number(number: str) -> str:
    """A document number as it is compared: no white space, capital letters, compatible forms as one (NFKC), and without
    the leading zeros of a number that has nothing but digits, which some systems pad.

    Hyphens, slashes and zeros inside stay: `1-10` and `11-0` are two invoices.
    """
    # Decomposed while it is changed, because a blank may stand between a letter and its accent.
    apart = re.sub(r"\s", "", unicodedata.normalize("NFKD", number)).upper()
    text = unicodedata.normalize("NFKC", apart)
    return (text.lstrip("0") or "0") if text.isascii() and text.isdigit() else text


def key(supplier: str, invoice: Invoice) -> tuple[str, str, str]:
    """Which invoice this claims to be: two with one key are the same or in conflict.

    `supplier` is the caller's name for whoever sent it, such as a partner's code.
    """
    return supplier, "credit" if is_credit(invoice.kind) else "invoice", normal_number(invoice.number)


def fingerprint(supplier: str, invoice: Invoice) -> str:
    """SHA-256 over `key` and everything that every format says: equal for the same invoice in any of them."""
    content = [
        *key(supplier, invoice),
        invoice.date.isoformat(),
        invoice.currency,
        [_plain(amount) for _, amount in _totals(invoice)],
        sorted(_plain(line.net_amount) for line in invoice.lines),
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def differences(one: Invoice, other: Invoice) -> tuple[Difference, ...]:
    """Everything in which two invoices that claim to be the same differ; empty when they mean the same."""
    return tuple(_differences(one, other))


def same_party(one: Party, other: Party) -> bool | None:
    """Whether two parties are one: by the first kind of number that both have (VAT id, register, electronic address,
    other numbers). Without one, equal names are enough; None where nothing tells: names are written in many ways.
    """
    for mine, theirs in _numbers(one, other):
        left, right = _letters(mine), _letters(theirs)
        if left and right:
            return bool(left & right)
    return True if _letters({one.name}) & _letters({other.name}) else None


def _numbers(one: Party, other: Party) -> Iterator[tuple[set[str], set[str]]]:
    yield {one.vat_id}, {other.vat_id}
    yield {one.tax_registration}, {other.tax_registration}
    yield {_SCHEME.sub("", one.legal_registration)}, {_SCHEME.sub("", other.legal_registration)}
    if one.endpoint is not None and other.endpoint is not None and one.endpoint.scheme == other.endpoint.scheme:
        yield {one.endpoint.value}, {other.endpoint.value}
    for scheme in sorted({i.scheme for i in one.ids} & {i.scheme for i in other.ids}):
        yield {i.value for i in one.ids if i.scheme == scheme}, {i.value for i in other.ids if i.scheme == scheme}


def _differences(one: Invoice, other: Invoice) -> Iterator[Difference]:
    if same_party(one.supplier, other.supplier) is False:
        yield Difference("supplier", _named(one.supplier), _named(other.supplier))
    for field, left, right in (
        ("number", normal_number(one.number), normal_number(other.number)),
        ("kind", _kind(one), _kind(other)),
        ("date", one.date.isoformat(), other.date.isoformat()),
        ("currency", one.currency, other.currency),
    ):
        if left != right:
            yield Difference(field, left, right)
    for (field, left_amount), (_, right_amount) in zip(_totals(one), _totals(other), strict=True):
        if left_amount != right_amount:
            yield Difference(field, _plain(left_amount), _plain(right_amount))
    yield from _lines(one, other)
    for field, left, right in (
        ("account", one.iban.replace(" ", "").upper(), other.iban.replace(" ", "").upper()),
        ("order", normal_number(one.order_number), normal_number(other.order_number)),
        ("corrected invoice", normal_number(one.preceding_invoice), normal_number(other.preceding_invoice)),
    ):
        if left and right and left != right:
            yield Difference(field, left, right)


def _totals(invoice: Invoice) -> tuple[tuple[str, Decimal], ...]:
    return (
        ("total without VAT", invoice.taxable_total),
        ("VAT", invoice.vat_total),
        ("total with VAT", invoice.gross_total),
        ("amount due", invoice.payable),
    )


def _lines(one: Invoice, other: Invoice) -> Iterator[Difference]:
    """Amounts that only one of them bills; the order of the lines means nothing."""
    left = Counter(line.net_amount for line in one.lines)
    right = Counter(line.net_amount for line in other.lines)
    if left != right:
        yield Difference("amounts of lines", _list(left - right), _list(right - left))


def _list(amounts: Counter[Decimal]) -> str:
    return ", ".join(_plain(amount) for amount in sorted(amounts.elements()))


def _plain(amount: Decimal) -> str:
    """An amount with at least two decimals, the same text for the same value."""
    text = f"{amount.normalize():f}" if amount else "0"
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals:0<2}"


def _kind(invoice: Invoice) -> str:
    return "credit note" if is_credit(invoice.kind) else "invoice"


def _named(party: Party) -> str:
    return " ".join(filter(None, (party.name, party.vat_id or ", ".join(i.value for i in party.ids))))


def _letters(texts: set[str]) -> set[str]:
    """Letters and digits only: `DE 123.456` and `de123456` are one number."""
    return {found for text in texts if (found := "".join(filter(str.isalnum, text.casefold())))}
