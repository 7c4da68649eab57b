"""From a file to its JSON form."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, BinaryIO

from b2b.documents import json_form
from b2b.edi.as_json.envelopes import close, is_open, is_utf8, line_end_of, lost, nth, usual
from b2b.edi.as_json.loops import in_loops
from b2b.edi.as_json.passing import pass_on
from b2b.edi.edifact import mappings
from b2b.edi.edifact.as_json.interchange_day import interchange_day
from b2b.edi.edifact.as_json.marks import count_of, shown
from b2b.edi.edifact.mappings import Context
from b2b.edi.edifact.reader import read
from b2b.edi.edifact.releases import MessageType, schema_of, shipped
from b2b.edi.edifact.repertoire import repertoire
from b2b.edi.edifact.service_characters import COMPONENT, ELEMENT, REPETITION, SUBSTITUTE, UNA_BYTES, ServiceCharacters
from b2b.edi.edifact.splitting import Splitting
from b2b.edi.edifact.tokenizer import Tokenizer
from b2b.edi.edifact.unb import Unb
from b2b.edi.engine.events import EnvelopeSegment, InterchangeStart, RawSet
from b2b.edi.engine.tree import build
from b2b.edi.schema import SetSchema
from b2b.errors import NotFound, Unreadable

_BLANK = re.compile(rb"[ \t\r\n]*")
_ODD = {"line-break-in-segment": "a line break stands in a segment", "empty-segment": "a segment is empty"}


def to_json(
    source: bytes | BinaryIO,
    *,
    documents: bool = False,
    time_zone: dt.tzinfo = dt.UTC,
    currency: str | None = None,
) -> dict[str, Any]:
    """The JSON form of a file; with `documents`, messages hold their document and its leftovers, `time_zone` being the
    one in which times of day are meant, `currency` that of amounts of which the file does not say it.

    What the file says is kept, right or wrong; blanks between segments become one line end for the whole interchange.
    Errors: Unreadable where bytes belong to no segment, or where a document cannot be read; NotFound (`documents`)
    where a message has no mapping.
    """
    reader = _Reader(documents, time_zone, currency)
    pass_on(read(source), reader)
    return {"interchanges": reader.finished()}


class _Reader:
    """What has been read so far."""

    def __init__(self, documents: bool, time_zone: dt.tzinfo, currency: str | None) -> None:
        self.interchanges: list[dict[str, Any]] = []
        self._documents, self._time_zone, self._currency = documents, time_zone, currency
        self._syntax = ""
        self._codec = ""
        self._characters: ServiceCharacters
        self._tokenizer: Tokenizer
        self._tails: list[Counter[str]] = []

    def interchange(self, event: InterchangeStart[Unb]) -> None:
        una, at = None, 0
        if event.raw.startswith(b"UNA"):
            una = event.raw[3:UNA_BYTES].decode("latin-1")
            blank = _BLANK.match(event.raw, UNA_BYTES)
            at = blank.end() if blank is not None else UNA_BYTES
        declared = repertoire(event.header.identifier)
        self._syntax, self._codec, self._characters = event.header.version, declared.codec, event.header.characters
        self._tokenizer = Tokenizer(Splitting(event.header.characters), declared, event.tail)
        self._tails.append(Counter([line_end_of(event.tail)]))
        current: dict[str, Any] = {"una": una, "line_end": ""}
        if una is not None:
            current["una_end"] = line_end_of(event.raw[UNA_BYTES:at])
        self.interchanges.append(current)
        header = self._envelope_elements(event.raw[at:], event.offset + at)
        current |= {"header": [shown(element) for element in header[1:]], "groups": [], "trailer": None}

    def envelope(self, event: EnvelopeSegment) -> None:
        current = self.interchanges[-1]
        self._tails[-1][line_end_of(event.tail)] += 1
        tag, *elements = self._envelope_elements(event.raw, event.offset)
        stands, groups = [shown(element) for element in elements], current["groups"]
        if tag == "UNG":
            groups.append({"header": stands, "messages": [], "trailer": None})
        elif tag == "UNE" and groups and is_open(groups[-1]) and groups[-1]["header"] is not None:
            close(groups[-1], stands, [str(len(groups[-1]["messages"])), nth(groups[-1]["header"], 4)])
        elif tag == "UNZ":
            current["end"] = line_end_of(event.tail)
            close(current, stands, [count_of(groups), nth(current["header"], 4)])
        else:
            raise Unreadable(
                f"{tag or 'a segment without an id'} stands outside every message",
                where=f"byte {event.offset}",
                next_step="correct the file",
            )

    def set(self, event: RawSet) -> None:
        current = self.interchanges[-1]
        if not event.complete:
            raise Unreadable("a message breaks off", where=f"byte {event.offset}", next_step="correct the file")
        self._tails[-1][line_end_of(event.tail)] += 1
        groups = current["groups"]
        if not groups or (not is_open(groups[-1]) and groups[-1]["header"] is not None):
            groups.append({"header": None, "messages": []})
        segments = self._segments(event)
        type = MessageType(segments[0], self._syntax)
        release = shipped(type.directory)
        schema = schema_of(release, type.id, self._syntax) if release is not None else None
        one: dict[str, Any] = {"message": type.id}
        if schema is not None:
            one |= {"name": schema.name, "release": schema.release}
        one["header"] = [shown(element) for element in segments[0][1:]]
        if self._documents:
            one |= self._document(segments, type, schema, event.offset)
        else:
            one["content"] = in_loops(segments, schema, lambda segment: [shown(element) for element in segment])
        close(one, [shown(e) for e in segments[-1][1:]], [str(len(segments)), nth(one["header"], 0)])
        if (encoding := self._encoding(event.raw)) is not None:
            one["encoding"] = encoding
        groups[-1]["messages"].append(one)

    def finished(self) -> list[dict[str, Any]]:
        """The interchanges, each with the line end that most of its segments have."""
        for interchange, tails in zip(self.interchanges, self._tails, strict=True):
            interchange["line_end"] = line_end = usual(tails)
            for other in ("una_end", "end"):
                if interchange.get(other, line_end) == line_end:
                    interchange.pop(other, None)
        return self.interchanges

    def _segments(self, event: RawSet) -> list[list[str]]:
        """The segments of a message. Unreadable: JSON would lose something of them."""
        tokens = self._tokenizer.tokenize(event.raw)
        for odd in tokens.oddities:
            if odd.code in _ODD and not (self._documents and odd.code == "line-break-in-segment"):
                raise lost(_ODD[odd.code], event.offset + odd.at)
        spans = self._tokenizer.spans(event.raw)
        for segment, (start, end) in zip(tokens.segments, spans, strict=False):
            if not segment[0] or COMPONENT in segment[0] or REPETITION in segment[0]:
                raise lost("a segment has no id of its own", event.offset + start)
            if not self._documents:
                self._require_whole("".join(segment), event.raw[start:end], event.offset + start)
        return tokens.segments

    def _envelope_elements(self, raw: bytes, offset: int) -> list[str]:
        """The elements of a segment of the envelope, its id first."""
        splitting = self._tokenizer.splitting
        body = raw.removesuffix(splitting.terminator)
        if not self._documents and (b"\r" in body or b"\n" in body):
            raise lost("a line break stands in a segment", offset)
        current = self.interchanges[-1]
        if not body.isascii():
            encoding = self._encoding(body)
            if current.setdefault("encoding", encoding) != encoding:
                raise lost("segments of the envelope have different encodings", offset)
            if encoding is None:
                del current["encoding"]
        text = splitting.bytes_of(body).decode(self._encoding(body) or self._codec)
        self._require_whole(text, body, offset)
        return text.split(ELEMENT)

    @staticmethod
    def _require_whole(text: str, raw: bytes, at: int) -> None:
        """Control characters in data have become one that stands for them all."""
        if SUBSTITUTE in text and text.count(SUBSTITUTE) != raw.count(SUBSTITUTE.encode()):
            raise lost("a control character stands in a segment", at)

    def _encoding(self, raw: bytes) -> str | None:
        """The encoding of these bytes where they cannot be in the character set that UNB names."""
        try:
            raw.decode(self._codec)
        except UnicodeDecodeError:
            return "utf-8" if is_utf8(raw) else "latin-1"
        return None

    def _document(
        self, segments: Sequence[Sequence[str]], type: MessageType, schema: SetSchema | None, offset: int
    ) -> dict[str, Any]:
        release = shipped(type.directory)
        if release is None or schema is None:
            raise NotFound(
                f"message {type.id or '?'} of {type.directory or '?'} is in no directory that ships with b2b",
                where=f"byte {offset}",
                next_step="leave out --documents",
            )
        day = interchange_day(self.interchanges[-1]["header"])
        context = Context(
            release, self._characters.inside(), time_zone=self._time_zone, currency=self._currency, date=day
        )
        document, leftovers = mappings.for_message(schema.id).read(build(segments, schema), context)
        found: dict[str, Any] = {"document": json_form.to_json(document)}
        if leftovers:
            found["leftovers"] = [dataclasses.asdict(one) for one in leftovers]
        return found
