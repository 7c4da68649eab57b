"""The documents agreed on with a partner: which, in which direction, in which syntax and release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from b2b.edi import counterparts
from b2b.store.settings import releases
from b2b.store.settings.section import Section
from b2b.store.states import Direction

_DOCUMENT = rf"\d{{3}}|TA1|{'|'.join(counterparts.MESSAGES)}|ubl|cii|pdf|pain\.001|pain\.002|camt\.053"
_DOCUMENT_MEANING = (
    "a transaction set such as 850, a message such as ORDERS, an invoice as ubl, cii or pdf, or pain.001, pain.002,"
    " camt.053"
)
_GUIDE = r"[a-z0-9][a-z0-9._-]{0,63}"
_GUIDE_MEANING = "the name of a guide: small letters, digits, . _ -"
_ASSOCIATION = r"[A-Z0-9]{1,6}"
_ASSOCIATION_MEANING = "an association assigned code (0057) of at most 6 capitals and digits, such as EAN008"
_NEVER_ADVISED = (*counterparts.ADVICES, *counterparts.ACKNOWLEDGMENTS)
SETS_A_GROUP = 500


@dataclass(frozen=True, slots=True)
class AgreementSettings:
    """That a document is traded, in the syntax by whose name it is called: 850 is X12, ORDERS is EDIFACT.

    Inbound: whether a 997 or CONTRL is sent, within how many hours a business answer is due (None: none is), which
    purposes and kinds (of BEG, in codes of X12) other than an original stand-alone order this partner sends for what is
    a new order all the same, whether an 824 or APERAK says what those cannot, and whether a person is told of a
    document that nothing here works (`unworked`: tell or keep). Outbound: within how many hours a 997 or CONTRL is
    expected (None: none is), how long documents are gathered, how many share a functional group (without groups: an
    interchange), and the code that UNH names the guide by (`association`). Both: the `guide` that they are held to
    beside the standard (empty: none).
    """

    document: str
    direction: str
    release: str
    guide: str = ""
    acknowledge: bool = True
    business_answer_hours: int | None = None
    as_new: tuple[str, ...] = ()
    application_advice: bool = False
    unworked: str = "tell"
    expect_acknowledgment_hours: int | None = None
    batch_minutes: int = 0
    sets_a_group: int = SETS_A_GROUP
    association: str = ""


def read_agreements(section: Section, x12_release: str, directory: str) -> tuple[AgreementSettings, ...]:
    """The `agreement` tables, each document and direction once; the releases of X12 and EDIFACT are those that hold
    where one says none.
    """
    found: dict[tuple[str, str], AgreementSettings] = {}
    for table in section.tables("agreement"):
        direction = table.choice("direction", list(Direction))
        table.required("document")
        document = table.matching("document", _DOCUMENT, _DOCUMENT_MEANING)
        agreement = AgreementSettings(
            document=document,
            direction=direction,
            release=_release(table, document, x12_release, directory),
            guide=table.matching("guide", _GUIDE, _GUIDE_MEANING),
            acknowledge=table.flag("acknowledge", True),
            business_answer_hours=table.whole("business_answer_hours", least=1),
            as_new=table.texts("as_new"),
            application_advice=table.flag("application_advice", False),
            unworked=table.choice("unworked", ("tell", "keep"), "tell"),
            expect_acknowledgment_hours=table.whole("expect_acknowledgment_hours", least=1),
            batch_minutes=table.whole("batch_minutes", 0, most=1440) or 0,
            sets_a_group=table.whole("sets_a_group", SETS_A_GROUP, least=1, most=10_000) or SETS_A_GROUP,
            association=table.matching("association", _ASSOCIATION, _ASSOCIATION_MEANING),
        )
        _check_direction(table, direction)
        _check_document(table, agreement)
        if (document, direction) in found:
            table.wrong("document", f"{document} {direction} stands twice")
        found[document, direction] = agreement
        table.close()
    _check_together(section, found)
    return tuple(found.values())


def _release(table: Section, document: str, x12_release: str, directory: str) -> str:
    """As it is written, or the one that holds for the document's syntax; the other syntax has none for it."""
    if counterparts.is_message(document):
        return releases.directory(table, directory, f", as {document} is a message of EDIFACT")
    message = next(iter(counterparts.names(document)[1:]), "") if document.isdigit() else ""
    why = f", as {document} is a set of X12" if document.isdigit() else ""
    return releases.x12_release(table, x12_release, why + (f"; in EDIFACT it is {message}" if message else ""))


def _check_document(table: Section, agreement: AgreementSettings) -> None:
    document = agreement.document
    message = counterparts.is_message(document)
    if agreement.guide and not message and not document.isdigit():
        table.wrong("guide", f"a guide is of transaction sets and messages, and {document} is none")
    if agreement.association and not message:
        table.wrong("association", f"UNH has it, and {document} is no message of EDIFACT")
    if agreement.application_advice and document in _NEVER_ADVISED:
        table.wrong("application_advice", f"{document} is never answered by an {' or '.join(counterparts.ADVICES)}")


def _check_direction(table: Section, direction: str) -> None:
    only = {
        Direction.IN: ("expect_acknowledgment_hours", "batch_minutes", "sets_a_group", "association"),
        Direction.OUT: ("acknowledge", "business_answer_hours", "as_new", "application_advice", "unworked"),
    }
    for key in only.get(Direction(direction), ()) if direction else ():
        if key in table:
            other = "out" if direction == Direction.IN else "in"
            table.wrong(key, f'belongs to an agreement with direction = "{other}"')


def _check_together(section: Section, found: Mapping[tuple[str, str], AgreementSettings]) -> None:
    """What a partner's agreements need of each other."""
    advised = next((one.document for one in found.values() if one.application_advice), "")
    if advised and not any((advice, Direction.OUT) in found for advice in counterparts.ADVICES):
        needed = counterparts.ADVICES[counterparts.is_message(advised)]
        section.wrong(
            "agreement", f'application_advice needs an agreement with document = "{needed}", direction = "out"'
        )
    for document, direction in found:
        twice = [one for one in counterparts.sets(document) if (one, direction) in found]
        if twice and direction == Direction.OUT:
            section.wrong("agreement", f"{document} out stands beside {twice[0]} out: choose the one to be sent")
