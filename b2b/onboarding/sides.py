"""Who is who in sample files: which interchanges the partner wrote, which are our own, and which belong to others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from b2b.edi.engine.headers import InterchangeHeader
from b2b.edi.engine.results import FileReport, InterchangeReport
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.validation import of_edifact, validate_bytes
from b2b.errors import ConfigError, Unreadable
from b2b.store.states import Syntax

_SHOWN = 4


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """An interchange address: qualifier and id of ISA, or of UNB, where the qualifier may be ""."""

    qualifier: str
    id: str
    syntax: str = Syntax.X12

    def __str__(self) -> str:
        return f"{self.qualifier}/{self.id}" if self.qualifier else self.id


@dataclass(frozen=True, slots=True)
class Checked:
    """A sample with what validation says of it."""

    sample: Sample
    report: FileReport

    @property
    def reason(self) -> str:
        """Why the file has no interchange, in words."""
        telling = ("no-interchange", "empty-file")
        findings = sorted(self.report.result.findings, key=lambda one: one.code not in telling)
        return findings[0].message if findings else "there is no interchange in it"


@dataclass(frozen=True, slots=True)
class Sides:
    """The partner's interchanges (`theirs`) and those that were sent to it (`own`), each with its file, all of one
    syntax; `strangers` are addresses that have nothing to do with either, `silent` files without any interchange.
    """

    partner: Address
    theirs: tuple[tuple[Checked, InterchangeReport], ...]
    own: tuple[tuple[Checked, InterchangeReport], ...]
    strangers: tuple[tuple[Address, str], ...]
    silent: tuple[Checked, ...]

    @property
    def is_edifact(self) -> bool:
        """Whether the partner writes EDIFACT."""
        return self.partner.syntax == Syntax.EDIFACT

    @property
    def samples(self) -> tuple[Sample, ...]:
        """The files in which the partner is the only sender."""
        others = {one.sample.name for one, _ in self.own} | {file for _, file in self.strangers}
        named = {one.sample.name: one.sample for one, _ in self.theirs}
        return tuple(sample for name, sample in named.items() if name not in others)


def sender(header: InterchangeHeader) -> Address:
    """Who wrote an interchange."""
    return Address(header.sender_qualifier.strip(), header.sender.strip(), _syntax(header))


def receiver(header: InterchangeHeader) -> Address:
    """To whom an interchange goes."""
    return Address(header.receiver_qualifier.strip(), header.receiver.strip(), _syntax(header))


def _syntax(header: InterchangeHeader) -> Syntax:
    return Syntax.EDIFACT if of_edifact(header) else Syntax.X12


def identity(address: Address, code: str, routing: str = "") -> dict[str, Any]:
    """An address as the TOML has it, with the code of groups and the routing; what is empty is left out."""
    table = {"qualifier": address.qualifier, "id": address.id}
    if address.syntax == Syntax.EDIFACT:
        table = {"syntax": str(address.syntax), **({"qualifier": address.qualifier} if address.qualifier else {})}
        table["id"] = address.id
    more = {"gs_id": code if len(code) >= 2 else "", "routing": routing}
    return table | {key: value for key, value in more.items() if value}


def tell_apart(samples: Sequence[Sample], ours: Collection[Address] = (), chosen: str = "") -> Sides:
    """The sides of all samples. `ours` are the addresses of our own company, as far as they are known; `chosen` is the
    partner's id, with or without its qualifier (`ZZ/NORTHWIND`), needed where several could be it.

    Unreadable: no file has an interchange. ConfigError: several partners could be meant, or none is the chosen one.
    """
    checked = [Checked(one, validate_bytes(one.data)) for one in samples]
    envelopes = [(one, interchange) for one in checked for interchange in one.report.interchanges]
    silent = tuple(one for one in checked if not one.report.interchanges)
    if not envelopes:
        reasons = "; ".join(f"{one.sample.name}: {one.reason}" for one in silent[:_SHOWN])
        next_step = "name X12 or EDIFACT files of one partner, each beginning with ISA, UNA or UNB"
        raise Unreadable(reasons, where="samples", next_step=next_step)
    partner = _partner(envelopes, ours, chosen)
    theirs = [pair for pair in envelopes if sender(pair[1].result.header) == partner]
    rest = [pair for pair in envelopes if sender(pair[1].result.header) != partner]
    own = [pair for pair in rest if receiver(pair[1].result.header) == partner]
    strangers = [
        (sender(one.result.header), file.sample.name) for file, one in rest if receiver(one.result.header) != partner
    ]
    return Sides(partner, tuple(theirs), tuple(own), tuple(dict.fromkeys(strangers)), silent)


def _partner(envelopes: Sequence[tuple[Checked, InterchangeReport]], ours: Collection[Address], chosen: str) -> Address:
    files: dict[Address, list[str]] = {}
    for file, one in envelopes:
        files.setdefault(sender(one.result.header), []).append(file.sample.name)
    senders = [one for one in files if one not in ours]
    if chosen:
        wanted = [one for one in files if chosen.strip() in (str(one), one.id)]
        if len(wanted) == 1:
            return wanted[0]
        known = ", ".join(map(str, files))
        raise ConfigError(f"nobody here is {chosen!r}", where="--sender", next_step=f"the files were sent by: {known}")
    if not senders:
        raise ConfigError(
            "all of these files were sent by your own company",
            where=", ".join(map(str, files)),
            next_step="name files that the partner has sent",
        )
    if len(senders) > 1:
        lists = "; ".join(f"{one} sent {_files(names)}" for one, names in files.items())
        raise ConfigError(
            f"these files have several senders: {lists}",
            where="samples",
            next_step=f"say which is the partner, such as --sender {senders[0]}; each partner is onboarded by itself",
        )
    return senders[0]


def _files(names: Sequence[str]) -> str:
    named = list(dict.fromkeys(names))
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    return ", ".join(named[:_SHOWN]) + more
