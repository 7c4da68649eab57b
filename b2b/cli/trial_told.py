"""How the terminal tells what came of a trial (`b2b partner test`)."""

from __future__ import annotations

from collections.abc import Sequence

from b2b.cli import screen, told_commands
from b2b.cli.words import counted
from b2b.onboarding.outcome import FileRun, Found, SetRun
from b2b.onboarding.report import Report, answers_said, interchange_said, worked_said

_FINDINGS_SHOWN = 20


def tell(found: Report) -> None:
    """All files one after the other, then the whole in a sentence, then what is needed before real files come."""
    for note in found.notes:
        screen.hanging("note  ", note, "dim")
    for one in found.files:
        screen.line()
        _tell_file(one)
    screen.line()
    screen.heading(found.summary)
    for needed in found.needed:
        screen.hanging("before real files come: ", told_commands.complete(needed), "yellow")


def _tell_file(one: FileRun) -> None:
    test = ", a test" if one.test else ""
    screen.heading(f"{one.name}: {one.verdict}{test}")
    _tell_findings(one.findings, "  ")
    if len(one.interchanges) > 1:
        for interchange in one.interchanges:
            said = f"{interchange.verdict}; {interchange_said(interchange)}"
            screen.hanging(f"  interchange {interchange.control_number}: ", said)
    for run in one.sets:
        _tell_set(run)
    for code, message in one.troubles:
        screen.hanging("  a person  ", f"{code}: {message}", "yellow")
    if not one.written:
        screen.line("  nothing would be sent")
    for written in one.written:
        sets = ", ".join(dict.fromkeys(written.sets)) or "an interchange"
        screen.line(f"  would send {sets}, {counted(len(written.content), 'byte')}")


def _tell_set(run: SetRun) -> None:
    about = f" {run.about}" if run.about else ""
    style = "yellow" if run.undecided else ""
    screen.hanging(f"  set {run.set_id} {run.control_number}{about}: ", f"{run.verdict}; {worked_said(run)}", style)
    _tell_findings(run.findings, "    ")
    for one in run.decided:
        screen.hanging(f"    line {one.number or '-':<6}", f"{one.items}, {one.ordered}: {answers_said(one)}")


def _tell_findings(found: Sequence[Found], indent: str) -> None:
    for each in found[:_FINDINGS_SHOWN]:
        place = f"{each.place}: " if each.place else ""
        line = f" [guide {each.line}]" if each.line else ""
        screen.hanging(f"{indent}{each.severity:<8}", f"{place}{each.message}{line}")
    if len(found) > _FINDINGS_SHOWN:
        screen.line(f"{indent}... and {len(found) - _FINDINGS_SHOWN} more; --report has them all")
