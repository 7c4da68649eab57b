"""Our own check agrees with the unit tests that CEN publishes with the EN 16931 rules (VEFA format, UBL).

A published test is a fragment: the few elements that one rule looks at, and whether the rule must fire. We lay the
fragment over a complete invoice, read the result, and ask whether our check names that rule. Where it does not, the
reason is one of those below.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from b2b.documents import Invoice
from b2b.errors import Unreadable
from b2b.invoicing.check import check
from b2b.invoicing.problem import Profile
from b2b.invoicing.read_ubl import read_ubl
from b2b.invoicing.ubl import NAMESPACES, write_ubl
from tests.invoicing.invoices import scenario_invoice
from tests.shared_data import shared_data

VEFA = "{http://difi.no/xsd/vefa/validator/1.0}"
CAC, CBC = f"{{{NAMESPACES['cac']}}}", f"{{{NAMESPACES['cbc']}}}"

# Rules about what our invoice has no field for, or always writes: the published rules check those.
NOT_OURS = {
    "BR-01": "the specification identifier is written by us, never read from an invoice",
    **dict.fromkeys(("BR-17", "BR-18", "BR-19", "BR-20", "BR-56"), "payee and tax representative"),
    **dict.fromkeys(("BR-28", "BR-30", "BR-54", "BR-64", "BR-65"), "gross price, periods, attributes of a line"),
    **dict.fromkeys(("BR-29", "BR-CO-19", "BR-CO-20", "BR-CO-03"), "invoicing periods and tax point"),
    **dict.fromkeys(("BR-49", "BR-50", "BR-51"), "payment cards, and a payment group without a code"),
    **dict.fromkeys(("BR-52", "BR-53"), "attachments and the accounting currency"),
    "BR-48": "the rate of a breakdown is always a number",
    **dict.fromkeys((f"BR-CL-{n:02}" for n in (3, 5, 6, 7, 10, 11, 13, 15, 17, 21, 24)), "codes of such fields"),
}
# (file, position of the test): why our answer differs there.
DIFFERENT = {
    ("BR-08", 1): "an address without a word in it is no address to us",
    ("BR-10", 1): "an address without a word in it is no address to us",
    ("BR-55", 1): "an empty reference is no reference to us",
    ("BR-55", 2): "an empty reference is no reference to us",
    ("BR-57", 1): "an empty address is no place of delivery to us",
    ("BR-57", 2): "an empty address is no place of delivery to us",
    ("BR-61", 3): "a credit note needs no account to us",
    ("BR-61", 4): "a credit note needs no account to us",
    ("BR-CL-18", 1): "an invoice line in a credit note is a leftover to us",
}
# Elements in a fragment that are leftovers to us, so that we cannot answer as the rules do.
LEFTOVERS = ("cac:TaxRepresentativeParty", "cac:TaxTotal[2]", "cac:InvoicePeriod")
# Where a rule asks for something missing, the complete invoice below the fragment must lack it too.
TAKEN_OUT = {
    "BR-02": ("cbc:ID",),
    "BR-03": ("cbc:IssueDate",),
    "BR-04": ("cbc:InvoiceTypeCode", "cbc:CreditNoteTypeCode"),
    "BR-05": ("cbc:DocumentCurrencyCode",),
    "BR-06": ("cac:AccountingSupplierParty",),
    "BR-07": ("cac:AccountingCustomerParty",),
    "BR-08": ("cac:AccountingSupplierParty",),
    "BR-10": ("cac:AccountingCustomerParty",),
    "BR-16": ("cac:InvoiceLine", "cac:CreditNoteLine"),
    "BR-IC-11": ("cac:Delivery",),
    "BR-IC-12": ("cac:Delivery",),
}
# Amounts without which no invoice can be read, and the rules that are about their absence.
FILLERS = (
    ("InvoiceLine", "InvoicedQuantity", "1", ("BR-22",)),
    ("CreditNoteLine", "CreditedQuantity", "1", ("BR-22",)),
    ("InvoiceLine", "LineExtensionAmount", "0", ("BR-24",)),
    ("CreditNoteLine", "LineExtensionAmount", "0", ("BR-24",)),
    ("InvoiceLine", "Price/PriceAmount", "0", ("BR-26",)),
    ("CreditNoteLine", "Price/PriceAmount", "0", ("BR-26",)),
    ("AllowanceCharge", "Amount", "0", ("BR-31", "BR-36", "BR-41", "BR-43")),
    ("TaxSubtotal", "TaxableAmount", "0", ("BR-45",)),
    ("TaxSubtotal", "TaxAmount", "0", ("BR-46",)),
    ("LegalMonetaryTotal", "LineExtensionAmount", "0", ("BR-12",)),
    ("LegalMonetaryTotal", "TaxExclusiveAmount", "0", ("BR-13",)),
    ("LegalMonetaryTotal", "TaxInclusiveAmount", "0", ("BR-14",)),
    ("LegalMonetaryTotal", "PayableAmount", "0", ("BR-15",)),
)


def _published(path: Path) -> Iterator[tuple[int, etree._Element, str, str]]:
    """(position, fragment, `success` or `error`, rule) of each assertion in a file."""
    root = etree.parse(str(path), etree.XMLParser(remove_comments=True)).getroot()
    for position, test in enumerate(root.findall(f"{VEFA}test")):
        fragments = [e for e in test if not str(e.tag).startswith(VEFA)]
        for expected in test.findall(f"{VEFA}assert/*"):
            kind = etree.QName(expected).localname
            if kind in ("success", "error", "fatal", "warning"):
                yield position, fragments[0], kind, (expected.text or "").strip()


@cache
def _complete(kind: str, *, without_vat_ids: bool) -> bytes:
    invoice: Invoice = dataclasses.replace(scenario_invoice(), kind=kind)
    if without_vat_ids:
        seller = dataclasses.replace(invoice.supplier, vat_id="")
        invoice = dataclasses.replace(invoice, supplier=seller, buyer=dataclasses.replace(invoice.buyer, vat_id=""))
    return write_ubl(invoice, Profile.EN16931)


def _laid_over(fragment: etree._Element, rule: str) -> bytes:
    """The complete invoice in which every element that the fragment has at its top is the fragment's."""
    kind = "381" if etree.QName(fragment).localname == "CreditNote" else "380"
    # Rules 02 to 04 of each VAT category look for VAT ids, rule 01 for the breakdown.
    category_rule = rule.rsplit("-", 1)[-1] if rule.count("-") == 2 and not rule.startswith("BR-C") else ""
    root = etree.fromstring(_complete(kind, without_vat_ids=category_rule in ("02", "03", "04")))
    names = {str(e.tag) for e in fragment}
    names |= {name.replace("cbc:", CBC).replace("cac:", CAC) for name in TAKEN_OUT.get(rule, ())}
    if category_rule == "01":
        names |= {f"{CAC}TaxTotal", f"{CAC}InvoiceLine", f"{CAC}CreditNoteLine"}
    for child in [e for e in root if e.tag in names]:
        root.remove(child)
    root.extend(copy.deepcopy(list(fragment)))
    for group, path, value, about in FILLERS:
        if rule not in about:
            for element in root.iter(f"{CAC}{group}"):
                _fill(element, path, value)
    return etree.tostring(root)


def _fill(element: etree._Element, path: str, value: str) -> None:
    *groups, leaf = path.split("/")
    for name in [*(f"{CAC}{group}" for group in groups), f"{CBC}{leaf}"]:
        found = element.find(name)
        element = etree.SubElement(element, name) if found is None else found
    element.text = element.text or value


def _rules(data: bytes) -> str:
    """Every rule that reading and checking name."""
    try:
        return " ".join(problem.rule for problem in check(read_ubl(data).invoice, Profile.EN16931))
    except Unreadable as error:
        return error.message.replace("BR-31", "BR-31 BR-36 BR-41 BR-43")


@pytest.mark.parametrize("folder", ["Invoice-unit-UBL", "CreditNote-unit-UBL"])
def test_our_check_agrees_with_the_published_tests(folder: str) -> None:
    agreed, wrong = 0, []
    for path in sorted(shared_data("einvoice", "en16931", "unit", folder).glob("BR-*.xml")):
        for position, fragment, kind, rule in _published(path):
            if rule in NOT_OURS or rule.startswith("UBL-") or (path.stem, position) in DIFFERENT:
                continue
            if any(fragment.find(element, NAMESPACES) is not None for element in LEFTOVERS):
                continue
            fired = rule in _rules(_laid_over(fragment, rule)).split()
            if fired == (kind != "success"):
                agreed += 1
            else:
                wrong.append(f"{path.stem} test {position}: {kind} {rule}, ours: {_rules(_laid_over(fragment, rule))}")
    assert not wrong, "\n".join(wrong)
    assert agreed >= {"Invoice-unit-UBL": 690, "CreditNote-unit-UBL": 135}[folder]
