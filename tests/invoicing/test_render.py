"""One call renders, one call verifies, and importing it costs nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import os
import subprocess
import sys

import pytest
from pypdf import PdfReader

from b2b.invoicing.problem import Profile
from b2b.invoicing.render import Rendered, render, verify
from b2b.invoicing.rule_report import Kind, RulePack
from b2b.invoicing.rules import RuleRunner
from tests.invoicing.invoices import full_invoice, scenario_invoice
from tests.shared_data import shared_data

MADE_AT = dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def rendered() -> Rendered:
    return render(scenario_invoice(), made_at=MADE_AT)


def test_the_pdf_carries_the_same_cii(rendered: Rendered) -> None:
    assert PdfReader(io.BytesIO(rendered.pdf)).attachments["factur-x.xml"] == [rendered.cii]
    assert render(scenario_invoice(), made_at=MADE_AT) == rendered


def test_both_forms_are_verified(rendered: Rendered, rules: RuleRunner) -> None:
    report = verify(rendered, runner=rules)
    assert report.passed
    assert report.ran == (
        "XSD UBL-Invoice-2.1.xsd",
        "EN 16931 for UBL",
        "XSD Factur-X_EN16931.xsd",
        "EN 16931 for Factur-X",
    )
    for form, old in (("ubl", b">2356.20</cbc:PayableAmount>"), ("cii", b">2356.20</ram:DuePayableAmount>")):
        data = getattr(rendered, form)
        assert old in data
        forged = dataclasses.replace(rendered, **{form: data.replace(old, old.replace(b"20<", b"21<"))})
        refused = verify(forged, runner=rules)
        assert not refused.passed
        assert [failure.rule for failure in refused.failures] == ["BR-CO-16"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["380", "381"])
def test_peppol_and_xrechnung_accept_what_we_send(kind: str) -> None:
    """XRechnung only notes that the invoice does not claim to be one (BR-DE-21), and that CII names no process."""
    both = (Kind.UBL_INVOICE, Kind.UBL_CREDIT_NOTE)
    packs = [
        RulePack("Peppol", shared_data("einvoice", "peppol-2026.5", "xslt", "PEPPOL-EN16931-UBL.xslt"), both),
        RulePack("CEN in Peppol", shared_data("einvoice", "peppol-2026.5", "xslt", "CEN-EN16931-UBL.xslt"), both),
        RulePack("CEN UBL", shared_data("einvoice", "en16931", "ubl", "xslt", "EN16931-UBL-validation.xslt"), both),
        RulePack(
            "CEN CII", shared_data("einvoice", "en16931", "cii", "xslt", "EN16931-CII-validation.xslt"), (Kind.CII,)
        ),
        RulePack("Factur-X", shared_data("einvoice", "facturx-2.5.2", "xslt", "FACTUR-X_EN16931.xslt"), (Kind.CII,)),
        RulePack(
            "XRechnung UBL", shared_data("einvoice", "xrechnung-3.0.2", "xslt", "XRechnung-UBL-validation.xslt"), both
        ),
        RulePack(
            "XRechnung CII",
            shared_data("einvoice", "xrechnung-3.0.2", "xslt", "XRechnung-CII-validation.xslt"),
            (Kind.CII,),
        ),
    ]
    with RuleRunner(packs) as runner:
        for invoice in (full_invoice(kind), dataclasses.replace(scenario_invoice(), kind=kind)):
            report = verify(render(invoice, made_at=MADE_AT), runner=runner)
            assert [(f.source, f.rule) for f in report.failures] == [("XRechnung CII", "PEPPOL-EN16931-R001")]
            assert {f.rule for f in report.warnings} == {"BR-DE-21"}


def test_plain_en_16931_without_electronic_addresses_passes(rules: RuleRunner) -> None:
    parties = {
        "supplier": dataclasses.replace(scenario_invoice().supplier, endpoint=None, contact=None),
        "buyer": dataclasses.replace(scenario_invoice().buyer, endpoint=None),
    }
    invoice = dataclasses.replace(scenario_invoice(), buyer_reference="", **parties)
    assert verify(render(invoice, made_at=MADE_AT, profile=Profile.EN16931), runner=rules).passed


def test_importing_the_door_imports_no_heavy_library() -> None:
    program = (
        "import sys, b2b.invoicing.render, b2b.invoicing.check, b2b.invoicing.calculate, b2b.invoicing.credit\n"
        "import b2b.invoicing.check_received, b2b.invoicing.official\n"
        "print(sorted({'lxml', 'reportlab', 'saxonche', 'facturx', 'pypdf'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_shared_runner_ends_with_its_process() -> None:
    program = (
        "import datetime\n"
        "from b2b.invoicing.render import render, verify\n"
        "from b2b.invoicing.rules import shared_runner\n"
        "from tests.invoicing.invoices import scenario_invoice\n"
        "done = render(scenario_invoice(), made_at=datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC))\n"
        "assert verify(done).passed and verify(done).passed\n"
        "assert shared_runner() is shared_runner()\n"
        "worker = shared_runner()._workers.get()\n"
        "shared_runner()._workers.put(worker)\n"
        "print(worker._process.pid)\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)
