"""Validates a file of either syntax: the one place that tells EDIFACT from X12, by how the file begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, cast

from b2b.edi.edifact import syntax_version, unb
from b2b.edi.edifact import validate as edifact
from b2b.edi.edifact.releases import shipped as edifact_shipped
from b2b.edi.engine.headers import InterchangeHeader
from b2b.edi.engine.limits import DEFAULT, Limits
from b2b.edi.engine.results import FileReport, Result, collect
from b2b.edi.guides.guide import Guides
from b2b.edi.schema import Release, Releases
from b2b.edi.x12 import isa
from b2b.edi.x12 import validate as x12
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.releases import shipped as x12_shipped
from b2b.edi.x12.set_check import Elsewhere

_HEAD = 4096


def shipped(name: str) -> Release | None:
    """The release of X12 or directory of EDIFACT of that name that ships with b2b, None if none does."""
    return x12_shipped(name) or edifact_shipped(name)


def is_edifact(head: bytes) -> bool:
    """Whether a file that begins so is EDIFACT: UNA or UNB stands there, and no ISA before it."""
    at, other = unb.find(head, 0), isa.find(head, 0)
    return at >= 0 and (other < 0 or at < other)


def of_edifact(header: InterchangeHeader) -> bool:
    """Whether an interchange is EDIFACT."""
    return syntax_version.is_edifact(header.version)


def validate(
    source: bytes | BinaryIO,
    *,
    limits: Limits = DEFAULT,
    tolerate: frozenset[str] = frozenset(),
    releases: Releases = shipped,
    elsewhere: Elsewhere | None = None,
    guides: Guides | None = None,
    characters: CharacterSet | None = None,
) -> Iterator[Result]:
    """Read and check a file; nothing raises, whatever the bytes are. Results and options are those of
    `b2b.edi.x12.validate.validate`; `elsewhere` and `characters` are for X12 only, as UNB names the characters.
    """
    head, whole = (source[:_HEAD], source) if isinstance(source, bytes) else _peeked(source)
    if is_edifact(head):
        return edifact.validate(whole, limits=limits, tolerate=tolerate, releases=releases, guides=guides)
    return x12.validate(
        whole,
        limits=limits,
        tolerate=tolerate,
        releases=releases,
        elsewhere=elsewhere,
        guides=guides,
        characters=characters,
    )


def validate_bytes(
    data: bytes,
    *,
    limits: Limits = DEFAULT,
    tolerate: frozenset[str] = frozenset(),
    guides: Guides | None = None,
) -> FileReport:
    """The same, with all results in memory and nested as the file is."""
    return collect(validate(data, limits=limits, tolerate=tolerate, guides=guides))


def _peeked(source: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The beginning of a file that is read once, and the whole of it."""
    head = source.read(_HEAD)
    return head, cast(BinaryIO, _Whole(head, source))


class _Whole:
    """What was read of a file, and the file: all that the reader needs of one."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1) -> bytes:
        head, self._head = self._head, b""
        return head or self._rest.read(size)
