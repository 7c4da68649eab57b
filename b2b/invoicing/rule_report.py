"""What the published rules say about one document, and which rule packs there are."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from b2b.errors import ConfigError


class Kind(StrEnum):
    """What a document is, by its root element."""

    UBL_INVOICE = "ubl-invoice"
    UBL_CREDIT_NOTE = "ubl-credit-note"
    CII = "cii"


@dataclass(frozen=True, slots=True)
class RuleFailure:
    """One rule that a document breaks.

    `rule` is the published id (`BR-CO-16`), `XSD` for the schema, or `TRANSFORM` where the rules could not be
    evaluated; `severity` is `fatal` or `warning`; `location` is a path into the document; `source` names the rules.
    """

    rule: str
    severity: str
    location: str
    text: str
    source: str

    def __str__(self) -> str:
        return f"{self.rule} ({self.source}) at {self.location or 'the document'}: {self.text}"


@dataclass(frozen=True, slots=True)
class RuleReport:
    """The outcome for one document: `ran` names the schema and rules that were applied, in order."""

    kind: str
    ran: tuple[str, ...]
    failures: tuple[RuleFailure, ...] = ()
    warnings: tuple[RuleFailure, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the document may leave: the rules ran and nothing fatal was found."""
        return bool(self.ran) and not self.failures


@dataclass(frozen=True, slots=True)
class RulePack:
    """A compiled Schematron (XSLT) that is run after the official rules.

    `applies_to` lists kinds of document; with `specification`, only those whose BT-24 begins with it.
    """

    name: str
    path: Path
    applies_to: tuple[Kind, ...]
    specification: str = ""


def load_packs(folder: Path) -> tuple[RulePack, ...]:
    """The packs that `folder/pack.toml` describes, one `[[rules]]` table each: `name`, `file`, `applies_to`,
    `specification` (optional). Raises ConfigError for a missing or malformed description.
    """
    manifest = folder / "pack.toml"
    try:
        tables = tomllib.loads(manifest.read_text("utf-8"))["rules"]
        packs = tuple(
            RulePack(
                name=str(table["name"]),
                path=folder / str(table["file"]),
                applies_to=tuple(Kind(kind) for kind in table["applies_to"]),
                specification=str(table.get("specification", "")),
            )
            for table in tables
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(
            f"this rule pack has no usable description: {error!r}",
            where=str(manifest),
            next_step='write [[rules]] with name, file and applies_to = ["ubl-invoice", "ubl-credit-note", "cii"]',
        ) from error
    for pack in packs:
        if not pack.path.is_file():
            raise ConfigError(
                f"the rule pack {pack.name!r} names a file that is not there",
                where=str(pack.path),
                next_step="put the compiled XSLT beside pack.toml, or correct the name",
            )
    return packs
