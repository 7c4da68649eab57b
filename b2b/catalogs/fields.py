"""One field of a catalog file: text, figure, date, code. What is wrong is reported and read as absent."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from b2b.catalogs.problems import Place, Problems
from b2b.documents.gtin import check_digit, gtin14

_FIGURE = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_UNIT = re.compile(r"[A-Z0-9]{1,3}|x12:[A-Z0-9]{2}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LIMIT = Decimal(10) ** 12
_PLACES = 6
_VAT_CATEGORIES = ("S", "Z", "E", "AE", "K", "G", "O", "L", "M")
_TAXED = ("S", "L", "M")


class BinaryNumber(str):
    """The text of a TOML float; it is kept only to say what to write instead."""

    __slots__ = ()


def text(value: object, place: Place, problems: Problems, *, required: bool = False, longest: int = 80) -> str:
    """Text without surrounding blanks; control characters and overlong text are problems."""
    if value is None or value == "":
        if required:
            problems.add(place, "it is missing", f"write a {place.column}")
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int) or isinstance(value, BinaryNumber):
        problems.add(place, f"{value!s:.40} is not text", "put it in quotes")
        return ""
    found = str(value).strip()
    if control := _CONTROL.search(found):
        problems.add(place, f"it holds the control character U+{ord(control[0]):04X}", "delete that character")
    elif len(found) > longest:
        problems.add(place, f"it is {len(found)} characters long", f"use {longest} at most")
    elif not found and required:
        problems.add(place, "it is blank", f"write a {place.column}")
    else:
        return found
    return ""


def figure(value: object, place: Place, problems: Problems, *, above_zero: bool = True) -> Decimal | None:
    """An exact decimal number below 10^12 with six decimals at most; floats are refused: 0.1 has no exact float."""
    if value is None or value == "":
        return None
    number = _exact(value, place, problems)
    if number is None:
        return None
    if above_zero and number <= 0:
        problems.add(place, f"{number:f} is not above 0", "write a number above 0, or leave it out")
        return None
    if abs(number) >= _LIMIT:
        problems.add(place, f"{number:f} is too large", "stay below 1,000,000,000,000")
        return None
    if number != round(number, _PLACES):
        problems.add(place, f"{number:f} has more than {_PLACES} decimals", f"round it to {_PLACES} decimals")
        return None
    return number


def _exact(value: object, place: Place, problems: Problems) -> Decimal | None:
    if isinstance(value, BinaryNumber):
        problems.add(place, f"{value} is a floating-point number, which is not exact", f'write "{value}" in quotes')
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        problems.add(place, f"{value!s:.40} is not a number", 'write a number such as 12 or "12.50"')
        return None
    written = str(value).strip()
    if not _FIGURE.fullmatch(written):
        step = "write it with a point, without thousands marks: 1234.50" if "," in written else "write a number: 12.50"
        problems.add(place, f"{written!r:.40} is not a number", step)
        return None
    try:
        return Decimal(written)
    except InvalidOperation:
        problems.add(place, f"{written!r:.40} is not a number", "write a number: 12.50")
        return None


def days(value: object, place: Place, problems: Problems) -> int:
    """A number of days from 0 to 999, 0 where nothing is written."""
    number = figure(value, place, problems, above_zero=False)
    if number is None:
        return 0
    if number != int(number) or not 0 <= number <= 999:
        problems.add(place, f"{number:f} is not a number of days", "write a whole number from 0 to 999")
        return 0
    return int(number)


def date(value: object, place: Place, problems: Problems) -> dt.date | None:
    """A day, as a TOML date or as text YYYY-MM-DD; a time of day is a problem."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str):
        try:
            return dt.datetime.strptime(value.strip(), "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
        except ValueError:
            pass
    problems.add(place, f"{value!s:.40} is not a date", "write YYYY-MM-DD, for instance 2026-01-31")
    return None


def boolean(value: object, place: Place, problems: Problems, *, absent: bool) -> bool:
    """True or false, in CSV as the words."""
    if value is None or value == "":
        return absent
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    problems.add(place, f"{value!s:.40} is neither true nor false", "write true or false")
    return absent


def currency(value: object, place: Place, problems: Problems) -> str:
    """An ISO 4217 code, empty where nothing is written."""
    return _code(value, place, problems, _CURRENCY.fullmatch, "three capital letters such as EUR (ISO 4217)")


def unit(value: object, place: Place, problems: Problems, *, required: bool = False) -> str:
    """A UN/ECE Recommendation 20 or 21 code."""
    wanted = "a UN/ECE Recommendation 20 code such as EA, KGM or XCT"
    return _code(value, place, problems, _UNIT.fullmatch, wanted, required=required)


def vat_category(value: object, place: Place, problems: Problems) -> str:
    """A UNTDID 5305 code of EN 16931."""
    return _code(value, place, problems, _VAT_CATEGORIES.__contains__, f"one of {', '.join(_VAT_CATEGORIES)}")


def vat_rate(value: object, category: str, place: Place, problems: Problems) -> Decimal | None:
    """Percent; only categories S, L and M carry a rate above 0 (EN 16931 BR-Z-05, BR-E-05, BR-AE-05 and on)."""
    rate = figure(value, place, problems, above_zero=False)
    if rate is None:
        return None
    if not 0 <= rate <= 100:
        problems.add(place, f"{rate:f} is not a percentage", "write 0 to 100, for instance 19")
        return None
    if category == "S" and not rate:
        problems.add(place, "category S has a rate above 0", "write the rate, or category Z or E for 0 %")
        return None
    if category and category not in _TAXED and rate:
        problems.add(
            place, f"category {category} has no rate above 0, yet {rate:f} is written", "write 0, or category S"
        )
        return None
    return rate


def gtin(value: object, place: Place, problems: Problems) -> str:
    """A GTIN as written, its length and check digit right; empty where nothing is written."""
    found = text(value, place, problems)
    if not found or gtin14(found):
        return found
    if found.isascii() and found.isdigit() and len(found) in (8, 12, 13, 14):
        right = check_digit(found[:-1])
        message = f"{found} has the check digit {found[-1]}, and {right} would be right"
        problems.add(place, message, "compare it with the article's bar code")
    else:
        problems.add(place, f"{found!r:.40} is not a GTIN", "write 8, 12, 13 or 14 digits (in TOML in quotes)")
    return ""


def _code(
    value: object,
    place: Place,
    problems: Problems,
    fits: Callable[[str], object],
    wanted: str,
    *,
    required: bool = False,
) -> str:
    found = text(value, place, problems, required=required)
    if found and not fits(found):
        problems.add(place, f"{found!r:.40} does not fit", f"write {wanted}")
        return ""
    return found
