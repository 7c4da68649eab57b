"""A partner with a guide: a good and a bad order, notices and invoices of ours that break it, a guide changed and gone."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.world import FILES, World, first
from tests.gateway.orders import interchange, order

GUIDE = """name = "northwind"
release = "004010"

[sets.850]
lines = [
  { at = "REF[DP]", use = "M", say = "your department number" },
  { at = "REF[DP]02", codes = "014 015" },
]

[sets.856]
lines = [{ at = "HL[03=O]/PRF01", length = [6, 22] }]

[sets.810]
lines = [{ at = "", check = "TDS01 < 100000", say = "nothing above 1000.00 without a word before" }]
"""
AGREED = ("850", "856", "810")


def agree(world: World, text: str | None) -> None:
    """The demo's partner, its sets by the guide of that text; None: without one."""
    partner = (FILES / "partner.toml").read_text(encoding="utf-8")
    if text is not None:
        folder = world.workspace / "guides"
        folder.mkdir(exist_ok=True)
        (folder / "northwind.toml").write_text(text, encoding="utf-8")
        for document in AGREED:
            partner = partner.replace(f'document = "{document}"', f'document = "{document}"\nguide = "northwind"')
    file = world.folder / "partner.toml"
    file.write_text(partner, encoding="utf-8")
    world.b2b("partner", "apply", file)


def send(world: World, control: int, *orders: tuple[str, str, str]) -> None:
    """The buyer orders WIDGET-001: number, department, quantity of each order."""
    bodies = []
    for number, department, quantity in orders:
        body = order(number, [("WIDGET-001", quantity, "12.50" if int(quantity) < 100 else "11.80")])
        bodies.append([*body[:2], f"REF*DP*{department}", *body[2:]])
    world.drop(f"{control}.edi", interchange(control, bodies))
    world.run_once()


def open_cases(world: World) -> list[tuple[str, str]]:
    return [(case["code"], case["about"]) for case in world.json("exceptions", "list")]


def notices(world: World) -> list[str]:
    return sorted(first(body, "PRF")[1] for body in world.sets("856"))


def invoiced(world: World) -> list[str]:
    return sorted(first(body, "BIG")[4] for body in world.sets("810"))


def number_of(world: World, case: dict[str, str]) -> str:
    return case["about"].removeprefix("doc:")


def test_a_guide_from_the_first_order_to_the_last(world: World) -> None:
    agree(world, GUIDE)
    send(world, 1, ("PO-0001", "014", "10"), ("PO-0002", "099", "10"), ("PO-3", "015", "10"), ("PO-0004", "014", "200"))
    assert sorted(first(body, "BAK")[3] for body in world.sets("855")) == ["PO-0001", "PO-0004", "PO-3"]
    (answer,) = world.sets("997")
    assert [s[1] for s in answer if s[0] == "AK5"] == ["A", "R", "A", "A"]
    assert [s for s in answer if s[0] == "AK4"] == [["AK4", "2", "127", "7", "099"]]
    (rejected,) = world.json("exceptions", "list")
    assert rejected["message"].endswith("REF[DP]02 is none of 014, 015 (guide northwind line 2)")
    world.b2b("exceptions", "resolve", str(rejected["number"]), "--note", "sent anew")

    for number in ("PO-0001", "PO-3", "PO-0004"):
        world.b2b("ship", number)
    world.run_once()
    assert notices(world) == ["PO-0001", "PO-0004"]
    assert invoiced(world) == ["PO-0001", "PO-3"], "the gross of PO-0004 is 2808.40"
    stopped = world.json("exceptions", "list")
    assert [case["code"] for case in stopped] == ["guide-not-kept"] * 2
    notice, invoice = sorted(stopped, key=lambda case: case["message"].partition(" ")[0], reverse=True)
    assert "guide northwind line 1 does not allow it: HL[03=O]/PRF01 has 4 characters" in notice["message"]
    assert "(856, PRF01 at position" in notice["message"]
    assert "nothing above 1000.00 without a word before (this does not hold: TDS01 < 100000)" in invoice["message"]
    assert world.erp_bookings("order") == ["PO-0001", "PO-0004", "PO-3"]

    agree(world, GUIDE.replace("[6, 22]", "[4, 22]").replace("TDS01 < 100000", "TDS01 < 300000"))
    for case in stopped:
        world.b2b("docs", "retry", number_of(world, case))
    world.run_once()
    assert notices(world) == ["PO-0001", "PO-0004", "PO-3"]
    assert invoiced(world) == ["PO-0001", "PO-0004", "PO-3"]
    assert open_cases(world) == []
    assert {row["guide"] for row in documents(world, "856")} == {"northwind, revision 1", "northwind, revision 2"}

    agree(world, None)
    send(world, 2, ("PO-0005", "099", "10"))
    assert "PO-0005" in {first(body, "BAK")[3] for body in world.sets("855")}
    assert open_cases(world) == []
    assert [row["guide"] for row in documents(world, "850") if row["key"] == "PO-0005"] == [None]
    world.b2b("doctor")
    world.b2b("audit", "verify")


def documents(world: World, set_id: str) -> list[dict[str, str | None]]:
    rows = world.json("docs", "list", "--set", set_id)
    return [world.json("docs", "show", str(row["number"])) for row in rows]


def test_a_guide_whose_file_is_gone_stays_in_force(world: World) -> None:
    agree(world, GUIDE)
    Path(world.workspace / "guides" / "northwind.toml").unlink()
    send(world, 1, ("PO-0001", "099", "10"))
    assert [code for code, _ in open_cases(world)] == ["set-rejected"]
    assert world.b2b("partner", "apply", world.folder / "partner.toml", code=None).exit_code != 0
    send(world, 2, ("PO-0002", "014", "10"))
    assert [first(body, "BAK")[3] for body in world.sets("855")] == ["PO-0002"]
