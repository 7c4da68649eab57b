"""Seller, buyer and place of delivery: BG-4, BG-7, BG-13 and their codes."""

from __future__ import annotations

from collections.abc import Iterator

from b2b.documents import Invoice, Party
from b2b.invoicing.codes import codes
from b2b.invoicing.identifiers import written_ids
from b2b.invoicing.problem import Problem

SELLER = "b2b company set"
BUYER = "b2b partner set PARTNER"
ASK_FOR_PLACE = "ask the partner for the complete delivery address, or leave it out"


def party_problems(invoice: Invoice) -> Iterator[Problem]:
    """What the parties lack for EN 16931 itself."""
    yield from _party(invoice.supplier, "seller", SELLER, ("BR-06", "BT-27"), ("BR-08", "BG-5"), ("BR-09", "BT-40"))
    if not (written_ids(invoice.supplier, "92") or invoice.supplier.legal_registration or invoice.supplier.vat_id):
        yield Problem(
            "BR-CO-26",
            "BT-31",
            "seller",
            "nothing identifies the seller: no VAT id, registration or other number",
            f"set the VAT id: {SELLER} vat_id=DE123456789",
        )
    yield from _party(invoice.buyer, "buyer", BUYER, ("BR-07", "BT-44"), ("BR-10", "BG-8"), ("BR-11", "BT-55"))
    place = invoice.ship_to
    if place is not None and any((*place.address.lines, place.address.city, place.address.postal_code)):
        yield from _country(place, "place of delivery", ASK_FOR_PLACE, ("BR-57", "BT-80"))


def _party(
    party: Party,
    who: str,
    command: str,
    name: tuple[str, str],
    address: tuple[str, str],
    country: tuple[str, str],
) -> Iterator[Problem]:
    if not party.name.strip():
        yield Problem(*name, who, f"the {who}'s name is missing", f'set it: {command} name="NAME"')
    if not any((*party.address.lines, party.address.city, party.address.postal_code, party.address.country)):
        yield Problem(
            *address, who, f"the {who}'s address is missing", f"set it: {command} address.city=CITY address.country=DE"
        )
    yield from _country(party, who, f"set it: {command} address.country=DE", country)
    if party.vat_id:
        yield from _vat_id(party.vat_id, who, command)
    if party.endpoint is not None:
        yield from _endpoint(party, who, command)


def _country(party: Party, who: str, next_step: str, rule: tuple[str, str]) -> Iterator[Problem]:
    country = party.address.country
    if not country:
        yield Problem(*rule, who, f"the {who}'s country is missing", next_step)
    elif country not in codes().countries:
        yield Problem("BR-CL-14", rule[1], who, f"{country!r} is no ISO 3166-1 country code, such as DE", next_step)


def _vat_id(vat_id: str, who: str, command: str) -> Iterator[Problem]:
    # Greece writes EL, which is no ISO code; the rule allows it.
    if vat_id[:2] not in codes().countries | {"EL"} or len(vat_id) < 4:
        yield Problem(
            "BR-CO-09",
            "BT-31" if who == "seller" else "BT-48",
            who,
            f"the VAT id {vat_id!r} does not start with its country",
            f"write it in full, without spaces: {command} vat_id=DE123456789",
        )


def _endpoint(party: Party, who: str, command: str) -> Iterator[Problem]:
    assert party.endpoint is not None
    rule, term = ("BR-62", "BT-34") if who == "seller" else ("BR-63", "BT-49")
    if not party.endpoint.scheme:
        message = f"the {who}'s electronic address has no scheme"
    elif party.endpoint.scheme not in codes().endpoint_schemes:
        rule, message = "BR-CL-25", f"{party.endpoint.scheme!r} is no electronic address scheme (EAS)"
    else:
        return
    yield Problem(rule, term, who, message, f"set both: {command} endpoint.scheme=9930 endpoint.value=DE123456789")
