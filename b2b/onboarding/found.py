"""All that can be read from a partner's files, in one value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from b2b.documents import Order
from b2b.edi.guides.guide import Guide
from b2b.edi.guides.infer import Inference, infer
from b2b.edi.guides.inference.evidence import DEFAULT, Thresholds
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.load import available_releases
from b2b.errors import Unreadable
from b2b.onboarding.content import Content, SetSeen
from b2b.onboarding.counting import read_content
from b2b.onboarding.envelopes import Envelopes, read_envelopes
from b2b.onboarding.obstacles import Obstacle, obstacles
from b2b.onboarding.sides import Address, Sides, tell_apart
from b2b.procurement.orders.purposes import not_an_order

_USUAL, _USUAL_DIRECTORY = "004010", "D96A"


@dataclass(frozen=True, slots=True)
class Found:
    """What a partner's files show. `ours` are the addresses of our company as far as they were known before."""

    sides: Sides
    envelopes: Envelopes
    content: Content
    obstacles: tuple[Obstacle, ...]
    ours: tuple[Address, ...]

    @property
    def release(self) -> str:
        """The release that most of the partner's groups have, among those that there are schemas for."""
        is_edifact = self.sides.is_edifact
        known = available_releases("edifact" if is_edifact else "x12")
        seen = [version[:6] for version, _ in self.envelopes.versions.most_common()]
        return next((one for one in seen if one in known), _USUAL_DIRECTORY if is_edifact else _USUAL)

    @property
    def sets(self) -> tuple[SetSeen, ...]:
        """What the partner sends and there is a schema for; of a set in several releases the one seen most."""
        there: dict[str, SetSeen] = {}
        unsupported = {one.no_schema for one in self.obstacles}
        for one, _ in self.content.sets.most_common():
            if one.direction == "in" and (one.set_id, one.release) not in unsupported:
                there.setdefault(one.set_id, one)
        return tuple(sorted(there.values(), key=lambda one: one.set_id))

    @property
    def tolerable(self) -> tuple[str, ...]:
        """The findings that would have to be let pass for all files that can be worked so."""
        return tuple(sorted({code for one in self.obstacles for code in one.tolerate}))

    @property
    def odd_kinds(self) -> tuple[str, ...]:
        """Purposes (BEG01) and kinds (BEG02) seen that are not worked as new orders unless it is agreed."""
        return tuple(
            sorted(filter(_odd_purpose, self.content.purposes)) + sorted(filter(_odd_kind, self.content.kinds))
        )

    def guides(
        self, name: str, thresholds: Thresholds = DEFAULT, tolerate: Collection[str] = (), base: Guide | None = None
    ) -> Inference:
        """What can be inferred from the files that the partner alone has written, `tolerate` let pass."""
        return infer(self.sides.samples, name, thresholds, frozenset(tolerate), base)


def read(samples: Sequence[Sample], ours: Collection[Address] = (), sender: str = "") -> Found:
    """Everything that the samples show. Errors: as `sides.tell_apart`; Unreadable where there is nothing in any
    envelope.
    """
    sides = tell_apart(samples, ours, sender)
    content = read_content(sides)
    if not any(one.direction == "in" for one in content.sets):
        raise Unreadable(
            f"there is no transaction set or message in what {sides.partner} has sent",
            where=", ".join(dict.fromkeys(file.sample.name for file, _ in sides.theirs)),
            next_step="name files with orders, or whatever else the partner sends",
        )
    return Found(sides, read_envelopes(sides), content, obstacles(sides), tuple(ours))


def _odd_purpose(purpose: str) -> bool:
    return _is_odd(purpose, "SA")


def _odd_kind(kind: str) -> bool:
    return _is_odd("00", kind)


def _is_odd(purpose: str, kind: str) -> bool:
    order = Order(number="", date=dt.date.min, lines=(), purpose=purpose, kind=kind)
    return not_an_order(order, "") is not None
