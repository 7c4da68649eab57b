"""A file as a tree, interchange to element, that writes back the very bytes it was read from.

    tree = read_tree(data)
    assert write_tree(tree) == data

A segment is its elements and its ending (terminator, line end, blanks). Where the elements joined again would not be
the bytes as they stood (a line break inside a segment, binary data), those are kept beside them. To change a segment,
replace its elements and let go of what is kept: `replace(segment, elements=[...], kept=None)`; all other bytes stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.events import EnvelopeSegment, InterchangeStart, RawSet, Stray
from b2b.edi.engine.limits import DEFAULT, Limits
from b2b.edi.engine.tree import Node, build
from b2b.edi.schema import Releases, SetSchema
from b2b.edi.x12.isa import Isa
from b2b.edi.x12.reader import read
from b2b.edi.x12.releases import release_of, shipped
from b2b.edi.x12.tokenizer import Tokenizer


@dataclass(frozen=True, slots=True)
class SourceSegment:
    """A segment: `elements` with the id first, `ending` up to the next segment, `kept` as in the module's text."""

    elements: Sequence[str]
    ending: bytes
    kept: bytes | None = None


@dataclass(frozen=True, slots=True)
class SetTree:
    """A transaction set: what stands before its first segment (nearly always nothing), its segments, its loops.

    `root` is the loop tree over the elements of `segments`, by index; None where we have no schema of the set.
    """

    lead: bytes
    segments: list[SourceSegment]
    codec: str
    root: Node | None


@dataclass(frozen=True, slots=True)
class Loose:
    """Bytes that are in no segment: a byte order mark, blanks, text between interchanges, what is beyond a limit."""

    raw: bytes


Part = SourceSegment | SetTree | Loose


@dataclass(slots=True)
class GroupTree:
    """A functional group from its GS to its GE, or to where it breaks off."""

    parts: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class InterchangeTree:
    """An interchange from its ISA to its IEA, or to where it breaks off."""

    delimiters: Delimiters
    isa: SourceSegment
    parts: list[Part | GroupTree] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FileTree:
    """A whole file."""

    parts: list[InterchangeTree | Loose]


def read_tree(source: bytes | BinaryIO, *, releases: Releases = shipped, limits: Limits = DEFAULT) -> FileTree:
    """The tree of a file, all of it in memory; nothing raises, whatever the bytes are.

    `releases` gives the release of a name such as 004010, None where there is none.
    """
    reading = _Reading(releases)
    for event in read(source, limits):
        reading.take(event)
    return FileTree(reading.parts)


def write_tree(tree: FileTree) -> bytes:
    """The bytes of a tree. UnicodeEncodeError: a changed element has a character that its file has no bytes for."""
    out: list[bytes] = []
    for part in tree.parts:
        if isinstance(part, Loose):
            out.append(part.raw)
            continue
        out.append(_segment_bytes(part.isa, part.delimiters, "utf-8"))
        for inner in part.parts:
            for one in inner.parts if isinstance(inner, GroupTree) else [inner]:
                out.extend(_bytes(one, part.delimiters))
    return b"".join(out)


def in_order(root: Node) -> list[int]:
    """The index of every segment in a loop tree, its strays included, in the order of the set."""
    return sorted(index for node in root.walk() for index in (*node.outline.own, *node.outline.strays))


class _Reading:
    """Builds the tree event by event."""

    def __init__(self, releases: Releases) -> None:
        self._releases = releases
        self.parts: list[InterchangeTree | Loose] = []
        self._interchange: InterchangeTree | None = None
        self._tokenizer: Tokenizer | None = None
        self._group: GroupTree | None = None
        self._version = ""

    def take(self, event: InterchangeStart[Isa] | EnvelopeSegment | RawSet | Stray) -> None:
        match event:
            case InterchangeStart():
                isa = SourceSegment(("ISA", *event.header.elements), event.tail, event.raw)
                self._interchange = InterchangeTree(event.header.delimiters, isa)
                self._tokenizer = Tokenizer(event.header.delimiters, event.raw, event.tail)
                self._group = None
                self.parts.append(self._interchange)
            case EnvelopeSegment():
                self._envelope(event)
            case RawSet():
                self._add(self._set(event))
            case Stray():
                self._add(Loose(event.raw + event.tail))

    def _envelope(self, event: EnvelopeSegment) -> None:
        assert self._interchange is not None
        delimiters = self._interchange.delimiters
        terminator = delimiters.encoded(delimiters.terminator) if event.terminated else b""
        body = event.raw[: len(event.raw) - len(terminator)]
        segment = _source(event.elements, body, terminator + event.tail, delimiters, "utf-8")
        tag = event.elements[0]
        if tag == "GS":
            self._group = GroupTree()
            self._interchange.parts.append(self._group)
            self._version = event.elements[8] if len(event.elements) > 8 else ""
        elif tag == "IEA":
            self._group = None
        self._add(segment)
        if tag == "GE":
            self._group = None
        elif tag == "IEA":
            self._interchange = None

    def _add(self, part: Part) -> None:
        if self._group is not None:
            self._group.parts.append(part)
        elif self._interchange is not None:
            self._interchange.parts.append(part)
        else:
            assert isinstance(part, Loose)
            self.parts.append(part)

    def _set(self, event: RawSet) -> SetTree:
        assert self._interchange is not None
        assert self._tokenizer is not None
        delimiters, raw = self._interchange.delimiters, event.raw
        codec = self._tokenizer.codec(raw)
        segments = self._tokenizer.tokenize(raw).segments
        spans = list(self._tokenizer.spans(raw))
        following = [start for start, _ in spans[1:]] + [len(raw)]
        sources = [
            _source(elements, raw[start:end], raw[end:after], delimiters, codec)
            for elements, (start, end), after in zip(segments, spans, following, strict=True)
        ]
        if event.tail:
            last = sources[-1]
            sources[-1] = SourceSegment(last.elements, last.ending + event.tail, last.kept)
        schema = self._schema(segments[0])
        root = build(segments, schema) if schema is not None else None
        return SetTree(raw[: spans[0][0]], sources, codec, root)

    def _schema(self, st: Sequence[str]) -> SetSchema | None:
        release = release_of(st, self._version, self._releases)
        return release.sets.get(st[1]) if release is not None and len(st) > 1 else None


def _source(elements: Sequence[str], body: bytes, ending: bytes, delimiters: Delimiters, codec: str) -> SourceSegment:
    joined = delimiters.element.join(elements).encode(codec, "replace")
    return SourceSegment(elements, ending, None if joined == body else body)


def _bytes(part: Part, delimiters: Delimiters) -> Iterator[bytes]:
    match part:
        case Loose():
            yield part.raw
        case SourceSegment():
            yield _segment_bytes(part, delimiters, "utf-8")
        case SetTree():
            yield part.lead
            order = range(len(part.segments)) if part.root is None else in_order(part.root)
            for index in order:
                yield _segment_bytes(part.segments[index], delimiters, part.codec)


def _segment_bytes(segment: SourceSegment, delimiters: Delimiters, codec: str) -> bytes:
    if segment.kept is not None:
        return segment.kept + segment.ending
    return delimiters.element.join(segment.elements).encode(codec) + segment.ending
