"""What goes out: messages that are ready for an envelope, and an interchange as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from b2b.edi.x12.writer import Segment
from b2b.errors import ConfigError
from b2b.gateway.trade import Trade
from b2b.store.settings import SETS_A_GROUP, AgreementSettings
from b2b.store.states import Syntax
from b2b.store.tables import Exchange, Identity

HIGHEST_NUMBER = 999_999_999
TA1 = "TA1"


@dataclass(frozen=True, slots=True)
class Ready:
    """An exchange with the segments of its body, ready for an envelope; an acknowledgment has no agreement of its own.

    `name` is what it is called on the wire (855, ORDRSP). `version` is GS08, a release with the suffix of a guide where
    there is one, which then is `convention` (ST03) too; of EDIFACT the directory, and `convention` the association
    code. `findings` say what of the document was written otherwise, and what the partner's guide notes; `guide` is the
    revision of that guide. `routing` is where an answer goes inside of the partner, by what the partner said: of
    EDIFACT 0014 and 0046; empty where nothing was said. `syntax` is the version of the envelope (`UNOC:4`) where it is
    to be another than the one that is agreed on for all else.
    """

    exchange: Exchange
    name: str
    segments: Sequence[Segment]
    version: str
    functional_id: str
    agreement: AgreementSettings | None = None
    convention: str = ""
    findings: Sequence[dict[str, Any]] = ()
    guide: str | None = None
    routing: tuple[str, str] = ("", "")
    syntax: str = ""

    @property
    def release(self) -> str:
        """The release that the version is of."""
        return self.version[:6]

    @property
    def stands_alone(self) -> bool:
        """Whether it is a TA1, which belongs to no group."""
        return self.name == TA1


class Numbers(NamedTuple):
    """The control number of an interchange, and the first ones of its groups and messages."""

    interchange: int = 1
    group: int = 1
    message: int = 1


@dataclass(frozen=True, slots=True)
class WrittenGroup:
    """A group as its header says it; `messages` are the control numbers of those in it."""

    functional_id: str
    control_number: str
    version: str
    sender: str
    receiver: str
    messages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Written:
    """An interchange as bytes, with what its envelope says; the groups are those of `grouped`."""

    content: bytes
    sender: Identity
    receiver: Identity
    control_number: str
    version: str
    test: bool
    date: str
    groups: Sequence[WrittenGroup]


def grouped(ready: Sequence[Ready]) -> list[Sequence[Ready]]:
    """The groups that these make: a kind and a version each, no more messages than agreed; without the TA1s."""
    open_groups: dict[tuple[str, str, str], list[Ready]] = {}
    groups: list[Sequence[Ready]] = []
    for one in ready:
        if one.stands_alone:
            continue
        key = (one.name, one.functional_id, one.version)
        size = one.agreement.sets_a_group if one.agreement else SETS_A_GROUP
        if key not in open_groups or len(open_groups[key]) >= size:
            open_groups[key] = []
            groups.append(open_groups[key])
        open_groups[key].append(one)
    return groups


def wrapped(number: int) -> int:
    """Control numbers have nine digits and begin again at 1."""
    return (number - 1) % HIGHEST_NUMBER + 1


def parties(trade: Trade, syntax: Syntax, document: int) -> tuple[Identity, Identity]:
    """Our address and the partner's in a syntax. ConfigError: one is missing, or the partner has no channel."""
    ours, theirs = trade.ours.get(syntax), trade.theirs.get(syntax)
    if ours is not None and theirs is not None and trade.channel is not None:
        return ours, theirs
    of_syntax = f' with syntax = "{syntax}"' if syntax != Syntax.X12 else ""
    missing = (
        f"[[company.identity]]{of_syntax}" if ours is None
        else f"[[partner.identity]]{of_syntax}" if theirs is None
        else "[partner.channel]"
    )  # fmt: skip
    raise ConfigError(
        f"{missing} is missing: nothing can be sent",
        where=f"partner {trade.partner.code}",
        next_step=f"add {missing} to the TOML file and apply it, then: b2b docs retry {document}",
    )


def kept_body(exchange: Exchange) -> list[Segment]:
    """The segments that an acknowledgment was made of, as the writers take them."""
    return [[e if isinstance(e, str) else tuple(e) for e in segment] for segment in exchange.body or []]
