"""Which typed fault of the contract an error becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from b2b.erp.contract import NotValid
from b2b.errors import (
    B2BError,
    Conflict,
    IndeterminateError,
    LogicalError,
    NotAllowed,
    NotFound,
    Superseded,
    TechnicalError,
)
from b2b.web.operations import Invalid

_LONGEST = 2000
_CORRECT = "correct the request; the contract is the XSD beside the WSDL"


@dataclass(frozen=True, slots=True)
class TypedFault:
    """SOAP's code (`Client`, `Server`), the element of the contract, and its fields."""

    soap_code: str
    element: str
    fields: dict[str, Any]

    @property
    def code(self) -> str:
        """The contract's code, such as `CONFLICT`."""
        return str(self.fields["code"])

    @property
    def message(self) -> str:
        """What is wrong, in words."""
        return str(self.fields["message"])


def typed(error: B2BError) -> TypedFault | None:
    """The fault for an error; None for one that the contract has no fault for: nobody knows what was done."""
    match error:
        case TechnicalError() | Superseded():
            return _fault("busyFault", "BUSY", error, retryable=True)
        case Conflict():
            return _fault("conflictFault", "CONFLICT", error)
        case NotFound():
            return _fault("notFoundFault", "NOT_FOUND", error)
        case NotAllowed():
            return _fault("notAllowedFault", "NOT_ALLOWED", error)
        case NotValid():
            problems = [{"path": problem.path, "message": problem.message} for problem in error.problems]
            return _invalid(error, problems, next_step=_CORRECT)
        case Invalid():
            return _invalid(error, [{"path": error.path, "message": error.message[:_LONGEST]}])
        case IndeterminateError():
            return None
        case LogicalError():
            return _invalid(error, [])
    return None


def _invalid(error: B2BError, problems: list[dict[str, str]], next_step: str = "") -> TypedFault:
    fault = _fault("invalidFault", "INVALID", error)
    fields = {**fault.fields, "problem": problems, "nextStep": next_step or error.next_step[:_LONGEST]}
    return TypedFault(fault.soap_code, fault.element, fields)


def _fault(element: str, code: str, error: B2BError, *, retryable: bool = False) -> TypedFault:
    fields = {
        "code": code,
        "message": error.message[:_LONGEST],
        "nextStep": error.next_step[:_LONGEST],
        "retryable": retryable,
    }
    return TypedFault("Server" if retryable else "Client", element, fields)
