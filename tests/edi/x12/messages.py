"""Small messages of our own, and short ways to build and ask them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from b2b.edi.engine.results import FileReport
from b2b.edi.x12.writer import Envelope, Group, Segment, TransactionSet, write_interchange

ORDER = (
    "BEG*00*SA*4500001001**20260105",
    "CUR*BY*EUR",
    "REF*DP*038",
    "DTM*002*20260119",
    "N1*BY*NORTHWIND RETAIL GMBH*92*NW-01",
    "N3*HAFENSTRASSE 12",
    "N4*HAMBURG**20457*DE",
    "PO1*1*100*EA*11.80*PE*BP*NW-4711*VP*WIDGET-001",
    "PID*F****WIDGET, BLUE",
    "PO1*2*20*EA*40.00*PE*BP*NW-4712*VP*WIDGET-002",
    "CTT*2*120",
)
SHIP_NOTICE = (
    "BSN*00*DN1*20260119*1000*0001",
    "HL*1**S",
    "TD1*CTN*5",
    "HL*2*1*O",
    "PRF*4500001001",
    "HL*3*2*I",
    "LIN*1*VP*WIDGET-001",
    "SN1*1*100*EA",
    "CTT*3*100",
)
INVOICE = (
    "BIG*20260120*INV1*20260105*4500001001",
    "IT1*1*100*EA*11.80**VP*WIDGET-001",
    "IT1*2*20*EA*40.00**VP*WIDGET-002",
    "TDS*198000",
    "CTT*2",
)


def isa(version: str = "00401", number: str = "000000001", **changes: str) -> str:
    """An ISA without its terminator; `changes` replace elements, `e09="260105"`."""
    fields = {
        "e01": "00", "e02": " " * 10, "e03": "00", "e04": " " * 10, "e05": "ZZ", "e06": "NORTHWIND".ljust(15),
        "e07": "ZZ", "e08": "ACME".ljust(15), "e09": "260105", "e10": "0800",
        "e11": "U" if version < "00402" else "^", "e12": version, "e13": number, "e14": "0", "e15": "P", "e16": ">",
        **changes,
    }  # fmt: skip
    return "*".join(["ISA", *fields.values()])


def set_of(
    body: Sequence[str], id: str = "850", number: str = "0001", third: str = "", count: int | None = None
) -> list[str]:
    """A set from ST to SE."""
    st = f"ST*{id}*{number}" + (f"*{third}" if third else "")
    return [st, *body, f"SE*{len(body) + 2 if count is None else count}*{number}"]


def segments(
    body: Sequence[str] = ORDER, id: str = "850", kind: str = "PO", release: str = "004010", version: str = "00401"
) -> list[str]:
    """A whole interchange with one set, as a list of segments to change."""
    gs = f"GS*{kind}*NW*ACME*20260105*0800*1*X*{release}"
    return [isa(version), gs, *set_of(body, id), "GE*1*1", "IEA*1*000000001"]


def joined(parts: Sequence[str], terminator: str = "~", eol: str = "\n", codec: str = "latin-1") -> bytes:
    """Segments as a file."""
    return "".join(part + terminator + eol for part in parts).encode(codec)


def message(body: Sequence[str] = ORDER, id: str = "850", kind: str = "PO", release: str = "004010") -> bytes:
    """A file with one set."""
    return joined(segments(body, id, kind, release, "00501" if release >= "005010" else "00401"))


def changed(old: str, new: str, body: Sequence[str] = ORDER) -> list[str]:
    """A body with one segment replaced; no `new` removes it, and ";" in it makes several."""
    at = list(body).index(old)
    return [*body[:at], *(new.split(";") if new else ()), *body[at + 1 :]]


def codes(report: FileReport) -> list[str]:
    """The codes of all findings, from the file inwards."""
    found = [f.code for f in report.result.findings]
    for interchange in report.interchanges:
        found += [f.code for f in interchange.result.findings]
        for group in interchange.groups:
            found += [f.code for f in group.result.findings]
            found += [f.code for one in group.sets for f in one.findings]
    return found


def wrapped(set_id: str, body: Sequence[Segment], release: str = "004010", extra: Segment | None = None) -> bytes:
    """An acknowledgment in its envelope, as bytes."""
    made = dt.datetime(2026, 1, 5, 8, 0, tzinfo=dt.UTC)
    version = "00401" if release < "005010" else "00501"
    group = Group("FA", "ACME", "NW", 1, made, release, [TransactionSet(set_id, "0001", body)])
    envelope = Envelope("ZZ", "ACME", "ZZ", "NORTHWIND", 1, made, version=version)
    return write_interchange(envelope, [group], [extra] if extra else [])
