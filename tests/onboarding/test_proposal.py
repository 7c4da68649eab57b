"""The settings and guides that are proposed, the questions that are asked, and the page for review."""

from __future__ import annotations

import re
import shlex
import tomllib
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from b2b.edi.guides.inference.evidence import Standing, at_confidence
from b2b.edi.guides.inference.samples import Sample
from b2b.errors import B2BError, ConfigError
from b2b.onboarding.answers import answered, read_answers
from b2b.onboarding.found import Found, read
from b2b.onboarding.proposal import Proposal, propose
from b2b.onboarding.questions import Known, Question, code_from, questions
from b2b.onboarding.readme import Here, next_commands, readme, rejecting_said
from b2b.store.settings import parse_company, parse_partner
from tests.onboarding.files import interchange, order

COMPANY = Known("US", "EUR", "THEM")


def found(*files: bytes) -> Found:
    return read([Sample(f"{n}.edi", data) for n, data in enumerate(files or (order(1), order(2)), start=1)])


def proposed(read_: Found, known: Known = COMPANY, **said: str) -> Proposal:
    return propose(read_, answered(read_, known, said), known)


def test_the_proposal_is_what_apply_takes() -> None:
    proposal = proposed(found(), Known())
    partner = parse_partner(tomllib.loads(proposal.partner))
    company = parse_company(tomllib.loads(proposal.company))
    assert (partner.code, partner.company, company.code, partner.role) == ("THEM", "US", "US", "customer")
    assert [(one.qualifier, one.id, one.gs_id) for one in partner.identities] == [("ZZ", "THEM", "THEM")]
    assert [(one.qualifier, one.id, one.gs_id) for one in company.identities] == [("ZZ", "US", "US")]
    agreements = [(one.document, one.direction, one.guide) for one in partner.agreements]
    assert agreements == [
        ("850", "in", "them"),
        ("997", "in", ""),
        ("855", "out", ""),
        ("856", "out", ""),
        ("810", "out", ""),
    ]
    assert list(proposal.guides) == ["them"]


def test_a_company_that_is_there_is_not_proposed_again() -> None:
    assert proposed(found()).company == ""


def test_a_supplier_gets_orders_and_its_acknowledgments_are_waited_for() -> None:
    answer = interchange(["855", "BAK*00*AC*PO-1*20260301", "PO1*1*5*EA*1**VN*V", "ACK*IA*5*EA"], group="PR")
    acknowledgment = interchange(["997", "AK1*PO*1", "AK9*A*1*1*1"], number=2, group="FA")
    partner = parse_partner(tomllib.loads(proposed(found(answer, acknowledgment)).partner))
    out = [(one.document, one.expect_acknowledgment_hours) for one in partner.agreements if one.direction == "out"]
    assert (partner.role, out) == ("supplier", [("850", 24), ("860", 24)])


def test_delimiters_that_lack_get_some_that_are_free() -> None:
    data = order(1).replace(b"*P*>~", b"*P*^~")
    partner = parse_partner(tomllib.loads(proposed(found(data)).partner))
    assert (partner.x12.component_separator, partner.x12.repetition_separator) == ("^", "!")


def test_releases_make_a_guide_each_and_agreements_name_theirs() -> None:
    newer = interchange(["855", "BAK*00*AC*PO-1*20260301", "PO1*1*5*EA*1**VN*V", "ACK*IA*5*EA"], number=3, group="PR")
    newer = newer.replace(b"X*004010", b"X*005010")
    partner = parse_partner(tomllib.loads(proposed(found(order(1), order(2), newer), role="customer").partner))
    agreed = {one.document: (one.release, one.guide) for one in partner.agreements if one.guide}
    assert agreed == {"850": ("004010", "them-004010"), "855": ("005010", "them-005010")}


def test_only_what_cannot_be_read_is_asked() -> None:
    keys = [one.key for one in questions(found(), COMPANY)]
    assert keys == ["name", "inbox", "outbox", "acknowledge", "time_zone", "currency"]
    known = [one.key for one in questions(found(order(1, "CUR*BY*EUR")), COMPANY)]
    assert "currency" not in known
    assert [one.key for one in questions(found(), Known())][:2] == ["company", "code"]


def test_every_question_says_why_and_has_a_default_that_will_do() -> None:
    broken = order(1).replace(b"IEA*1*000000001", b"IEA*1*000000007").replace(b"BEG*00*SA*", b"BEG*05*CP*")
    asked = questions(found(broken), Known())
    assert {"tolerate", "as_new"} <= {one.key for one in asked}
    assert all(one.why and one.default and one.ask.endswith(("?", ")")) for one in asked)
    proposed(found(broken), Known())


def test_what_is_let_pass_is_answered_and_stands_in_the_settings() -> None:
    broken = order(1).replace(b"IEA*1*000000001", b"IEA*1*000000007").replace(b"BEG*00*SA*", b"BEG*05*CP*")
    said = {"tolerate": "interchange-control-number-mismatch", "as_new": "05, CP"}
    proposal = proposed(found(broken), **said)
    partner = parse_partner(tomllib.loads(proposal.partner))
    assert partner.x12.tolerate == ("interchange-control-number-mismatch",)
    assert partner.agreements[0].as_new == ("05", "CP")
    assert [one.samples for one in proposal.inference.proposals[0].sets] == [1]


def test_the_reason_for_a_time_zone_is_a_sentence_for_one_hint_as_for_many() -> None:
    told = {one.key: one.why for one in questions(found(order(1, "DTM*002*20260301*1200*UT")), Known())}
    assert told["time_zone"] == "hinted at by DTM04 UT"


def test_where_only_places_are_named_the_partner_goes_by_its_address() -> None:
    named = {one.key: one.default for one in questions(found(order(1, "N1*BY*Store 0417", "N1*ST*Centre")), Known())}
    assert named["name"] == "THEM"


def test_the_lines_that_reject_are_counted_and_the_first_few_named() -> None:
    files = found(*(order(n, "REF*DP*77", "REF*IA*5", "N1*ST*Them*92*1001") for n in (1, 2)))
    answers = answered(files, COMPANY, {})
    proposal = propose(files, answers, COMPANY, at_confidence(Fraction(6, 10)))
    (told,) = rejecting_said(proposal)
    rules = proposal.inference.proposals[0].sets[0].count(Standing.RULE)
    assert told.startswith(
        f"guides/them.toml: {rules} lines would reject files that the standard lets pass: BEG01, BEG02, REF[DP], "
    )
    assert re.search(r" and \d+ more places\.$", told)
    assert told.count(", ") == 4
    assert list(rejecting_said(propose(files, answers, COMPANY))) == [
        "guides/them.toml: no line of its own rejects a file."
    ]


def test_folders_are_named_after_the_partner_as_it_is_called() -> None:
    given_code = answered(found(), Known(), {"code": "NORTH"})
    assert (given_code.inbox, given_code.outbox) == ("channels/north/in", "channels/north/out")
    typed = answered(found(), Known(), {}, lambda one: "SOUTH" if one.key == "code" else one.default)
    assert (typed.code, typed.inbox) == ("SOUTH", "channels/south/in")


def test_answers_come_from_whoever_is_asked() -> None:
    asked: list[str] = []

    def ask(question: Question) -> str:
        asked.append(question.key)
        return "no" if question.key == "acknowledge" else question.default

    answers = answered(found(), COMPANY, {"name": "Them Ltd"}, ask)
    assert (answers.name, answers.acknowledge, answers.assumed) == ("Them Ltd", False, ())
    assert asked == ["inbox", "outbox", "acknowledge", "time_zone", "currency"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"nonsense": "1"}, "nonsense is not known here"),
        ({"time_zone": "Mars"}, "there is no such zone"),
        ({"acknowledge": "perhaps"}, "none of yes, no"),
        ({"code": "a b"}, "letters, digits"),
        ({"currency": "euro"}, "three capitals"),
        ({"name": " "}, "it is empty"),
        ({"role": "bank"}, "none of customer, supplier"),
    ],
)
def test_an_answer_that_cannot_be_right_is_refused(said: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        answered(found(), COMPANY, said)


def test_a_file_of_answers_has_texts_truths_and_lists() -> None:
    table = {"acknowledge": False, "tolerate": ["a", "b"], "as_new": [], "name": "X"}
    assert read_answers(table, "a.toml") == {"acknowledge": "no", "tolerate": "a b", "as_new": "none", "name": "X"}
    with pytest.raises(ConfigError, match="currency is no answer"):
        read_answers({"currency": 1}, "a.toml")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Northwind Retail GmbH", "NORTHWIND-RETAIL"),
        ("Nordwind Märkte", "NORDWIND-MARKTE"),
        ("123", "123"),
        ("", "PARTNER"),
        ("a" * 50, "A" * 32),
    ],
)
def test_codes_are_made_of_names(name: str, code: str) -> None:
    assert code_from(name) == code


def test_the_page_tells_what_was_found_assumed_and_not_understood() -> None:
    broken = order(1, "N1*BY*Pipe | <b*92*77").replace(b"IEA*1*000000001", b"IEA*1*000000007")
    read_ = found(broken, order(2))
    page = readme(read_, proposed(read_), "them")
    assert "| release (GS08) | 004010 | 2 groups |" in page
    assert "Pipe \\| \\<b 77" in page
    assert '; tolerate = ["interchange-control-number-mismatch"] in partner.toml lets this and every' in page
    assert "acknowledge: yes (files do not say" in page
    assert "b2b -w WORKSPACE partner apply them/partner.toml" in page
    assert "`guides/them.toml`, 850 from 1 of 2 sets: " in page


def test_what_is_let_pass_already_is_not_proposed_again() -> None:
    read_ = found(order(1).replace(b"IEA*1*000000001", b"IEA*1*000000007"), order(2))
    page = readme(read_, proposed(read_, tolerate="interchange-control-number-mismatch"), "them")
    assert "; let pass, as you answered." in page
    assert "tolerate = [" not in page


def test_what_to_type_next_goes_from_where_one_stands_to_a_catalog() -> None:
    read_ = found()
    at_first = next_commands(proposed(read_, Known()), "our files")
    assert [shlex.split(one)[:5] for one in at_first] == [
        ["b2b", "partner", "test", "our files/partner.toml", "SAMPLE..."],
        ["b2b", "init", "WORKSPACE"],
        ["b2b", "-w", "WORKSPACE", "company", "apply"],
        ["b2b", "-w", "WORKSPACE", "partner", "apply"],
        ["b2b", "-w", "WORKSPACE", "catalog", "import"],
        ["b2b", "-w", "WORKSPACE", "doctor"],
    ]
    with_all = next_commands(proposed(read_), "them", Here("b2b -w acme", has_catalog=True))
    assert [one.split()[3] for one in with_all] == ["partner", "partner", "doctor"]
    assert "each line of a real order is rejected" in readme(read_, proposed(read_), "them")
    assert "a real order" not in readme(read_, proposed(read_), "them", Here("b2b", has_catalog=True))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_is_in_a_file_it_is_told_without_a_traceback(data: st.DataObject) -> None:
    """Bytes changed, lost and added at random: a proposal, or an error in words."""
    spoiled = bytearray(order(1, "REF*DP*77", "CUR*BY*USD", "N1*BY*Them*92*1001"))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(spoiled) - 1))
        spoiled[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=3))
    with suppress(B2BError):
        read_ = found(bytes(spoiled))
        readme(read_, proposed(read_, Known()), "them")
