"""From the bytes of one message to its segments and elements, with internal separators inside elements.

A message that is laid out as usual is taken apart by a few operations over all of it, with and without release
characters; any other one segment by segment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from b2b.edi.edifact.repertoire import Repertoire, other_bytes
from b2b.edi.edifact.service_characters import COMPONENT, ELEMENT, REPETITION, TERMINATOR
from b2b.edi.edifact.splitting import Splitting
from b2b.edi.engine.layout import Oddities, Oddity

_C1 = re.compile("[\x80-\x9f]")
_SPACED = tuple(" " + one for one in (ELEMENT, TERMINATOR, COMPONENT, REPETITION))
_BREAKS = b"\r\n"


class Tokens(NamedTuple):
    """The segments of a message, each a list of elements with the id first.

    `tidy`: nothing is odd in the layout, no character is outside the declared set, and no element ends in a space.
    """

    segments: list[list[str]]
    tidy: bool
    ascii: bool
    oddities: tuple[Oddity, ...] = ()


class Beyond(NamedTuple):
    """A character outside the declared character set: its byte in the message; `graphic` where it can be seen."""

    at: int
    character: str
    graphic: bool


class Tokenizer:
    """Takes messages of one interchange apart; `tail` is what follows the terminator of its UNB."""

    def __init__(self, splitting: Splitting, characters: Repertoire, tail: bytes) -> None:
        self.splitting = splitting
        self._repertoire = characters
        line_end = b"\r\n" if tail.startswith(b"\r\n") else tail[:1] if tail[:1] in (b"\r", b"\n") else b""
        terminator = splitting.terminator
        self._glue, self._joint = terminator + line_end, TERMINATOR + line_end.decode("ascii")
        self._last = len(terminator)
        service = splitting.characters.special.encode("latin-1")
        self._graphic = bytes(set(characters.graphic + service) - set(terminator))
        self._graphic_and_held = self._graphic + splitting.held
        self._all = characters.graphic + service + _BREAKS
        self._declared = characters.declared + service + _BREAKS
        self._narrow = characters.declared != characters.graphic
        self._beyond = other_bytes(self._declared)

    def usual(self, raw: bytes) -> list[list[str]] | None:
        """The segments of a complete message in which nothing is odd but characters outside the declared set."""
        splitting, ordinary = self.splitting, self._graphic
        body = raw[: -self._last]
        if splitting.release and splitting.release in body:
            if body.translate(None, self._all):
                return None
            held = splitting.hold(body)
            if held is None:
                return None
            body, ordinary = held, self._graphic_and_held
        left = body.translate(None, ordinary)
        joints = len(left) // len(self._glue)
        if left != self._glue * joints or not raw.endswith(splitting.terminator):
            return None
        codec = self._repertoire.codec
        try:
            text = body.translate(splitting.table).decode(codec)
        except UnicodeDecodeError:
            return None
        if codec == "utf-8" and not text.isascii() and _C1.search(text):
            return None
        if any(spaced in text for spaced in _SPACED) or text.endswith(" "):
            return None
        segments = [segment.split(ELEMENT) for segment in text.split(self._joint)]
        return segments if len(segments) == joints + 1 else None

    def tokenize(self, raw: bytes) -> Tokens:
        """The segments of a message; never raises."""
        splitting, codec = self.splitting, self._codec(raw)
        segments: list[list[str]] = []
        odd = Oddities()
        spaced = False
        for before, start, end, terminated in splitting.spans(raw):
            if start == end:
                odd.note("empty-segment", start, splitting.how_many_empty(raw, start))
                continue
            if b" " in raw[before:start] or b"\t" in raw[before:start]:
                odd.note("segment-indented", start)
            if not terminated:
                odd.note("terminator-missing", start)
                end = start + len(raw[start:end].rstrip(b" \t\r\n"))
            body = raw[start:end]
            if b"\n" in body or b"\r" in body:
                odd.note("line-break-in-segment", start)
            text = splitting.bytes_of(body).decode(codec, "replace")
            spaced = spaced or text.endswith(" ") or any(one in text for one in _SPACED)
            segments.append(text.split(ELEMENT))
        tidy = not odd.found() and not spaced and self.first_beyond(raw) is None
        return Tokens(segments or [[""]], tidy, raw.isascii(), odd.found())

    def beyond(self, raw: bytes) -> bool:
        """True where a character outside the declared set may stand; for a message that is `usual`."""
        return self._narrow and bool(raw.translate(None, self._declared))

    def first_beyond(self, raw: bytes) -> Beyond | None:
        """The first character outside the declared character set, line breaks excepted."""
        if self._repertoire.codec == "utf-8":
            return self._first_beyond_unicode(raw)
        match = self._beyond.search(raw)
        if match is None:
            return None
        character = raw[match.start() : match.start() + 4].decode(self._codec(raw), "ignore")[0]
        return Beyond(match.start(), character, character.isprintable())

    def _first_beyond_unicode(self, raw: bytes) -> Beyond | None:
        found: list[Beyond] = []
        if (match := self._beyond.search(raw)) is not None:
            found.append(Beyond(match.start(), match[0].decode("latin-1"), False))
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            found.append(Beyond(error.start, raw[error.start : error.start + 1].decode("latin-1"), False))
        else:
            if (control := _C1.search(text)) is not None:
                found.append(Beyond(len(text[: control.start()].encode()), control[0], False))
        return min(found, default=None)

    def spans(self, raw: bytes) -> Iterator[tuple[int, int]]:
        """Where each segment that is not empty begins and ends (its terminator excluded), in bytes of `raw`."""
        for _, start, end, _ in self.splitting.spans(raw):
            if end > start:
                yield start, end

    def _codec(self, raw: bytes) -> str:
        """The declared codec; where it cannot be the one, UTF-8 if the bytes are that, else Latin-1."""
        for codec in (self._repertoire.codec, "utf-8"):
            try:
                raw.decode(codec)
            except UnicodeDecodeError:
                continue
            return codec
        return "latin-1"
