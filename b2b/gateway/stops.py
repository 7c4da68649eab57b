"""Why sets that came in are not worked."""

from __future__ import annotations

from dataclasses import dataclass

from b2b.edi.engine.results import SetResult
from b2b.edi.findings import Verdict
from b2b.gateway.examination import first_error
from b2b.store.states import Processing
from b2b.store.tables import Agreement

_GUIDE_BROKEN = (
    "The partner was told: wait for a corrected one. If the guide asks too much, correct its line, apply the partner's"
    " file (b2b partner apply FILE) and ask for it once more, in a new interchange."
)


@dataclass(frozen=True, slots=True)
class Stop:
    """Why sets are not worked. `code` is that of an exception; where it stands for a whole envelope, one is open
    already and the sets below open none of their own. `next_step` is for the exception, "" where its code says enough.
    """

    processing: Processing
    code: str
    message: str
    next_step: str = ""


def set_stop(result: SetResult, agreement: Agreement | None) -> Stop | None:
    """Why this set is not worked: what was found in it, or that nobody agreed on it; None where it is."""
    if result.verdict is Verdict.UNSUPPORTED:
        return Stop(
            Processing.QUARANTINED, "set-unsupported", f"{result.set or 'a set'} cannot be checked in this release"
        )
    if not result.verdict.accepted:
        error = first_error(result.findings)
        message = f"{result.set} {result.control_number}: {error.message if error else 'rejected'}"
        if error is not None and error.guide:
            return Stop(Processing.FAILED, "set-rejected", f"{message} (guide {error.guide})", _GUIDE_BROKEN)
        return Stop(Processing.FAILED, "set-rejected", message)
    if agreement is None:
        return Stop(Processing.QUARANTINED, "no-agreement", f"{result.set} is not agreed with this partner")
    return None
