"""Orders of one imagined partner, and small changes to a file."""

from __future__ import annotations

from collections.abc import Sequence

from b2b.edi.guides import against
from b2b.edi.guides.guide import Guide
from b2b.edi.guides.infer import Inference, infer
from b2b.edi.guides.inference.evidence import DEFAULT, Thresholds
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.guides.load import read_guide
from b2b.errors import NotFound

ISA = "ISA*00*          *00*          *ZZ*{sender:<15}*ZZ*SELLER         *260105*0800*U*00401*000000007*0*P*>"


def order(number: int, *, lines: int = 2, extra: Sequence[str] = ()) -> tuple[str, ...]:
    """An order as the partner writes them all; `extra` stands before the N1 segments."""
    unit = "CA" if number % 2 else "EA"
    items = [f"PO1*{n}*{n}*{unit}*{n + number}**VP*W-{number}{n:02d}" for n in range(1, lines + 1)]
    body = [
        f"BEG*00*{'SA' if number % 3 else 'NE'}*{4700 + number}**202601{number % 20 + 1:02d}",
        f"REF*DP*{number:03d}",
        f"DTM*002*202602{number % 20 + 1:02d}",
        *extra,
        "N1*BY*Example Stores*92*07",
        f"N1*ST*Example Shop {number}*92*{number:04d}",
        *items,
        f"CTT*{lines}",
        f"AMT*TT*{sum(n * (n + number) for n in range(1, lines + 1))}",
    ]
    return tuple(body)


def file(*orders: Sequence[str], sender: str = "BUYER") -> bytes:
    """One interchange with so many orders."""
    lines = [ISA.format(sender=sender), f"GS*PO*{sender}*SELLER*20260105*0800*1*X*004010"]
    for number, body in enumerate(orders, start=1):
        lines += [f"ST*850*{number:04d}", *body, f"SE*{len(body) + 2}*{number:04d}"]
    lines += [f"GE*{len(orders)}*1", "IEA*1*000000007"]
    return "".join(f"{line}~\n" for line in lines).encode()


def samples(*numbers: int) -> list[Sample]:
    """Those orders, a file each."""
    return [Sample(f"{number}.edi", file(order(number))) for number in numbers]


def guide_of(found: Inference) -> Guide:
    """The one guide that was proposed, read as any other."""
    (proposal,) = found.proposals
    return read(proposal.text)


def read(text: str) -> Guide:
    """A guide without bases, held against its release."""

    def nothing(name: str) -> str:
        raise NotFound(f"there is no guide {name!r}")

    guide = read_guide(text, "proposed.toml", nothing)
    against.require(guide)
    return guide


def inferred(given: Sequence[Sample], thresholds: Thresholds = DEFAULT) -> Guide:
    """The guide of samples that have one release."""
    return guide_of(infer(given, "north", thresholds))
