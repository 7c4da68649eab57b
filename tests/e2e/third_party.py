"""A supplier set up from what stands in a partner's file: who is who, and what is sold, as TOML for the command line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.world import b2b

# X12 element 235: how the supplier calls an item, and how the buyer (or its maker) does.
SUPPLIERS = ("VN", "VP")
BUYERS = ("BP", "CB", "MG", "SK", "ST")
UNITS = {"EA": "EA", "YD": "YRD", "SF": "FTK"}  # X12 element 355 to UN/ECE Recommendation 20
STOCK = 100_000


@dataclass(frozen=True)
class Wanted:
    """A PO1 as it stands: its number (which may be empty), quantity, unit, price and item numbers by qualifier."""

    number: str
    quantity: str
    unit: str
    price: str
    ids: dict[str, str]

    @property
    def sku(self) -> str:
        """What we call the item: what the buyer says that we call it, else a name of our own."""
        return self._first(SUPPLIERS) or f"ITEM-{self.buyers_code}"

    @property
    def buyers_code(self) -> str:
        return self._first(BUYERS)

    def _first(self, qualifiers: tuple[str, ...]) -> str:
        return next((self.ids[qualifier] for qualifier in qualifiers if qualifier in self.ids), "")


@dataclass
class Found:
    """What a file says, read by splitting alone: its envelope and its orders, the number of each with its lines."""

    isa: list[str]
    gs: list[str]
    currency: str = ""
    orders: dict[str, list[Wanted]] = field(default_factory=dict)


def read(content: bytes) -> Found:
    """The separators by counting, because not everybody pads the ISA: ISA16 and the terminator follow the 16th."""
    text = content.decode("utf-8-sig")
    element = text[3]
    component, terminator = text.split(element, 16)[16][:2]
    parts = [part.strip().rstrip(component) for part in text.split(terminator)]
    segments = [part.split(element) for part in parts if part]
    found = Found(segments[0], next(s for s in segments if s[0] == "GS"))
    lines: list[Wanted] = []
    for segment in segments:
        if segment[0] == "BEG":
            lines = found.orders.setdefault(segment[3], [])
            lines.clear()
        elif segment[0] == "CUR" and not found.currency:
            found.currency = segment[2]
        elif segment[0] == "PO1":
            padded = segment + [""] * 6
            pairs = zip(segment[6::2], segment[7::2], strict=False)
            ids = {qualifier: value for qualifier, value in pairs if qualifier and value}
            lines.append(Wanted(padded[1], padded[2], padded[3], padded[4], ids))
    return found


def set_up(workspace: Path, found: Found, tolerate: list[str], as_new: list[str]) -> None:
    """The workspace by commands alone: company, partner, catalog and stock."""
    files = workspace.parent / "toml"
    files.mkdir()
    b2b("init", workspace)
    for name, text in (
        ("company", _company(found)),
        ("partner", _partner(found, tolerate, as_new)),
        ("catalog", _catalog(found)),
    ):
        (files / f"{name}.toml").write_text(text)
    b2b("--workspace", workspace, "company", "apply", files / "company.toml")
    b2b("--workspace", workspace, "partner", "apply", files / "partner.toml")
    b2b("--workspace", workspace, "catalog", "import", files / "catalog.toml")
    for sku in dict.fromkeys(line.sku for lines in found.orders.values() for line in lines):
        b2b("--workspace", workspace, "stock", "set", sku, str(STOCK))


def _company(found: Found) -> str:
    return f"""
[company]
code = "SUPPLIER"
name = "The supplier"
currency = "{found.currency or "USD"}"
time_zone = "America/New_York"
address = {{ lines = ["1 Supply Street"], city = "Springfield", postal_code = "62701", country = "US" }}

[[company.identity]]
qualifier = "{found.isa[7]}"
id = "{found.isa[8].strip()}"
gs_id = "{found.gs[3]}"
"""


def _partner(found: Found, tolerate: list[str], as_new: list[str]) -> str:
    # Anonymised files may have one address for both; then the buyer's has no group code of its own.
    same = (*found.isa[5:7], found.gs[2]) == (*found.isa[7:9], found.gs[3])
    group_code = "" if same else f'gs_id = "{found.gs[2]}"'
    return f"""
[partner]
code = "BUYER"
company = "SUPPLIER"
name = "The buyer"
role = "customer"
time_zone = "America/New_York"

[[partner.identity]]
qualifier = "{found.isa[5]}"
id = "{found.isa[6].strip()}"
{group_code}

[partner.channel]
name = "buyer"
kind = "folder"
inbox = "channels/buyer/in"
outbox = "channels/buyer/out"
settle_seconds = 0

[partner.x12]
release = "004010"
tolerate = {tolerate}

[partner.terms]
currency = "{found.currency or "USD"}"
price_policy = "answer-ours"

[[partner.agreement]]
document = "850"
direction = "in"
as_new = {as_new}

[[partner.agreement]]
document = "855"
direction = "out"
"""


def _catalog(found: Found) -> str:
    text = f"""
[catalog]
company = "SUPPLIER"
name = "standard"
currency = "{found.currency or "USD"}"
valid_from = 2000-01-01
"""
    sold = {line.sku: line for lines in reversed(found.orders.values()) for line in reversed(lines)}
    for sku, line in sold.items():
        code = f'buyer_codes = [{{ partner = "BUYER", code = "{line.buyers_code}" }}]' if line.buyers_code else ""
        text += f"""
[[item]]
sku = "{sku}"
description = "As ordered"
unit = "{UNITS.get(line.unit, "EA")}"
prices = [{{ from = 1, price = "{line.price or "1.00"}" }}]
{code}
"""
    return text
