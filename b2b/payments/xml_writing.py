"""Builds an ISO 20022 message without empty elements; the same content gives the same bytes."""

from __future__ import annotations

import datetime as dt

from lxml import etree

from b2b.documents import Money
from b2b.errors import NotWritable
from b2b.payments.amounts import is_whole, plain


class Branch:
    """An element that is being filled; empty values and empty groups are left out."""

    __slots__ = ("_element", "_namespace")

    def __init__(self, element: etree._Element, namespace: str) -> None:
        self._element = element
        self._namespace = namespace

    @classmethod
    def document(cls, message: str) -> Branch:
        """The `Document` of a message such as `pain.001.001.09`."""
        namespace = f"urn:iso:std:iso:20022:tech:xsd:{message}"
        # The stubs do not know that the default namespace has the key None.
        element = etree.Element(f"{{{namespace}}}Document", nsmap={None: namespace})  # type: ignore[dict-item]
        return cls(element, namespace)

    def group(self, path: str) -> Branch:
        """A new child that holds others, or several inside each other: `Id/OrgId`."""
        element = self._element
        for name in path.split("/"):
            element = etree.SubElement(element, f"{{{self._namespace}}}{name}")
        return Branch(element, self._namespace)

    def text(self, path: str, value: str, longest: int = 0) -> None:
        """A child with text; nothing when `value` is empty. NotWritable above `longest` characters (0: no limit)."""
        if not value:
            return
        if longest and len(value) > longest:
            raise NotWritable(
                f"{value[:60]!r} has {len(value)} characters, {longest} are allowed",
                where=path,
                next_step="shorten it",
            )
        try:
            self.group(path)._element.text = value
        except ValueError as error:
            raise NotWritable(
                f"XML cannot carry a control character: {value!r}", where=path, next_step="remove the character"
            ) from error

    def amount(self, path: str, money: Money) -> None:
        """A child with the amount without its sign; NotWritable where it has more decimals than its currency."""
        if not is_whole(money.amount, money.currency):
            raise NotWritable(
                f"{money.amount} {money.currency} is no amount that its currency has",
                where=path,
                next_step="round it where it is calculated; a bank file never rounds",
            )
        child = self.group(path)._element
        child.text = plain(abs(money.amount), money.currency)
        child.set("Ccy", money.currency)

    def to_bytes(self) -> bytes:
        """The message, indented by two blanks, UTF-8."""
        _prune(self._element)
        etree.indent(self._element, "  ")
        return etree.tostring(self._element, xml_declaration=True, encoding="UTF-8") + b"\n"


def instant_text(instant: dt.datetime, where: str) -> str:
    """`2026-11-20T09:00:00Z`; NotWritable for an instant that does not say its offset from UTC."""
    if instant.tzinfo is None:
        raise NotWritable(f"{instant} has no time zone", where=where, next_step="give it in UTC")
    return f"{instant.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _prune(element: etree._Element) -> None:
    for child in list(element):
        _prune(child)
        if len(child) == 0 and not child.text:
            element.remove(child)
