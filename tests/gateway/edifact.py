"""The buyer of the demo as it writes EDIFACT, and its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from b2b.edi.validation import validate_bytes
from b2b.store.apply_settings import apply_company, apply_partner
from b2b.store.settings import load_toml
from tests.e2e.buyers import EDIFACT, FILES, Segments
from tests.gateway.desk import Desk
from tests.gateway.orders import WIDGETS, Line


def speak(
    desk: Desk,
    change: Callable[[dict[str, Any]], None] = lambda partner: None,
    *,
    ours: Sequence[dict[str, str]] = (),
    **edifact: object,
) -> None:
    """Agree on EDIFACT with the buyer, with a change to its TOML and other keys of `[partner.edifact]`; `ours` are our
    addresses where they are not the usual one.
    """
    company, partner = (load_toml(EDIFACT.settings(FILES / f"{name}.toml"), name) for name in ("company", "partner"))
    if ours:
        company["company"]["identity"] = list(ours)
    partner["partner"]["edifact"].update(edifact)
    change(partner["partner"])
    with desk.store.write() as session:
        apply_company(session, company, now=desk.clock.now(), actor="test", where="company")
        apply_partner(session, partner, now=desk.clock.now(), actor="test", where="partner")


def order(number: str, lines: Sequence[Line] = WIDGETS, *, total: int | None = None) -> list[str]:
    """The segments of an ORDERS between UNH and UNT; `total` is what CNT says where it is not the number of lines."""
    body = [f"BGM+220+{number}+9", "DTM+137:20260302:102", "CUX+2:EUR:9"]
    for n, (sku, quantity, price) in enumerate(lines, start=1):
        body += [f"LIN+{n}", f"PIA+5+{sku}:SA", f"QTY+21:{quantity}:EA", f"PRI+AAA:{price}"]
    return [*body, "UNS+S", f"CNT+2:{len(lines) if total is None else total}"]


def interchange(
    reference: str,
    bodies: Sequence[Sequence[str]],
    *,
    type: str = "ORDERS:D:96A:UN",
    sender: str = "4098765000002:14",
    receiver: str = "4012345000009:14",
    flags: str = "",
    group: str = "",
) -> bytes:
    """One interchange with these messages, in a group where its reference is given; `flags` are the elements of UNB
    from 0022 on, such as `+++++++1` for a test.
    """
    parts = [f"UNB+UNOC:3+{sender}+{receiver}+260302:0915+{reference}{flags}"]
    if group:
        name, version, release = type.split(":")[:3]
        parts.append(f"UNG+{name}+NORTHWIND+ACMESUPPLY+260302:0915+{group}+UN+{version}:{release}")
    for n, body in enumerate(bodies, start=1):
        parts += [f"UNH+{n}+{type}", *body, f"UNT+{len(body) + 2}+{n}"]
    if group:
        parts.append(f"UNE+{len(bodies)}+{group}")
    parts.append(f"UNZ+{1 if group else len(bodies)}+{reference}")
    return "".join(f"{part}'\n" for part in parts).encode("latin-1")


def orders(reference: str, *numbers: str, **envelope: str) -> bytes:
    """One interchange with a simple order for each number."""
    return interchange(reference, [order(number) for number in numbers], **envelope)


TEST, ASKED = "++++++1", "++++1"


def sent(desk: Desk, set_id: str) -> list[Segments]:
    """The messages of one kind that the buyer has got, each of them in an interchange that is valid."""
    found = []
    for content in desk.sent():
        assert validate_bytes(content).result.verdict.accepted, content
        found += EDIFACT.messages(EDIFACT.segments(content), set_id)
    return found
