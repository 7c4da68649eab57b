"""From the bytes of a file that is one document by itself to its document, with all that is odd about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from b2b.documents import Document
from b2b.errors import Unreadable
from b2b.gateway import whole_files
from b2b.gateway.bootstrap import Gateway
from b2b.invoicing.check_received import check_reading
from b2b.invoicing.official import judge
from b2b.invoicing.problem import Problem
from b2b.invoicing.read import read_invoice
from b2b.payments import camt053, pain002
from b2b.payments.message import Finding
from b2b.store.states import Severity


@dataclass(frozen=True, slots=True)
class FileReading:
    """A document, what of the file has no place in it (path and value), and what is odd about it: the `problems` of an
    invoice, and everything as `findings` for the exchange's row.
    """

    document: Document
    leftovers: Sequence[dict[str, Any]]
    problems: Sequence[Problem] = ()
    findings: Sequence[dict[str, Any]] = ()


def parts(kind: str, content: bytes) -> int:
    """How many documents the file holds: a bank may send the statements of several accounts in one."""
    if kind != whole_files.STATEMENT:
        return 1
    try:
        return len(camt053.read(content).statements)
    except Unreadable:
        return 1


def read(gateway: Gateway, kind: str, position: int, content: bytes) -> FileReading:
    """The document in a file, the one at `position` (from 1) where it holds several.

    Invoices are checked by our arithmetic and by the official rules, which takes a second and may raise
    IndeterminateError: then nothing is known. Raises Unreadable for what the file does not hold.
    """
    if kind in whole_files.INVOICES:
        return _invoice(gateway, content)
    if kind == whole_files.STATUS:
        status = pain002.read(content)
        return FileReading(status.status, _leftovers(status.leftovers), findings=_odd(status.findings))
    if kind == whole_files.STATEMENT:
        statements = camt053.read(content)
        chosen = statements.statements[max(position, 1) - 1]
        return FileReading(chosen, _leftovers(statements.leftovers), findings=_odd(statements.findings))
    raise Unreadable(f"nothing is done with a {kind} that comes in", next_step="ask the sender what it is for")


def _invoice(gateway: Gateway, content: bytes) -> FileReading:
    reading = read_invoice(content)
    report = judge(reading, packs=gateway.rule_packs)
    broken = [Problem(one.rule, "", one.location, one.text, _ASK) for one in report.failures]
    odd = [Problem(one.rule, "", one.location, one.text, _ASK, is_fatal=False) for one in report.warnings]
    ours = check_reading(reading)
    published = {one.rule for one in broken}
    problems = [*broken, *(one for one in ours if one.rule not in published), *odd]
    return FileReading(reading.invoice, _leftovers(reading.leftovers), problems, problem_findings(problems))


def problem_findings(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """The problems of an invoice as the exchange's row keeps findings."""
    return [
        {
            "code": one.rule or one.term,
            "severity": str(Severity.ERROR if one.is_fatal else Severity.WARNING),
            "message": one.message,
            "where": one.where,
        }
        for one in problems
    ]


def _odd(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {"code": one.code, "severity": str(Severity.WARNING), "message": one.text, "where": one.where}
        for one in findings
    ]


def _leftovers(leftovers: Sequence[Any]) -> list[dict[str, Any]]:
    return [asdict(one) for one in leftovers]


_ASK = "ask the sender for a correct invoice, or for a credit note"
