"""docs/interfaces.md is complete and true: its keys, defaults, tables, operations, codes and examples are the code's."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from lxml import etree

from b2b import errors, resources
from b2b.catalogs import csv_format, model, read_catalog
from b2b.cli import failures
from b2b.documents import Document
from b2b.edi.engine.limits import DEFAULT
from b2b.edi.report import write_json
from b2b.erp.soap import Limits
from b2b.store import settings
from b2b.store.blobs import LARGEST_INLINE
from b2b.store.engine import open_store
from b2b.store.settings import load_toml, parse_company, parse_partner
from b2b.store.states import UserRole
from b2b.store.tables import Row
from b2b.transport import folder
from tests.clock import FixedClock
from tests.store import documented
from tests.store.page import example, page, rows, section, words

# What a key of the file is called in the dataclass, where the two differ.
RENAMED = {"identities": "identity", "agreements": "agreement", "items": "item", "from_quantity": "from"}
SETTINGS: dict[str, type] = {
    "key of `[company]`": settings.CompanySettings,
    "key of `[[company.identity]]`, `[[partner.identity]]`": settings.IdentitySettings,
    "key of `[company.erp]`": settings.ErpSettings,
    "key of `[partner]`": settings.PartnerSettings,
    "key of `[partner.channel]`": settings.ChannelSettings,
    "key of `[partner.x12]`": settings.X12Settings,
    "key of `[partner.edifact]`": settings.EdifactSettings,
    "key of `[partner.terms]`": settings.TermsSettings,
    "key of `[partner.invoice]`": settings.InvoiceSettings,
    "key of `[company.purchasing]`": settings.PurchasingSettings,
    "key of `[company.payments]`": settings.PaymentSettings,
    "key of `[company.contract]`": settings.ContractSettings,
    "key of `[partner.purchase]`": settings.PurchaseTerms,
    "key of `[[partner.agreement]]`": settings.AgreementSettings,
    "key of `[[item]]`": model.CatalogItem,
}


def keys(of: type) -> dict[str, Field[Any]]:
    return {RENAMED.get(field.name, field.name): field for field in fields(of)}


@pytest.mark.parametrize("heading", SETTINGS)
def test_every_key_has_a_row_and_every_row_is_a_key(heading: str) -> None:
    assert [words(row[0]) for row in rows(heading)] == [[words(row[0])[0]] for row in rows(heading)]
    assert sorted(words(row[0])[0] for row in rows(heading)) == sorted(keys(SETTINGS[heading]))


def test_the_catalogs_heading_has_its_keys() -> None:
    found = {words(row[0])[0] for row in rows("key of `[catalog]`")}
    assert found | {"item"} == set(keys(model.Catalog))


@pytest.mark.parametrize("heading", SETTINGS)
def test_what_holds_when_a_key_is_left_out_is_as_written(heading: str) -> None:
    told = {words(row[0])[0]: row[2] for row in rows(heading)}
    for key, field in keys(SETTINGS[heading]).items():
        default = field.default
        if default is not MISSING and default not in (None, "", ()):
            assert toml(default) in words(told[key]), f"{key}: {told[key]}"
        elif default is not MISSING or field.default_factory is not MISSING:
            assert told[key] != "required", key
        elif key not in ("release", "qualifier"):
            assert told[key] == "required", key


def toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) or (isinstance(value, Decimal) and not value):
        return f'"{value}"'
    return str(value)


def test_limits_of_erp_calls_are_the_adapters() -> None:
    told = {words(row[0])[0]: row[2] for row in rows("key of `[company.erp]`")}
    standard = Limits()
    wanted = [standard.connect, standard.silence, standard.call, standard.max_bytes]
    found = [told[key] for key in ("connect_seconds", "silence_seconds", "call_seconds", "max_bytes")]
    assert found == [f"`{limit}`" for limit in wanted]


def test_the_examples_are_accepted() -> None:
    bought = load_toml(example("partner.purchase"), "partner.toml")["partner"]["purchase"]
    assert set(bought) == set(keys(settings.PurchaseTerms))
    parse_partner(documented.partner(purchase=bought))
    parse_company(documented.company(**load_toml(example("company.purchasing"), "company.toml")["company"]))
    erp = load_toml(example("company.erp"), "erp.toml")["company"]["erp"]
    found = parse_company(documented.company(erp=erp)).erp
    assert set(erp) == set(keys(settings.ErpSettings))
    assert found is not None
    catalog = read_catalog(example("catalog").encode(), file="catalog.toml")
    assert [item.sku for item in catalog.items] == ["WIDGET-001"]


def test_the_databases_are_accepted(tmp_path: Path) -> None:
    for row in rows("database"):
        open_store(words(row[0])[0], tmp_path, FixedClock()).close()
    workspace = section("Workspace")
    assert re.findall(r'database = "(.*?)"', workspace) == [words(rows("database")[0][0])[0]]


def test_every_document_is_listed() -> None:
    assert [words(row[0])[0] for row in rows("document")] == [kind.__name__ for kind in get_args(Document)]


def test_columns_of_a_csv_catalog() -> None:
    told = section("Catalog")
    assert f"`{','.join(csv_format.COLUMNS)}`" in told
    assert f"`{','.join(csv_format.OPTIONAL)}`" in told


def test_the_parts_of_an_item_have_their_keys() -> None:
    told = {words(row[0])[0]: words(row[1]) for row in rows("key of `[[item]]`")}
    assert set(told["prices"]) == set(keys(model.PriceTier))
    assert set(told["prices"] + told["contract"]) == set(keys(model.ContractPrice))
    assert set(told["buyer_codes"]) == set(keys(model.BuyerCode))
    assert set(told["units"]) == set(keys(model.UnitFactor))


def test_the_folder_protocol_names_what_is_left_alone() -> None:
    told = words(section("Folder protocol"))
    assert {*folder.UNFINISHED, f"{folder.DONE}/"} <= set(told)


def test_sizes_are_the_limits() -> None:
    told = {words(row[0])[0]: row[1] for row in rows("what") if words(row[0])}
    units = {"MiB": 1 << 20, "GiB": 1 << 30}
    found = {}
    for name, cell in told.items():
        number, _, unit = cell.partition(" ")
        found[name] = int(number.replace(",", "")) * units.get(unit, 1)
    assert found == {field.name: getattr(DEFAULT, field.name) for field in fields(DEFAULT)}
    assert f"| payload inside the database | {LARGEST_INLINE >> 20} MiB;" in page()
    transport = folder.FolderTransport(Path("in"), Path("out"), clock=FixedClock())
    assert f"| file of a folder channel | {transport._largest >> 30} GiB;" in page()
    assert settings.ChannelSettings("", "", "", "").largest_mb << 20 == transport._largest


def test_every_table_has_a_line() -> None:
    assert sorted(words(row[0])[0] for row in rows("table")) == sorted(Row.metadata.tables)


def test_every_role_of_users_has_a_line() -> None:
    assert [words(row[0])[0] for row in rows("role")] == [role.value for role in UserRole]


def test_every_call_of_our_service_has_its_fields() -> None:
    """Of a request all that stands at its top, of what stands below and of answers only what is there."""
    schema = etree.parse(str(resources.path("schemas", "soap", "b2b.xsd")))
    known = dict(elements(schema))
    told = {words(row[0])[0]: [set(words(cell)) for cell in row[1:]] for row in rows("call")}
    assert sorted(told) == sorted(name.removesuffix("Response") for name in known if name.endswith("Response"))
    for name, (request, answer) in told.items():
        assert set(top(schema, name)) <= request <= set(known[name]), name
        assert answer <= set(known[f"{name}Response"]), name


def top(schema: Any, name: str) -> list[str]:
    """The elements of a request, without those inside them."""
    xs = "{http://www.w3.org/2001/XMLSchema}"
    (found,) = (node for node in schema.getroot().findall(f"{xs}element") if node.get("name") == name)
    direct = found.findall(f"{xs}complexType/{xs}sequence/{xs}element")
    return [node.get("name") for node in (*direct, *found.findall(f".//{xs}choice/{xs}element"))]


def test_every_operation_of_the_erp_has_its_fields() -> None:
    schema = etree.parse(str(resources.path("schemas", "soap", "reference_erp.xsd")))
    told = {words(row[0])[0]: [words(cell) for cell in row[1:]] for row in rows("operation")}
    requests = {name: found for name, found in elements(schema) if not name.endswith(("Response", "fault"))}
    assert sorted(told) == sorted(requests)
    for name, found in requests.items():
        assert told[name][0] == found, name
    answers = {name.removesuffix("Response"): found for name, found in elements(schema) if name.endswith("Response")}
    assert told["getStock"][1] == [*answers["getStock"], "unit"]
    assert told["findByKey"][1] == answers["findByKey"]
    assert all(told[name][1] == ["receipt"] for name in told if name not in ("getStock", "findByKey"))


def elements(schema: Any) -> Iterator[tuple[str, list[str]]]:
    """Each top element with the names in it; a complex type of the schema's own follows the element that has it."""
    xs = "{http://www.w3.org/2001/XMLSchema}"
    types = {node.get("name"): node for node in schema.getroot().findall(f"{xs}complexType")}

    def names(node: Any) -> Iterator[str]:
        for element in node.iter(f"{xs}element"):
            yield element.get("name")
            if element.get("type") in types:
                yield from names(types[element.get("type")])

    for top in schema.getroot().findall(f"{xs}element"):
        inside = top.find(f"{xs}complexType")
        yield top.get("name"), list(names(types[top.get("type")] if inside is None else inside))


def test_exit_codes_and_the_errors_that_lead_to_them() -> None:
    told = {int(row[0]): words(row[2]) for row in rows("code")}
    codes = {failures.DONE, failures.REJECTED, failures.UNUSABLE, failures.INTERRUPTED, failures.PIPE_CLOSED}
    assert set(told) == codes
    named = {name: code for code, names in told.items() for name in names}
    leaves = {kind.__name__: kind for kind in vars(errors).values() if isinstance(kind, type) and not subclasses(kind)}
    assert set(named) == set(leaves)
    assert named == {name: failures.exit_code(kind("it failed")) for name, kind in leaves.items()}


def subclasses(kind: type) -> bool:
    """Whether other errors of the tree stand below this one, or it is none of the tree."""
    if not issubclass(kind, errors.B2BError):
        return True
    return any(below.__module__ == errors.__name__ for below in kind.__subclasses__())


def test_the_json_of_a_validation_has_the_keys_of_the_page() -> None:
    order = Path(__file__).parents[2] / "b2b" / "demo" / "files" / "850-unreadable.edi"
    out = io.StringIO()
    write_json([("a.edi", order.read_bytes())], out)
    told = section("JSON").partition("is stable")[2]
    assert set(re.findall(r'"([a-z_]+)"', told)) == set(every_key(json.loads(out.getvalue())))


def every_key(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from every_key(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from every_key(inner)


def test_links_of_the_page_lead_somewhere() -> None:
    headings = {re.sub(r"[^a-z0-9 -]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^## (.*)$", page(), re.M)}
    docs = Path(__file__).parents[2] / "docs"
    for target in re.findall(r"\]\(([^)]+)\)", page()):
        assert target[1:] in headings if target.startswith("#") else (docs / target).exists(), target
