"""From the bytes of one transaction set to its segments and elements.

Characters: a set that is ASCII is read as such, any other as UTF-8 if it is valid UTF-8, else as Latin-1, in which
every byte is a character. X12.6 leaves characters beyond its basic and extended sets to agreement; both readings are
common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import repeat
from typing import NamedTuple

from b2b.edi.engine.boundaries import empty_segments
from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.layout import Oddities, Oddity

_PRINTABLE = bytes(range(0x20, 0x7F))
_HIGH = bytes(range(0x80, 0x100))
_BLANK = re.compile(rb"[ \t\r\n]*+")
_LINE_BREAK = re.compile(r"[\r\n]+")
_BINARY = (b"BIN", b"BDS")
_C1 = re.compile("[\x80-\x9f]")


class Tokens(NamedTuple):
    """The segments of a set, each a list of elements with the id first.

    `plain`: ASCII only, no component or repetition separator anywhere, no element ends in a space, nothing odd.
    `tidy`: nothing odd in the layout and no element ends in a space, but separators or other characters occur.
    """

    segments: list[list[str]]
    plain: bool
    tidy: bool
    ascii: bool
    oddities: tuple[Oddity, ...] = ()


class Tokenizer:
    """Takes sets of one interchange apart; `tail` is what follows the terminator of its ISA."""

    def __init__(self, delimiters: Delimiters, isa_raw: bytes, tail: bytes) -> None:
        self._delimiters = delimiters
        self._terminator = delimiters.encoded(delimiters.terminator)
        self._element = delimiters.encoded(delimiters.element)
        self._empty = empty_segments(self._terminator)
        self._by_line = self._terminator in (b"\r", b"\n")
        if self._by_line:
            self._glue = self._final = b"\r\n" if isa_raw.endswith(b"\r\n") else self._terminator
        else:
            line_end = b"\r\n" if tail.startswith(b"\r\n") else tail[:1] if tail[:1] in (b"\r", b"\n") else b""
            self._glue, self._final = self._terminator + line_end, self._terminator
        inner = b"".join(delimiters.encoded(d) for d in (delimiters.component, delimiters.repetition) if d)
        # What is taken away before the rest is compared with the line ends that must remain. A terminator beyond ASCII
        # makes every set one that is not plain.
        kept = set(self._terminator)
        self._plain = bytes(b for b in _PRINTABLE if b not in kept.union(inner)) if delimiters.codec == "ascii" else b""
        self._tidy = bytes(b for b in _PRINTABLE + _HIGH if b not in kept)
        self._indented = (self._glue + b" ", self._glue + self._terminator)
        self._spaced = (b" " + self._element, b" " + self._final)
        inside = (b" " + delimiters.encoded(d) for d in (delimiters.component, delimiters.repetition) if d)
        # Lines may end in another way than the first one.
        self._spaced_inside = (*inside, *((b" \r", b" \n") if self._by_line else ()))
        self._binary = (self._glue + b"BIN" + self._element, self._glue + b"BDS" + self._element)
        self._texts = {codec: (self._element.decode(codec), self._glue.decode(codec)) for codec in self._codecs()}

    def usual(self, raw: bytes) -> list[list[str]] | None:
        """The segments of a set that is plain, for one purpose: to see whether all of its segments are without fault.

        Blanks before a segment and empty segments are not looked for, as no segment has such an id.
        """
        body = raw[: -len(self._final)]
        left = body.translate(None, self._plain)
        joints = len(left) // len(self._glue)
        if left != self._glue * joints or self._is_spaced(raw) or not raw.endswith(self._final):
            return None
        segments = self._split(body, "ascii")
        return segments if len(segments) == joints + 1 else None

    def tokenize(self, raw: bytes) -> Tokens:
        """The segments of a set; never raises."""
        if raw.endswith(self._final):
            body = raw[: -len(self._final)]
            joints = self._joints(body, self._plain)
            if joints is not None:
                segments = self._split(body, "ascii")
                if len(segments) == joints + 1:
                    fine = not self._is_spaced(raw)
                    return Tokens(segments, fine, fine, True)
            elif (joints := self._joints(body, self._tidy)) is not None:
                codec = self.codec(raw)
                segments = self._split(body, codec)
                if len(segments) == joints + 1:
                    fine = not self._is_spaced_inside(raw) and not _has_c1(raw, codec)
                    return Tokens(segments, False, fine, raw.isascii())
        return self._untidy(raw)

    def _codecs(self) -> list[str]:
        """In which codecs a set may be read: with ASCII delimiters in all of them."""
        every = ["latin-1", "utf-8", "ascii"]
        return every[: 1 + every.index(self._delimiters.codec)]

    def codec(self, raw: bytes) -> str:
        """The narrowest codec, of those the delimiters allow, in which the bytes are valid."""
        if raw.isascii() and "ascii" in self._texts:
            return "ascii"
        if "utf-8" in self._texts:
            try:
                raw.decode("utf-8")
            except UnicodeDecodeError:
                return "latin-1"
            return "utf-8"
        return "latin-1"

    def _joints(self, body: bytes, ordinary: bytes) -> int | None:
        """How many times a segment ends within the set; None where anything but `ordinary` bytes stands between."""
        left = body.translate(None, ordinary)
        joints = len(left) // len(self._glue)
        return joints if left == self._glue * joints and not self._irregular(body) else None

    def _irregular(self, body: bytes) -> bool:
        (blank, empty), (bin, bds) = self._indented, self._binary
        return blank in body or empty in body or bin in body or bds in body

    def _is_spaced(self, raw: bytes) -> bool:
        """True where an element ends in a space."""
        before_element, before_end = self._spaced
        return before_element in raw or before_end in raw

    def _is_spaced_inside(self, raw: bytes) -> bool:
        """True where an element, a component or a repetition ends in a space."""
        return self._is_spaced(raw) or any(before in raw for before in self._spaced_inside)

    def spans(self, raw: bytes) -> Iterator[tuple[int, int]]:
        """Where each segment that is not empty begins and ends (its terminator excluded), in bytes of `raw`."""
        for start, end, _ in self._scan(raw):
            if end > start:
                yield start, end

    def _split(self, body: bytes, codec: str) -> list[list[str]]:
        element, glue = self._texts[codec]
        return [*map(str.split, body.decode(codec).split(glue), repeat(element))]

    def _untidy(self, raw: bytes) -> Tokens:
        codec = self.codec(raw)
        element = self._element.decode(codec)
        segments: list[list[str]] = []
        odd = Oddities()
        for start, end, codes in self._scan(raw):
            for code in codes:
                odd.note(code, start)
            if start == end:
                odd.note("empty-segment", start, self._how_many_empty(raw, start))
                continue
            text = raw[start:end].decode(codec, "replace")
            if raw[start : start + 3] in _BINARY:
                segments.append(text.split(element, 3 if text.startswith("BDS") else 2))
                continue
            if "\n" in text or "\r" in text:
                if self._by_line:
                    text = text.rstrip("\r\n")
                if "\n" in text or "\r" in text:
                    odd.note("line-break-in-segment", start)
                    text = _LINE_BREAK.sub("", text)
            segments.append(text.split(element))
        tidy = not odd.found() and not self._is_spaced_inside(raw) and not self._has_controls(raw, codec)
        return Tokens(segments, plain=False, tidy=tidy, ascii=raw.isascii(), oddities=odd.found())

    def _how_many_empty(self, raw: bytes, start: int) -> int:
        run = self._empty.match(raw, start)
        return raw.count(self._terminator, start, run.end()) if run is not None else 0

    def _has_controls(self, raw: bytes, codec: str) -> bool:
        """True where a character that is no graphic one stands in the data (line breaks and terminators excepted)."""
        data = raw.replace(self._terminator, b"").translate(None, b"\r\n")
        return bool(data.translate(None, self._tidy)) or _has_c1(data, codec)

    def _scan(self, raw: bytes) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Where each segment begins and ends, with what is odd about it; empty ones in a row come as one."""
        position, size = 0, len(raw)
        while position < size:
            blank = _BLANK.match(raw, position)
            assert blank is not None
            start = blank.end()
            if start == size:
                return
            indented = b" " in blank[0] or b"\t" in blank[0]
            codes: tuple[str, ...] = ("segment-indented",) if indented else ()
            empty = self._empty.match(raw, start)
            if empty is not None:
                position = empty.end()
                yield start, start, ()
                continue
            end, more = self._end(raw, start)
            position = end + len(self._terminator)
            yield start, end, codes + more

    def _end(self, raw: bytes, start: int) -> tuple[int, tuple[str, ...]]:
        codes: tuple[str, ...] = ()
        if raw[start : start + 3] in _BINARY and raw.startswith(self._element, start + 3):
            end = self._binary_end(raw, start)
            if end is not None:
                return end, ()
            codes = ("binary-length-wrong",)
        end = raw.find(self._terminator, start)
        if end < 0:
            return len(raw.rstrip(b" \t\r\n")), (*codes, "terminator-missing")
        return end, codes

    def _binary_end(self, raw: bytes, start: int) -> int | None:
        skip = 2 if raw.startswith(b"BDS", start) else 1
        at = start
        for _ in range(skip):
            at = raw.find(self._element, at) + len(self._element)
        behind = raw.find(self._element, at)
        length = raw[at:behind].strip(b"\r\n") if behind >= 0 else b""
        if not length.isdigit() or len(length) > 15:
            return None
        end = behind + len(self._element) + int(length)
        return end if raw.startswith(self._terminator, end) else None


def _has_c1(raw: bytes, codec: str) -> bool:
    return codec != "ascii" and _C1.search(raw.decode(codec, "replace")) is not None
