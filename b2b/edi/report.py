"""What `b2b edi validate` says: as JSON, written while the file is read, and as plain data for a table.

The JSON (keys of an object in any order):

    {"files": [{"file", "verdict", "accepted", "counts": {"sets", "accepted", "rejected"}, "findings": [F],
      "interchanges": [{"control_number", "sender", "receiver", "version", "test", "verdict", "accepted",
        "findings": [F],
        "groups": [{"functional_id", "control_number", "version", "verdict", "accepted", "findings": [F],
          "transactions": [{"set", "control_number", "verdict", "accepted", "findings": [F]}]}]}]}]}

    F = {"code", "severity", "message", "segment", "position", "loop", "element", "component", "value", "offset",
         "ack": [{"ack", "segment", "code"}]}, and "guide" where a line of a partner's guide is broken

Of a file with more than 10,000 sets only those with findings are listed; `counts` always counts all. Sets that are
neither accepted nor rejected are unsupported. `accepted` of a set is in effect where its group and interchange are
accepted too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO, TextIO

from b2b.edi.engine.headers import GroupHeader, InterchangeHeader
from b2b.edi.engine.results import Counts, FileResult, GroupResult, InterchangeResult, Result, SetResult
from b2b.edi.findings import Finding, Severity, Verdict
from b2b.edi.guides.guide import Guides
from b2b.edi.validation import validate
from b2b.edi.x12.set_check import Elsewhere

LISTED_SETS = 10_000

_IN_MEMORY = 4 << 20  # of the text that is held back; more of it waits on disk
_CLEAN, _KEPT = "c", "k"  # how a line of that text begins


def write_json(
    files: Iterable[tuple[str, bytes | BinaryIO]],
    out: TextIO,
    listed_sets: int = LISTED_SETS,
    elsewhere: Elsewhere | None = None,
    guides: Guides | None = None,
) -> bool:
    """Validate each file (a name and its bytes or the open file) and write the JSON; True when everything was accepted.

    `elsewhere` checks sets that our releases do not have, `guides` holds sets against guides (`validate`).
    Memory stays flat: what is known is written at once, except for the sets before the limit of listed ones is reached.
    """
    out.write('{"files": [')
    accepted = True
    for number, (name, source) in enumerate(files):
        out.write(",\n" if number else "\n")
        accepted &= _FileJson(out, listed_sets).write(name, validate(source, elsewhere=elsewhere, guides=guides))
    out.write("\n]}\n")
    return accepted


def everything_accepted(result: FileResult) -> bool:
    """True when the file and all of its sets are accepted."""
    return result.verdict.accepted and result.counts.accepted == result.counts.sets


def finding_json(finding: Finding) -> dict[str, Any]:
    """The F of the JSON."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "segment": finding.segment,
        "position": finding.position,
        "loop": finding.loop,
        "element": finding.element,
        "component": finding.component,
        "value": finding.value,
        "offset": finding.offset,
        "ack": [{"ack": a.ack, "segment": a.segment, "code": a.code} for a in finding.ack],
        **({"guide": finding.guide} if finding.guide else {}),
    }


class _FileJson:
    """One object of `files`; text is held back until it is known whether sets without findings are to be listed."""

    def __init__(self, out: TextIO, listed_sets: int) -> None:
        self._out, self._most = out, listed_sets
        # It is closed when it is released, which every file comes to.
        self._held: IO[str] | None = SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="ascii", newline="\n")  # noqa: SIM115
        self._sets = 0
        self._first = [True]

    def write(self, name: str, results: Iterable[Result]) -> bool:
        self._put(f'{{"file": {json.dumps(name)}, "interchanges": [')
        for result in results:
            match result:
                case SetResult():
                    self._set(result)
                case InterchangeHeader():
                    self._open(_interchange(result), "groups")
                case GroupHeader():
                    self._open(_group(result), "transactions")
                case GroupResult() | InterchangeResult():
                    self._put(f"], {_end(result.verdict, result.findings)}}}")
                case FileResult():
                    self._release()
                    counts = {k: getattr(result.counts, k) for k in ("sets", "accepted", "rejected")}
                    self._put(f'], "counts": {json.dumps(counts)}, {_end(result.verdict, result.findings)}}}')
                    return everything_accepted(result)
        raise AssertionError("validate ends with a FileResult")

    def _open(self, head: dict[str, Any], inside: str) -> None:
        self._put(f', {json.dumps(head)[:-1]}, "{inside}": [')

    def _set(self, result: SetResult) -> None:
        self._sets += 1
        if self._sets > self._most:
            self._release(only_with_findings=True)
            if not result.findings:
                return
        end = _end(result.verdict, result.findings) if result.findings else _ENDS[result.verdict]
        head = f'"set": {json.dumps(result.set)}, "control_number": {json.dumps(result.control_number)}'
        self._put(f", {{{head}, {end}}}", clean=not result.findings)

    def _put(self, text: str, clean: bool = False) -> None:
        """A piece of text; a leading comma is dropped where the piece turns out to be the first of its list."""
        if self._held is not None:
            self._held.write(f"{_CLEAN if clean else _KEPT}{text}\n")
            return
        if text.startswith(", {") and self._first[-1]:
            text = text[2:]
        self._first[-1] = False
        if text.endswith("["):
            self._first.append(True)
        elif text.startswith("]"):
            self._first.pop()
        self._out.write(text)

    def _release(self, only_with_findings: bool = False) -> None:
        held, self._held = self._held, None
        if held is None:
            return
        with held:
            held.seek(0)
            for line in held:
                if not (only_with_findings and line.startswith(_CLEAN)):
                    self._put(line[1:-1])


def _interchange(header: InterchangeHeader) -> dict[str, Any]:
    return {
        "control_number": header.control_number,
        "sender": header.sender,
        "receiver": header.receiver,
        "version": header.version,
        "test": header.test,
    }


def _group(header: GroupHeader) -> dict[str, Any]:
    return {
        "functional_id": header.functional_id,
        "control_number": header.control_number,
        "version": header.version,
    }


def _end(verdict: Verdict, findings: Iterable[Finding]) -> str:
    end = {
        "verdict": verdict.value,
        "accepted": verdict.accepted,
        "findings": [finding_json(f) for f in findings],
    }
    return json.dumps(end)[1:-1]


# Most sets have no finding: what is said of them then is written once.
_ENDS = {verdict: _end(verdict, ()) for verdict in Verdict}


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One functional group as a row of a table."""

    interchange: str
    sender: str
    receiver: str
    functional_id: str
    group: str
    version: str
    test: bool
    verdict: Verdict
    counts: Counts


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding as a row of a table; `where` names interchange, group, set and place in words, `guide` the
    guide's line that is broken, "" for the standard.
    """

    where: str
    severity: Severity
    code: str
    message: str
    value: str
    offset: int | None
    guide: str = ""


@dataclass(frozen=True, slots=True)
class FileSummary:
    """A file for people: its verdict, its first groups and findings; `more` and `more_groups` count the others."""

    file: str
    verdict: Verdict
    counts: Counts
    size: int
    accepted: bool
    groups: list[GroupRow] = field(default_factory=list)
    findings: list[FindingRow] = field(default_factory=list)
    more: int = 0
    more_groups: int = 0


def summarise(name: str, results: Iterable[Result], most: int = 200, infos: bool = False) -> FileSummary:
    """Read the results of `validate` to their end; at most `most` groups and findings are kept, infos only if asked
    for.
    """
    summary = _Summary(most, infos)
    for result in results:
        if isinstance(result, FileResult):
            summary.note("file", result.findings)
            return FileSummary(
                name,
                result.verdict,
                result.counts,
                result.size,
                everything_accepted(result),
                summary.groups,
                summary.findings,
                summary.more,
                summary.more_groups,
            )
        summary.take(result)
    raise AssertionError("validate ends with a FileResult")


class _Summary:
    def __init__(self, most: int, infos: bool) -> None:
        self._most, self._infos = most, infos
        self._interchange: InterchangeHeader | None = None
        self._group = ""
        self.groups: list[GroupRow] = []
        self.findings: list[FindingRow] = []
        self.more = self.more_groups = 0

    def take(self, result: Result) -> None:
        match result:
            case InterchangeHeader():
                self._interchange = result
            case GroupHeader():
                self._group = result.control_number
            case SetResult():
                self.note(f"group {self._group}, set {result.set} {result.control_number}", result.findings)
            case GroupResult():
                self.note(f"group {self._group}", result.findings)
                self._row(result)
            case InterchangeResult():
                self.note(f"interchange {result.header.control_number}", result.findings)

    def note(self, where: str, findings: Iterable[Finding]) -> None:
        for finding in findings:
            if finding.severity is Severity.INFO and not self._infos:
                continue
            if len(self.findings) >= self._most:
                self.more += 1
                continue
            place = ", ".join((where, *_place(finding)))
            value, guide = finding.value or "", finding.guide or ""
            row = FindingRow(place, finding.severity, finding.code, finding.message, value, finding.offset, guide)
            self.findings.append(row)

    def _row(self, result: GroupResult) -> None:
        header, interchange = result.header, self._interchange
        if interchange is None:
            return
        if len(self.groups) >= self._most:
            self.more_groups += 1
            return
        self.groups.append(
            GroupRow(
                interchange.control_number,
                interchange.sender,
                interchange.receiver,
                header.functional_id,
                header.control_number,
                header.version,
                interchange.test,
                result.verdict,
                result.counts,
            )
        )


def _place(finding: Finding) -> Iterator[str]:
    """Where it stands, without what the message itself begins with; what is missing stands nowhere."""
    if finding.position:
        missing = finding.code == "segment-missing"
        yield f"{'before ' if missing else ''}segment {finding.position}"
        if missing:
            return
    if finding.segment:
        element = f"{finding.element:02d}" if finding.element else ""
        component = f"-{finding.component:02d}" if finding.component else ""
        named = finding.segment + element + component
        if not finding.message.startswith((f"{named} ", f"{named},")):
            yield named
