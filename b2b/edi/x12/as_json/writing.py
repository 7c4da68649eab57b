"""From the JSON form back to a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from b2b.edi.as_json import loops
from b2b.edi.as_json.documents import document_for
from b2b.edi.as_json.envelopes import LINE_ENDS
from b2b.edi.as_json.form import encoding_of, field, text, texts, values, wrong
from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.elements import at
from b2b.edi.x12 import mappings
from b2b.edi.x12.as_json.group_day import group_day
from b2b.edi.x12.mappings import Context
from b2b.edi.x12.releases import release_of
from b2b.errors import NotFound, Unreadable


def from_json(form: Any, *, time_zone: dt.tzinfo = dt.UTC) -> bytes:
    """The file again. Trailers are counted, unless the form has its own; documents are written with times of day in
    `time_zone`.

    Errors: Unreadable with the path of what is not in the form; NotFound for a document whose set or release has no
    mapping; NotWritable where a document cannot be written.
    """
    interchanges = values(field(form, "interchanges", "$"), "$.interchanges")
    return b"".join(
        _Interchange(one, f"$.interchanges[{n}]", time_zone).written() for n, one in enumerate(interchanges)
    )


class _Interchange:
    """One interchange while it is written."""

    def __init__(self, form: Any, path: str, time_zone: dt.tzinfo) -> None:
        self._form, self._path, self._time_zone = form, path, time_zone
        self._header = texts(field(form, "header", path), f"{path}.header")
        self._encoding = encoding_of(form, path)
        given = field(form, "delimiters", path)
        names = ("element", "component", "repetition", "terminator", "line_end")
        parts = {name: text(field(given, name, f"{path}.delimiters"), f"{path}.delimiters.{name}") for name in names}
        self._line_end = parts.pop("line_end")
        self._delimiters = Delimiters(**parts)
        if not (self._delimiters.element and self._delimiters.terminator and self._line_end in LINE_ENDS):
            raise wrong(f"{path}.delimiters", given, "an element separator, a terminator and a line end")
        if len(self._header) != 16 and self._delimiters.component:
            raise wrong(f"{path}.header", self._header, "the sixteen elements of an ISA")

    def written(self) -> bytes:
        """Its bytes, ISA to IEA."""
        form, path = self._form, self._path
        groups = values(field(form, "groups", path), f"{path}.groups")
        parts = [self._line(["ISA", *self._header], self._encoding)]
        for number, segment in enumerate(values(form.get("segments", []), f"{path}.segments")):
            parts.append(self._line(texts(segment, f"{path}.segments[{number}]"), self._encoding))
        for number, group in enumerate(groups):
            parts += self._group(group, f"{path}.groups[{number}]")
        counted = [str(len(groups)), self._header[12] if len(self._header) > 12 else ""]
        parts += self._trailer("IEA", form, counted, path, self._encoding)
        end = text(form.get("end", self._line_end), f"{path}.end")
        if end not in LINE_ENDS:
            raise wrong(f"{path}.end", end, "a line end")
        if "end" in form and self._delimiters.terminator not in LINE_ENDS:
            parts[-1] = parts[-1].rstrip(b"\r\n") + end.encode()
        return b"".join(parts)

    def _trailer(
        self, tag: str, holder: Mapping[str, Any], counted: Sequence[str], path: str, encoding: str
    ) -> Iterator[bytes]:
        """The trailer of the form; none where it says null, and what was counted where it says nothing."""
        trailer = holder.get("trailer", list(counted))
        if trailer is not None:
            yield self._line([tag, *texts(trailer, f"{path}.trailer")], encoding)

    def _group(self, group: Any, path: str) -> Iterator[bytes]:
        header = texts(field(group, "header", path), f"{path}.header")
        sets = values(field(group, "sets", path), f"{path}.sets")
        yield self._line(["GS", *header], self._encoding)
        for number, one in enumerate(sets):
            yield from self._set(one, header, f"{path}.sets[{number}]")
        yield from self._trailer(
            "GE", group, [str(len(sets)), header[5] if len(header) > 5 else ""], path, self._encoding
        )

    def _set(self, one: Any, group: Sequence[str], path: str) -> Iterator[bytes]:
        set_id, number = (text(field(one, name, path), f"{path}.{name}") for name in ("set", "control_number"))
        convention = one.get("convention", [])
        more = [convention] if isinstance(convention, str) else convention
        encoding = encoding_of(one, path)
        st = ["ST", set_id, number, *texts(more, f"{path}.convention")]
        lines = [st, *(self._document(one, st, group, path) if "document" in one else self._content(one, path))]
        for line in lines:
            yield self._line(line, encoding)
        yield from self._trailer("SE", one, [str(len(lines) + 1), number], path, encoding)

    def _content(self, one: Any, path: str) -> list[list[str]]:
        segments = loops.in_a_row(field(one, "content", path), f"{path}.content")
        return [[self._element(value, f"{at}[{n}]") for n, value in enumerate(item)] for at, item in segments]

    def _element(self, value: Any, path: str) -> str:
        if isinstance(value, Mapping):
            repeats = values(field(value, "repeats", path), f"{path}.repeats")
            if not self._delimiters.repetition and len(repeats) > 1:
                raise Unreadable("the interchange has no repetition separator", where=path)
            return self._delimiters.repetition.join(self._element(one, f"{path}.repeats") for one in repeats)
        if isinstance(value, list):
            if not self._delimiters.component and len(value) > 1:
                raise Unreadable("the interchange has no component separator", where=path)
            return self._delimiters.component.join(texts(value, path))
        return text(value, path)

    def _document(self, one: Mapping[str, Any], st: Sequence[str], group: Sequence[str], path: str) -> list[list[str]]:
        set_id, version = st[1], at(group, 7)
        release = release_of(st, version)
        if release is None or set_id not in release.sets:
            raise NotFound(f"set {set_id} of release {version[:6] or '?'} does not ship with b2b", where=path)
        mapping = mappings.for_set(set_id)
        document = document_for(one["document"], mapping, f"set {set_id}", f"{path}.document")
        # Sets that name no currency are meant in the document's own.
        currency = getattr(document, "currency", None)
        known = Context(release, self._delimiters, time_zone=self._time_zone, currency=currency, date=group_day(group))
        body = mapping.write(document, known)
        component = self._delimiters.component
        return [[e if isinstance(e, str) else component.join(e) for e in segment] for segment in body]

    def _line(self, elements: Sequence[str], encoding: str) -> bytes:
        """One segment. Unreadable: what it says would end it too soon, or the encoding cannot write it."""
        d = self._delimiters
        binary = elements[0] in ("BIN", "BDS")
        if not binary and any(mark in element for element in elements for mark in (d.element, d.terminator)):
            raise Unreadable(
                f"an element of {elements[0]} holds a delimiter of this interchange",
                where=self._path,
                next_step="choose other delimiters",
            )
        ending = "\r\n" if d.terminator == "\n" and self._line_end == "\r\n" else d.terminator + self._line_end
        try:
            return (d.element.join(elements) + ending).encode(encoding)
        except UnicodeEncodeError as error:
            raise Unreadable(f"{encoding} has no {error.object[error.start]!r}", where=self._path) from error
