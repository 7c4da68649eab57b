"""Misbehaviour on demand, so that tests and the demo can show what the gateway does about it."""

from __future__ import annotations

from enum import StrEnum


class Misbehaviour(StrEnum):
    """How the bank goes wrong; each happens once, only `DOWN` lasts until it is told to behave.

    `DOWN`: takes nothing, answers nothing. `REJECT_ONE`: the first transfer of the next file is rejected (AC04).
    `WRONG_AMOUNT`: the next transfer is booked with one cent less. `WRONG_BALANCE`: the next statement closes with one
    euro too much. `STATEMENT_TWICE`: the next statement comes again under another file name. `RETURN_ONE`: the next
    transfer booked comes back at once (AC04).
    """

    DOWN = "down"
    REJECT_ONE = "reject-one"
    WRONG_AMOUNT = "wrong-amount"
    WRONG_BALANCE = "wrong-balance"
    STATEMENT_TWICE = "statement-twice"
    RETURN_ONE = "return-one"
