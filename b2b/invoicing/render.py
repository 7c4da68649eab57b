"""The whole way out: one invoice as UBL, CII and PDF, and the proof that the rules accept it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from b2b.documents import Invoice
from b2b.invoicing.problem import Profile
from b2b.invoicing.rule_report import RulePack, RuleReport
from b2b.invoicing.rules import RuleRunner, shared_runner


@dataclass(frozen=True, slots=True)
class Rendered:
    """The three forms of one invoice, empty where one was not asked for; `cii` is also inside `pdf`."""

    ubl: bytes = b""
    cii: bytes = b""
    pdf: bytes = b""


FORMS = ("ubl", "cii", "pdf")


def render(
    invoice: Invoice, *, made_at: dt.datetime, profile: Profile = Profile.PEPPOL, forms: Collection[str] = FORMS
) -> Rendered:
    """The `forms`, the same bytes for the same invoice and `made_at` (aware; the date inside the PDF). A PDF comes with
    the CII that is inside it.

    `profile` is what the UBL claims to follow. Raises NotWritable for a character that XML or the fonts cannot carry.
    """
    # lxml, reportlab and factur-x take a second to import: only those pay who render.
    from b2b.invoicing.cii import write_cii
    from b2b.invoicing.pdf import write_pdf
    from b2b.invoicing.ubl import write_ubl

    cii = write_cii(invoice) if {"cii", "pdf"} & set(forms) else b""
    return Rendered(
        ubl=write_ubl(invoice, profile) if "ubl" in forms else b"",
        cii=cii,
        pdf=write_pdf(invoice, made_at=made_at, cii=cii) if "pdf" in forms else b"",
    )


def verify(rendered: Rendered, *, packs: Sequence[RulePack] = (), runner: RuleRunner | None = None) -> RuleReport:
    """What schema and official rules say about the XML forms; nothing may leave unless the report `passed`.

    The runner of this process is used, with `packs` beside the official rules; a `runner` of one's own brings its own
    packs. Raises TechnicalError when the rules could not be run: then nothing is known, and nothing may leave.
    """
    rules = runner or shared_runner(packs)
    reports = [rules.check(xml) for xml in (rendered.ubl, rendered.cii) if xml]
    return RuleReport(
        kind=", ".join(report.kind for report in reports),
        ran=tuple(name for report in reports for name in report.ran),
        failures=tuple(failure for report in reports for failure in report.failures),
        warnings=tuple(warning for report in reports for warning in report.warnings),
    )
