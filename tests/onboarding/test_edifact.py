"""Onboarding by files of EDIFACT: what UNA, UNB, UNG and UNH show, and the settings that are proposed from it."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from b2b.edi.counterparts import MESSAGES
from b2b.edi.edifact.sample import sample_message
from b2b.edi.guides.held import Held
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.guides.shelf import open_guide, shipped
from b2b.edi.load import load_release
from b2b.edi.validation import validate_bytes
from b2b.errors import B2BError, ConfigError
from b2b.onboarding.answers import answered
from b2b.onboarding.facts import facts
from b2b.onboarding.found import Found, read
from b2b.onboarding.goods import made_up
from b2b.onboarding.goods import orders as orders_of
from b2b.onboarding.industry import industry_of
from b2b.onboarding.proposal import Proposal, propose
from b2b.onboarding.questions import Known, questions
from b2b.onboarding.readme import readme
from b2b.onboarding.sides import Address
from b2b.onboarding.surroundings import company_for
from b2b.store.settings import PartnerSettings, parse_company, parse_partner
from b2b.store.states import Syntax
from tests.onboarding.files import message, order, orders

THEM, US = (Address("14", id, Syntax.EDIFACT) for id in ("4012345000009", "4098765000002"))
OURS = Known("US", "EUR", "THEM")
BUSINESS = [one for one in MESSAGES if one != "CONTRL"]


def found(*files: bytes, sender: str = "") -> Found:
    named = [Sample(f"{n}.edi", data) for n, data in enumerate(files or (orders(1), orders(2)), start=1)]
    return read(named, sender=sender)


def proposed(read_: Found, known: Known = OURS, **said: str) -> Proposal:
    return propose(read_, answered(read_, known, said), known)


def partner(*files: bytes, **said: str) -> PartnerSettings:
    return parse_partner(tomllib.loads(proposed(found(*files), **said).partner))


def test_the_parties_are_those_of_unb() -> None:
    read_ = found()
    assert (read_.sides.partner, read_.envelopes.to, read_.release) == (THEM, US, "D96A")
    assert str(read_.sides.partner) == "14/4012345000009"
    assert str(Address("", "NORTHWIND", Syntax.EDIFACT)) == "NORTHWIND"


def test_files_of_both_syntaxes_have_several_senders() -> None:
    with pytest.raises(ConfigError, match=r"several senders: 14/4012345000009 sent 1\.edi; ZZ/THEM sent 2\.edi"):
        found(orders(1), order(2))
    assert found(orders(1), order(2), sender="4012345000009").sides.is_edifact
    assert not found(orders(1), order(2), sender="THEM").sides.is_edifact


def test_the_proposal_is_what_apply_takes() -> None:
    proposal = proposed(found(), Known())
    settings_, company = parse_partner(tomllib.loads(proposal.partner)), parse_company(tomllib.loads(proposal.company))
    assert [(one.syntax, one.qualifier, one.id, one.gs_id) for one in settings_.identities] == [
        ("edifact", "14", "4012345000009", "")
    ]
    assert [(one.syntax, one.qualifier, one.id, one.gs_id) for one in company.identities] == [
        ("edifact", "14", "4098765000002", "")
    ]
    assert [(one.document, one.direction, one.release, one.guide) for one in settings_.agreements] == [
        ("ORDERS", "in", "D96A", proposal.code.lower()),
        ("CONTRL", "in", "D96A", ""),
        ("ORDRSP", "out", "D96A", ""),
        ("DESADV", "out", "D96A", ""),
        ("INVOIC", "out", "D96A", ""),
    ]
    assert (settings_.role, settings_.agreement("ORDERS", "in").business_answer_hours) == ("customer", 24)  # type: ignore[union-attr]


def test_we_write_as_the_partner_writes() -> None:
    data = orders(1).replace(b"'", b"'\r\n").replace(b"UNOC:3", b"UNOB:2")
    edifact = partner(b"UNA:+.? '" + data).edifact
    assert (edifact.character_set, edifact.syntax, edifact.una, edifact.newline) == ("UNOB", 2, True, True)
    assert (edifact.service_characters, edifact.groups, edifact.test) == (":+.? '", False, False)
    assert partner(orders(1), orders(2, unb="++++++1")).edifact.test is False
    assert partner(orders(1, unb="++++++1")).edifact.test is True


def test_service_characters_of_its_own_are_kept_and_declared() -> None:
    other = orders(1).translate(bytes.maketrans(b":+'", b">*~"))
    edifact = partner(b"UNA>*.? ~" + other).edifact
    assert (edifact.service_characters, edifact.una) == (">*.? ~", True)


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("UNOC:1", ("UNOC", 3)),
        ("UNOX:3", ("UNOC", 3)),
        ("UNOY:3", ("UNOY", 4)),
        ("UNOK:3", ("UNOK", 4)),
        ("UNOA:1", ("UNOA", 1)),
    ],
)
def test_what_does_not_go_together_is_written_as_the_nearest_that_does(declared: str, written: tuple[str, int]) -> None:
    read_ = found(orders(1).replace(b"UNOC:3", declared.encode()))
    proposal = proposed(read_)
    edifact = parse_partner(tomllib.loads(proposal.partner)).edifact
    assert (edifact.character_set, edifact.syntax) == written
    assert any("does not go together" in one for one in proposal.assumed) == (declared != "UNOA:1")


@pytest.mark.parametrize(
    ("asked", "said", "contrl"),
    [
        ((True, True), {}, "requested"),
        ((True, False), {}, "requested"),
        ((False, False), {}, "rejections"),
        ((False, False), {"acknowledge": "yes"}, "always"),
        ((True, True), {"acknowledge": "no"}, "rejections"),
    ],
)
def test_contrl_goes_back_as_unb_asks_for_it(asked: tuple[bool, bool], said: dict[str, str], contrl: str) -> None:
    files = [orders(n, unb="++++1" if one else "") for n, one in enumerate(asked, start=1)]
    assert partner(*files, **said).edifact.contrl == contrl


def test_what_unb_has_beside_is_told_and_what_we_need_of_it_kept() -> None:
    files = [
        orders(n, sender="4012345000009:14:THEIRS", receiver="4098765000002:14:OURS", unb="++ORDERS+++AGREED")
        for n in (1, 2)
    ]
    read_ = found(*files)
    told = {what: seen for what, seen, _ in facts(read_)}
    assert told["its routing (UNB 0008)"] == "THEIRS"
    assert told["our routing (UNB 0014)"] == "OURS"
    assert told["application reference (UNB 0026)"] == "ORDERS"
    assert told["agreement (UNB 0032)"] == "AGREED"
    proposal = proposed(read_, Known())
    settings_ = parse_partner(tomllib.loads(proposal.partner))
    assert [one.routing for one in settings_.identities] == ["THEIRS"]
    assert [one.routing for one in parse_company(tomllib.loads(proposal.company)).identities] == ["OURS"]
    assert (settings_.edifact.agreement_id, settings_.edifact.application) == ("AGREED", "")
    assert any("application reference (UNB 0026) is left out" in one for one in proposal.assumed)


def test_groups_show_codes_of_their_own() -> None:
    lines = orders(1).decode().split("'")
    unh = next(n for n, line in enumerate(lines) if line.startswith("UNH"))
    lines.insert(unh, "UNG+ORDERS+BRANCH+OURDEPT+260301:1200+7+UN+D:96A")
    unz = next(n for n, line in enumerate(lines) if line.startswith("UNZ"))
    lines.insert(unz, "UNE+1+7")
    data = "'".join(lines).encode()
    assert all(one.verdict.accepted for one in validate_bytes(data).sets)
    settings_ = partner(data)
    assert (settings_.edifact.groups, [one.gs_id for one in settings_.identities]) == (True, ["BRANCH"])
    assert company_for(settings_, [validate_bytes(data)])["company"]["identity"] == [
        {"syntax": "edifact", "qualifier": "14", "id": "4098765000002", "gs_id": "OURDEPT"}
    ]


def test_association_codes_are_those_that_files_show_and_never_guessed() -> None:
    ours = message(
        ["ORDRSP", "BGM+231+A-1+9", "DTM+137:20260302:102", "RFF+ON:PO-1", "UNS+S"],
        sender="4098765000002:14",
        receiver="4012345000009:14",
        association="OWN02",
    )
    read_ = found(orders(1, association="OWN01"), ours, sender="4012345000009")
    proposal = proposed(read_)
    out = [one for one in parse_partner(tomllib.loads(proposal.partner)).agreements if one.direction == "out"]
    assert [(one.document, one.association) for one in out] == [("ORDRSP", "OWN02"), ("DESADV", ""), ("INVOIC", "")]
    assert any("codes (UNH 0057) of DESADV, INVOIC are not known" in one for one in proposal.assumed)
    assert ("message ORDRSP", "we send, release D96A", "1 message") in facts(read_)


def test_the_guide_of_an_industry_is_found_by_association_codes() -> None:
    sample = (shipped() / "samples" / "grocery-eancom-ORDERS.edi").read_bytes()
    proposal = proposed(found(sample))
    (text,) = proposal.guides.values()
    assert '\nbase = "eancom-1997"\n' in text
    out = [one for one in parse_partner(tomllib.loads(proposal.partner)).agreements if one.direction == "out"]
    assert [one.association for one in out] == ["EAN005", "EAN005", "EAN008"]
    assert any("are those of eancom-1997" in one for one in proposal.assumed)


def test_it_is_no_base_where_a_file_does_not_keep_it_and_nothing_of_other_industries() -> None:
    (loose,) = proposed(found(orders(1))).guides.values()
    assert "\nbase = " not in loose, "EAN008 without the parties that EANCOM asks for"
    assert industry_of(found(orders(1, association="A09041"))) is None
    assert industry_of(found(orders(1).replace(b"D:96A", b"D:01B"))) is None


def test_orders_show_their_habits() -> None:
    heading = ("NAD+BY+4012345000009::9++Nordwind Märkte", "NAD+DP+77::92++Lager 7++++10115+DE", "CUX+2:EUR:9")
    content = found(orders(1, *heading), orders(2, "CUX+2:EUR:9", price="")).content
    assert (dict(content.purposes), dict(content.kinds), dict(content.currencies)) == ({"00": 2}, {"SA": 2}, {"EUR": 2})
    assert (dict(content.units), dict(content.item_qualifiers)) == ({"PCE": 2}, {"SA": 2, "BP": 2})
    assert (content.lines, content.unpriced, content.zone[0]) == (2, 1, "Europe/Berlin")
    assert (content.role, content.name("customer")) == ("customer", "Nordwind Märkte")


def test_an_order_that_replaces_is_asked_about_in_codes_of_x12() -> None:
    read_ = found(orders(1).replace(b"BGM+220+PO-1+9", b"BGM+220+PO-1+5"))
    assert read_.odd_kinds == ("05",)
    assert "05 in BGM usually mean" in next(one.why for one in questions(read_, OURS) if one.key == "as_new")
    assert proposed(read_, as_new="05").partner.count('as_new = ["05"]') == 1


def test_a_supplier_is_known_by_its_messages_and_gets_orders() -> None:
    answer = message(["ORDRSP", "BGM+231+A-1+9", "DTM+137:20260302:102", "RFF+ON:PO-1", "UNS+S"])
    acknowledgment = sample_message("CONTRL", "syntax3").replace(b"9520000000011:14", b"4012345000009:14")
    out = [one for one in partner(answer, acknowledgment).agreements if one.direction == "out"]
    assert [(one.document, one.expect_acknowledgment_hours) for one in out] == [("ORDERS", 24), ("ORDCHG", 24)]


def test_what_has_no_schema_or_no_number_is_told() -> None:
    unknown = orders(1).replace(b"ORDERS:D:96A", b"ORDERS:D:93A")
    nameless = orders(2).replace(b"BGM+220+PO-2+9'", b"").replace(b"UNT+11", b"UNT+10").replace(b"UNT+9", b"UNT+8")
    read_ = found(unknown, nameless, orders(3))
    assert read_.obstacles[0].what == "there is no schema for ORDERS in D93A"
    assert [one.tolerate for one in read_.obstacles] == [(), ()]
    assert "it cannot be worked so" in read_.obstacles[1].what
    assert [(one.document, one.release) for one in partner(unknown, orders(3)).agreements][:1] == [("ORDERS", "D96A")]


def test_a_buyer_that_sends_schedules_alone_gets_no_answers_to_orders() -> None:
    schedule = sample_message("DELFOR", "D96A")
    proposal = proposed(found(schedule))
    out = [one.document for one in parse_partner(tomllib.loads(proposal.partner)).agreements if one.direction == "out"]
    assert (proposal.takes_orders, out) == (False, ["DESADV", "INVOIC"])
    assert not any("Orders are answered" in one for one in proposal.assumed)
    assert proposed(found()).takes_orders


def test_guides_of_two_directories_have_names_that_agreements_can_bear() -> None:
    answer = sample_message("DESADV", "D01B").replace(b"9520000000011:14", b"4012345000009:14")
    proposal = proposed(found(orders(1), answer), role="customer")
    assert list(proposal.guides) == ["them-d01b", "them-d96a"]
    agreed = [
        (one.document, one.release, one.guide) for one in parse_partner(tomllib.loads(proposal.partner)).agreements
    ]
    assert agreed[:2] == [("DESADV", "D01B", "them-d01b"), ("ORDERS", "D96A", "them-d96a")]


def test_a_guide_that_no_agreement_can_name_is_not_written_and_that_is_said() -> None:
    newer = orders(3).replace(b"ORDERS:D:96A", b"ORDERS:D:01B")
    proposal = proposed(found(orders(1), orders(2), newer), role="customer")
    assert list(proposal.guides) == ["them-d96a"]
    (told,) = [line for line in proposal.assumed if "has no guide" in line]
    assert told.startswith("ORDERS of D01B has no guide: an agreement names one, and most ORDERS are of D96A.")


def test_what_keeps_the_standard_and_cannot_be_worked_is_told() -> None:
    silent = message(
        ["ORDCHG", "BGM+230+1+4", "DTM+137:20260301:102", "RFF+ON:PO-1", "LIN+1", "QTY+21:5:PCE", "UNS+S"], 2
    )
    (obstacle,) = found(orders(1), silent).obstacles
    assert obstacle.what.startswith("ORDCHG keeps the standard, and cannot be worked: ")
    assert "does not say what is to become of the line" in obstacle.what


def test_advice_is_proposed_as_a_comment_and_parses_when_it_is_agreed_on() -> None:
    proposal = proposed(found(orders(1)), role="customer")
    agreed = "\n".join(
        line.removeprefix("# ") if line.startswith(("# [[", "# doc", "# dir")) else line
        for line in proposal.partner.splitlines()
    )
    out = [one.document for one in parse_partner(tomllib.loads(agreed)).agreements if one.direction == "out"]
    assert "APERAK" in out
    assert any("No APERAK is sent" in line for line in proposal.assumed)


def test_a_catalog_is_made_of_orders() -> None:
    reports = [validate_bytes(orders(1)), validate_bytes(orders(2, price=""))]
    made = made_up(orders_of(reports), "US", "THEM", "EUR")
    assert [(item.sku, [code.code for code in item.buyer_codes]) for item in made.catalog.items] == [
        ("V-1", ["B-1"]),
        ("V-2", ["B-2"]),
    ]
    assert made.unpriced == {"V-2", "B-2"}


def test_the_guide_holds_the_files_it_comes_from(tmp_path: Path) -> None:
    files = [orders(1), orders(2), orders(3)]
    proposal = proposed(found(*files))
    (name,) = proposal.guides
    (tmp_path / f"{name}.toml").write_text(proposal.guides[name])
    held = Held(open_guide(name, [tmp_path]).guide)
    for data in files:
        assert all(one.verdict.accepted for one in validate_bytes(data, guides=held).sets)


@pytest.mark.parametrize(("type", "directory"), list(zip(BUSINESS, cycle(("D96A", "D01B")), strict=False)))
def test_every_message_is_onboarded(type: str, directory: str) -> None:
    assert type in load_release(directory, "edifact").sets
    read_ = found(*(sample_message(type, directory, seed=seed) for seed in range(2)))
    proposal = proposed(read_, Known(), role="supplier")
    settings_ = parse_partner(tomllib.loads(proposal.partner))
    parse_company(tomllib.loads(proposal.company))
    assert settings_.agreement(type, "in") is not None
    assert settings_.edifact.release == directory
    assert type in readme(read_, proposal, "them")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_is_in_a_file_it_is_told_without_a_traceback(data: st.DataObject) -> None:
    """Bytes changed, lost and added at random: a proposal, or an error in words."""
    spoiled = bytearray(b"UNA:+.? '" + orders(1, "CUX+2:EUR:9", "NAD+BY+1::9++Them", unb="++A+++B+1"))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(spoiled) - 1))
        spoiled[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=3))
    with suppress(B2BError):
        read_ = found(bytes(spoiled))
        readme(read_, proposed(read_, Known()), "them")
