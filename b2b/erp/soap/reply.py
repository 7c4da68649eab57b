"""Reading a reply by paths of local names: exact text, whatever the schema of the other side makes of it.

A path is names joined by `/`, from below the reply's wrapper element; a last `@name` is an attribute. Namespaces and
`xsi:type` are not looked at: real ERPs get both wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from lxml import etree

from b2b.errors import Unreadable

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def elements(element: etree._Element, path: str) -> Sequence[etree._Element]:
    """Every element at `path`, in document order; the element itself for an empty path."""
    found = [element]
    for name in path.split("/") if path else ():
        found = [child for parent in found for child in parent if etree.QName(child).localname == name]
    return found


def text(element: etree._Element, path: str) -> str | None:
    """The text at `path`, trimmed; None where it is absent, nil or empty."""
    holder, _, attribute = path.partition("@")
    found = elements(element, holder.removesuffix("/"))
    if not found:
        return None
    if attribute:
        return found[0].get(attribute, "").strip() or None
    if found[0].get(_NIL) in ("true", "1"):
        return None
    return "".join(str(part) for part in found[0].itertext()).strip() or None


def required(element: etree._Element, path: str) -> str:
    """The text at `path`; `Unreadable` where there is none."""
    value = text(element, path)
    if value is None:
        raise Unreadable(f"the reply has no {path}")
    return value


def decimal(element: etree._Element, path: str) -> Decimal:
    """The number at `path`, exactly as written; `Unreadable` where it is none."""
    value = required(element, path)
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise Unreadable(f"{path} is {value[:40]!r}, not a number") from error
    if not number.is_finite():
        raise Unreadable(f"{path} is {value[:40]!r}, not a number")
    return number


def boolean(element: etree._Element, path: str) -> bool:
    """The xs:boolean at `path`; `Unreadable` where it is none."""
    value = required(element, path)
    if value not in ("true", "1", "false", "0"):
        raise Unreadable(f"{path} is {value[:40]!r}, not true or false")
    return value in ("true", "1")
