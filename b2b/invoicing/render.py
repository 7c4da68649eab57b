"""The whole way out: one invoice as UBL, CII and PDF, and the proof that the rules accept it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from b2b.documents import Invoice
from b2b.invoicing.problem import Profile
from b2b.invoicing.rule_report import RulePack, RuleReport
from b2b.invoicing.rules import RuleRunner, shared_runner


@dataclass(frozen=True, slots=True)
class Rendered:
    """The three forms of one invoice; `cii` is also inside `pdf`."""

    ubl: bytes
    cii: bytes
    pdf: bytes


def render(invoice: Invoice, *, made_at: dt.datetime, profile: Profile = Profile.PEPPOL) -> Rendered:
    """All three forms, the same bytes for the same invoice and `made_at` (aware; the date inside the PDF).

    `profile` is what the UBL claims to follow. Raises NotWritable for a character that XML or the fonts cannot carry.
    """
    # lxml, reportlab and factur-x take a second to import: only those pay who render.
    from b2b.invoicing.cii import write_cii
    from b2b.invoicing.pdf import write_pdf
    from b2b.invoicing.ubl import write_ubl

    cii = write_cii(invoice)
    return Rendered(ubl=write_ubl(invoice, profile), cii=cii, pdf=write_pdf(invoice, made_at=made_at, cii=cii))


def verify(rendered: Rendered, *, packs: Sequence[RulePack] = (), runner: RuleRunner | None = None) -> RuleReport:
    """What schema and official rules say about both XML forms; nothing may leave unless the report `passed`.

    The runner of this process is used, with `packs` beside the official rules; a `runner` of one's own brings its own
    packs. Raises TechnicalError when the rules could not be run: then nothing is known, and nothing may leave.
    """
    rules = runner or shared_runner(packs)
    ubl, cii = rules.check(rendered.ubl), rules.check(rendered.cii)
    return RuleReport(
        kind=f"{ubl.kind}, {cii.kind}",
        ran=ubl.ran + cii.ran,
        failures=ubl.failures + cii.failures,
        warnings=ubl.warnings + cii.warnings,
    )
