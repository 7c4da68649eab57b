"""What a trial found, as a whole: for the terminal, for programs, and for the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from b2b.documents.order_response import LineStatus
from b2b.gateway.rehearsing import UNDECIDED
from b2b.onboarding.outcome import Decided, FileRun, InterchangeRun, SetRun
from b2b.store.states import Processing, Role

_TEST = "a test: "
# How the reason of what nothing here works begins.
_KEPT = "kept: "
_ANSWERS = {
    LineStatus.ACCEPTED: "accepted",
    LineStatus.PRICE_CHANGED: "accepted at another price",
    LineStatus.QUANTITY_CHANGED: "accepted in another quantity",
    LineStatus.BACK_ORDERED: "back-ordered",
    LineStatus.DATE_CHANGED: "accepted for another day",
    LineStatus.REJECTED: "rejected",
}
_WORKED = {
    Processing.NEW: "not worked yet",
    Processing.WAITING: "waits",
    Processing.DONE: "worked",
    Processing.FAILED: "not worked",
    Processing.QUARANTINED: "held back",
}


@dataclass(frozen=True, slots=True)
class Report:
    """The files that were tried, for which partner; `notes` say what the trial stood on that is made up, `needed` what
    the workspace has to have before real files come.
    """

    code: str
    name: str
    role: str
    files: tuple[FileRun, ...]
    notes: tuple[str, ...]
    needed: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Nothing is rejected, and no person is needed; what a supplier sends speaks of our orders, which a scratch
        workspace does not have, so that a person's part does not count there.
        """
        rejected = any(one.rejected for one in self.files)
        return not rejected and (self.role == Role.SUPPLIER or not any(one.needs_person for one in self.files))

    @property
    def summary(self) -> str:
        """The whole in one sentence."""
        rejected = sum(one.rejected for one in self.files)
        persons = sum(one.needs_person for one in self.files)
        undecided = sum(any(each.undecided for each in one.sets) for one in self.files)
        silent = sum(any(each.held_back or each.unworkable for each in one.sets) for one in self.files)
        total = f"{len(self.files)} file{'' if len(self.files) == 1 else 's'}"
        if not rejected and not persons:
            return f"{total}: everything is accepted and answered."
        told = f"{total}: something is rejected in {rejected}, a person is needed in {persons}."
        if silent:
            told += f" In {silent} something is acknowledged as accepted and not worked."
        if undecided:
            told += f" A test was not decided in {undecided}, which would wait for a person if it were real."
        if self.role == Role.SUPPLIER and persons:
            told += " The scratch workspace has no orders of yours, to which a supplier's files refer."
        return told

    def as_json(self) -> dict[str, Any]:
        """Everything, for programs; what would be sent is text."""
        return {
            "partner": self.code,
            "good": self.good,
            "notes": list(self.notes),
            "needed": list(self.needed),
            "files": [_file_json(one) for one in self.files],
        }


def answers_said(one: Decided) -> str:
    """The answer to a line in words: `10 accepted; 5 back-ordered (not in stock)`."""
    return "; ".join(_parts(one)) or "not answered"


def interchange_said(one: InterchangeRun) -> str:
    """What an interchange holds in words: `850 0001, 850 0002`; why there is nothing where nothing is worked."""
    if one.came_before:
        return "its number came before: nothing of it is worked"
    return ", ".join(f"{each.set_id} {each.control_number}" for each in one.sets) or "nothing of it is worked"


def worked_said(one: SetRun) -> str:
    """How far a set was worked, in words: `worked`, `worked as a test: order 77 was decided`, `not worked: ...`."""
    word = _WORKED.get(Processing(one.processing), one.processing) if one.processing else ""
    is_test = one.reason.startswith(_TEST)
    if one.left:
        word = _WORKED[Processing.WAITING]
    if is_test:
        word = "as a test not decided" if one.undecided else "worked as a test"
    if one.reason.startswith(_KEPT):
        return one.reason
    reason = one.reason.removeprefix(UNDECIDED).removeprefix(_TEST)
    told = {finding.message for finding in one.findings}
    return f"{word}: {reason}" if reason and not any(message in reason for message in told) else word


def _parts(one: Decided) -> Iterator[str]:
    for status, quantity, reason in one.answers:
        because = f" ({reason})" if reason else ""
        yield f"{quantity} {_ANSWERS.get(status, status.name.lower().replace('_', ' '))}{because}"
    if one.made_up:
        yield f"the price of {one.made_up} is made up"


def _file_json(one: FileRun) -> dict[str, Any]:
    return {
        "file": one.name,
        "verdict": str(one.verdict),
        "rejected": one.rejected,
        "findings": [asdict(each) for each in one.findings],
        "interchanges": [
            {"control_number": each.control_number, "verdict": each.verdict, "test": each.test}
            | {"came_before": each.came_before, "sets": len(each.sets)}
            for each in one.interchanges
        ],
        "sets": [asdict(each) for each in one.sets],
        "troubles": [{"code": code, "message": message} for code, message in one.troubles],
        "written": [
            {"sets": list(each.sets), "content": each.content.decode("utf-8", "replace")} for each in one.written
        ],
    }
