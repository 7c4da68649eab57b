"""APERAK: what an application makes of a document, as partners write it and as we do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from b2b.documents import (
    AdviceError,
    AdviceScope,
    AdviceStatus,
    AdvisedDocument,
    ApplicationAdvice,
    ListedCode,
    NamedDate,
    Reference,
)
from b2b.edi.edifact.mappings import for_message, normal
from b2b.errors import NotWritable, Unreadable
from tests.edi.edifact.mappings.wire import DIRECTORIES, context, lines, read_body, read_lines, unread
from tests.edi.mappings.report_examples import ADVICE

HEAD = ("BGM+313+A-1+9", "DTM+137:20260120:102")
ABOUT = ("RFF+IV:R-1",)

# The advice of the story has two documents, codes of an industry and a second reference of an error.
_REJECTED = ADVICE.documents[0]
FIRST = replace(
    ADVICE,
    documents=(
        replace(
            _REJECTED,
            codes=(),
            dates=(NamedDate("050", dt.date(2026, 1, 20)),),
            errors=(_REJECTED.errors[0], replace(_REJECTED.errors[1], related=())),
        ),
    ),
    sender=replace(ADVICE.sender, vat_id="", legal_registration="", tax_registration="", ids=ADVICE.sender.ids[:1]),
    receiver=replace(ADVICE.receiver, vat_id="", legal_registration="", tax_registration="", ids=()),
)


def read(*segments: str, directory: str = "D96A") -> AdvisedDocument:
    found: ApplicationAdvice = read_lines("APERAK", *segments, known=context(directory))[0]
    (document,) = found.documents
    return document


def test_an_advice_names_the_document_where_it_came_in_and_each_error() -> None:
    written = lines("APERAK", FIRST)
    assert [line for line in written if not line.startswith(("NAD", "CTA", "COM"))] == [
        "BGM+313+AA-2026-0007+9+RE", "DTM+137:20260120101530:204",
        "RFF+IV:R-2026-0001", "DTM+50:20260120:102",
        "RFF+ACW:0003::810/004010",
        "RFF+ACE:17::ACME/NORTHWIND", "DTM+171:202601200812:203",
        "RFF+ON:4500001001",
        "ERC+010::116",
        "FTX+AAO+++TDS01 says 2456.20, lines, tax and charges add up to 2356.20: please:correct it and send it again",
        "RFF+ZZZ:TDS:14:1/610", "FTX+ACB++WAS::ZZZ+245620", "FTX+ACB++BE::ZZZ+235620",
        "ERC+POI::116", "FTX+AAO+++there is no such order", "RFF+ZZZ:BIG:2:4-1",
    ]  # fmt: skip


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_the_advice_comes_back(directory: str) -> None:
    known = context(directory)
    assert read_body("APERAK", for_message("APERAK").write(FIRST, known), known) == (normal(FIRST), ())


def test_an_advice_as_partners_write_it() -> None:
    found, leftovers = read_lines(
        "APERAK", *HEAD, "FTX+AAO+++the invoice is not for us", "RFF+ACE:UNB-17", "DTM+171:202601191200:203", "RFF+ACW:5",
        "RFF+IV:R-1", "RFF+ON:4711", "NAD+MS+4012345000009::9", "NAD+MR+4098765000010::9",
        "ERC+Z10::293", "FTX+ABO+++unknown article", "RFF+LI:3",
    )  # fmt: skip
    (document,) = found.documents
    assert (document.status, document.kind, document.number) == (AdviceStatus.REJECTED, "IV", "R-1")
    assert (document.group_control_number, document.set_control_number) == ("UNB-17", "5")
    assert (document.group_date, document.group_time) == (dt.date(2026, 1, 19), "1200")
    assert document.references == (Reference("PO", "4711"),)
    assert document.errors == (
        AdviceError("024", "the invoice is not for us"),
        AdviceError("9321:Z10", "unknown article", related=(Reference("LI", "3"),)),
    )
    assert (found.sender.ids[0].value, found.receiver.ids[0].value) == ("4012345000009", "4098765000010")
    assert unread(leftovers) == ["ERC01@12=293"]


@pytest.mark.parametrize(
    ("bgm", "status"),
    [
        ("BGM+312+1+9", AdviceStatus.ACCEPTED),
        ("BGM+313+1+9", AdviceStatus.REJECTED),
        ("BGM+313+1+27", AdviceStatus.REJECTED),
        ("BGM++1+29", AdviceStatus.ACCEPTED),
        ("BGM++1+34", AdviceStatus.ACCEPTED_WITH_CHANGES),
        ("BGM+312+1+9+CA", AdviceStatus.ACCEPTED_WITH_ERRORS),
        ("BGM+312+1+9+RE", AdviceStatus.REJECTED),
    ],
)
def test_what_became_of_the_document(bgm: str, status: AdviceStatus) -> None:
    found, leftovers = read_lines("APERAK", bgm, HEAD[1], *ABOUT)
    assert found.documents[0].status is status
    assert found.purpose == "00"
    assert unread(leftovers) == []


@pytest.mark.parametrize("status", list(AdviceStatus))
@pytest.mark.parametrize("scope", list(AdviceScope))
def test_every_outcome_is_told(scope: AdviceScope, status: AdviceStatus) -> None:
    document = AdvisedDocument(scope, status, "IV", "R-1")
    advice = replace(FIRST, documents=(document,))
    written = lines("APERAK", advice)
    assert read(*written) == document
    coded = f"FTX+AAO++{scope.value}{status.value}::116" in written
    spelled = status in (AdviceStatus.PARTLY_REJECTED, AdviceStatus.ON_HOLD) or scope is not AdviceScope.DOCUMENT
    assert coded == spelled


def test_what_names_no_document_is_about_the_message_it_came_in() -> None:
    assert (read(*HEAD, "RFF+ACW:5").kind, read(*HEAD, "RFF+ACW:5").number) == ("TN", "5")
    later = read(*HEAD, "DOC+380+R-1", directory="D01B")
    assert (later.kind, later.number) == ("IV", "R-1")


@pytest.mark.parametrize(
    ("segments", "problem"),
    [
        ((HEAD[0], *ABOUT), "the date of the message"),
        (("BGM+313++9", HEAD[1], *ABOUT), "BGM02-01 is missing"),
        (("BGM++1+9", HEAD[1], *ABOUT), "does not say what became of the document"),
        (HEAD, "the document that is meant"),
        ((HEAD[0], "DTM+137:20260230:102", *ABOUT), "no day of the calendar"),
        ((*HEAD, *ABOUT, "ERC+:::"), "ERC01-01 is missing"),
    ],
)
def test_what_an_advice_cannot_do_without(segments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read_lines("APERAK", *segments)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": ""}, "number (BGM02)"),
        ({"action": "U"}, "action (BGM)"),
        ({"refers_to": "A-0"}, "refers_to (BGM)"),
        ({"purpose": "11"}, "purpose (BGM03)"),
        ({"documents": ()}, "documents (RFF)"),
        ({"documents": ADVICE.documents}, "documents[1] (RFF)"),
    ],
)
def test_what_an_aperak_cannot_say_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("APERAK", replace(FIRST, **changes))
    assert caught.value.where == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": ""}, "documents[0].number"),
        ({"kind": "1001:9"}, "documents[0].kind"),
        ({"codes": (ListedCode("ZZ", "D17", "ZZ"),)}, "documents[0].codes[0]"),
        ({"group_date": None}, "documents[0].group_time"),
        ({"group_time": "8 o'clock"}, "documents[0].group_time"),
        ({"dates": (NamedDate("003", dt.date(2026, 1, 20)),)}, "documents[0].dates[0].kind"),
        ({"errors": (AdviceError(""),)}, "documents[0].errors[0].code"),
        ({"errors": (AdviceError("024", segment="X", related=(Reference("PO", "1"),)),)}, "errors[0].related[0]"),
        ({"errors": (AdviceError("024", component=1),)}, "documents[0].errors[0].component"),
        ({"errors": (AdviceError("024", value=" " * 90),)}, "documents[0].errors[0].value"),
    ],
)
def test_what_it_cannot_say_of_a_document_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    document = replace(FIRST.documents[0], **changes)
    with pytest.raises(NotWritable) as caught:
        lines("APERAK", replace(FIRST, documents=(document,)))
    assert field in caught.value.where
