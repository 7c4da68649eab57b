"""Looks through a file before anything is stored: what it holds, where, and with which verdicts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from b2b.edi.engine.headers import GroupHeader, InterchangeHeader
from b2b.edi.engine.limits import DEFAULT, Limits
from b2b.edi.engine.results import FileResult, GroupResult, InterchangeResult, SetResult
from b2b.edi.findings import Finding, Severity
from b2b.edi.validation import validate
from b2b.edi.x12.characters import CharacterSet
from b2b.gateway.guides import Agreed

_NAMING = 2  # ST or UNH, and the beginning segment


@dataclass(slots=True)
class FoundGroup:
    """A group with its sets; of their segments only those that name the document are kept, where there is something to
    say of it, so that memory follows the number of sets only.
    """

    header: GroupHeader
    sets: list[SetResult]
    result: GroupResult


@dataclass(slots=True)
class FoundInterchange:
    """An interchange with its groups, its place in the file, and the hash of its bytes."""

    header: InterchangeHeader
    groups: list[FoundGroup]
    result: InterchangeResult
    length: int = 0
    sha256: str = ""


@dataclass(slots=True)
class FoundFile:
    """What a file holds."""

    result: FileResult
    interchanges: list[FoundInterchange] = field(default_factory=list)


def examine(
    content: bytes,
    tolerate: frozenset[str] = frozenset(),
    limits: Limits = DEFAULT,
    characters: CharacterSet | None = None,
    guides: Agreed | None = None,
) -> FoundFile:
    """Check the bytes of a file; `tolerate` are codes of findings that shall not reject, `limits` the workspace's,
    `characters` those that the partner's agreement lets through (None: any), `guides` what is agreed beside the
    standard.
    """
    interchanges: list[FoundInterchange] = []
    groups: list[FoundGroup] = []
    sets: list[SetResult] = []
    for result in validate(content, tolerate=tolerate, limits=limits, characters=characters, guides=guides):
        match result:
            case SetResult():
                sets.append(replace(result, segments=result.segments[:_NAMING] if result.findings else []))
            case GroupResult():
                groups.append(FoundGroup(result.header, sets, result))
                sets = []
            case InterchangeResult():
                interchanges.append(FoundInterchange(result.header, groups, result))
                groups = []
            case FileResult():
                _measure(interchanges, content)
                return FoundFile(result, interchanges)
            case _:
                pass
    raise AssertionError("validate ends with a FileResult")


def findings_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as the store keeps them."""
    return [{**asdict(f), "severity": str(f.severity)} for f in findings]


def first_error(findings: Iterable[Finding]) -> Finding | None:
    """The first finding that rejects."""
    return next((f for f in findings if f.severity is Severity.ERROR), None)


def _measure(interchanges: list[FoundInterchange], content: bytes) -> None:
    """An interchange reaches to the next one, or to the end; blanks and padding behind it are nobody's."""
    ends = [i.header.offset for i in interchanges[1:]] + [len(content)]
    for interchange, end in zip(interchanges, ends, strict=False):
        raw = content[interchange.header.offset : end].rstrip(b" \t\r\n\x00\x1a")
        interchange.length, interchange.sha256 = len(raw), hashlib.sha256(raw).hexdigest()
