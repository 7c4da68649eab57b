"""The files that onboarding proposes: the partner's TOML, its guides, and our company's where there is none yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from b2b.edi.counterparts import ACKNOWLEDGMENTS, kind, names
from b2b.edi.guides.infer import Inference, name_from
from b2b.edi.guides.inference.evidence import DEFAULT, Thresholds
from b2b.edi.guides.shelf import shipped
from b2b.onboarding import proposed_edifact, proposed_x12
from b2b.onboarding.answers import Answers
from b2b.onboarding.content import SetSeen
from b2b.onboarding.found import Found
from b2b.onboarding.industry import Industry, industry_of, keeps_all
from b2b.onboarding.questions import Known
from b2b.onboarding.sides import identity
from b2b.store.settings import parse_company, parse_partner, write_toml
from b2b.store.states import Role

# By the sets of X12.
_OUR_ANSWERS = {Role.CUSTOMER: ("855", "856", "810"), Role.SUPPLIER: ("850", "860")}
_ORDERS = frozenset({"850", "860", "875"})
# Where invoices are under EN 16931; elsewhere the 810 is the invoice.
_EUROPEAN = "Europe/"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is written for review: `partner` and `company` are TOML (`company` "" where there is one already), `guides`
    texts by name. `takes_orders` says whether the partner orders from us, `assumed` in words what no file says and
    nobody answered, `tolerate` which breaches are let pass.
    """

    code: str
    takes_orders: bool
    partner: str
    guides: Mapping[str, str]
    company: str
    assumed: tuple[str, ...]
    tolerate: tuple[str, ...]
    inference: Inference


def propose(found: Found, answers: Answers, known: Known, thresholds: Thresholds = DEFAULT) -> Proposal:
    """The files. ConfigError: an answer does not fit into the settings."""
    industry = industry_of(found)
    inference = _inferred(found, answers, thresholds, industry)
    by_set = {(one.release, each.set_id): one.name for one in inference.proposals for each in one.sets}
    idle = sorted(by_set.keys() - {(one.release, one.set_id) for one in found.sets})
    held = {name for named, name in by_set.items() if named not in idle}
    settings = {"partner": _partner(found, answers, by_set, industry)}
    parse_partner(settings, "the proposed partner")
    company = ""
    if not known.company:
        table = {"company": _company(found, answers)}
        parse_company(table, "the proposed company")
        company = _OF_COMPANY + write_toml(table)
    return Proposal(
        code=answers.code,
        takes_orders=answers.role == Role.CUSTOMER and orders_come(found),
        partner=_OF_PARTNER + write_toml(settings) + _advice(found),
        guides={one.name: one.text for one in inference.proposals if one.name in held},
        company=company,
        assumed=(*_assumed(found, answers, industry), *_unguided(found, idle), _ADVISED[found.sides.is_edifact]),
        tolerate=answers.tolerate,
        inference=inference,
    )


def _inferred(found: Found, answers: Answers, thresholds: Thresholds, industry: Industry | None) -> Inference:
    """The guides, on that of the industry where all files fit."""
    name, tolerate = _guide_name(answers.code), answers.tolerate
    if industry is not None:
        inference = found.guides(name, thresholds, tolerate, industry.guide)
        if keeps_all(inference, industry, found.sides.samples, tolerate):
            return inference
    return found.guides(name, thresholds, tolerate)


def _guide_name(code: str) -> str:
    """A name made of the partner's code, other than those of the guides that ship."""
    name = name_from(code)
    return f"{name}-own" if (shipped() / f"{name}.toml").is_file() else name


_OF_PARTNER = "# Read from the partner's files: README.md beside this says what was seen and what was assumed.\n"
_OF_COMPANY = "# Your own company, as far as it can be told: put your name and address in before you use it.\n"


# By syntax: X12, EDIFACT.
_ADVISED = tuple(
    f"No {advice} is sent, so that the partner does not learn when something is acknowledged by {answer} and cannot be "
    f"worked all the same: ask whether it takes one; the agreement stands in partner.toml as a comment."
    for advice, answer in (("824", "a 997"), ("APERAK", "CONTRL"))
)


def _advice(found: Found) -> str:
    """The agreement on what acknowledgments cannot say, as a comment: the partner has to take it."""
    return (
        "\n# What is acknowledged and cannot be worked is told to a partner that takes this: take the # away then,\n"
        "# and put application_advice = true into the agreements on what comes in.\n"
        f'# [[partner.agreement]]\n# document = "{_called("824", found)}"\n# direction = "out"\n'
    )


def _unguided(found: Found, idle: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Sets of a release that no agreement is of, because each is on one."""
    agreed = {one.set_id: one.release for one in found.sets}
    for release, set_id in idle:
        if set_id in agreed:
            yield (
                f"{set_id} of {release} has no guide: an agreement names one, and most {set_id} are of "
                f"{agreed[set_id]}. What comes in {release} is taken too, and held to the standard alone."
            )


def _partner(
    found: Found, answers: Answers, guides: Mapping[tuple[str, str], str], industry: Industry | None
) -> dict[str, Any]:
    table: dict[str, Any] = {
        "code": answers.code,
        "company": answers.company,
        "name": answers.name,
        "role": answers.role,
        "time_zone": answers.time_zone,
        "identity": list(_identities(found)),
        "channel": {
            "name": answers.code.lower(),
            "kind": "folder",
            "inbox": answers.inbox,
            "outbox": answers.outbox,
            "settle_seconds": 2,
        },
        **_syntax(found, answers),
        "terms": {"currency": answers.currency, "price_policy": "answer-ours"},
    }
    if answers.role == Role.SUPPLIER:
        del table["terms"]["price_policy"]
    elif not answers.time_zone.startswith(_EUROPEAN):
        table["invoice"] = {"formats": ["x12"]}
    table["agreement"] = [*_incoming(found, answers, guides), *_outgoing(found, answers, industry)]
    return table


def _syntax(found: Found, answers: Answers) -> dict[str, Any]:
    """The table of the syntax that the partner writes."""
    if found.sides.is_edifact:
        return {"edifact": proposed_edifact.table(found, answers)}
    return {"x12": proposed_x12.table(found, answers)}


def _identities(found: Found) -> Iterator[dict[str, Any]]:
    """One address for each group code; where both sides have the same address, the partner's has none."""
    partner, envelopes = found.sides.partner, found.envelopes
    same = partner == envelopes.to
    codes = [code for code in envelopes.group_senders if len(code) >= 2]
    shared = same and set(codes) & set(envelopes.group_receivers)
    for code in codes if codes and not shared else [""]:
        yield identity(partner, code, proposed_edifact.routing(found))


def _called(set_id: str, found: Found) -> str:
    """How a set is called in the syntax of the partner."""
    return names(set_id)[-1] if found.sides.is_edifact else set_id


def _incoming(found: Found, answers: Answers, guides: Mapping[tuple[str, str], str]) -> Iterator[dict[str, Any]]:
    for one in found.sets:
        if one.set_id not in ACKNOWLEDGMENTS:
            yield _agreement_in(one, found, answers, guides)
    by_999 = any(one.set_id == "999" and one.direction == "in" for one in found.content.sets)
    yield {"document": _called("999" if by_999 else "997", found), "direction": "in"}


def _agreement_in(
    one: SetSeen, found: Found, answers: Answers, guides: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    table: dict[str, Any] = {"document": one.set_id, "direction": "in"}
    if one.release != found.release:
        table["release"] = one.release
    guide = guides.get((one.release, one.set_id))
    if guide:
        table["guide"] = guide
    if not found.sides.is_edifact:
        table["acknowledge"] = answers.acknowledge
    if answers.role == Role.CUSTOMER and kind(one.set_id) in _ORDERS:
        table["business_answer_hours"] = 24
    if answers.as_new and kind(one.set_id) == "850":
        table["as_new"] = list(answers.as_new)
    return table


def _outgoing(found: Found, answers: Answers, industry: Industry | None) -> Iterator[dict[str, Any]]:
    seen = sorted({one.set_id for one in found.content.sets if one.direction == "out"} - {*ACKNOWLEDGMENTS})
    for document in dict.fromkeys((*_sent(found, answers), *seen)):
        table: dict[str, Any] = {"document": document, "direction": "out"}
        if found.content.acknowledges:
            table["expect_acknowledgment_hours"] = 24
        if association := proposed_edifact.association(found, document, industry):
            table["association"] = association
        yield table


def _sent(found: Found, answers: Answers) -> list[str]:
    """What we send to such a partner; an answer to orders only where orders come."""
    sets = [one for one in _OUR_ANSWERS[Role(answers.role)] if one != "855" or orders_come(found)]
    return [_called(one, found) for one in sets]


def orders_come(found: Found) -> bool:
    """Whether there are orders among what the partner sends."""
    return any(kind(one.set_id) in _ORDERS - {"860"} for one in found.sets)


def _company(found: Found, answers: Answers) -> dict[str, Any]:
    routing = proposed_edifact.our_routing(found)
    identities = [identity(to, code, routing) for to, code in found.envelopes.addressed]
    return {
        "code": answers.company,
        "name": answers.company,
        "currency": answers.currency,
        "time_zone": answers.time_zone,
        "identity": identities,
    }


def _assumed(found: Found, answers: Answers, industry: Industry | None) -> Iterator[str]:
    yield from (f"{key}: {why}" for key, why in answers.assumed)
    yield f"We send {', '.join(_sent(found, answers))}: files of the partner do not say what it takes."
    yield "We write with the delimiters that the partner uses itself."
    if found.content.acknowledges:
        yield "The partner acknowledges what we send within 24 hours: acknowledgments are among its files."
    else:
        yield "No acknowledgment of what we send is waited for: none is among the partner's files."
    if answers.role == Role.CUSTOMER and orders_come(found):
        yield "Orders are answered within 24 hours, at our prices (price_policy), and may be back-ordered."
    if answers.role == Role.CUSTOMER and not answers.time_zone.startswith(_EUROPEAN):
        form = _called("810", found)
        yield f"Invoices are {form}s alone; buyers in Europe get UBL, CII and PDF too (take [partner.invoice] away)."
    if found.envelopes.tests == found.envelopes.interchanges:
        sign = "UNB 0035" if found.sides.is_edifact else "ISA15"
        yield f"All files are tests ({sign}), so what we send is marked as test too: test = false when you go live."
    if found.sides.is_edifact:
        yield from proposed_edifact.assumed(found, answers, _sent(found, answers), industry)
