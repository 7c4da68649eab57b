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
from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.events import EnvelopeSegment, InterchangeStart, RawSet
from b2b.edi.engine.tree import build
from b2b.edi.schema import ElementUse, Release, Segment, SetSchema
from b2b.edi.x12 import mappings
from b2b.edi.x12.as_json.group_day import group_day
from b2b.edi.x12.isa import Isa
from b2b.edi.x12.mappings import Context
from b2b.edi.x12.reader import read
from b2b.edi.x12.releases import release_of
from b2b.edi.x12.tokenizer import Tokenizer
from b2b.errors import NotFound, Unreadable

_LINE_BREAKS = re.compile("[\r\n]+")


def to_json(
    source: bytes | BinaryIO,
    *,
    documents: bool = False,
    time_zone: dt.tzinfo = dt.UTC,
    currency: str | None = None,
) -> dict[str, Any]:
    """The JSON form of a file; with `documents`, sets hold their document and its leftovers, `time_zone` being the one
    in which times of day are meant, `currency` that of amounts of which the file does not say it.

    What the file says is kept, right or wrong; blanks between segments become one line end for the whole interchange.
    Errors: Unreadable where bytes belong to no segment, or where a document cannot be read; NotFound (`documents`)
    where a set has no mapping.
    """
    reader = _Reader(documents, time_zone, currency)
    pass_on(read(source), reader)
    return {"interchanges": [reader.finished(one) for one in reader.interchanges]}


class _Reader:
    """What has been read so far."""

    def __init__(self, documents: bool, time_zone: dt.tzinfo, currency: str | None) -> None:
        self.interchanges: list[dict[str, Any]] = []
        self._documents, self._time_zone, self._currency = documents, time_zone, currency
        self._delimiters: Delimiters
        self._tokenizer: Tokenizer
        self._tails: list[Counter[str]] = []

    def interchange(self, event: InterchangeStart[Isa]) -> None:
        self._delimiters = event.header.delimiters
        self._tokenizer = Tokenizer(self._delimiters, event.raw, event.tail)
        d = self._delimiters
        text = event.raw.decode("utf-8" if is_utf8(event.raw) else "latin-1")
        text = text[: len(text) - len(self._ending(event.raw))]
        self._tails.append(Counter([line_end_of(event.tail)]))
        self.interchanges.append(
            {
                "delimiters": {name: getattr(d, name) for name in ("element", "component", "repetition", "terminator")},
                "header": _LINE_BREAKS.sub("", text).split(d.element)[1:],
                "groups": [],
                "trailer": None,
            }
        )
        self._note_encoding(event.raw, event.offset)

    def _note_encoding(self, raw: bytes, at: int) -> None:
        """The encoding of the segments of the envelope beyond ASCII. Errors: Unreadable where they have two."""
        if not raw.isascii():
            encoding = "utf-8" if is_utf8(raw) else "latin-1"
            if self.interchanges[-1].setdefault("encoding", encoding) != encoding:
                raise lost("segments of the envelope have different encodings", at)

    def _ending(self, raw: bytes) -> str:
        return "\r\n" if self._delimiters.terminator == "\n" and raw.endswith(b"\r\n") else self._delimiters.terminator

    def envelope(self, event: EnvelopeSegment) -> None:
        current, elements = self.interchanges[-1], list(event.elements)
        self._tails[-1][line_end_of(event.tail)] += 1
        self._note_encoding(event.raw, event.offset)
        if not elements[0]:
            raise lost("a segment has no id", event.offset)
        if (
            not self._documents
            and self._delimiters.terminator not in "\r\n"
            and event.raw.translate(None, b"\r\n") != event.raw
        ):
            raise lost("a line break stands in a segment", event.offset)
        groups = current["groups"]
        if elements[0] == "GS":
            groups.append({"header": elements[1:], "sets": [], "trailer": None})
        elif elements[0] == "GE" and groups and is_open(groups[-1]):
            close(groups[-1], elements[1:], [str(len(groups[-1]["sets"])), nth(groups[-1]["header"], 5)])
        elif elements[0] == "IEA":
            current["end"] = line_end_of(event.tail)
            close(current, elements[1:], [str(len(groups)), nth(current["header"], 12)])
        elif groups:
            raise Unreadable(
                f"{elements[0]} stands outside every set", where=f"byte {event.offset}", next_step="correct the file"
            )
        else:
            current.setdefault("segments", []).append(elements)

    def set(self, event: RawSet) -> None:
        current = self.interchanges[-1]
        if not current["groups"] or not is_open(current["groups"][-1]) or not event.complete:
            what = "stands outside every group" if event.complete else "breaks off"
            raise Unreadable(f"a set {what}", where=f"byte {event.offset}", next_step="correct the file")
        self._tails[-1][line_end_of(event.tail)] += 1
        group = current["groups"][-1]
        tokens = self._tokenizer.tokenize(event.raw)
        segments = tokens.segments
        for odd in tokens.oddities:
            if odd.code == "line-break-in-segment" and not self._documents:
                raise lost("a line break stands in a segment", event.offset + odd.at)
        for segment, (start, _) in zip(segments, self._tokenizer.spans(event.raw), strict=False):
            if not segment[0]:
                raise lost("a segment has no id", event.offset + start)
        _, set_id, number, *convention = *segments[0], *[""] * (3 - len(segments[0]))
        release = release_of(segments[0], nth(group["header"], 7))
        schema = release.sets.get(set_id) if release is not None else None
        one: dict[str, Any] = {"set": set_id, "control_number": number}
        if convention:
            one["convention"] = convention[0] if len(convention) == 1 else convention
        if schema is not None:
            one |= {"name": schema.name, "release": schema.release}
        if self._documents:
            one |= self._document(segments, release, schema, group["header"], event.offset)
        else:
            one["content"] = self._content(segments, release, schema)
        close(one, segments[-1][1:], [str(len(segments)), number])
        if not is_utf8(event.raw):
            one["encoding"] = "latin-1"
        group["sets"].append(one)

    def _content(
        self, segments: Sequence[Sequence[str]], release: Release | None, schema: SetSchema | None
    ) -> list[Any]:
        """The segments between ST and SE, in loops where the schema is known."""
        if release is None or schema is None:
            return in_loops(segments, None, list)
        return in_loops(segments, schema, lambda segment: self._segment(segment, release.segments.get(segment[0])))

    def _segment(self, segment: Sequence[str], definition: Segment | None) -> list[Any]:
        uses = definition.uses if definition is not None else ()
        return [segment[0], *(self._element(v, uses[n] if n < len(uses) else None) for n, v in enumerate(segment[1:]))]

    def _element(self, value: str, use: ElementUse | None) -> Any:
        repetition = self._delimiters.repetition
        if use is not None and use.repeat != 1 and repetition and repetition in value:
            return {"repeats": [self._components(part, use) for part in value.split(repetition)]}
        return self._components(value, use)

    def _components(self, value: str, use: ElementUse | None) -> str | list[str]:
        component = self._delimiters.component
        composite = use is not None and use.composite is not None
        return value.split(component) if composite and component and component in value else value

    def _document(
        self,
        segments: Sequence[Sequence[str]],
        release: Release | None,
        schema: SetSchema | None,
        group: Sequence[str],
        offset: int,
    ) -> dict[str, Any]:
        if release is None or schema is None:
            raise NotFound(
                f"set {nth(segments[0], 1)} is in no release that ships with b2b",
                where=f"byte {offset}",
                next_step="leave out --documents",
            )
        context = Context(
            release, self._delimiters, time_zone=self._time_zone, currency=self._currency, date=group_day(group)
        )
        document, leftovers = mappings.for_set(schema.id).read(build(segments, schema), context)
        found: dict[str, Any] = {"document": json_form.to_json(document)}
        if leftovers:
            found["leftovers"] = [dataclasses.asdict(one) for one in leftovers]
        return found

    def finished(self, interchange: dict[str, Any]) -> dict[str, Any]:
        """The interchange with the line end that most of its segments have."""
        line_end = usual(self._tails[self.interchanges.index(interchange)])
        interchange["delimiters"]["line_end"] = line_end
        if interchange.get("encoding") == "utf-8":
            del interchange["encoding"]
        if interchange.get("end", line_end) == line_end:
            interchange.pop("end", None)
        return interchange
