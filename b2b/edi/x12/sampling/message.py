"""Whole sample messages, from ISA to IEA."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from b2b.edi.load import load_release
from b2b.edi.sampling.breadth import Breadth
from b2b.edi.sampling.ends import Ends
from b2b.edi.schema import Release
from b2b.edi.x12.sampling.kinds import Scene
from b2b.edi.x12.sampling.segment import Elements, segment
from b2b.edi.x12.sampling.structure import body
from b2b.edi.x12.sampling.totals import settle
from b2b.edi.x12.writer import Envelope, Group, Segment, TransactionSet, write_interchange
from b2b.errors import NotFound

_INTERCHANGE_ACKNOWLEDGMENT = "TA1"
# A set that was drawn belongs to no trade.
_ANYBODY = Ends("ZZ", "EXAMPLESENDER", "EXAMPLERECEIVER")
_FIRST_INSTANT = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)


def sample_message(
    set_id: str, release: str, *, seed: int = 0, sets: int = 1, breadth: Breadth = Breadth.USUAL
) -> bytes:
    """One test interchange (ISA15 T) with so many transaction sets of a shipped release, without any finding; for the
    id TA1 one that holds nothing but so many TA1 segments.

    The same arguments give the same bytes, on any machine. Errors: NotFound where we have no such release or set.
    """
    known = load_release(release)
    if set_id not in known.sets and set_id != _INTERCHANGE_ACKNOWLEDGMENT:
        raise NotFound(
            f"there is no set {set_id!r} in release {release}",
            where=f"schemas/x12/{release}/sets",
            next_step="b2b edi schema lists releases and sets",
        )
    chance = random.Random(f"{set_id} {release} {seed}")  # noqa: S311 - a sample is to be the same again
    if set_id == _INTERCHANGE_ACKNOWLEDGMENT:
        scene = Scene(chance)
        answers = [segment(known.segments[set_id], scene, breadth, release) for _ in range(sets)]
        return write_interchange(_envelope(known, chance), [], answers)
    bodies = [sample_body(set_id, known, chance, breadth) for _ in range(sets)]
    return sample_interchange(set_id, known, bodies, chance)


def sample_interchange(
    set_id: str,
    release: Release,
    bodies: Sequence[Sequence[Segment]],
    chance: random.Random,
    day: dt.date | None = None,
    ends: Ends | None = None,
) -> bytes:
    """A test interchange with a set of each body; of that day, or of one by chance."""
    made = [TransactionSet(set_id, f"{number:04d}", body) for number, body in enumerate(bodies, start=1)]
    envelope = _envelope(release, chance, day, ends or _ANYBODY)
    kind, at = release.sets[set_id].functional_group, envelope.made_at
    group = Group(kind, envelope.sender_id, envelope.receiver_id, envelope.control_number, at, release.name, made)
    return write_interchange(envelope, [group])


def _envelope(release: Release, chance: random.Random, day: dt.date | None = None, ends: Ends = _ANYBODY) -> Envelope:
    made_at = _FIRST_INSTANT + dt.timedelta(days=chance.randrange(300), minutes=chance.randrange(10 * 60))
    return Envelope(
        sender_qualifier=ends.qualifier,
        sender_id=ends.sender,
        receiver_qualifier=ends.qualifier,
        receiver_id=ends.receiver,
        made_at=dt.datetime.combine(day, made_at.timetz()) if day is not None else made_at,
        control_number=chance.randrange(1, 10**6),
        version=release.interchange_version,
        test=True,
    )


def sample_body(set_id: str, release: Release, chance: random.Random, breadth: Breadth) -> list[Elements]:
    """The segments of one set between ST and SE, for `writer.TransactionSet`; all that is not certain is drawn from
    `chance`.
    """
    schema = release.sets[set_id]
    segments = body(schema, release, Scene(chance), breadth)
    settle(schema, segments)
    return segments
