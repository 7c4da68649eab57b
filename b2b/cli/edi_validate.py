"""`b2b edi validate`: verdicts and findings of files, for people or as JSON written while the file is read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from b2b.cli import failures, screen
from b2b.cli.listing import key, number, table
from b2b.cli.progress import progress
from b2b.cli.words import counted
from b2b.edi.findings import Severity
from b2b.edi.guides.guide import Guides
from b2b.edi.report import FileSummary, FindingRow, summarise, write_json
from b2b.edi.validation import validate
from b2b.edi.x12.hipaa import Hipaa

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "dim"}


class Inputs:
    """The files of one run, opened one after the other; what cannot be opened is told and remembered."""

    def __init__(self, names: Sequence[str], *, quiet: bool) -> None:
        self._names, self._quiet = names, quiet
        self.unreadable = False

    def opened(self) -> Iterator[tuple[str, BinaryIO]]:
        """Name and open file, in order; each is closed when the next is asked for."""
        with progress("Reading", _size(self._names), quiet=self._quiet) as advance:
            for name in self._names:
                try:
                    with _open(name) as file:
                        yield name, cast(BinaryIO, Counted(file, advance))
                except OSError as error:
                    if error.filename is None:
                        raise
                    self.unreadable = True
                    failures.present(error)


class Counted:
    """An open file that tells how many bytes were read."""

    def __init__(self, file: BinaryIO, advance: Callable[[int], None]) -> None:
        self._file, self._advance = file, advance

    def read(self, size: int = -1) -> bytes:
        """Like the file's own `read`."""
        data = self._file.read(size)
        self._advance(len(data))
        return data


@contextmanager
def _open(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as file:
        yield file


def _size(names: Sequence[str]) -> int | None:
    """All bytes to read, None where standard input is among them."""
    return None if "-" in names else sum(os.path.getsize(name) for name in names if Path(name).is_file())


def check(names: Sequence[str], *, as_json: bool, infos: bool, most: int, guides: Guides | None = None) -> int:
    """Validate files, under guides too where they are given, and tell; the exit code: 2 where one could not be read, 1
    where a set was not accepted, else 0.
    """
    inputs = Inputs(names, quiet=as_json)
    if as_json:
        accepted = write_json(inputs.opened(), sys.stdout, elsewhere=Hipaa(), guides=guides)
    else:
        accepted = _tell(inputs, infos=infos, most=most, guides=guides)
    return exit_code(inputs, accepted)


def exit_code(inputs: Inputs, accepted: bool) -> int:
    """What stands for the whole run."""
    return failures.UNUSABLE if inputs.unreadable else failures.DONE if accepted else failures.REJECTED


def _tell(inputs: Inputs, *, infos: bool, most: int, guides: Guides | None) -> bool:
    accepted = total = 0
    for name, file in inputs.opened():
        summary = summarise(name, validate(file, elsewhere=Hipaa(), guides=guides), most=most, infos=infos)
        if total:
            screen.line()
        show(summary)
        total += 1
        accepted += summary.accepted
    if total > 1:
        screen.line()
        screen.heading(f"{total} files: {accepted} accepted, {total - accepted} not.")
    return accepted == total


def show(summary: FileSummary) -> None:
    """One file: its verdict, its groups, its findings."""
    counts = summary.counts
    parts = [f"{counts.accepted:,} of {counted(counts.sets, 'set')} accepted"]
    parts += [f"{counts.rejected} rejected"] if counts.rejected else []
    unsupported = counts.sets - counts.accepted - counts.rejected
    parts += [f"{unsupported} unsupported"] if unsupported else []
    screen.heading(f"{'stdin' if summary.file == '-' else summary.file}: {summary.verdict}")
    screen.line(", ".join(parts) + ".")
    if summary.groups:
        table(
            [
                key("interchange", "Interchange"),
                key("sender", "From"),
                key("receiver", "To"),
                key("group", "Group"),
                key("version", "Release"),
                number("sets", "Sets"),
                key("verdict", "Verdict"),
            ],
            [
                {
                    "interchange": row.interchange + (" test" if row.test else ""),
                    "sender": row.sender,
                    "receiver": row.receiver,
                    "group": f"{row.functional_id} {row.group}",
                    "version": row.version,
                    "sets": row.counts.sets,
                    "verdict": row.verdict.value,
                }
                for row in summary.groups
            ],
        )
    if summary.more_groups:
        screen.line(f"... and {counted(summary.more_groups, 'more group')}; --json lists them all")
    for finding in summary.findings:
        _finding(finding)
    if summary.more:
        screen.line(f"... and {summary.more} more; --json lists them all")


def _finding(row: FindingRow) -> None:
    value = f" [{row.value}]" if row.value else ""
    place = f" (byte {row.offset})" if row.offset is not None else ""
    guide = f" [guide {row.guide}]" if row.guide else ""
    label = f"{row.severity.value:<8}"
    screen.hanging(label, f"{row.where}{place}: {row.message}{value}{guide}", _STYLES[row.severity])
