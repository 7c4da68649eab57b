"""824: what partners' applications say of documents, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import (
    AdviceError,
    AdviceScope,
    AdviceStatus,
    AdvisedDocument,
    ApplicationAdvice,
    ListedCode,
    NamedAmount,
    NamedDate,
    NamedParty,
    NamedQuantity,
    Reference,
)
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.messages import RELEASES, context, lines, read_lines, unread
from tests.edi.mappings.report_examples import ADVICE

BGN = "BGN*11*AA-7*20260120*0915*UT"
OTI = "OTI*TR*IV*R-1"


def advised(*segments: str, release: str = "004010") -> AdvisedDocument:
    advice, _ = read_lines("824", BGN, *segments, known=context(release))
    (document,) = advice.documents
    assert isinstance(document, AdvisedDocument)
    return document


def error(*segments: str, release: str = "004010") -> AdviceError:
    (found,) = advised(OTI, *segments, release=release).errors
    return found


def test_an_invoice_that_was_rejected() -> None:
    advice, leftovers = read_lines(
        "824", "BGN*00*AA-7*20260120*0915*UT*AA-6**U", "N1*FR*NORTHWIND*92*1", "N1*40*ACME", "N1*SU*ACME*92*4711",
        "N1*CA*CARRIER", "OTI*TR*IV*R-1*ACME*NORTHWIND*20260119*081500*17*0003*810*004010", "REF*PO*4711",
        "DTM*003*20260118", "PER*IC*MISS DOE", "AMT*TT*245.62", "QTY*39*3*EA", "TED*010*TOTAL IS WRONG*TDS*9*1*610*245620*235620",
        "NTE*ERN*SEE LINE 2", "RED*4711*PO", "TED*024",
    )  # fmt: skip
    assert isinstance(advice, ApplicationAdvice)
    assert (advice.number, advice.purpose, advice.action, advice.refers_to) == ("AA-7", "00", "U", "AA-6")
    assert advice.made_at == dt.datetime(2026, 1, 20, 9, 15, tzinfo=dt.UTC)
    assert (advice.sender.name, advice.receiver.name, advice.supplier.ids[0].value) == ("NORTHWIND", "ACME", "4711")
    assert [(named.role, named.party.name) for named in advice.parties] == [("CA", "CARRIER")]
    (document,) = advice.documents
    assert (document.scope, document.status) == (AdviceScope.DOCUMENT, AdviceStatus.REJECTED)
    assert (document.kind, document.number, document.set_id) == ("IV", "R-1", "810")
    assert (document.set_control_number, document.group_control_number) == ("0003", "17")
    assert (document.group_sender, document.group_receiver) == ("ACME", "NORTHWIND")
    assert (document.group_date, document.group_time) == (dt.date(2026, 1, 19), "081500")
    assert document.release == "004010"
    assert document.references == (Reference("PO", "4711"),)
    assert document.dates == (NamedDate("003", dt.date(2026, 1, 18)),)
    assert document.amounts == (NamedAmount("TT", Decimal("245.62")),)
    assert document.quantities == (NamedQuantity("39", each(3)),)
    wrong, unlisted = document.errors
    assert wrong == AdviceError(
        "010", "TOTAL IS WRONG SEE LINE 2", "TDS", 9, 1, None, 610, "245620", "235620", (Reference("PO", "4711"),)
    )
    assert unlisted == AdviceError("024")
    assert unread(leftovers) == ["PER01@10=IC", "PER02@10=MISS DOE"]


@pytest.mark.parametrize(
    ("code", "scope", "status"),
    [
        ("TA", AdviceScope.DOCUMENT, AdviceStatus.ACCEPTED),
        ("TC", AdviceScope.DOCUMENT, AdviceStatus.ACCEPTED_WITH_CHANGES),
        ("TE", AdviceScope.DOCUMENT, AdviceStatus.ACCEPTED_WITH_ERRORS),
        ("GP", AdviceScope.GROUP, AdviceStatus.PARTLY_REJECTED),
        ("BR", AdviceScope.BATCH, AdviceStatus.REJECTED),
        ("IR", AdviceScope.ITEM, AdviceStatus.REJECTED),
        ("TH", AdviceScope.DOCUMENT, AdviceStatus.ON_HOLD),
    ],
)
def test_what_became_of_it(code: str, scope: AdviceScope, status: AdviceStatus) -> None:
    document = advised(f"OTI*{code}*PO*4711")
    assert (document.scope, document.status) == (scope, status)


def test_reasons_from_the_list_of_an_industry() -> None:
    document = advised(OTI, "LM*ZZ*NAESB", "LQ*0*A76", "RED*WRONG METER", "LQ*0*A13", "LM*GS", "LQ**X1")
    assert document.codes == (
        ListedCode("ZZ", "A76", "0", "NAESB"),
        ListedCode("ZZ", "A13", "0", "NAESB"),
        ListedCode("GS", "X1"),
    )


@pytest.mark.parametrize(
    ("release", "place", "element", "component"),
    [("004010", "4", 4, None), ("005010", "4>2", 4, 2), ("005010", "4", 4, None), ("005010", "4>2>1", None, None)],
)
def test_the_place_of_an_error(release: str, place: str, element: int | None, component: int | None) -> None:
    found = error(f"TED*848**REF*5*{place}*352>1", release=release)
    assert (found.element, found.component, found.element_number) == (element, component, None)


@pytest.mark.parametrize("release", RELEASES)
def test_the_component_of_ours_stands_in_a_note(release: str) -> None:
    changed = replace(ADVICE.documents[0], errors=(AdviceError("848", "x" * 60 + " y", "REF", 5, 4, 2),))
    written = lines("824", replace(ADVICE, documents=(changed,)), context(release))
    assert written[-5:-2] == [f"TED*848*{'x' * 60}*REF*5*4", "NTE**component 2", "NTE**y"]


@pytest.mark.parametrize(
    ("text", "first", "notes"),
    [
        ("short", "*short", []),
        ("x" * 60, "*" + "x" * 60, []),
        ("x" * 61, "", ["x" * 61]),
        ("x" * 59 + " yy", "*" + "x" * 59, ["yy"]),
        ("x" * 80 + " " + "y" * 80, "", ["x" * 80, "y" * 80]),
    ],
)
def test_a_long_text_goes_on_in_notes(text: str, first: str, notes: list[str]) -> None:
    changed = replace(ADVICE.documents[1], errors=(AdviceError("848", text),))
    written = lines("824", replace(ADVICE, documents=(changed,)))
    at = written.index(f"TED*848{first}")
    assert written[at + 1 :] == [f"NTE**{note}" for note in notes]


def test_a_note_of_another_kind_stays() -> None:
    _, leftovers = read_lines("824", BGN, OTI, "TED*848*BAD", "NTE*DEL*NOT BEFORE NOON", "RED*NO KIND")
    assert unread(leftovers) == ["NTE01@5=DEL", "NTE02@5=NOT BEFORE NOON", "RED01@6=NO KIND"]


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        ((OTI,), "segment BGN is missing"),
        (("BGN*00**20260120", OTI), "BGN02 is missing"),
        (("BGN*00*1", OTI), "BGN03, the date, is missing"),
        ((BGN, "OTI**IV*1"), "OTI01 is missing"),
        ((BGN, "OTI*XX*IV*1"), "OTI01 'XX' does not say what became of the document"),
        ((BGN, "OTI*TA*IV"), "OTI03 is missing"),
        ((BGN, OTI, "TED**WRONG"), "TED01 is missing"),
        ((BGN, OTI, "TED*010**TDS*ninth"), "TED04 is not a number: 'ninth'"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("824", *segments)


def test_what_cannot_be_said_is_refused_by_its_field() -> None:
    document = ADVICE.documents[0]
    (first, _) = document.errors
    for changed, field in (
        (replace(ADVICE, documents=()), "OTI"),
        (replace(ADVICE, number=""), "number"),
        (replace(ADVICE, parties=(NamedParty("??", ADVICE.sender),)), "parties[0].role"),
        (replace(ADVICE, documents=(replace(document, number=""),)), "documents[0].number"),
        (replace(ADVICE, documents=(replace(document, status=AdviceStatus.ON_HOLD),)), "documents[0].status"),
        (replace(ADVICE, documents=(replace(document, group_control_number=""),)), "documents[0].group_control_number"),
        (replace(ADVICE, documents=(replace(document, errors=(replace(first, code="?"),)),)), "errors[0].code"),
        (replace(ADVICE, documents=(replace(document, errors=(replace(first, text="x" * 81),)),)), "errors[0].text"),
        (replace(ADVICE, documents=(replace(document, errors=(replace(first, value="A*B"),)),)), "errors[0].value"),
    ):
        with pytest.raises(NotWritable) as caught:
            lines("824", changed)
        assert field in caught.value.where
