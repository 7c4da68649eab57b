"""What a partner's application, beyond the syntax of its messages, makes of what it was sent (X12 824)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from b2b.documents.party import NamedParty, Party
from b2b.documents.values import ListedCode, NamedAmount, NamedDate, NamedQuantity, Reference

# What is wrong, as gateways say it; the values are X12 element 647, of which partners use others as well.
DUPLICATE = "006"
MISSING_DATA = "007"
OUT_OF_RANGE = "008"
INVALID_DATE = "009"
TOTAL_OUT_OF_BALANCE = "010"
NOT_MATCHING = "011"
INVALID_COMBINATION = "012"
OTHER = "024"
INCORRECT_DATA = "848"
UNKNOWN_ORDER = "POI"
MUTUALLY_DEFINED = "ZZZ"


class AdviceScope(StrEnum):
    """What the advice speaks of; the value is the first letter of X12 element 110."""

    DOCUMENT = "T"
    GROUP = "G"
    BATCH = "B"
    ITEM = "I"


class AdviceStatus(StrEnum):
    """What became of it; the value is the second letter of X12 element 110."""

    ACCEPTED = "A"
    ACCEPTED_WITH_CHANGES = "C"
    ACCEPTED_WITH_ERRORS = "E"
    PARTLY_REJECTED = "P"
    REJECTED = "R"
    ON_HOLD = "H"


@dataclass(frozen=True, slots=True)
class AdviceError:
    """One thing wrong (TED): its code (X12 element 647), in words, and where.

    `position` counts ST as 1, `element` and `component` from 1; `element_number` is that of X12's dictionary. `value`
    is the bad value as it came, `correct` what it should have been or has been changed to. `related` are values that
    belong to it, by X12 element 1609 (`PO` order number, `IN` invoice number).
    """

    code: str
    text: str = ""
    segment: str = ""
    position: int | None = None
    element: int | None = None
    component: int | None = None
    element_number: int | None = None
    value: str = ""
    correct: str = ""
    related: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class AdvisedDocument:
    """What became of one document (OTI): `kind` and `number` name it (X12 element 128: `IV` invoice, `PO` order, `TN`
    transaction).

    The fields up to `release` are those of the envelope it came in, as its sender wrote them: ST01, ST02, GS06, GS02,
    GS03, GS04, GS05 (a local time) and GS08. `codes` are reasons from the list of an industry or of the parties,
    `amounts` are in the document's own currency.
    """

    scope: AdviceScope
    status: AdviceStatus
    kind: str
    number: str
    set_id: str = ""
    set_control_number: str = ""
    group_control_number: str = ""
    group_sender: str = ""
    group_receiver: str = ""
    group_date: dt.date | None = None
    group_time: str = ""
    release: str = ""
    errors: tuple[AdviceError, ...] = ()
    codes: tuple[ListedCode, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    amounts: tuple[NamedAmount, ...] = ()
    quantities: tuple[NamedQuantity, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicationAdvice:
    """An advice of ours, or to us, on documents that were received; `made_at` is aware (UTC).

    `purpose` is X12 element 353 (`00` original), `action` element 306, `refers_to` the number of an advice that this
    one replaces or answers.
    """

    number: str
    made_at: dt.datetime
    documents: tuple[AdvisedDocument, ...]
    purpose: str = "00"
    action: str = ""
    refers_to: str = ""
    sender: Party = field(default_factory=Party)
    receiver: Party = field(default_factory=Party)
    buyer: Party = field(default_factory=Party)
    supplier: Party = field(default_factory=Party)
    parties: tuple[NamedParty, ...] = ()
