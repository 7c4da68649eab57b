"""From the JSON form back to a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from b2b.edi.as_json.documents import document_for
from b2b.edi.as_json.envelopes import LINE_ENDS, nth
from b2b.edi.as_json.form import encoding_of, field, text, texts, values, wrong
from b2b.edi.as_json.loops import in_a_row
from b2b.edi.edifact import mappings
from b2b.edi.edifact.as_json.interchange_day import interchange_day
from b2b.edi.edifact.as_json.marks import count_of, declared, shown
from b2b.edi.edifact.decimal_mark import marked
from b2b.edi.edifact.mappings import Context
from b2b.edi.edifact.releases import MessageType, schema_of, shipped
from b2b.edi.edifact.repertoire import repertoire
from b2b.edi.edifact.service_characters import COMPONENT
from b2b.errors import NotFound, Unreadable


def from_json(form: Any, *, time_zone: dt.tzinfo = dt.UTC) -> bytes:
    """The file again. Trailers are counted, unless the form has its own; documents are written with times of day in
    `time_zone`.

    Errors: Unreadable with the path of what is not in the form; NotFound for a document whose message or directory has
    no mapping; NotWritable where a document cannot be written.
    """
    interchanges = values(field(form, "interchanges", "$"), "$.interchanges")
    return b"".join(
        _Interchange(one, f"$.interchanges[{n}]", time_zone).written() for n, one in enumerate(interchanges)
    )


class _Interchange:
    """One interchange while it is written."""

    def __init__(self, form: Any, path: str, time_zone: dt.tzinfo) -> None:
        self._form, self._path, self._time_zone = form, path, time_zone
        self._header = values(field(form, "header", path), f"{path}.header")
        given = field(form, "una", path)
        self._una = None if given is None else text(given, f"{path}.una")
        marks = declared(self._una)
        if marks is None or (self._una is not None and len(self._una) != 6):
            raise wrong(f"{path}.una", given, "the six characters of a UNA")
        syntax = nth(self._header, 0)
        identifier, self._syntax = (nth(syntax, n) if isinstance(syntax, list) else "" for n in (0, 1))
        if not isinstance(identifier, str) or not isinstance(self._syntax, str):
            raise wrong(f"{path}.header[0]", syntax, "a syntax identifier and its version")
        self._codec = repertoire(identifier).codec
        self._encoding = encoding_of(form, path, self._codec)
        self._characters = marks.of_syntax(self._syntax[:1])
        self._line_end = self._ending("line_end", field(form, "line_end", path))

    def written(self) -> bytes:
        """Its bytes, UNA or UNB to UNZ."""
        form, path = self._form, self._path
        groups = values(field(form, "groups", path), f"{path}.groups")
        parts = []
        if self._una is not None:
            parts.append(
                f"UNA{self._una}{self._ending('una_end', form.get('una_end', self._line_end))}".encode("latin-1")
            )
        parts.append(self._line(["UNB", *self._header], self._encoding, f"{path}.header"))
        for number, group in enumerate(groups):
            parts += self._group(group, f"{path}.groups[{number}]")
        parts += self._trailer("UNZ", form, [count_of(groups), nth(self._header, 4)], path, self._encoding)
        end = self._ending("end", form.get("end", self._line_end))
        if "end" in form and self._characters.terminator not in "\r\n":
            parts[-1] = parts[-1].rstrip(b"\r\n") + end.encode()
        return b"".join(parts)

    def _ending(self, name: str, value: Any) -> str:
        found = text(value, f"{self._path}.{name}")
        if found not in LINE_ENDS:
            raise wrong(f"{self._path}.{name}", found, "a line end")
        return found

    def _trailer(
        self, tag: str, holder: Mapping[str, Any], counted: Sequence[Any], path: str, encoding: str
    ) -> Iterator[bytes]:
        """The trailer of the form; none where it says null, and what was counted where it says nothing."""
        trailer = holder.get("trailer", list(counted))
        if trailer is not None:
            yield self._line([tag, *values(trailer, f"{path}.trailer")], encoding, f"{path}.trailer")

    def _group(self, group: Any, path: str) -> Iterator[bytes]:
        header = field(group, "header", path)
        messages = values(field(group, "messages", path), f"{path}.messages")
        if header is not None:
            elements = ["UNG", *values(header, f"{path}.header")]
            yield self._line(elements, self._encoding, f"{path}.header")
        for number, one in enumerate(messages):
            yield from self._message(one, f"{path}.messages[{number}]")
        if header is not None:
            yield from self._trailer("UNE", group, [str(len(messages)), nth(header, 4)], path, self._encoding)

    def _message(self, one: Any, path: str) -> Iterator[bytes]:
        header = values(field(one, "header", path), f"{path}.header")
        encoding = encoding_of(one, path, self._codec)
        if "document" in one:
            rows = [(f"{path}.document", segment) for segment in self._document(one, header, path)]
        else:
            rows = list(in_a_row(field(one, "content", path), f"{path}.content"))
        yield self._line(["UNH", *header], encoding, f"{path}.header")
        for at, row in rows:
            yield self._line(row, encoding, at)
        yield from self._trailer("UNT", one, [str(len(rows) + 2), nth(header, 0)], path, encoding)

    def _document(self, one: Mapping[str, Any], header: Sequence[Any], path: str) -> list[list[Any]]:
        identifier = nth(header, 1)
        parts = texts(identifier, f"{path}.header[1]") if isinstance(identifier, list) else [str(identifier)]
        type = MessageType(["UNH", "", COMPONENT.join(parts)], self._syntax)
        release = shipped(type.directory)
        if release is None or schema_of(release, type.id, self._syntax) is None:
            where = f"{path}.header"
            raise NotFound(
                f"message {type.id} of directory {type.directory or '?'} does not ship with b2b", where=where
            )
        mapping = mappings.for_message(type.id)
        document = document_for(one["document"], mapping, f"message {type.id}", f"{path}.document")
        known = Context(
            release,
            self._characters.inside(),
            time_zone=self._time_zone,
            # Messages that name no currency are meant in the document's own.
            currency=getattr(document, "currency", None),
            date=interchange_day(self._header),
        )
        body = marked(mapping.write(document, known), release, self._characters.decimal)
        return [[shown(str(element)) for element in segment] for segment in body]

    def _line(self, elements: Sequence[Any], encoding: str, path: str) -> bytes:
        """One segment, data that would part it released. Unreadable: the encoding cannot write it."""
        marks = self._characters
        parts = [self._element(value, f"{path}[{n}]") for n, value in enumerate(elements)]
        try:
            return (marks.element.join(parts) + marks.terminator + self._line_end).encode(encoding)
        except UnicodeEncodeError as error:
            raise Unreadable(f"{encoding} has no {error.object[error.start]!r}", where=path) from error

    def _element(self, value: Any, path: str) -> str:
        marks = self._characters
        if isinstance(value, Mapping):
            repeats = values(field(value, "repeats", path), f"{path}.repeats")
            if not marks.repetition and len(repeats) > 1:
                raise Unreadable("the interchange has no repetition separator", where=path)
            return marks.repetition.join(self._element(one, f"{path}.repeats") for one in repeats)
        if isinstance(value, list):
            return marks.component.join(self._released(one, path) for one in texts(value, path))
        return self._released(text(value, path), path)

    def _released(self, data: str, path: str) -> str:
        """Data with a release character in front of each service character in it."""
        marks = self._characters
        if not marks.release and any(mark in data for mark in marks.special):
            raise Unreadable(
                "it holds a service character, and the interchange has no release character",
                where=path,
                next_step="declare others in una",
            )
        return "".join(marks.release + one if one in marks.special else one for one in data)
