"""Files of a partner for these tests: one shipped order, and what becomes of it with other envelopes or content."""

from __future__ import annotations

from pathlib import Path

from b2b.edi.guides.inference.samples import Sample

ROOT = Path(__file__).resolve().parents[2]
ORDER = (ROOT / "b2b" / "demo" / "files" / "850-4500001001.edi").read_bytes()


def sample(*changes: tuple[str, str], name: str = "order.edi") -> Sample:
    """The demo's order with texts replaced; each must stand in it."""
    data = ORDER
    for before, after in changes:
        assert before.encode() in data, before
        data = data.replace(before.encode(), after.encode())
    return Sample(name, data)


def interchange(
    body: list[str], sender: str = "THEM", receiver: str = "US", number: int = 1, group: str = "PO"
) -> bytes:
    """An interchange of one 004010 group with one set, whose segments between ST and SE are given; the first names
    the set.
    """
    set_id, *segments = body
    isa = f"ISA*00*{'':10}*00*{'':10}*ZZ*{sender:15}*ZZ*{receiver:15}*260301*1200*U*00401*{number:09}*0*P*>"
    lines = [
        isa,
        f"GS*{group}*{sender}*{receiver}*20260301*1200*{number}*X*004010",
        f"ST*{set_id}*0001",
        *segments,
        f"SE*{len(segments) + 2}*0001",
        f"GE*1*{number}",
        f"IEA*1*{number:09}",
    ]
    return "".join(f"{line}~" for line in lines).encode()


def order(number: int, *more: str, unit: str = "EA", sender: str = "THEM", receiver: str = "US") -> bytes:
    """An 850 of one line with these further segments in its heading."""
    line = f"PO1*1*5*{unit}*10.00**BP*B-{number}*VN*V-{number}"
    body = ["850", f"BEG*00*SA*PO-{number}**20260301", *more, line, "CTT*1"]
    return interchange(body, sender, receiver, number)


def message(
    body: list[str],
    number: int = 1,
    sender: str = "4012345000009:14",
    receiver: str = "4098765000002:14",
    unb: str = "",
    association: str = "EAN008",
) -> bytes:
    """An interchange of one D.96A message, whose segments between UNH and UNT are given; the first names it. `unb` is
    what follows the reference in UNB.
    """
    type, *segments = body
    lines = [
        f"UNB+UNOC:3+{sender}+{receiver}+260301:1200+{number}{unb}",
        f"UNH+1+{type}:D:96A:UN:{association}",
        *segments,
        f"UNT+{len(segments) + 2}+1",
        f"UNZ+1+{number}",
    ]
    return "".join(f"{line}'" for line in lines).encode("latin-1")


def orders(number: int, *more: str, price: str = "PRI+AAA:10.00", **envelope: str) -> bytes:
    """An ORDERS of one line with these further segments in its heading."""
    heading = ["ORDERS", f"BGM+220+PO-{number}+9", "DTM+137:20260301:102", *more]
    line = ["LIN+1", f"PIA+5+V-{number}:SA+B-{number}:BP", "QTY+21:5:PCE", *filter(None, [price])]
    return message([*heading, *line, "UNS+S", "CNT+2:1"], number, **envelope)
