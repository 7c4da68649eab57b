"""Reads an ISO 20022 message of a stranger: tolerant of versions and slips, forgetting nothing.

Elements are asked for by local name (`GrpHdr/MsgId`), so that one reader serves every version of a message. What
nobody asked for comes back as leftovers, what is odd as findings.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from b2b.documents import Money
from b2b.errors import Unreadable
from b2b.untrusted_xml import parse

# A month of a busy account is some ten MB; the deepest message nests about 15 levels.
MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 40
_NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.\d{3})\.(\d{3})\.(\d\d)", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(\d{1,18}(\.\d{0,17})?|\.\d{1,17})", re.ASCII)
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?", re.ASCII)
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,6})?\d*(Z|[+-]\d\d:\d\d)?", re.ASCII)
_WHOLE = re.compile(r"\d{1,18}", re.ASCII)
_ASK_AGAIN = "ask the bank for a correct file"


@dataclass(frozen=True, slots=True)
class Leftover:
    """A value of the message that the document has no place for; its path looks like `Stmt/Ntry[2]/AddtlInfInd`."""

    path: str
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd in a message that was read all the same.

    `code` is a word to decide by (`CONTROL_SUM`), `where` the place in the file, `text` a sentence for people.
    """

    code: str
    where: str
    text: str


class Message:
    """The tree of one message and what is remembered of reading it.

    `name` is the message without its version (`pain.001`), `version` what the namespace says (`001.09`; empty where the
    file names none, which is a finding).
    """

    def __init__(self, data: bytes, roots: Sequence[str]) -> None:
        """`roots`: the elements under `Document` that the caller reads. Raises Unreadable for anything else."""
        document = parse(data, largest=MAX_BYTES, deepest=MAX_DEPTH)
        self.findings: list[Finding] = []
        self._read: set[etree._Element] = set()
        namespace = etree.QName(document).namespace or ""
        match = _NAMESPACE.fullmatch(namespace)
        _use_local_names(document, namespace)
        root = next((child for child in document if child.tag in roots), None)
        if document.tag != "Document" or root is None:
            found = "/".join([str(document.tag), *[str(child.tag) for child in document][:1]])
            raise Unreadable(
                f"this is {found[:120]}, not Document/{' or '.join(roots)}",
                where="Document",
                next_step="check which kind of bank file it is",
            )
        self.root = root
        self.name, self.version = (match[1], f"{match[2]}.{match[3]}") if match else ("", "")
        if not match:
            self.report("NAMESPACE", document, f"the file declares no ISO 20022 namespace ({namespace[:80]!r})")

    def report(self, code: str, at: etree._Element, text: str) -> None:
        """Add a finding at an element."""
        self.findings.append(Finding(code, self.path(at), text))

    def all(self, at: etree._Element | None, path: str) -> list[etree._Element]:
        """The elements at `path`; none where `at` is None."""
        return [] if at is None else at.findall(path)

    def first(self, at: etree._Element | None, *paths: str) -> etree._Element | None:
        """The first element at the first of these paths that leads to one."""
        if at is None:
            return None
        return next((found for path in paths if (found := at.find(path)) is not None), None)

    def text(self, at: etree._Element | None, *paths: str) -> str:
        """The text there without surrounding white space; empty where there is none. No path: of `at` itself."""
        element = self.first(at, *paths) if paths else at
        if element is None:
            return ""
        self._read.add(element)
        return (element.text or "").strip()

    def required(self, at: etree._Element, *paths: str) -> str:
        """The text there; Unreadable where there is none."""
        text = self.text(at, *paths)
        if not text:
            raise Unreadable(f"{paths[0]} is missing", where=self.path(at), next_step=_ASK_AGAIN)
        return text

    def decimal(self, at: etree._Element | None, *paths: str) -> Decimal | None:
        """The number there, None where there is none; Unreadable for anything but a plain decimal."""
        element = self.first(at, *paths)
        text = self.text(element)
        if element is None or not text:
            return None
        if _DECIMAL.fullmatch(text) is None:
            raise self._wrong(element, text, "number")
        return Decimal(text)

    def whole(self, at: etree._Element | None, *paths: str) -> int | None:
        """The count there, None where there is none; Unreadable for anything but digits."""
        element = self.first(at, *paths)
        text = self.text(element)
        if element is None or not text:
            return None
        if _WHOLE.fullmatch(text) is None:
            raise self._wrong(element, text, "whole number")
        return int(text)

    def money(self, at: etree._Element | None, *paths: str) -> Money | None:
        """The amount there with its `Ccy`, None where there is none; Unreadable without a currency."""
        element = self.first(at, *paths)
        amount = self.decimal(element, ".")
        if element is None or amount is None:
            return None
        currency = (element.get("Ccy") or "").strip()
        if re.fullmatch("[A-Z]{3}", currency) is None:
            raise self._wrong(element, currency, "currency")
        return Money(amount, currency)

    def signed(self, at: etree._Element, sign: bool | None = None) -> Money | None:
        """`Amt` under `at`, negative where `CdtDbtInd` says debit; `sign` (True: credit) counts where it is absent."""
        money = self.money(at, "Amt")
        indicator = self.text(at, "CdtDbtInd")
        if money is None:
            return None
        if indicator not in ("CRDT", "DBIT", "") or (not indicator and sign is None):
            raise Unreadable(
                f"CdtDbtInd is {indicator[:20]!r}, not CRDT or DBIT", where=self.path(at), next_step=_ASK_AGAIN
            )
        credit = indicator == "CRDT" if indicator else sign
        return money if credit else Money(-money.amount, money.currency)

    def date(self, at: etree._Element | None, *paths: str) -> dt.date | None:
        """The day at `path`, `path/Dt` or `path/DtTm` (the bank's own day), None where there is none."""
        element = self.first(at, *(choice for path in paths for choice in (f"{path}/Dt", f"{path}/DtTm", path)))
        text = self.text(element)
        if element is None or not text:
            return None
        match = _DATE.fullmatch(text) or _INSTANT.fullmatch(text)
        try:
            return dt.date.fromisoformat(match[1][:10] if match else "")
        except ValueError:
            raise self._wrong(element, text, "date") from None

    def instant(self, at: etree._Element | None, *paths: str) -> dt.datetime | None:
        """The instant there in UTC, None where there is none; without a zone it is taken as UTC, a day as its start."""
        element = self.first(at, *paths)
        text = self.text(element)
        if element is None or not text:
            return None
        match = _INSTANT.fullmatch(text)
        day = _DATE.fullmatch(text)
        try:
            if match:
                zone = "+00:00" if match[3] in (None, "Z") else match[3]
                return dt.datetime.fromisoformat(f"{match[1]}{match[2] or ''}{zone}").astimezone(dt.UTC)
            return dt.datetime.fromisoformat(day[1] if day else "").replace(tzinfo=dt.UTC)
        except (ValueError, OverflowError):
            raise self._wrong(element, text, "date and time") from None

    def skip(self, at: etree._Element | None, path: str, *values: str) -> None:
        """Counts the first element at `path` as read when it holds one of `values`, which go without saying."""
        element = self.first(at, path)
        if element is not None and (element.text or "").strip() in values:
            self._read.add(element)

    def leftovers(self) -> tuple[Leftover, ...]:
        """Every text that nobody asked for, in the order of the file."""
        return tuple(self._leftovers(self.root, str(self.root.tag)))

    def path(self, element: etree._Element) -> str:
        """Where an element is, for a message: names from below the root, numbered where there are several."""
        parent = element.getparent()
        name = etree.QName(element).localname
        if parent is None or element is self.root:
            return name
        twins = parent.findall(str(element.tag))
        number = f"[{twins.index(element) + 1}]" if len(twins) > 1 else ""
        return f"{name}{number}" if parent is self.root else f"{self.path(parent)}/{name}{number}"

    def _leftovers(self, element: etree._Element, path: str) -> Iterator[Leftover]:
        text = (element.text or "").strip()
        if text and element not in self._read:
            currency = element.get("Ccy")
            yield Leftover(path, f"{text} {currency}" if currency else text)
        totals = Counter(child.tag for child in element)
        seen: Counter[object] = Counter()
        for child in element:
            seen[child.tag] += 1
            number = f"[{seen[child.tag]}]" if totals[child.tag] > 1 else ""
            name = f"{etree.QName(child).localname}{number}"
            yield from self._leftovers(child, name if element is self.root else f"{path}/{name}")

    def _wrong(self, element: etree._Element, text: str, wanted: str) -> Unreadable:
        return Unreadable(f"{text[:40]!r} is no {wanted}", where=self.path(element), next_step=_ASK_AGAIN)


def _use_local_names(document: etree._Element, namespace: str) -> None:
    """Elements of a foreign namespace (supplementary data) keep theirs and so are never taken for ours."""
    prefix = f"{{{namespace}}}" if namespace else ""
    for element in document.iter():
        if prefix and isinstance(element.tag, str) and element.tag.startswith(prefix):
            element.tag = element.tag[len(prefix) :]
