"""Settings are read as documented, and every mistake is named by its key, all of them at once."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.documents import Address, Contact, Endpoint
from b2b.errors import ConfigError
from b2b.store.settings import (
    AgreementSettings,
    ChannelSettings,
    EdifactSettings,
    ErpSettings,
    IdentitySettings,
    TermsSettings,
    X12Settings,
    load_toml,
    parse_company,
    parse_partner,
    write_toml,
)
from tests.store import documented
from tests.store.page import example


def test_the_documented_company() -> None:
    found = parse_company(documented.company())
    assert (found.code, found.name, found.currency, found.time_zone) == (
        "ACME",
        "Acme Supply GmbH",
        "EUR",
        "Europe/Berlin",
    )
    assert (found.vat_category, found.vat_rate, found.net_days) == ("S", Decimal(19), 30)
    assert found.iban == "DE89370400440532013000"
    assert found.identities == (IdentitySettings("ZZ", "ACMESUPPLY", "ACMESUPPLY"),)
    assert found.erp == ErpSettings("reference", "http://127.0.0.1:8701/erp", ("127.0.0.1",))
    assert found.party.address == Address(("Lagerweg 1",), "Berlin", "10115", "", "DE")
    assert found.party.contact == Contact("Order desk", "+49 30 1234567", "orders@acme.example")


def test_the_documented_partner() -> None:
    found = parse_partner(documented.partner())
    assert (found.code, found.company, found.role) == ("NORTHWIND", "ACME", "customer")
    assert found.endpoint == Endpoint("9930", "DE987654328")
    assert found.channel == ChannelSettings(
        "northwind", "folder", "channels/northwind/in", "channels/northwind/out", Decimal(2)
    )
    assert found.x12 == X12Settings(newline=True)
    assert found.terms == TermsSettings(
        currency="EUR",
        price_tolerance_percent=Decimal(2),
        pack_policy="round-up",
        net_days=30,
        vat_category="S",
        vat_rate=Decimal(19),
    )
    assert found.agreement("850", "in") == AgreementSettings("850", "in", "004010", business_answer_hours=24)
    assert found.agreement("855", "out") == AgreementSettings("855", "out", "004010", expect_acknowledgment_hours=24)
    assert found.agreement("855", "in") is None


def test_how_a_customer_is_billed() -> None:
    assert parse_partner(documented.partner()).invoice.formats == ("x12", "ubl", "cii", "pdf")
    least = parse_partner(documented.partner(invoice=None)).invoice
    assert (least.forms, least.follows_en16931) == (("x12", "ubl", "cii", "pdf"), True)
    american = parse_partner(documented.partner(invoice={"formats": ["x12"]})).invoice
    assert (american.forms, american.follows_en16931) == (("x12",), False)
    said = {"exemption_reason": "Education", "exemption_code": "VATEX-EU-132-1I", "delivery_country": "FR"}
    found = parse_partner(documented.partner(invoice=said)).invoice
    assert (found.exemption_reason, found.exemption_code, found.delivery_country) == tuple(said.values())
    with pytest.raises(ConfigError) as caught:
        parse_partner(documented.partner(invoice={"formats": ["fax"], "exemption_code": "X", "delivery_country": "XX"}))
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()[1:]] == [
        "partner.invoice.formats",
        "partner.invoice.exemption_code",
        "partner.invoice.delivery_country",
    ]
    company = parse_company(documented.company(exemption_reason="Small business", exemption_code="VATEX-FR-FRANCHISE"))
    assert (company.exemption_reason, company.exemption_code) == ("Small business", "VATEX-FR-FRANCHISE")


def test_the_least_that_can_be_said() -> None:
    assert parse_company({"company": {"code": "A", "name": "A", "currency": "USD"}}).party.name == "A"
    least = parse_partner({"partner": {"code": "B", "company": "A", "name": "B", "role": "supplier"}})
    assert least.channel is None
    assert least.terms == TermsSettings()


def test_an_agreement_takes_the_release_of_the_x12_table() -> None:
    found = parse_partner(
        documented.partner(x12={"release": "005010"}, agreement=[{"document": "850", "direction": "in"}])
    )
    assert found.agreements[0].release == "005010"


def edifact_partner() -> dict[str, Any]:
    """The partner of the page that trades in both syntaxes: X12 as ever, and what the page's example adds."""
    return documented.partner(**load_toml(example("[partner.identity]"), "page")["partner"])


def test_a_partner_of_edifact_says_so_by_the_names_of_its_documents() -> None:
    found = parse_partner(edifact_partner())
    assert found.identities == (IdentitySettings("14", "4098765000002", syntax="edifact"),)
    assert found.edifact == EdifactSettings(newline=True)
    assert [(one.document, one.direction, one.release) for one in found.agreements] == [
        ("ORDERS", "in", "D96A"),
        ("CONTRL", "in", "D96A"),
        ("ORDRSP", "out", "D96A"),
    ]
    assert found.agreements[2].association == "EAN005"


def test_documents_are_found_by_kind_whatever_their_syntax() -> None:
    """850 means the order, ORDERS that of EDIFACT; ORDRSP carries the answers to orders and to their changes."""
    found = parse_partner(edifact_partner())
    assert [one.document for kind in ("850", "ORDERS") if (one := found.agreement(kind, "in"))] == ["ORDERS", "ORDERS"]
    assert [one.document for kind in ("855", "865") if (one := found.agreement(kind, "out"))] == ["ORDRSP", "ORDRSP"]
    assert found.agreement("860", "in") is None
    both = documented.partner(agreement=[{"document": one, "direction": "in"} for one in ("ORDERS", "850")])
    assert [one.document for kind in ("850", "ORDERS") if (one := parse_partner(both).agreement(kind, "in"))] == [
        "850",
        "ORDERS",
    ]


def test_releases_of_both_syntaxes_stand_side_by_side() -> None:
    agreements = [{"document": "ORDERS", "direction": "in"}, {"document": "850", "direction": "in"}]
    found = parse_partner(
        documented.partner(x12={"release": "005010"}, edifact={"release": "D01B"}, agreement=agreements)
    )
    assert [one.release for one in found.agreements] == ["D01B", "005010"]


@pytest.mark.parametrize(("directory", "release"), [("D.01B", "5010"), ("d01b", "00501"), ("D:01B", "005010")])
def test_a_release_is_known_however_it_is_written(directory: str, release: str) -> None:
    agreements = [
        {"document": "ORDERS", "direction": "in", "release": directory},
        {"document": "850", "direction": "in", "release": release},
    ]
    found = parse_partner(
        documented.partner(x12={"release": release}, edifact={"release": directory}, agreement=agreements)
    )
    assert (found.edifact.release, found.x12.release) == ("D01B", "005010")
    assert [one.release for one in found.agreements] == ["D01B", "005010"]


WRONG_COMPANY: list[tuple[dict[str, Any], str]] = [
    ({"code": None}, "company.code: is missing"),
    ({"code": ""}, "company.code: must not be empty"),
    ({"code": "A B"}, "company.code: 'A B' is not a code"),
    ({"name": 5}, "company.name: write it as text, in quotes, not 5"),
    ({"name": "A\nB"}, "company.name: 'A\\nB' holds a control character"),
    ({"currency": "EURO"}, "company.currency: 'EURO' is not an ISO 4217 currency"),
    ({"time_zone": "Berlin"}, "company.time_zone: 'Berlin' is not a time zone"),
    ({"time_zone": "../etc"}, "company.time_zone: '../etc' is not a time zone"),
    ({"vat_category": "X"}, "company.vat_category: 'X' is not known; it can be: S, Z"),
    ({"vat_rate": 19.5}, 'company.vat_rate: write the number in quotes, such as "2.5", not 19.5'),
    ({"vat_rate": "nineteen"}, "company.vat_rate: 'nineteen' is not a number"),
    ({"vat_rate": "101"}, "company.vat_rate: 101 is not a number from 0 to 100"),
    ({"vat_rate": "-1"}, "company.vat_rate: -1 is not a number from 0 to 100"),
    ({"vat_rate": "NaN"}, "company.vat_rate: NaN is not a number from 0 to 100"),
    ({"vat_rate": True}, "company.vat_rate: write the number in quotes"),
    ({"iban": "DE89370400440532013001"}, "company.iban: 'DE89370400440532013001' is not an IBAN"),
    ({"bic": "COBA"}, "company.bic: 'COBA' is not a BIC"),
    ({"net_days": "30"}, "company.net_days: write a whole number, not '30'"),
    ({"net_days": True}, "company.net_days: write a whole number, not True"),
    ({"net_days": -1}, "company.net_days: -1 is not between 0 and 999"),
    ({"endpoint": "x"}, "company.endpoint: write a table, not 'x'"),
    (
        {"endpoint": {"scheme": "99300", "value": "x"}},
        "company.endpoint.scheme: '99300' is not an electronic address scheme",
    ),
    ({"endpoint": {"scheme": "9930"}}, "company.endpoint.value: is missing"),
    ({"address": {"country": "Germany"}}, "company.address.country: 'Germany' is not an ISO 3166-1 country code"),
    ({"address": {"lines": "Lagerweg 1"}}, "company.address.lines: write a list of texts"),
    ({"identity": {"id": "X"}}, "company.identity: write it as [[company.identity]], once for each"),
    ({"identity": [{"qualifier": "Z", "id": "A"}]}, "company.identity[1].qualifier: 'Z' is not two letters or digits"),
    ({"identity": [{"qualifier": "ZZ"}]}, "company.identity[1].id: is missing"),
    ({"identity": [{"id": "A"}, {"id": "A"}]}, "company.identity[2].id: stands twice"),
    ({"identity": [{"id": "A" * 16}]}, "company.identity[1].id: is longer than the 15 characters of ISA06"),
    ({"vat_ID": "DE1"}, "company.vat_ID: unknown setting, did you mean 'vat_id'?"),
]

WRONG_PARTNER: list[tuple[dict[str, Any], str]] = [
    ({"role": "friend"}, "partner.role: 'friend' is not known; it can be: customer, supplier"),
    ({"role": "custmer"}, "partner.role: 'custmer' is not known, did you mean 'customer'?"),
    ({"company": None}, "partner.company: is missing"),
    ({"channel": {"name": "n", "kind": "ftp", "inbox": "a", "outbox": "b"}}, "partner.channel.kind: 'ftp' is not known; it can be: folder"),
    ({"channel": {"name": "n", "kind": "folder", "inbox": "a", "outbox": "a"}}, "partner.channel.outbox: is the inbox"),
    ({"channel": {"name": "n", "kind": "folder", "inbox": "a"}}, "partner.channel.outbox: is missing"),
    ({"x12": {"release": "004010VICS"}}, "partner.x12.release: '004010VICS' is not an X12 release (there are 003060, 004010, 004030, 005010, 006020)"),
    ({"x12": {"element_separator": "**"}}, "partner.x12.element_separator: write one character in quotes, not '**'"),
    ({"x12": {"element_separator": "A"}}, "partner.x12.element_separator: 'A' occurs in data"),
    ({"x12": {"element_separator": "~"}}, "partner.x12.segment_terminator: '~' is the element_separator already"),
    ({"x12": {"newline": "yes"}}, "partner.x12.newline: write true or false, not 'yes'"),
    ({"x12": {"duplicates": "ignore"}}, "partner.x12.duplicates: 'ignore' is not known"),
    ({"x12": {"acknowledgment": "yes"}}, "partner.x12.acknowledgment: 'yes' is not known; it can be: 997, 999"),
    ({"x12": {"acknowledgment_version": "5010"}}, "partner.x12.acknowledgment_version: '5010' is not a release, with the suffix of a guide"),
    ({"x12": {"ta1": "yes"}}, "partner.x12.ta1: 'yes' is not known; it can be: requested, always, never"),
    ({"x12": {"groups_an_interchange": 0}}, "partner.x12.groups_an_interchange: 0 is not between 1 and 10000"),
    ({"x12": {"character_set": "latin"}}, "partner.x12.character_set: 'latin' is not known"),
    ({"agreement": [{"document": "214", "direction": "in", "unworked": "no"}]}, "partner.agreement[1].unworked: 'no' is not known; it can be: tell, keep"),
    ({"agreement": [{"document": "855", "direction": "out", "sets_a_group": 0}]}, "partner.agreement[1].sets_a_group: 0 is not between 1 and 10000"),
    ({"agreement": [{"document": "850", "direction": "in", "sets_a_group": 5}]}, 'partner.agreement[1].sets_a_group: belongs to an agreement with direction = "out"'),
    ({"agreement": [{"document": "824", "direction": "out", "unworked": "keep"}]}, 'partner.agreement[1].unworked: belongs to an agreement with direction = "in"'),
    ({"agreement": [{"document": "850", "direction": "in", "application_advice": True}]}, 'partner.agreement: application_advice needs an agreement with document = "824", direction = "out"'),
    ({"terms": {"price_policy": "ours"}}, "partner.terms.price_policy: 'ours' is not known"),
    ({"terms": {"pack_policy": "round_up"}}, "partner.terms.pack_policy: 'round_up' is not known, did you mean 'round-up'?"),
    ({"terms": {"back_orders": 1}}, "partner.terms.back_orders: write true or false, not 1"),
    ({"agreement": [{"document": "order", "direction": "in"}]}, "partner.agreement[1].document: 'order' is not a transaction set"),
    ({"agreement": [{"document": "850"}]}, "partner.agreement[1].direction: is missing"),
    ({"agreement": [{"document": "850", "direction": "in", "batch_minutes": 5}]}, 'partner.agreement[1].batch_minutes: belongs to an agreement with direction = "out"'),
    ({"agreement": [{"document": "855", "direction": "out", "acknowledge": True}]}, 'partner.agreement[1].acknowledge: belongs to an agreement with direction = "in"'),
    ({"agreement": [{"document": "850", "direction": "in"}] * 2}, "partner.agreement[2].document: 850 in stands twice"),
    ({"agreement": [{"document": "ORDERS", "direction": "in", "release": "004010"}]}, "partner.agreement[1].release: '004010' is not a directory of EDIFACT (there are D01B, D96A), as ORDERS is a message of EDIFACT"),
    ({"agreement": [{"document": "850", "direction": "in", "release": "D96A"}]}, "partner.agreement[1].release: 'D96A' is not an X12 release (there are 003060, 004010, 004030, 005010, 006020), as 850 is a set of X12; in EDIFACT it is ORDERS"),
    ({"agreement": [{"document": "ORDERX", "direction": "in"}]}, "partner.agreement[1].document: 'ORDERX' is not a transaction set such as 850, a message such as ORDERS"),
    ({"agreement": [{"document": "ORDRSP", "direction": "out", "association": "EAN-005"}]}, "partner.agreement[1].association: 'EAN-005' is not an association assigned code"),
    ({"agreement": [{"document": "855", "direction": "out", "association": "EAN005"}]}, "partner.agreement[1].association: UNH has it, and 855 is no message of EDIFACT"),
    ({"agreement": [{"document": "ORDERS", "direction": "in", "association": "EAN008"}]}, 'partner.agreement[1].association: belongs to an agreement with direction = "out"'),
    ({"agreement": [{"document": "ORDRSP", "direction": "out"}, {"document": "865", "direction": "out"}]}, "partner.agreement: ORDRSP out stands beside 865 out: choose the one to be sent"),
    ({"agreement": [{"document": "ORDERS", "direction": "in", "application_advice": True}]}, 'partner.agreement: application_advice needs an agreement with document = "APERAK", direction = "out"'),
    ({"identity": [{"syntax": "edi", "id": "A"}]}, "partner.identity[1].syntax: 'edi' is not known, did you mean 'edifact'?"),
    ({"identity": [{"syntax": "edifact", "qualifier": "GLN14", "id": "A"}]}, "partner.identity[1].qualifier: 'GLN14' is not a qualifier of UNB (0007), such as 14"),
    ({"identity": [{"syntax": "edifact", "id": "A" * 36}]}, "partner.identity[1].id: is longer than the 35 characters of UNB (0004)"),
    ({"identity": [{"syntax": "edifact", "id": "A", "routing": "R" * 15}]}, "partner.identity[1].routing: is longer than the 14 characters of UNB (0008)"),
    ({"identity": [{"id": "A", "routing": "R"}]}, "partner.identity[1].routing: UNB has it, and this is an address of X12"),
    ({"edifact": {"release": "EAN008"}}, "partner.edifact.release: 'EAN008' is not a directory of EDIFACT (there are D01B, D96A)"),
    ({"edifact": {"character_set": "UNOX"}}, "partner.edifact.character_set: 'UNOX' is not known"),
    ({"edifact": {"character_set": "UNOY"}}, "partner.edifact.character_set: UNOY came with syntax 4: write syntax = 4"),
    ({"edifact": {"character_set": "UNOG"}}, "partner.edifact.character_set: UNOG came with syntax 4: write syntax = 4"),
    ({"edifact": {"syntax": 2}}, "partner.edifact.character_set: syntax 2 has UNOA and UNOB only: write syntax = 3"),
    ({"edifact": {"syntax": 5}}, "partner.edifact.syntax: 5 is not between 1 and 4"),
    ({"edifact": {"service_characters": ":+.?'"}}, "partner.edifact.service_characters: write the six characters that stand in UNA"),
    ({"edifact": {"service_characters": "++.? '"}}, "partner.edifact.service_characters: \"++.? '\" are not six different ones"),
    ({"edifact": {"service_characters": "A+.? '"}}, "partner.edifact.service_characters: \"A+.? '\" holds what occurs in data"),
    ({"edifact": {"service_characters": ":|.? '", "una": False}}, "partner.edifact.una: these service characters hold only where UNA declares them"),
    ({"edifact": {"application": "A" * 15}}, "partner.edifact.application: is longer than the 14 characters of 0026"),
    ({"edifact": {"contrl": "yes"}}, "partner.edifact.contrl: 'yes' is not known; it can be: always, requested, rejections, never"),
    ({"agreements": []}, "partner.agreements: unknown setting, did you mean 'agreement'?"),
    ({"password": "x"}, "partner.password: unknown setting; known here: "),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), WRONG_COMPANY)
def test_a_mistake_in_a_company_is_named(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_company(documented.company(**changes), "acme.toml")
    assert caught.value.message.startswith(words)
    assert "\n" not in caught.value.message
    assert (caught.value.where, caught.value.next_step) == ("acme.toml", "correct acme.toml and apply it again")


@pytest.mark.parametrize(("changes", "words"), WRONG_PARTNER)
def test_a_mistake_in_a_partner_is_named(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_partner(documented.partner(**changes), "nw.toml")
    assert caught.value.message.startswith(words)


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_partner({"partner": {"code": "B", "rol": "customer"}, "parter": {}}, "b.toml")
    assert caught.value.message.splitlines() == [
        "5 settings are wrong:",
        "parter: unknown setting, did you mean 'partner'?",
        "partner.company: is missing",
        "partner.name: is missing",
        "partner.role: is missing",
        "partner.rol: unknown setting, did you mean 'role'?",
    ]


def test_a_file_of_something_else_is_named() -> None:
    with pytest.raises(ConfigError, match=r"the table \[partner\] is missing"):
        parse_partner(documented.company())
    with pytest.raises(ConfigError, match="line 1, column 11") as caught:
        load_toml("[company] =", "acme.toml")
    assert caught.value.where == "acme.toml"


@pytest.mark.parametrize("table", ["company", "partner"])
def test_what_is_exported_is_what_was_applied(table: str) -> None:
    read = load_toml(documented.text(table), "x")
    written = write_toml(read)
    assert load_toml(written, "x") == read
    assert write_toml(load_toml(written, "x")) == written


VALUES = st.recursive(
    st.booleans() | st.integers(-(2**60), 2**60) | st.text() | st.dates() | st.decimals(-99, 99, places=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=150)
@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_whatever_is_written_as_toml_is_read_back(data: dict[str, Any]) -> None:
    assert load_toml(write_toml(data), "x") == data


def test_what_toml_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError, match="TOML has no form for NoneType"):
        write_toml({"a": None})


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=150)
@given(st.sampled_from(sorted(documented.partner()["partner"])), JUNK)
def test_any_value_is_read_or_refused(key: str, value: Any) -> None:
    for data, parse in ((documented.partner(), parse_partner), (documented.company(), parse_company)):
        (section,) = data.values()
        section[key] = value
        with suppress(ConfigError):
            parse(data)
