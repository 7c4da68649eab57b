"""What a trial found, as a whole: for the terminal, for programs, and for the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from b2b.documents.order_response import LineStatus
from b2b.onboarding.trial import Decided, FileRun
from b2b.store.states import Role

_ANSWERS = {
    LineStatus.ACCEPTED: "accepted",
    LineStatus.PRICE_CHANGED: "accepted at another price",
    LineStatus.QUANTITY_CHANGED: "accepted in another quantity",
    LineStatus.BACK_ORDERED: "back-ordered",
    LineStatus.DATE_CHANGED: "accepted for another day",
    LineStatus.REJECTED: "rejected",
}


@dataclass(frozen=True, slots=True)
class Report:
    """The files that were tried, for which partner; `notes` say what the trial stood on that is made up."""

    code: str
    name: str
    role: str
    files: tuple[FileRun, ...]
    notes: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Nothing is rejected, and no person is needed; what a supplier sends speaks of our orders, which a scratch
        workspace does not have, so that a person's part does not count there.
        """
        rejected = any(one.rejected for one in self.files)
        return not rejected and (self.role == Role.SUPPLIER or not any(one.troubles for one in self.files))

    @property
    def summary(self) -> str:
        """The whole in one sentence."""
        rejected = sum(one.rejected for one in self.files)
        persons = sum(bool(one.troubles) for one in self.files)
        total = f"{len(self.files)} file{'' if len(self.files) == 1 else 's'}"
        if not rejected and not persons:
            return f"{total}: everything is accepted and answered."
        told = f"{total}: something is rejected in {rejected}, a person is needed in {persons}."
        if self.role == Role.SUPPLIER and persons:
            told += " The scratch workspace has no orders of yours, to which a supplier's files refer."
        return told

    def as_json(self) -> dict[str, Any]:
        """Everything, for programs; what would be sent is text."""
        return {
            "partner": self.code,
            "good": self.good,
            "notes": list(self.notes),
            "files": [_file_json(one) for one in self.files],
        }


def answers_said(one: Decided) -> str:
    """The answer to a line in words: `10 accepted; 5 back-ordered (not in stock)`."""
    return "; ".join(_parts(one)) or "not answered"


def _parts(one: Decided) -> Iterator[str]:
    for status, quantity, reason in one.answers:
        because = f" ({reason})" if reason else ""
        yield f"{quantity} {_ANSWERS.get(status, status.name.lower().replace('_', ' '))}{because}"


def _file_json(one: FileRun) -> dict[str, Any]:
    return {
        "file": one.name,
        "verdict": str(one.verdict),
        "rejected": one.rejected,
        "findings": [asdict(each) for each in one.findings],
        "sets": [asdict(each) for each in one.sets],
        "troubles": [{"code": code, "message": message} for code, message in one.troubles],
        "written": [
            {"sets": list(each.sets), "content": each.content.decode("utf-8", "replace")} for each in one.written
        ],
    }
