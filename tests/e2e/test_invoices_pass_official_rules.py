"""Every invoice of the supplier's day, judged by the published rules: schema, EN 16931, and Peppol BIS Billing 3.0."""

from __future__ import annotations

import io

import pytest
from facturx import get_xml_from_pdf
from sqlmodel import select

from b2b.gateway.bootstrap import open_gateway
from b2b.invoicing.rule_report import Kind, RulePack
from b2b.invoicing.rules import RuleRunner
from b2b.store import blobs
from b2b.store.tables import SalesInvoice
from tests.e2e.test_supplier_day import INVOICES, play_orders, ship_everything
from tests.e2e.world import World
from tests.shared_data import shared_data

UBL = (Kind.UBL_INVOICE, Kind.UBL_CREDIT_NOTE)


def forms(world: World) -> list[tuple[bytes, bytes, bytes]]:
    """UBL, CII and PDF of every invoice."""
    gateway = open_gateway(world.workspace)
    with gateway.store.read() as session:
        invoices = session.exec(select(SalesInvoice)).all()
        found = []
        for invoice in invoices:
            hashes = (invoice.ubl_sha256, invoice.cii_sha256, invoice.pdf_sha256)
            ubl, cii, pdf = (blobs.get(session, gateway.store, str(sha256)) for sha256 in hashes)
            found.append((ubl, cii, pdf))
    gateway.close()
    return found


@pytest.mark.slow
def test_every_invoice_passes_and_a_changed_amount_does_not(world: World) -> None:
    peppol, cen = shared_data("einvoice", "peppol-2026.5", "xslt"), shared_data("einvoice", "en16931")
    play_orders(world)
    ship_everything(world)
    found = forms(world)
    assert len(found) == len(INVOICES)
    packs = [
        RulePack("CEN in Peppol's edition", peppol / "CEN-EN16931-UBL.xslt", UBL),
        RulePack("Peppol", peppol / "PEPPOL-EN16931-UBL.xslt", UBL),
        RulePack("CEN, UBL", cen / "ubl" / "xslt" / "EN16931-UBL-validation.xslt", UBL),
        RulePack("CEN, CII", cen / "cii" / "xslt" / "EN16931-CII-validation.xslt", (Kind.CII,)),
    ]
    with RuleRunner(packs) as rules:
        for ubl, cii, pdf in found:
            for xml, ran in ((ubl, {"CEN in Peppol's edition", "Peppol", "CEN, UBL"}), (cii, {"CEN, CII"})):
                report = rules.check(xml)
                assert report.failures == ()
                assert ran <= set(report.ran)
                assert any("XSD" in name for name in report.ran)
            embedded = get_xml_from_pdf(io.BytesIO(pdf), check_xsd=True, check_schematron=False)[1]
            assert embedded == cii
        wrong = found[0][0].replace(b">2356.20</cbc:PayableAmount>", b">2356.21</cbc:PayableAmount>")
        assert wrong != found[0][0]
        assert "BR-CO-16" in {failure.rule for failure in rules.check(wrong).failures}
