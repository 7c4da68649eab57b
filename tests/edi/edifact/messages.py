"""Small messages of our own, and short ways to build and ask them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.edifact.writer import Envelope, Message, Segment, write_interchange
from b2b.edi.engine.results import FileReport, InterchangeReport
from b2b.edi.findings import Finding

ORDER = (
    "BGM+220+4500001001+9",
    "DTM+137:20260105:102",
    "NAD+BY+5412345000013::9",
    "NAD+SU+4012345500004::9",
    "CUX+2:EUR:9",
    "LIN+1++4000862141404:EN",
    "IMD+F++:::WIDGET, BLUE",
    "QTY+21:48",
    "PRI+AAA:11.80",
    "UNS+S",
    "CNT+2:1",
)
UNA = "UNA:+.? '"
UNB = "UNB+UNOC:3+5412345000013:14+4012345500004:14+260105:1200+REF1"
AT = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)


def orders(*replaced: tuple[str, str], body: Sequence[str] = ORDER, una: str = UNA, unb: str = UNB) -> bytes:
    """An interchange with one ORDERS D.96A, texts of it replaced after UNT has counted the segments."""
    lines = [unb, "UNH+1+ORDERS:D:96A:UN:EAN008", *body, f"UNT+{len(body) + 2}+1", "UNZ+1+REF1"]
    text = (una + "\n" if una else "") + "".join(f"{line}'\n" for line in lines)
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode("latin-1")


def envelope(**changed: object) -> Envelope:
    """An envelope from buyer to seller."""
    known = {
        "sender": "5412345000013",
        "sender_qualifier": "14",
        "receiver": "4012345500004",
        "receiver_qualifier": "14",
        "reference": "REF1",
        "made_at": AT,
    }
    return Envelope(**{**known, **changed})  # type: ignore[arg-type]


def texts(*content: str, **changed: object) -> bytes:
    """An APERAK for each text, which stands in its FTX."""
    messages = [
        Message("APERAK", "D", "96A", str(number), [["BGM", "", "1"], ["FTX", "AAI", "", "", (text,)]])
        for number, text in enumerate(content, start=1)
    ]
    return write_interchange(envelope(**changed), messages)


def written(segments: Sequence[Segment], **changed: object) -> bytes:
    """One ORDERS with this body."""
    return write_interchange(envelope(**changed), [Message("ORDERS", "D", "96A", "1", segments)])


def only(report: FileReport) -> InterchangeReport:
    """The one interchange of a file."""
    (found,) = report.interchanges
    return found


def findings(data: bytes) -> tuple[Finding, ...]:
    """All findings of a file, from the smallest to the largest."""
    report = validate_bytes(data)
    inner = [s.findings for s in report.sets]
    groups = [g.result.findings for i in report.interchanges for g in i.groups]
    outer = [i.result.findings for i in report.interchanges]
    return tuple(f for found in (*inner, *groups, *outer, report.result.findings) for f in found)


def codes(data: bytes) -> list[str]:
    """Their codes."""
    return [finding.code for finding in findings(data)]
