"""Whether one value is what its element type says (X12.6 section 3.3: N0 to N9, R, ID, AN, DT, TM, B; ISO 9735: A,
AN, N).

Each test answers with the code of element 723 (AK403) that names what is wrong, or "" where nothing is.
"""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache

MISSING = "1"
CONDITION = "2"
TOO_MANY = "3"
TOO_SHORT = "4"
TOO_LONG = "5"
INVALID_CHARACTER = "6"
INVALID_CODE = "7"
INVALID_DATE = "8"
INVALID_TIME = "9"
EXCLUSION = "10"
TOO_MANY_REPETITIONS = "12"
TOO_MANY_COMPONENTS = "13"
# The first of our releases whose element 723 has the codes 12 and 13; before it, 3 stands for both.
REPETITION_CODES_SINCE = "004030"

# The release from which a decimal may carry an exponent of base 10.
_EXPONENT_SINCE = "005010"

INTEGER = re.compile(r"-?[0-9]+").fullmatch
DECIMAL = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)").fullmatch
DECIMAL_WITH_EXPONENT = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:E-?[0-9]+)?").fullmatch
# Of EDIFACT: with either decimal mark, and digits on both sides of it (ISO 9735, section 10.1).
NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?").fullmatch
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]").search
DIGIT = re.compile("[0-9]").search


def is_count(text: str) -> bool:
    """True for a number without sign of at most 15 digits."""
    return text.isascii() and text.isdigit() and len(text) <= 15


def wrong(type: str, low: int, high: int, value: str, release: str) -> str:
    """What is wrong with a value that is not empty; codes are not looked at."""
    if type == "DT":
        if not low <= len(value) <= high:
            return TOO_SHORT if len(value) < low else TOO_LONG
        return "" if is_date(value) else INVALID_DATE
    if type == "TM":
        if not low <= len(value) <= high:
            return TOO_SHORT if len(value) < low else TOO_LONG
        return "" if is_time(value) else INVALID_TIME
    if type == "R":
        pattern = DECIMAL_WITH_EXPONENT if release >= _EXPONENT_SINCE else DECIMAL
        return INVALID_CHARACTER if not pattern(value) else _size(digits(value), low, high)
    if type == "N":
        return INVALID_CHARACTER if not NUMBER(value) else _size(digits(value), low, high)
    if type.startswith("N"):
        return INVALID_CHARACTER if not INTEGER(value) else _size(digits(value), low, high)
    if type == "B":
        return _size(len(value), low, high)
    if CONTROL(value) or (type == "ID" and not value.isascii()) or (type == "A" and DIGIT(value)):
        return INVALID_CHARACTER
    return _size(len(value), low, high)


def digits(value: str) -> int:
    """The length of a number: sign, decimal mark and the E of an exponent do not count."""
    return len(value) - value.count("-") - value.count(".") - value.count(",") - value.count("E")


@lru_cache(maxsize=20_000)
def is_date(value: str) -> bool:
    """CCYYMMDD, or YYMMDD, and a day of the calendar (the two-digit year is taken as of the century 2000)."""
    if len(value) not in (6, 8) or not (value.isascii() and value.isdigit()):
        return False
    year, month, day = int(value[:-4]), int(value[-4:-2]), int(value[-2:])
    if len(value) == 6:
        year += 2000
    return 1 <= month <= 12 and year > 0 and 1 <= day <= monthrange(year, month)[1]


@lru_cache(maxsize=20_000)
def is_time(value: str) -> bool:
    """HHMM, HHMMSS, HHMMSSD or HHMMSSDD, of 00 to 23 hours."""
    if len(value) not in (4, 6, 7, 8) or not (value.isascii() and value.isdigit()):
        return False
    return value[:2] < "24" and value[2:4] < "60" and value[4:6] < "60"


def _size(length: int, low: int, high: int) -> str:
    return TOO_SHORT if length < low else TOO_LONG if length > high else ""
