"""Global Trade Item Numbers: UPC-12, EAN-13, GTIN-8 and GTIN-14 as one number (GS1 General Specifications 7.9)."""

from __future__ import annotations

_LENGTHS = (8, 12, 13, 14)


def gtin14(text: str) -> str | None:
    """The number as 14 digits, so that the same article compares equal however it was written; None where `text` is
    not a GTIN: another length, not only digits, or a wrong check digit.
    """
    digits = text.strip()
    if len(digits) not in _LENGTHS or not (digits.isascii() and digits.isdigit()):
        return None
    return digits.zfill(14) if check_digit(digits[:-1]) == digits[-1] else None


def check_digit(payload: str) -> str:
    """The modulo-10 digit behind these digits: weights 3 and 1 from the right."""
    total = sum(int(digit) * (1 if n % 2 else 3) for n, digit in enumerate(reversed(payload)))
    return str(-total % 10)
