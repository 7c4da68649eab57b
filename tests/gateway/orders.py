"""Files of orders, as the buyer of the demo would write them."""

from __future__ import annotations

from collections.abc import Sequence

Line = tuple[str, str, str]  # item of ours, quantity, price

WIDGETS = [("WIDGET-001", "10", "12.50")]


def order(number: str, lines: Sequence[Line] = WIDGETS, *, currency: str = "EUR", date: str = "20260302") -> list[str]:
    """The segments of an 850 between ST and SE."""
    body = [f"BEG*00*SA*{number}**{date}"]
    body += [f"CUR*BY*{currency}"] if currency else []
    body += [f"PO1*{n}*{quantity}*EA*{price}**VP*{sku}" for n, (sku, quantity, price) in enumerate(lines, start=1)]
    return [*body, f"CTT*{len(lines)}"]


def interchange(
    control: int,
    bodies: Sequence[Sequence[str]],
    *,
    set_id: str = "850",
    functional_id: str = "PO",
    sender: str = "NORTHWIND",
    test: bool = False,
    between: Sequence[str] = (),
) -> bytes:
    """One interchange with one group (none where there are no bodies); `between` are segments before the group."""
    isa = f"ISA*00*          *00*          *ZZ*{sender:15}*ZZ*ACMESUPPLY     *260302*0915*U*00401*"
    parts = [f"{isa}{control:09d}*0*{'T' if test else 'P'}*>", *between]
    if bodies:
        parts.append(f"GS*{functional_id}*{sender}*ACMESUPPLY*20260302*0915*{control}*X*004010")
        for n, body in enumerate(bodies, start=1):
            parts += [f"ST*{set_id}*{n:04d}", *body, f"SE*{len(body) + 2}*{n:04d}"]
        parts.append(f"GE*{len(bodies)}*{control}")
    parts.append(f"IEA*{1 if bodies else 0}*{control:09d}")
    return "".join(f"{part}~\n" for part in parts).encode()


def orders(control: int, *numbers: str, lines: Sequence[Line] = WIDGETS) -> bytes:
    """One interchange with a simple order for each number."""
    return interchange(control, [order(number, lines) for number in numbers])
