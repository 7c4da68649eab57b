"""What cannot be worked as it is: sets and releases without a schema, files that break the standard, and sets that keep
it and say too little.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from b2b.documents import ItemScheme, OrderLine
from b2b.edi.engine.results import FileReport, GroupReport, InterchangeReport, SetResult
from b2b.edi.findings import Finding, Severity, Verdict
from b2b.edi.validation import validate_bytes
from b2b.errors import LogicalError
from b2b.onboarding.counting import release_of
from b2b.onboarding.goods import has_mapping, orders, read_document
from b2b.onboarding.sides import Checked, Sides

_ROUNDS = 4
# What sets without a currency are read with: which it is will be asked, and what is proposed names one.
_ANY_CURRENCY = "XXX"
_FILES = 4
_MISSING = "segment-missing"
# Told as sets without a schema; no agreement helps.
_UNSUPPORTED = ("release-unsupported", "group-unsupported")


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why something of a file is not worked. `tolerate` are the findings that the agreement would have to let pass,
    empty where that does not help; `no_schema` is the set and release that there is no schema for, if that is why.
    """

    file: str
    what: str
    tolerate: tuple[str, ...] = ()
    no_schema: tuple[str, str] | None = None


def obstacles(sides: Sides) -> tuple[Obstacle, ...]:
    """Those of all files, in order."""
    return tuple(_all(sides))


def by_files(found: Iterable[Obstacle]) -> list[tuple[str, Obstacle]]:
    """What stands in the way, once for all files in which it does: the names of the files, and one of them."""
    same: dict[tuple[str, tuple[str, ...]], list[Obstacle]] = {}
    for one in found:
        same.setdefault((one.what, one.tolerate), []).append(one)
    return [(_files([one.file for one in each]), each[0]) for each in same.values()]


def _files(names: list[str]) -> str:
    named = list(dict.fromkeys(names))
    more = f" and {len(named) - _FILES} more" if len(named) > _FILES else ""
    return ", ".join(named[:_FILES]) + more


def _all(sides: Sides) -> Iterator[Obstacle]:
    for one in sides.silent:
        yield Obstacle(one.sample.name, one.reason)
    for address, file in sides.strangers:
        who = "who is neither the partner nor writes to it"
        hint = "where that is another address of the partner, add it to partner.toml as a further [[partner.identity]]"
        yield Obstacle(file, f"it has an interchange from {address}, {who}; {hint}")
    for one in {id(file): file for file, _ in sides.theirs}.values():
        yield from _of_file(one)
        yield from _units(one)


def _units(one: Checked) -> Iterator[Obstacle]:
    """Units of lines that no catalog can be kept in, and lines that do not say what they count."""
    lines = [line for order in orders([one.report]) for line in order.lines]
    unknown = {line.quantity.unit.removeprefix("x12:") for line in lines if line.quantity.unit.startswith("x12:")}
    for unit in sorted(unknown):
        yield Obstacle(one.sample.name, f"the unit {unit} is not known: a line in it is rejected, and a person told")
    uncounted = [line for line in lines if not line.quantity.unit and not _names_trade_item(line)]
    if uncounted:
        what = f"of {len(lines)} lines {len(uncounted)} name neither a unit nor a GTIN"
        yield Obstacle(one.sample.name, f"{what}: such a line is rejected, and a person told")


def _names_trade_item(line: OrderLine) -> bool:
    return any(id.scheme is ItemScheme.GTIN for id in line.items)


def _of_file(one: Checked) -> Iterator[Obstacle]:
    name = one.sample.name
    unsupported = {
        (found.set, release_of(found, group, interchange))
        for interchange in one.report.interchanges
        for group in interchange.groups
        for found in group.sets
        if found.verdict is Verdict.UNSUPPORTED
    }
    for set_id, release in sorted(unsupported):
        what = f"there is no schema for {set_id} in {release or 'a group without version'}"
        yield Obstacle(name, what, no_schema=(set_id, release))
    errors = list(_errors(one.report))
    if not errors:
        yield from _unworkable(one)
        return
    told = "; ".join(dict.fromkeys(_told(each) for each in errors[:3]))
    tolerable = _tolerable(one)
    hopeless = "" if tolerable else "; it cannot be worked so, whatever is let pass: ask the partner to correct it"
    yield Obstacle(name, f"it breaks the standard: {told}{hopeless}", tolerable)


def _unworkable(one: Checked) -> Iterator[Obstacle]:
    """Sets that are acknowledged as accepted, because nothing in them breaks the standard, and say too little."""
    told: dict[str, int] = {}
    for interchange in one.report.interchanges:
        for group in interchange.groups:
            for each in group.sets:
                if not each.verdict.accepted or not each.release or not has_mapping(each.set):
                    continue
                if problem := _problem(each, group, interchange):
                    what = f"{each.set} keeps the standard, and cannot be worked: {problem}"
                    told[what] = told.get(what, 0) + 1
    for what, times in told.items():
        yield Obstacle(one.sample.name, f"{what} ({times} times)" if times > 1 else what)


def _problem(one: SetResult, group: GroupReport, interchange: InterchangeReport) -> str:
    """Why a set makes no document, "" where it does."""
    try:
        read_document(one, group, interchange, _ANY_CURRENCY)
    except LogicalError as problem:
        return problem.message
    return ""


def _errors(report: FileReport) -> Iterator[Finding]:
    found = list(report.result.findings)
    for interchange in report.interchanges:
        found += interchange.result.findings
        for group in interchange.groups:
            found += group.result.findings
            found += [each for one in group.sets if one.verdict is not Verdict.UNSUPPORTED for each in one.findings]
    return (each for each in found if each.severity is Severity.ERROR and each.code not in _UNSUPPORTED)


def _told(finding: Finding) -> str:
    element = f"{finding.element:02d}" if finding.element else ""
    place = f"{finding.segment}{element}: " if finding.segment else ""
    return f"{place}{finding.message}"


def _tolerable(one: Checked) -> tuple[str, ...]:
    """The codes that have to be let pass so that no error is left; () where no codes do that, and where the file says
    too little to be worked even so.
    """
    codes: frozenset[str] = frozenset()
    report = one.report
    for _ in range(_ROUNDS):
        more = codes | {each.code for each in _errors(report)}
        if more == codes:
            return ()
        codes = more
        report = validate_bytes(one.sample.data, tolerate=codes)
        if not any(_errors(report)):
            return tuple(sorted(codes)) if all(_can_be_worked(report, codes)) else ()
    return ()


def _can_be_worked(report: FileReport, codes: frozenset[str]) -> Iterator[bool]:
    """Whether each set makes a document all the same: what lacks its heading says nothing that could be worked."""
    for interchange in report.interchanges:
        for group in interchange.groups:
            for one in group.sets:
                if not one.release:
                    continue
                if has_mapping(one.set):
                    yield not _problem(one, group, interchange)
                else:
                    yield _MISSING not in codes
