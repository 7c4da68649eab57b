"""Why pyx12 and we may differ on a message: each class names the paragraph, or the habit of pyx12, that decides it.

X12.6 is cited by the heading, with the number under which appendix B of X12's own 005010 guides repeats it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from b2b.edi.engine.results import SetResult
from b2b.edi.findings import Finding, Severity
from b2b.edi.x12.second_opinion import Opinion
from tests.edi.differential.message import REPETITION

Test = Callable[[Finding, SetResult], bool]


def _says(words: str) -> Test:
    return lambda f, one: words in f.message


def _bad_character(finding: Finding) -> bool:
    return finding.ack[0].code == "6"


def _begins_again(finding: Finding, one: SetResult) -> bool:
    """A mandatory segment is missing, and where that shows its loop, or one around it, begins once more."""
    triggers = {name.partition("-")[0] for name in (finding.loop or "").split("/")}
    return finding.code == "segment-missing" and _segment(finding, one)[0] in triggers


def _segment(finding: Finding, one: SetResult) -> list[str]:
    at = (finding.position or 0) - 1
    return one.segments[at] if 0 <= at < len(one.segments) else [""]


def _is_repeated(finding: Finding, one: SetResult) -> bool:
    segment, number = _segment(finding, one), finding.element or 0
    return 0 < number < len(segment) and REPETITION in segment[number]


_CONDITIONS = ("element-condition", "segment-without-elements")

PYX12_ASKS_TOO_MUCH: dict[str, Test] = {
    # String (B.1.1.3.1.4): trailing spaces should be suppressed; they are not wrong. We report them.
    "trailing spaces": _says("unnecessary trailing spaces"),
    # Absence of data (B.1.1.3.10): separators behind the last element should be suppressed. We warn.
    "trailing separators": lambda f, one: f.ack[0].code == "SEG1" or _only_separators(f, one),
    # The same of component separators behind the last component; pyx12 takes the value for a composite.
    "trailing component separators": lambda f, one: "invalid composite" in f.message and _is_simple(f.value),
    # Decimal (B.1.1.3.1.2): the point is optional at the right end of a whole number.
    "decimal point last": lambda f, one: _bad_character(f) and (f.value or "").endswith("."),
    # Decimal, from 005010 on: an exponent of base 10 may follow.
    "exponent": lambda f, one: _bad_character(f) and "E" in (f.value or "") and one.release >= "005010",
    # Date (B.1.1.3.1.5): any day of the calendar; pyx12 begins in 1800.
    "year before 1800": lambda f, one: f.ack[0].code == "8" and (f.value or "9") < "1800",
    # Character sets (B.1.1.2.2 and 3): what lies beyond the extended set is for the partners to agree; ^ belongs to it
    # in releases where it is not the repetition separator.
    "beyond the extended character set": lambda f, one: _bad_character(f) and any(c in "\xfc^" for c in f.value or ""),
    # HL segment, semantic note to HL01: a unique number. pyx12 asks that it counts up from 1, and finds parents by count.
    "HL numbers that do not count up": lambda f, one: f.ack[0].code in ("HL1", "HL2") and _counts_otherwise(one),
    # String (B.1.1.3.1.4): at least one character is no space, so spaces alone require and exclude nothing.
    "condition with an element of spaces": lambda f, one: (
        f.ack[0].code in ("2", "10") and _spaces(one, "element-blank")
    ),
    # AK202 repeats our own ST02; without the zeros at its front it still names the set (docs/findings.md). We warn.
    "AK202 without its leading zeros": lambda f, one: (f.segment, f.element, f.ack[0].code) == ("AK2", 2, "4"),
}
PYX12_DOES_NOT_SEE: dict[str, Test] = {
    # Composite data structure (B.1.1.3.3): a mandatory component must be given where the composite is. pyx12 asks for
    # the first one only where the composite itself is mandatory.
    "first component missing": lambda f, one: f.code == "element-missing" and f.component == 1,
    # String (B.1.1.3.1.4): at least one character is no space. pyx12 takes spaces for a value.
    "mandatory element of spaces": lambda f, one: f.code == "element-missing" and bool(f.value) and f.value.isspace(),
    "condition with an element of spaces": lambda f, one: f.code in _CONDITIONS and _spaces(one, "element-blank"),
    # Repeating data elements (B.1.1.3.2): pyx12 does not take elements apart at the repetition separator.
    "repetition": _is_repeated,
    # Loops of data segments (B.1.1.3.12.4): each occurrence has its mandatory segments. pyx12 does not look for those of an occurrence that
    # ends because the loop begins again.
    "end of a loop that begins again": _begins_again,
    # As above: pyx12 finds parents by count.
    "HL numbers that do not count up": lambda f, one: f.code.startswith("hl-") and _counts_otherwise(one),
    # Syntax notes (B.1.1.3.5) bind components too; maps of pyx12 have none for composites.
    "note of a composite": lambda f, one: f.code == "element-condition" and f.component is not None,
}


def _spaces(one: SetResult, code: str) -> bool:
    """Layout is told once a set, wherever it shows first."""
    return any(f.code == code for f in one.findings)


def _only_separators(finding: Finding, one: SetResult) -> bool:
    """pyx12 counts an empty element behind the last one of the segment as one too many."""
    return finding.ack[0].code in ("3", "8") and _segment(finding, one)[-1] == ""


def _is_simple(value: str | None) -> bool:
    return bool(value) and not (value or "").rstrip(">").count(">")


def _counts_otherwise(one: SetResult) -> bool:
    """True where HL01 is not the count of the HL segments so far, or HL02 not written as a count is."""
    levels = [(*segment, "", "")[1:3] for segment in one.segments if segment[0] == "HL"]
    counted = [str(n) for n in range(1, len(levels) + 1)]
    padded = any(p != p.strip() for _, p in levels) or any(
        _spaces(one, c) for c in ("trailing-spaces", "element-blank")
    )
    return padded or [number for number, _ in levels] != counted


def deciding(ours: SetResult, theirs: Opinion) -> tuple[Finding, ...]:
    """The findings that make two verdicts differ: errors of ours, or anything of pyx12's; none where they agree."""
    if theirs.accepted is ours.verdict.accepted:
        return ()
    return tuple(f for f in ours.findings if f.severity is Severity.ERROR) if theirs.accepted else theirs.findings


def unexplained(ours: SetResult, theirs: Opinion) -> Iterator[str]:
    """What makes the two differ and belongs to no class."""
    if theirs.accepted is None:
        yield theirs.reason
    yield from (finding.message for finding in deciding(ours, theirs) if not _classes(finding, ours, theirs))


def _classes(finding: Finding, ours: SetResult, theirs: Opinion) -> list[str]:
    classes = PYX12_DOES_NOT_SEE if theirs.accepted else PYX12_ASKS_TOO_MUCH
    return [name for name, test in classes.items() if test(finding, ours)]
