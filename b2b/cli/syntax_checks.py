"""What `b2b doctor` says of the syntaxes that agreements ask for: their schemas, and the addresses to write to."""

from __future__ import annotations

from collections.abc import Iterator

from b2b.cli.health_check import Check
from b2b.edi import counterparts
from b2b.edi.load import available_releases, available_sets
from b2b.errors import B2BError
from b2b.store.settings import CompanySettings, PartnerSettings
from b2b.store.states import Syntax

_SETS = {Syntax.X12: "sets", Syntax.EDIFACT: "messages"}
_NAMES = {Syntax.X12: "X12", Syntax.EDIFACT: "EDIFACT"}


def schemas() -> Iterator[Check]:
    """Whether the schemas of each syntax can be read."""
    for syntax, name in _NAMES.items():
        what = f"{name} schemas"
        try:
            releases = available_releases(syntax)
            sets = {one for release in releases for one in available_sets(release, syntax)}
        except B2BError as error:
            yield Check(what, "wrong", str(error), error.next_step)
        else:
            yield Check(what, "ok", f"{len(sets)} {_SETS[syntax]} in {', '.join(releases)}")


def agreed(settings: PartnerSettings, company: CompanySettings) -> Iterator[Check]:
    """What is agreed on with a partner that we have no schema for, and syntaxes in which somebody has no address."""
    code = settings.code
    if unknown := list(_unknown(settings)):
        says = f"there are no schemas of {', '.join(unknown)}"
        yield Check(f"agreements of {code}", "wrong", says, f"b2b partner export {code}")
    for syntax in _traded(settings):
        if not any(one.syntax == syntax for one in settings.identities) and settings.identities:
            says = f"{_NAMES[syntax]} is agreed on, and there is no address of it: add {_identity('partner', syntax)}"
            yield Check(f"addresses of {code}", "wrong", says, f"b2b partner export {code}")
        if not any(one.syntax == syntax for one in company.identities) and company.identities:
            says = f"{_NAMES[syntax]} is agreed on with {code}, and we have no address of it:"
            next_step = f"b2b company export {company.code}"
            yield Check(f"company {company.code}", "wrong", f"{says} add {_identity('company', syntax)}", next_step)


def _traded(settings: PartnerSettings) -> Iterator[Syntax]:
    """The syntaxes of what is agreed on; files without an envelope have none."""
    if any(one.document.isdigit() or one.document == "TA1" for one in settings.agreements):
        yield Syntax.X12
    if any(counterparts.is_message(one.document) for one in settings.agreements):
        yield Syntax.EDIFACT


def _identity(whose: str, syntax: Syntax) -> str:
    return f'[[{whose}.identity]] with syntax = "{syntax}"'


def _unknown(settings: PartnerSettings) -> Iterator[str]:
    """What is agreed on in a release that we do not have, or that has no such set; CONTRL is of the syntax itself."""
    wanted = [(one.document, one.release, Syntax.X12) for one in settings.agreements if one.document.isdigit()]
    wanted += [
        (one.document, one.release, Syntax.EDIFACT)
        for one in settings.agreements
        if counterparts.is_message(one.document) and one.document not in counterparts.ACKNOWLEDGMENTS
    ]
    x12 = settings.x12
    if x12.acknowledgment_version:
        wanted.append((x12.acknowledgment, x12.acknowledgment_version[:6], Syntax.X12))
    for document, release, syntax in dict.fromkeys(wanted):
        if release not in available_releases(syntax) or document not in available_sets(release, syntax):
            yield f"{document} in {release}"
