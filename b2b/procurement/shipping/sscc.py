"""Serial shipping container codes (GS1 General Specifications 7.9): 18 digits, the last one checks the others."""

from __future__ import annotations

from b2b.documents.gtin import check_digit
from b2b.errors import NotAllowed


def check_sscc(text: str) -> str:
    """The 18 digits, without blanks and the application identifier `(00)`; empty where nothing is given.

    Raises NotAllowed for anything else.
    """
    digits = text.replace(" ", "").removeprefix("(00)")
    if not digits:
        return ""
    if len(digits) == 20 and digits.startswith("00"):
        digits = digits[2:]
    if len(digits) == 18 and digits.isascii() and digits.isdigit():
        right = check_digit(digits[:-1])
        if digits[-1] == right:
            return digits
        message = f"{text} has the check digit {digits[-1]}, and {right} would be right"
    else:
        message = f"{text} is not an SSCC of 18 digits"
    raise NotAllowed(message, where="sscc", next_step="read it from the pallet's label again, or leave it out")
