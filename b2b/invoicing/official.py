"""What the official rules say about an invoice that came in, on its bytes as they came.

Three answers, never mixed up: it passes, it breaks these rules, or it cannot be told. A sender is not refused for what
only Factur-X asks of the form of a CII: EN 16931 decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from b2b.errors import ConfigError, IndeterminateError, TechnicalError
from b2b.invoicing.reading import InvoiceReading
from b2b.invoicing.rule_report import RuleFailure, RulePack, RuleReport
from b2b.invoicing.rules import RuleRunner, shared_runner

_LOOK = "see what b2b doctor says, and judge the invoice again"
_EVALUATION = "TRANSFORM"
# Rules of the package factur-x that are generated from its schema and not from EN 16931.
_FORM_ONLY = ("FX-SCH-", "unnamed")


def judge(reading: InvoiceReading, *, packs: Sequence[RulePack] = (), runner: RuleRunner | None = None) -> RuleReport:
    """Schema, EN 16931 and the packs that apply, with the id of every rule that is broken.

    The runner of this process is used, with `packs`; a `runner` of one's own brings its own. Raises IndeterminateError
    when rules are missing, cannot be evaluated, or their process fails or takes too long: nothing is known then.
    """
    rules = runner or shared_runner(packs)
    try:
        report = rules.check(reading.xml)
    except (TechnicalError, ConfigError) as error:
        raise _unknown(reading, error.message, error.next_step or _LOOK) from error
    if not report.ran:
        raise _unknown(reading, "no rule was run", _LOOK)
    stuck = next((failure for failure in report.failures if failure.rule == _EVALUATION), None)
    if stuck is not None:
        raise _unknown(reading, f"{stuck.text} ({stuck.source})", "judge the invoice by hand, and report it")
    formal = tuple(failure for failure in report.failures if _is_formal(failure))
    return replace(
        report,
        failures=tuple(failure for failure in report.failures if not _is_formal(failure)),
        warnings=(*report.warnings, *(replace(failure, severity="warning") for failure in formal)),
    )


def _is_formal(failure: RuleFailure) -> bool:
    return "Factur-X" in failure.source and failure.rule.startswith(_FORM_ONLY)


def _unknown(reading: InvoiceReading, reason: str, next_step: str) -> IndeterminateError:
    return IndeterminateError(
        f"it cannot be told whether the invoice keeps the rules: {reason}",
        where=f"invoice {reading.invoice.number}",
        next_step=next_step,
    )
