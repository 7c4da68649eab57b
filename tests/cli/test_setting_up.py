"""A workspace is made and filled by commands: what is applied twice changes nothing, a dry run never does."""

from __future__ import annotations

from pathlib import Path

import pytest

from b2b import resources
from tests.cli.running import process, run
from tests.cli.shop import FILES, Shop


def everything(shop: Shop) -> list[object]:
    """All that the listing commands know."""
    return [
        shop.json("company", "show"),
        shop.json("partner", "show", "NORTHWIND"),
        shop.json("catalog", "show"),
        shop.json("stock", "show"),
        shop.json("audit", "list", "--limit", "1000"),
        shop.json("exceptions", "list", "--all"),
        shop.json("orders", "list"),
    ]


def test_init_makes_a_workspace_once(tmp_path: Path) -> None:
    assert not list(tmp_path.iterdir())
    run("init", tmp_path / "new", "--dry-run")
    assert not list(tmp_path.iterdir())
    out = run("init", tmp_path / "new").stdout
    assert "b2b company apply FILE" in out
    assert "workspace already" in run("init", tmp_path / "new", code=1).stderr
    assert "workspace already" in run("init", tmp_path / "new", "--dry-run", code=1).stderr


def test_commands_find_the_workspace_they_stand_in(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    below = shop.folder / "some" / "where"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert "NORTHWIND" in run("partner", "list").stdout
    assert "NORTHWIND" in process("partner", "list", cwd=below.parent.parent, B2B_WORKSPACE=str(shop.folder)).stdout


def test_outside_of_a_workspace_the_way_in_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = run("today", code=2).stderr
    assert "b2b init DIR" in said
    assert "b2b init" in run("today", "-w", tmp_path, code=2).stderr


def test_applying_the_same_again_changes_nothing(shop: Shop) -> None:
    before = everything(shop)
    assert "so already (revision 1)" in shop.says("company", "apply", FILES / "company.toml")
    assert "so already (revision 1)" in shop.says("partner", "apply", FILES / "partner.toml")
    assert everything(shop) == before


def test_a_change_is_shown_setting_by_setting(shop: Shop, tmp_path: Path) -> None:
    changed = tmp_path / "partner.toml"
    text = (FILES / "partner.toml").read_text().replace("net_days = 30", "net_days = 45")
    changed.write_text(text.replace('price_policy = "answer-ours"', 'price_policy = "hold"'))
    before = everything(shop)
    out = shop.says("partner", "apply", changed, "--dry-run")
    assert out == (
        "Would change partner NORTHWIND (revision 2).\n"
        "Setting                     Before       After\n"
        "partner.terms.net_days      30           45\n"
        "partner.terms.price_policy  answer-ours  hold\n"
    )
    assert everything(shop) == before
    assert shop.json("partner", "apply", changed)["changes"] == [
        {"key": "partner.terms.net_days", "before": "30", "after": "45"},
        {"key": "partner.terms.price_policy", "before": "answer-ours", "after": "hold"},
    ]
    assert shop.json("partner", "show", "NORTHWIND")["revision"] == 2


def test_single_settings(shop: Shop) -> None:
    before = everything(shop)
    dry = shop.says("partner", "set", "NORTHWIND", "terms.net_days=14", "address.postal_code=20099", "--dry-run")
    assert dry.splitlines()[2:] == [
        "partner.address.postal_code  20095   20099",
        "partner.terms.net_days       30      14",
    ]
    assert everything(shop) == before
    shop.b2b("partner", "set", "NORTHWIND", "terms.net_days=14", "address.postal_code=20099", "terms.back_orders=false")
    partner = shop.json("partner", "show", "NORTHWIND")["partner"]
    assert (partner["terms"]["net_days"], partner["terms"]["back_orders"]) == (14, False)
    assert partner["address"]["postal_code"] == "20099"
    shop.b2b("company", "set", "iban=", "bic=")
    assert "iban" not in shop.json("company", "show")["company"]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("net_days=soon", "net_days"),
        ("nonsense=1", "nonsense"),
        ("net_days", "sets nothing"),
        ("name.first=x", "not one setting"),
        ("iban=DE00", "IBAN"),
    ],
)
def test_a_wrong_setting_changes_nothing(shop: Shop, setting: str, said: str) -> None:
    before = everything(shop)
    assert said in shop.b2b("company", "set", setting, code=2).stderr
    assert everything(shop) == before


@pytest.mark.parametrize("what", ["company", "partner"])
def test_what_is_exported_can_be_applied(shop: Shop, tmp_path: Path, what: str) -> None:
    code = {"company": "ACME", "partner": "NORTHWIND"}[what]
    file = tmp_path / "exported.toml"
    shop.b2b(what, "export", code, "-o", file)
    assert file.read_text() == shop.says(what, "export", code)
    assert "so already" in shop.says(what, "apply", file)
    assert "there already" in shop.b2b(what, "export", code, "-o", file, code=1).stderr


@pytest.mark.parametrize("ending", ["toml", "csv"])
def test_a_catalog_goes_out_and_in_again(shop: Shop, tmp_path: Path, ending: str) -> None:
    before = shop.json("catalog", "show")
    file = tmp_path / f"standard.{ending}"
    shop.b2b("catalog", "export", *(["--csv"] if ending == "csv" else []), "-o", file)
    done = shop.json("catalog", "import", file)
    assert (done["items_added"], done["items_changed"], done["prices"]) == (0, 0, 4)
    assert shop.json("catalog", "show") == before


def test_a_dry_import_changes_nothing(shop: Shop) -> None:
    before = everything(shop)
    assert "Would import catalog standard" in shop.says("catalog", "import", FILES / "catalog.toml", "--dry-run")
    assert everything(shop) == before


def test_stock(shop: Shop) -> None:
    assert shop.says("stock", "set", "GASKET-10", "12.5", "--dry-run") == "Would set GASKET-10: 0 -> 12.5 EA.\n"
    assert shop.says("stock", "set", "GASKET-10", "12.5") == "Set GASKET-10: 0 -> 12.5 EA.\n"
    (row,) = shop.json("stock", "show", "GASKET-10")
    assert (row["quantity"], row["unit"], row["source"]) == ("12.5", "EA", "clerk")


@pytest.mark.parametrize("amount", ["-1", "NaN", "1e400", "1.1234567", "many", ""])
def test_what_is_no_quantity_is_refused(shop: Shop, amount: str) -> None:
    assert "is not a quantity" in shop.b2b("stock", "set", "GASKET-10", "--", amount, code=2).stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("partner", "show", "NOBODY"), "NORTHWIND"),
        (("company", "show", "NOBODY"), "ACME"),
        (("stock", "set", "NOPE-1", "5"), "b2b -w WORKSPACE catalog show"),
        (("catalog", "show", "NOPE-1"), "b2b -w WORKSPACE catalog show"),
        (("catalog", "export", "nothing"), "b2b -w WORKSPACE catalog list"),
        (("orders", "list", "--state", "lost"), "open, rejected, shipped"),
        (("inbox", "--partner", "NOBODY"), "NORTHWIND"),
        (("why", "4711"), "b2b -w WORKSPACE orders list"),
        (("docs", "show", "4711"), "b2b -w WORKSPACE docs list"),
        (("invoices", "show", "4711"), "b2b -w WORKSPACE invoices list"),
        (("exceptions", "resolve", "4711"), "b2b -w WORKSPACE exceptions list"),
        (("ship", "4711"), "b2b -w WORKSPACE orders list"),
        (("receive", "/no/such/file"), "check the name"),
        (("outbox", "--retry", "4711"), "b2b -w WORKSPACE outbox"),
    ],
)
def test_what_is_not_there_says_what_is(shop: Shop, words: tuple[str, ...], said: str) -> None:
    assert shop.says(*words, code=2) == ""
    assert said in shop.complains(*words, code=2)


def test_a_broken_file_names_every_fault(shop: Shop, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text((FILES / "company.toml").read_text().replace('currency = "EUR"', 'currency = "XYZ"\nnonsense = 1'))
    said = shop.b2b("company", "apply", bad, code=2).stderr
    assert "currency" in said
    assert "nonsense" in said
    bad.write_bytes(b"\xff\xfe")
    assert "not UTF-8" in shop.b2b("company", "apply", bad, code=2).stderr


def test_the_buyers_examples_make_a_workspace_that_orders(tmp_path: Path) -> None:
    run("init", tmp_path / "buyer")
    buyer = Shop(tmp_path / "buyer")
    files = resources.path("catalogs", "examples", "buyer")
    buyer.b2b("company", "apply", files / "company.toml")
    buyer.b2b("partner", "apply", files / "supplier.toml")
    buyer.b2b("partner", "apply", files / "bank.toml")
    buyer.b2b("catalog", "import", files / "catalog.toml")
    for sku in ("WIDGET-001", "WIDGET-002"):
        buyer.b2b("stock", "set", sku, "8")
    assert "WRONG" not in buyer.says("doctor")
    proposed = buyer.json("stock", "propose", "--dry-run")["proposals"]
    assert [one["decision"] for one in proposed] == ["order", "order"]


def test_doctor_mends_what_can_be_mended(shop: Shop) -> None:
    for file in shop.folder.glob("b2b.db*"):
        file.unlink()
    ill = shop.says("doctor", code=2)
    assert "WRONG database" in ill
    assert "b2b -w WORKSPACE doctor --fix" in ill
    mended = shop.says("doctor", "--fix", code=2)
    assert "made and up to date" in mended
    assert "b2b -w WORKSPACE company apply FILE" in mended


def test_doctor_makes_the_folders_of_channels(shop: Shop) -> None:
    inbox = shop.folder / "channels" / "northwind" / "in"
    assert shop.json("doctor")["healthy"]
    inbox.rmdir()
    ill = shop.json("doctor", code=2)
    assert any(check["state"] == "wrong" and "is gone: mount it again" in check["says"] for check in ill["checks"])
    shop.b2b("doctor", "--fix")
    assert inbox.is_dir()


def test_applying_a_partner_makes_its_folders_and_says_so(shop: Shop, tmp_path: Path) -> None:
    moved = tmp_path / "partner.toml"
    moved.write_text((FILES / "partner.toml").read_text().replace("channels/northwind/", "elsewhere/"))
    inbox, outbox = shop.folder / "elsewhere" / "in", shop.folder / "elsewhere" / "out"
    assert shop.json("partner", "apply", moved, "--dry-run")["notes"] == []
    assert not inbox.exists()
    assert shop.json("partner", "apply", moved)["notes"] == [f"Made the folder {inbox}", f"Made the folder {outbox}"]
    inbox.rmdir()
    assert shop.json("partner", "apply", moved)["notes"] == []
    assert not inbox.exists(), "it was in use: it is lost, not new"


def test_a_folder_that_cannot_be_made_is_told(shop: Shop, tmp_path: Path) -> None:
    (shop.folder / "elsewhere").write_text("no folder")
    moved = tmp_path / "partner.toml"
    moved.write_text((FILES / "partner.toml").read_text().replace("channels/northwind/", "elsewhere/"))
    told = shop.json("partner", "apply", moved)["notes"]
    assert len(told) == 2
    assert all("cannot be made" in note for note in told)


def test_a_partner_without_a_channel_is_told(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "partner.toml"
    file.write_text('[partner]\ncode = "OTHER"\ncompany = "ACME"\nname = "Other Ltd"\nrole = "customer"\n')
    assert "no [partner.channel]" in shop.says("partner", "apply", file)
    assert "no [partner.channel]" in shop.says("partner", "set", "OTHER", "terms.net_days=7")
