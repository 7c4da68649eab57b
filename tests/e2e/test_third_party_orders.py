"""Orders that real partners sent, each into a workspace set up by commands alone: acknowledged, decided, answered.

The TOML that a clerk would write is written here from what stands in the file. Two files have faults that X12 does not
forgive; their partners' settings tolerate exactly these. Three are marked as tests (ISA15 T) and are answered as tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from b2b.demo.erp.process import ReferenceErp
from b2b.edi import units
from b2b.edi.x12.results import FileReport
from b2b.edi.x12.validate import validate_bytes
from tests.e2e.world import World, answers, b2b, first
from tests.shared_data import shared_data

NODE, NET = "ahuggins-nhs__node-x12", "indice-co__EDI.Net"
STUPID, ENGINE = "kputnam__stupidedi", "olmelabs__EdiEngine"
AEROSPACE = f"{STUPID}/004010__X357_SC850_Aerospace_Industry_Purchase_Order__pass__"
UNMATCHED_IEA = "interchange-control-number-mismatch"

# file -> (findings its partner tolerates, orders that get an 855)
FILES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    f"{NODE}/850.edi": ((), ("08292233294",)),
    f"{NODE}/850_2.edi": ((), ("08292233294",)),
    f"{NODE}/850_3.edi": ((), ("----------",)),
    f"{NODE}/850_fat.edi": ((), ("08292233294",)),
    f"{NET}/x12.850.edi": ((UNMATCHED_IEA,), ("1000012",)),
    f"{NET}/x12.850a.edi": ((UNMATCHED_IEA, "element-too-long"), ("4600000406",)),
    f"{STUPID}/004010__PO850__pass__1.edi": ((), ("PO12345",)),
    f"{AEROSPACE}basic-po.edi": ((), ("508517",)),
    f"{AEROSPACE}taxexempt-po.edi": ((), ("XX-1234",)),
    f"{ENGINE}/850.Composite.SLN.OK.edi": ((), ("08292233294",)),
    f"{ENGINE}/850.OK.edi": ((), ("08292233294",)),
    f"{ENGINE}/850.SyntaxNotes.ERR.edi": (("element-condition",), ("08292233294",)),
    # BEG01 05 and BEG02 CP: both orders replace earlier ones, which a person has to see; ST02 stands twice.
    f"{NET}/x12.850.issue135.edi": (("set-control-number-duplicate",), ()),
}
SUPPLIERS, BUYERS = ("VN", "VP", "VC"), ("CB", "BP", "IN", "SK", "PI")


@dataclass(frozen=True)
class Sample:
    """A file, read the way `b2b edi show` shows it."""

    content: bytes
    report: FileReport

    @property
    def header(self) -> Any:
        return self.report.interchanges[0].result.header

    @property
    def group(self) -> Any:
        return self.report.interchanges[0].groups[0].result.header

    @property
    def lines(self) -> Iterator[list[str]]:
        for one in self.report.sets:
            yield from (segment + [""] * 30 for segment in one.segments if segment[0] == "PO1")

    @property
    def currency(self) -> str:
        found = (s[2].rstrip("~") for one in self.report.sets for s in one.segments if s[0] == "CUR")
        return next(found, "USD")


def company(sample: Sample) -> str:
    header = sample.header
    return f"""
[company]
code = "US"
name = "The Supplier"
currency = "{sample.currency}"
[[company.identity]]
qualifier = "{header.receiver_qualifier}"
id = "{header.receiver}"
gs_id = "{sample.group.receiver}"
"""


def partner(sample: Sample, tolerate: tuple[str, ...]) -> str:
    header = sample.header
    # One anonymised file has the same address on both sides: then only ours is told apart by a GS code.
    same = (header.sender_qualifier, header.sender) == (header.receiver_qualifier, header.receiver)
    gs_id = "" if same else sample.group.sender
    codes = ", ".join(f'"{code}"' for code in tolerate)
    agreements = "".join(
        f'[[partner.agreement]]\ndocument = "{document}"\ndirection = "{direction}"\n'
        for document, direction in (("850", "in"), ("855", "out"))
    )
    return f"""
[partner]
code = "THEM"
company = "US"
name = "The Buyer"
role = "customer"
[[partner.identity]]
qualifier = "{header.sender_qualifier}"
id = "{header.sender}"
gs_id = "{gs_id}"
[partner.channel]
name = "them"
kind = "folder"
inbox = "channels/northwind/in"
outbox = "channels/northwind/out"
settle_seconds = 0
[partner.x12]
tolerate = [{codes}]
[partner.terms]
currency = "{sample.currency}"
price_policy = "accept-theirs"
{agreements}"""


def catalog(sample: Sample) -> str:
    text = f'[catalog]\ncompany = "US"\nname = "all"\ncurrency = "{sample.currency}"\n'
    known: set[str] = set()
    for line in sample.lines:
        numbers = {line[at]: line[at + 1].rstrip("~") for at in range(6, 26, 2) if line[at + 1].rstrip("~")}
        ours = next((numbers[q] for q in SUPPLIERS if q in numbers), None)
        theirs = next((numbers[q] for q in BUYERS if q in numbers), None)
        if ours is None and theirs is None:
            theirs = next(iter(numbers.values()))
        # One buyer writes the same description as the supplier's number of several items.
        sku = f"{ours}/{theirs}" if ours == "SINGLE LINE DIAMOND PATTERN" else str(ours or theirs)
        if sku in known:
            continue
        known.add(sku)
        codes = f'buyer_codes = [{{ partner = "THEM", code = "{theirs}" }}]' if theirs else ""
        text += f"""
[[item]]
sku = "{sku}"
description = "Item {sku}"
unit = "{units.from_x12(line[3])}"
prices = [{{ from = 1, price = "{line[4] or "1.00"}" }}]
{codes}
"""
    return text


def set_up(folder: Path, sample: Sample, tolerate: tuple[str, ...]) -> World:
    world = World(folder, ReferenceErp(folder / "unused.db", {}))
    b2b("init", world.workspace)
    for command, name, text in (
        (("company", "apply"), "company.toml", company(sample)),
        (("partner", "apply"), "partner.toml", partner(sample, tolerate)),
        (("catalog", "import"), "catalog.toml", catalog(sample)),
    ):
        (folder / name).write_text(text, encoding="utf-8")
        world.b2b(*command, folder / name)
    for item in world.json("catalog", "show"):
        world.b2b("stock", "set", item["sku"], "100000")
    return world


@pytest.mark.parametrize("name", FILES)
def test_it_is_acknowledged_decided_and_answered(name: str, tmp_path: Path) -> None:
    tolerate, orders = FILES[name]
    content = (shared_data("x12-samples") / name).read_bytes()
    sample = Sample(content, validate_bytes(content, tolerate=frozenset(tolerate)))
    world = set_up(tmp_path, sample, tolerate)
    world.drop("order.edi", content)
    world.run_once()

    written = list(world.outbox.iterdir())
    assert all(validate_bytes(path.read_bytes()).result.verdict == "accepted" for path in written)
    test = sample.header.test
    assert {first(interchange, "ISA")[15] for interchange in world.received()} == {"T" if test else "P"}
    acknowledged = [segment[1] for body in world.sets("997") for segment in body if segment[0] == "AK5"]
    assert len(acknowledged) >= len(sample.report.sets)
    assert set(acknowledged) <= {"A", "E"}

    responses = world.sets("855")
    assert tuple(sorted({first(body, "BAK")[3] for body in responses})) == orders
    if orders:
        asked = sum(1 for segment in sample.report.sets[0].segments if segment[0] == "PO1")
        answered = answers(responses)
        assert len([key for key in answered if key[0] == orders[0]]) == asked
        assert all(status in ("IA", "IP", "IQ", "IB") for _, given in answered.values() for status, _ in given)
    else:
        assert test, "a test opens no exception: what it would have said stands with the document"
    booked = world.json("orders", "list")
    assert [order["order"] for order in booked] == ([] if test else list(orders))


def test_no_order_of_the_samples_is_left_out() -> None:
    """Every 004010 850 with a PO1 is in the table."""
    folder = shared_data("x12-samples")
    found = set()
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "MANIFEST.md":
            for interchange in validate_bytes(path.read_bytes()).interchanges:
                for group in interchange.groups:
                    is_order = any(s.set == "850" and any(x[0] == "PO1" for x in s.segments) for s in group.sets)
                    if is_order and group.result.header.version.startswith("004010"):
                        found.add(str(path.relative_to(folder)))
    assert found == set(FILES)
