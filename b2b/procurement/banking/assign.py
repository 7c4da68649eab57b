"""Which payments of ours a movement is: pure.

By EndToEndId first, then by the batch and its sum, then by amount, account and a number in the text. What none of these
tells for certain is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from b2b.procurement.banking.movements import Movement
from b2b.store.states import PaymentState

_WORD = re.compile(r"[A-Z0-9][A-Z0-9./_-]*[A-Z0-9]|[A-Z0-9]")
_AWAITED = (PaymentState.PROPOSED, PaymentState.SENT, PaymentState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A payment of ours; `amount` in minor units, `numbers` are its invoices, `file` is its file's MessageId, which the
    bank has (`sent`) or cannot have.
    """

    id: str
    end_to_end_id: str
    file: str
    amount: int
    currency: str
    iban: str
    numbers: tuple[str, ...]
    state: PaymentState
    sent: bool = True

    @property
    def is_awaited(self) -> bool:
        """Whether its money is still to leave."""
        return self.sent and self.state in _AWAITED

    @property
    def is_cancelled(self) -> bool:
        """Whether its run was given up: its money should not have left, and may have all the same."""
        return self.state is PaymentState.CANCELLED


@dataclass(frozen=True, slots=True)
class Assignment:
    """The payments that a movement is, whether they may be booked or not, or returns; where there are none, `note` says
    why a person must look.
    """

    payments: tuple[Candidate, ...] = ()
    note: str = ""


def words(text: str) -> frozenset[str]:
    """The numbers and words in a text, as they are compared."""
    return frozenset(_WORD.findall(text.upper()))


def booked(movement: Movement, candidates: Iterable[Candidate]) -> Assignment:
    """The payments that a debit books."""
    known = list(candidates)
    named = [one for one in known if movement.end_to_end_id and one.end_to_end_id == movement.end_to_end_id]
    if named:
        return _named(movement, named[0])
    if movement.batch:
        batch = [one for one in known if one.file in movement.batch]
        if batch:
            return _batch(movement, batch)
    return _alike(movement, known)


def returned(movement: Movement, candidates: Iterable[Candidate]) -> Assignment:
    """The payment that a credit gives back."""
    named = [one for one in candidates if one.end_to_end_id == movement.end_to_end_id and movement.end_to_end_id]
    if not named:
        return Assignment(note="money comes back, and the bank names no payment of ours")
    if named[0].amount != movement.amount:
        return Assignment(note=f"only a part of {movement.end_to_end_id} comes back")
    if named[0].state is not PaymentState.BOOKED:
        return Assignment(note=f"{movement.end_to_end_id} comes back and is {named[0].state}")
    return Assignment((named[0],))


def _named(movement: Movement, found: Candidate) -> Assignment:
    if found.amount != -movement.amount or found.currency != movement.currency:
        return Assignment(note=f"{found.end_to_end_id} was to be another amount")
    if movement.counterparty_iban and movement.counterparty_iban != found.iban:
        went = movement.counterparty_iban
        return Assignment(note=f"{found.end_to_end_id} was to go to {found.iban}, and went to {went}: ask the bank")
    if found.state in (PaymentState.BOOKED, PaymentState.RETURNED):
        return Assignment(note=f"{found.end_to_end_id} was booked before: the bank may have paid it twice")
    return Assignment((found,))


def _batch(movement: Movement, batch: Sequence[Candidate]) -> Assignment:
    awaited = [one for one in batch if one.is_awaited] or [one for one in batch if one.is_cancelled]
    if not awaited or sum(one.amount for one in awaited) != -movement.amount:
        return Assignment(note=f"the payments of {batch[0].file} that are not booked yet have another sum")
    return Assignment(tuple(sorted(awaited, key=lambda one: one.end_to_end_id)))


def _alike(movement: Movement, known: Sequence[Candidate]) -> Assignment:
    said = words(f"{movement.text} {movement.bank_reference}") | {one.number.upper() for one in movement.documents}
    alike = [
        one
        for one in known
        if (one.is_awaited or one.is_cancelled)
        and one.amount == -movement.amount
        and one.iban == movement.counterparty_iban
        and said & {number.upper() for number in (*one.numbers, one.end_to_end_id)}
    ]
    fits = [one for one in alike if one.is_awaited] or alike
    if len(fits) == 1:
        return Assignment((fits[0],))
    if fits:
        return Assignment(note="several payments of ours have this amount and account")
    return Assignment(note="no payment of ours fits")
