"""The buyer's end of the supplier's day, in each syntax: the files it sends, and an independent reading of what it gets.

A reading splits the bytes and looks up segments, nothing else. What it says has the same form in both syntaxes, so that
one set of expected values holds for both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from b2b.store.settings import load_toml, write_toml
from tests.gateway.orders import orders

FILES = Path(__file__).resolve().parents[2] / "b2b" / "demo" / "files"
_ORDERS = Path(__file__).resolve().parent / "edifact"

_UNRELEASED_END, _UNRELEASED_PLUS = re.compile(r"(?<!\?)'"), re.compile(r"(?<!\?)\+")

_CALLED = {
    "850": "ORDERS", "855": "ORDRSP", "865": "ORDRSP", "860": "ORDCHG", "856": "DESADV", "810": "INVOIC",
    "820": "REMADV", "824": "APERAK", "997": "CONTRL",
}  # fmt: skip
_ADDRESSES = {"ACME": "4012345000009", "NORTHWIND": "4098765000002"}

Segments = list[list[str]]
Answers = dict[tuple[str, str], tuple[Decimal, list[tuple[str, Decimal]]]]


class Buyer(Protocol):
    """One syntax; a message is the list of its segments, ST to SE or UNH to UNT."""

    @property
    def unreadable(self) -> tuple[tuple[str, ...], ...]:
        """What is to be told of `850-unreadable.edi`, by segment and element."""
        ...

    def settings(self, file: Path) -> str:
        """The TOML of a company or partner of the demo, in this syntax."""
        ...

    def file(self, name: str) -> Path:
        """The file that is called so where it is X12, such as `850-4500001001.edi`."""
        ...

    def least(self) -> bytes:
        """A file with the order PO1, which says no more than it must."""
        ...

    def segments(self, data: bytes) -> Segments:
        """The segments of a file, envelope included."""
        ...

    def number(self, interchange: Segments) -> str:
        """The control number of an interchange."""
        ...

    def messages(self, interchange: Segments, set_id: str) -> list[Segments]:
        """The messages of one kind, which is called as in X12."""
        ...

    def acknowledged(self, body: Segments) -> tuple[str, str]:
        """What an acknowledgment answers, by the number that the buyer gave it, and A or R."""
        ...

    def faults(self, body: Segments) -> tuple[tuple[str, ...], ...]:
        """What an acknowledgment complains of: segment and element, as it says them."""
        ...

    def answers(self, responses: Sequence[Segments]) -> Answers:
        """(order, line) -> (price, [(element 668, quantity)])."""
        ...

    def shipped(self, notice: Segments) -> tuple[str, list[Decimal]]:
        """The order that a notice is about, and what was shipped of each line."""
        ...

    def invoiced(self, invoice: Segments) -> tuple[str, tuple[str, str, str]]:
        """The order of an invoice; net, VAT and gross."""
        ...


class X12Buyer:
    """850 out; 997, 855, 856 and 810 in."""

    # BEG with its element 05, the bad date; the missing PO1.
    unreadable = (("AK3", "BEG"), ("AK4", "5"), ("AK3", "PO1"))

    def settings(self, file: Path) -> str:
        return file.read_text()

    def file(self, name: str) -> Path:
        return FILES / name

    def least(self) -> bytes:
        return orders(1, "PO1")

    def segments(self, data: bytes) -> Segments:
        text = data.decode("ascii")
        element, terminator = text[3], text[105]
        return [part.strip("\r\n").split(element) for part in text.split(terminator) if part.strip("\r\n")]

    def number(self, interchange: Segments) -> str:
        return interchange[0][13]

    def messages(self, interchange: Segments, set_id: str) -> list[Segments]:
        return _between(interchange, ["ST", set_id], "SE")

    def acknowledged(self, body: Segments) -> tuple[str, str]:
        assert first(body, "AK1")[1] == "PO"
        return first(body, "AK1")[2], first(body, "AK5")[1]

    def faults(self, body: Segments) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(one[:2]) for one in body if one[0] in ("AK3", "AK4"))

    def answers(self, responses: Sequence[Segments]) -> Answers:
        found: Answers = {}
        for body in responses:
            order = first(body, "BAK")[3]
            line: tuple[str, str] | None = None
            for segment in body:
                if segment[0] == "PO1":
                    line = (order, segment[1])
                    found[line] = (Decimal(segment[4] or "0"), [])
                elif segment[0] == "ACK" and line:
                    found[line][1].append((segment[1], Decimal(segment[2] or "0")))
        return found

    def shipped(self, notice: Segments) -> tuple[str, list[Decimal]]:
        return first(notice, "PRF")[1], [Decimal(one[2]) for one in notice if one[0] == "SN1"]

    def invoiced(self, invoice: Segments) -> tuple[str, tuple[str, str, str]]:
        tax = Decimal([one for one in invoice if one[0] == "TXI"][-1][2])
        gross = Decimal(first(invoice, "TDS")[1]) / 100
        return first(invoice, "BIG")[4], _amounts(gross - tax, tax, gross)


class EdifactBuyer:
    """ORDERS out; CONTRL, ORDRSP, DESADV and INVOIC in."""

    # The missing DTM, told at BGM before it (13); QTY with a quantity (its second component) that is no number (37).
    unreadable = (("UCS", "2", "13"), ("UCS", "10"), ("UCD", "37", "2:2"))

    def settings(self, file: Path) -> str:
        data = load_toml(file.read_text(), file.name)
        (table,) = data.values()
        in_edifact(table)
        return write_toml(data)

    def file(self, name: str) -> Path:
        return _ORDERS / name.replace("850-", "orders-")

    def least(self) -> bytes:
        return (_ORDERS / "orders-least.edi").read_bytes()

    def segments(self, data: bytes) -> Segments:
        text = data.decode("latin-1")
        assert text.startswith("UNA:+.? '\n")
        lines = [line.strip("\r\n") for line in _UNRELEASED_END.split(text[9:])]
        return [_UNRELEASED_PLUS.split(line) for line in lines if line]

    def number(self, interchange: Segments) -> str:
        return interchange[0][5]

    def messages(self, interchange: Segments, set_id: str) -> list[Segments]:
        called = _CALLED[set_id]
        return [one for one in _between(interchange, ["UNH"], "UNT") if one[0][2].split(":")[0] == called]

    def acknowledged(self, body: Segments) -> tuple[str, str]:
        told = [one for one in body if one[0] in ("UCI", "UCM")]
        actions = {one[4] if one[0] == "UCI" else one[3] for one in told}
        return first(body, "UCI")[1], "R" if "4" in actions else "A"

    def faults(self, body: Segments) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(one) for one in body if one[0] in ("UCS", "UCD"))

    def answers(self, responses: Sequence[Segments]) -> Answers:
        found: Answers = {}
        for body in responses:
            order = next(one[1] for one in body if one[0] == "RFF" and one[1].startswith("ON:"))[3:]
            line, code = ("", ""), ""
            for segment in body:
                if segment[0] == "LIN":
                    line, code = (order, segment[1]), ""
                    found[line] = (Decimal(0), [])
                elif segment[0] == "PRI":
                    found[line] = (Decimal(segment[1].split(":")[1]), [])
                elif segment[0] == "FTX" and line in found:
                    code = segment[3].split(":")[0]
                elif segment[0] == "QTY" and code:
                    found[line][1].append((code, Decimal(segment[1].split(":")[1])))
        return found

    def shipped(self, notice: Segments) -> tuple[str, list[Decimal]]:
        (order,) = {one[1].split(":")[1] for one in notice if one[0] == "RFF" and one[1].startswith("ON:")}
        return order, [Decimal(one[1].split(":")[1]) for one in notice if one[0] == "QTY" and one[1].startswith("12:")]

    def invoiced(self, invoice: Segments) -> tuple[str, tuple[str, str, str]]:
        (order,) = {one[1].split(":")[1] for one in invoice if one[0] == "RFF" and one[1].startswith("ON:")}
        summary = invoice[[one[0] for one in invoice].index("UNS") :]
        amounts = {one[1].split(":")[0]: Decimal(one[1].split(":")[1]) for one in summary if one[0] == "MOA"}
        return order, _amounts(amounts["79"], amounts["124"], amounts["9"])


X12, EDIFACT = X12Buyer(), EdifactBuyer()


def in_edifact(table: dict[str, Any]) -> None:
    """Turn the settings of a company or partner into those of one that writes EDIFACT; a bank's stay as they are."""
    if "identity" not in table:
        return
    table["identity"] = [{"syntax": "edifact", "qualifier": "14", "id": _ADDRESSES[table["code"]]}]
    if "agreement" in table:
        table.pop("x12", None)
        table["edifact"] = {"newline": True}
        called = [{**one, **_called(one["document"])} for one in table["agreement"]]
        table["agreement"] = list({(one["document"], one["direction"]): one for one in called}.values())


def _called(document: str) -> dict[str, str]:
    """What a document of X12 is called in an agreement; REMADV of D.96A has no room for a payer's VAT number."""
    name = _CALLED.get(document, document)
    return {"document": name, **({"release": "D01B"} if name == "REMADV" else {})}


def first(body: Segments, tag: str) -> list[str]:
    """The first segment with this id."""
    return next(segment for segment in body if segment[0] == tag)


def _between(interchange: Segments, begin: list[str], end: str) -> list[Segments]:
    found, start = [], None
    for n, segment in enumerate(interchange):
        if segment[: len(begin)] == begin:
            start = n
        elif segment[0] == end and start is not None:
            found.append(interchange[start : n + 1])
            start = None
    return found


def _amounts(net: Decimal, tax: Decimal, gross: Decimal) -> tuple[str, str, str]:
    return f"{net:.2f}", f"{tax:.2f}", f"{gross:.2f}"
