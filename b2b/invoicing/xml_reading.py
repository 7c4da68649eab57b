"""Reads the XML of an invoice that a stranger sent, forgetting nothing.

`Reader` remembers what was asked for; whatever nobody asked for comes back as leftovers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar, cast

from lxml import etree

from b2b import untrusted_xml
from b2b.errors import Unreadable
from b2b.invoicing.problem import Problem
from b2b.invoicing.reading import Leftover

# An invoice with scanned attachments is a few MB; the standard's own groups nest less than 15 levels deep.
MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 40
# Nobody reads more of the same, and to say where something stands takes time in a file with many lines.
_MAX_PROBLEMS = 20
_DECIMAL = re.compile(r"[+-]?(\d{1,30}(\.\d{0,20})?|\.\d{1,20})", re.ASCII)
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?", re.ASCII)


def parse(data: bytes) -> etree._Element:
    """The root element. Raises Unreadable for what is too big or deep, has a document type, or is no XML."""
    return untrusted_xml.parse(
        data,
        largest=MAX_BYTES,
        deepest=MAX_DEPTH,
        when_larger="ask the sender for an invoice without large attachments",
    )


class Reader:
    """Asks an XML tree for values by path (`cac:Party/cbc:ID`) and remembers what was asked for."""

    def __init__(self, root: etree._Element, namespaces: Mapping[str, str]) -> None:
        self.root = root
        self._namespaces = dict(namespaces)
        self._read: set[etree._Element] = set()
        self._read_attributes: set[tuple[etree._Element, str]] = set()
        self.problems: list[Problem] = []

    def all(self, at: etree._Element | None, path: str) -> list[etree._Element]:
        """The elements at `path` under `at`; none where `at` is None."""
        return [] if at is None else at.findall(path, self._namespaces)

    def first(self, at: etree._Element | None, path: str) -> etree._Element | None:
        """The first element at `path`, or None."""
        return None if at is None else at.find(path, self._namespaces)

    def text(self, at: etree._Element | None, path: str) -> str:
        """The text of the first element at `path` without surrounding white space; empty where there is none."""
        return self.value(self.first(at, path))

    def value(self, element: etree._Element | None) -> str:
        """The text of `element` itself, which counts as read."""
        if element is None:
            return ""
        self._read.add(element)
        return (element.text or "").strip()

    def attribute(self, element: etree._Element | None, name: str) -> str:
        """An attribute without surrounding white space; empty where there is none."""
        if element is None:
            return ""
        self._read_attributes.add((element, name))
        return (element.get(name) or "").strip()

    def skip(self, at: etree._Element | None, path: str, *values: str) -> None:
        """Counts the first element at `path` as read when it holds one of `values`, which go without saying."""
        element = self.first(at, path)
        if element is not None and (element.text or "").strip() in values:
            self._read.add(element)

    def decimal(self, at: etree._Element | None, path: str) -> Decimal | None:
        """The number at `path`, None where there is none. Raises Unreadable for anything but a plain decimal."""
        element = self.first(at, path)
        text = self.value(element)
        if element is None or not text:
            return None
        if _DECIMAL.fullmatch(text) is None:
            raise Unreadable(f"{text[:40]!r} is no number", where=self.path(element), next_step="ask for a correction")
        return Decimal(text)

    def amount(self, at: etree._Element | None, path: str, currency: str) -> Decimal | None:
        """An amount, whose currency goes without saying when it is the invoice's."""
        element = self.first(at, path)
        own = "" if element is None else (element.get("currencyID") or currency).strip()
        if element is not None and own == currency:
            self._read_attributes.add((element, "currencyID"))
        elif element is not None and currency and len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(
                Problem(
                    "PEPPOL-EN16931-R051",
                    "BT-5",
                    self.path(element),
                    f"the amount is in {own}, the invoice in {currency}",
                    "ask the sender for an invoice in one currency",
                )
            )
        return self.decimal(at, path)

    def date(self, at: etree._Element | None, path: str) -> dt.date | None:
        """An ISO 8601 date (a time zone is ignored), None where there is none. Raises Unreadable for another form."""
        element = self.first(at, path)
        text = self.value(element)
        if element is None or not text:
            return None
        match = _DATE.fullmatch(text)
        try:
            return dt.date.fromisoformat(match[1] if match else "")
        except ValueError as error:
            raise Unreadable(
                f"{text[:40]!r} is no date", where=self.path(element), next_step="ask for a correction"
            ) from error

    def keep(self, at: etree._Element | None, path: str) -> None:
        """Lets the first element at `path` be a leftover although it was looked at."""
        self._read.discard(cast(etree._Element, self.first(at, path)))

    def leftovers(self) -> tuple[Leftover, ...]:
        """Every text and attribute that nobody asked for, in the order of the file."""
        return tuple(self._leftovers(self.root, etree.QName(self.root).localname))

    def _leftovers(self, element: etree._Element, path: str) -> Iterator[Leftover]:
        text = (element.text or "").strip()
        if text and element not in self._read:
            yield Leftover(path, text)
        for name, value in element.attrib.items():
            # A schema location says where a schema may be found, which we never follow.
            if (element, name) not in self._read_attributes and not str(name).endswith("chemaLocation"):
                yield Leftover(f"{path}/@{etree.QName(name).localname}", str(value))
        totals = Counter(child.tag for child in element)
        seen: Counter[object] = Counter()
        for child in element:
            seen[child.tag] += 1
            number = f"[{seen[child.tag]}]" if totals[child.tag] > 1 else ""
            yield from self._leftovers(child, f"{path}/{etree.QName(child).localname}{number}")

    def path(self, element: etree._Element) -> str:
        """Where an element is, for an error message: local names from the root, numbered like leftovers."""
        parent = element.getparent()
        name = etree.QName(element).localname
        if parent is None:
            return name
        twins = [child for child in parent if child.tag == element.tag]
        number = f"[{twins.index(element) + 1}]" if len(twins) > 1 else ""
        return f"{self.path(parent)}/{name}{number}"


_T = TypeVar("_T", Decimal, dt.date)


def required(value: _T | None, rule: str, term: str, what: str) -> _T:
    """`value`; raises Unreadable, naming rule and business term, where the invoice cannot be understood without it."""
    if value is None:
        raise Unreadable(f"{what} ({term}) is missing, rule {rule}", next_step="ask the sender for a correct invoice")
    return value


def unit_price(reader: Reader, at: etree._Element | None, currency: str, price_path: str, base_path: str) -> Decimal:
    """BT-146 for one unit: the price through its base quantity (BT-149), at six decimals where the quotient has no end.

    With a base quantity other than 1 both stay leftovers, because the invoice holds only the result.
    """
    price = required(reader.amount(at, price_path, currency), "BR-26", "BT-146", "the price of a line")
    base = reader.decimal(at, base_path)
    reader.attribute(reader.first(at, base_path), "unitCode")
    if base is None or base == 1:
        return price
    reader.keep(at, price_path)
    reader.keep(at, base_path)
    if base <= 0:
        raise Unreadable(
            f"the price is per {base} units (BT-149), rule PEPPOL-EN16931-R121",
            next_step="ask the sender for a correct invoice",
        )
    exact = price / base
    return exact if exact * base == price else exact.quantize(Decimal("0.000001"), ROUND_HALF_UP)
