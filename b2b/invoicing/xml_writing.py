"""Builds an XML tree without empty elements, and turns it into the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from lxml import etree

from b2b.documents.minor_units import invoice_digits
from b2b.errors import NotWritable


class Branch:
    """An element that is being filled. Names are written with their prefix (`cbc:ID`); empty values are left out."""

    __slots__ = ("_element", "_kept", "_namespaces")

    def __init__(
        self, element: etree._Element, namespaces: Mapping[str, str], kept: set[etree._Element] | None = None
    ) -> None:
        self._element = element
        self._namespaces = namespaces
        self._kept: set[etree._Element] = set() if kept is None else kept

    @classmethod
    def root(cls, name: str, namespaces: Mapping[str, str], default: str = "") -> Branch:
        """The root element; the prefix `default` is written as the default namespace."""
        prefix, local = name.split(":")
        declared = {(None if p == default else p): uri for p, uri in namespaces.items()}
        # The stubs do not know that the default namespace has the key None.
        element = etree.Element(f"{{{namespaces[prefix]}}}{local}", nsmap=cast("Mapping[str, str]", declared))
        return cls(element, namespaces)

    def group(self, name: str) -> Branch:
        """A child that holds others; it disappears when nothing is put into it."""
        return Branch(etree.SubElement(self._element, self._qualified(name)), self._namespaces, self._kept)

    def kept(self) -> Branch:
        """This branch, which stays in the document even when it is empty."""
        self._kept.add(self._element)
        return self

    def text(self, name: str, value: str, **attributes: str) -> None:
        """A child with text; nothing when `value` is empty. Empty attributes are left out too."""
        if not value:
            return
        try:
            child = etree.SubElement(self._element, self._qualified(name))
            child.text = value
            for key, content in attributes.items():
                if content:
                    child.set(key, content)
        except ValueError as error:
            raise NotWritable(
                f"XML cannot carry a control character: {value!r}",
                where=name,
                next_step="remove the control character from the name, address or text it stands in",
            ) from error

    def amount(self, name: str, value: Decimal, currency: str, *, with_currency: bool = True) -> None:
        """A child with an amount, with as many decimals as `currency` has (more only where the amount has more)."""
        if with_currency:
            self.text(name, amount_text(value, currency), currencyID=currency)
        else:
            self.text(name, amount_text(value, currency))

    def to_bytes(self) -> bytes:
        """The document, indented by two blanks, UTF-8."""
        _prune(self._element, self._kept)
        etree.indent(self._element, "  ")
        return etree.tostring(self._element, xml_declaration=True, encoding="UTF-8") + b"\n"

    def _qualified(self, name: str) -> str:
        prefix, local = name.split(":")
        return f"{{{self._namespaces[prefix]}}}{local}"


def amount_text(value: Decimal, currency: str) -> str:
    """`1325` EUR is `1325.00`, 1325 JPY is `1325`; nothing is rounded."""
    _refuse_not_finite(value)
    places = invoice_digits(currency)
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    assert isinstance(exponent, int)
    return f"{plain:.{places}f}" if -exponent <= places else f"{plain:f}"


def number_text(value: Decimal) -> str:
    """A quantity, price or rate without superfluous zeros."""
    _refuse_not_finite(value)
    return f"{value.normalize():f}" if value else "0"


def _refuse_not_finite(value: Decimal) -> None:
    if not value.is_finite():
        raise NotWritable(f"{value} is not a number", next_step="correct the quantity, price or amount")


def _prune(element: etree._Element, kept: set[etree._Element]) -> None:
    for child in list(element):
        _prune(child, kept)
        if len(child) == 0 and not child.text and child not in kept:
            element.remove(child)
