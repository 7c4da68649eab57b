"""Proposes guides from the files of a partner: what all of them have in common, each line with its evidence.

Every sample fits the guide that comes from it, and so do all samples together: a line is only written where no sample
speaks against it. How far they speak for it is its confidence (`inference.evidence`): by it a line rejects, warns, or
is a comment for a person to decide on.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from b2b.edi.guides.guide import Guide
from b2b.edi.guides.inference.beneath import Beneath, beneath, standing_on
from b2b.edi.guides.inference.evidence import DEFAULT, Line, Standing, Surprise, Thresholds
from b2b.edi.guides.inference.relations import relation_lines
from b2b.edi.guides.inference.samples import LeftOut, Sample, Taken, taken
from b2b.edi.guides.inference.structure import structure_lines
from b2b.edi.guides.inference.text import guide_text
from b2b.edi.guides.message import LoopThere
from b2b.edi.load import load_release, syntax_of
from b2b.edi.schema import SetSchema

# A guide file may have 5,000 lines a set; a set that would have more keeps those with the most evidence.
_MOST_LINES = 4_000
_SENDERS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ProposedSet:
    """What is proposed of one set: its lines in the order of the standard, with what becomes of each. `surprised` are
    the samples that a guide made of the others would have rejected: where they are too many, no line rejects.
    """

    set_id: str
    samples: int
    surprised: int
    lines: tuple[tuple[Line, Standing], ...]

    def count(self, standing: Standing) -> int:
        """How many lines stand like that."""
        return sum(one is standing for _, one in self.lines)

    @property
    def summary(self) -> str:
        """How many lines there are of each standing, and what keeps lines from rejecting, in words."""
        rules, remarks, thoughts = map(self.count, (Standing.RULE, Standing.REMARK, Standing.THOUGHT))
        told = f"{_counted(rules, 'line')} that reject, {_counted(remarks, 'remark')}, {_counted(thoughts, 'comment')}"
        if self.surprised:
            told += f"; {self.surprised:,} of the sets would have broken a guide made of the others"
        return told


@dataclass(frozen=True, slots=True)
class Proposal:
    """A guide of one release; `text` is its TOML."""

    name: str
    release: str
    sets: tuple[ProposedSet, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Inference:
    """One proposal for each release that the samples have, and what of them did not count."""

    proposals: tuple[Proposal, ...]
    left_out: tuple[LeftOut, ...]


def infer(
    samples: Sequence[Sample],
    name: str = "",
    thresholds: Thresholds = DEFAULT,
    tolerate: frozenset[str] = frozenset(),
    base: Guide | None = None,
) -> Inference:
    """Guides for the samples of one partner, by that name, else by that of the sender. Where the samples have several
    releases, each guide is called `NAME-RELEASE`, in small letters.

    The same samples give the same guides, in whatever order they come. Sets that break the standard, that are not
    supported or that say what another one says are left out, and told; `tolerate` are breaches that an agreement lets
    pass. The guide of the release of `base` stands on that one, and weakens nothing of it that the samples keep.
    """
    with _uncollected():
        found, left_out = taken(samples, tolerate)
        releases = sorted({one.release for one in found})
        name = name or name_from(min((one.sender for one in found), default=""))
        proposals = [
            _proposal(
                name if len(releases) == 1 else f"{name}-{release.lower()}",
                release,
                [one for one in found if one.release == release],
                thresholds,
                base if base is not None and base.release == release else None,
            )
            for release in releases
        ]
    return Inference(tuple(proposals), tuple(left_out))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without collections of garbage: what is read of samples is needed to the end, and each collection of many samples
    would look through all of it.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def name_from(text: str) -> str:
    """A name for a guide made of other text, such as a sender's id."""
    name = re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-._")[:50]
    return name or "partner"


def _proposal(name: str, release: str, found: Sequence[Taken], thresholds: Thresholds, base: Guide | None) -> Proposal:
    schemas = load_release(release, syntax_of(release)).sets
    layer = base.sets if base is not None else {}
    proposed = [
        _proposed(
            schemas[set_id],
            [one.message for one in found if one.set_id == set_id],
            thresholds,
            beneath(layer[set_id].rules if set_id in layer else ()),
        )
        for set_id in sorted({one.set_id for one in found})
    ]
    by = sorted({one.sender for one in found})
    whose = ", ".join(by[:_SENDERS_SHOWN]) + (
        f" and {len(by) - _SENDERS_SHOWN} more" if len(by) > _SENDERS_SHOWN else ""
    )
    text = guide_text(
        name,
        f"As {whose} writes" if len(by) == 1 else f"As {whose} write",
        release,
        base.name if base is not None else "",
        f"Proposed from {_counted(len(found), 'set')}.",
        [(schemas[one.set_id], _note(one, proposed), one.lines) for one in proposed],
    )
    return Proposal(name, release, tuple(proposed), text)


def _note(one: ProposedSet, beside: Sequence[ProposedSet]) -> str:
    """How many samples a set has, "" where it is the only one, and the note of the guide has said so."""
    return f"Proposed from {_counted(one.samples, 'set')}." if len(beside) > 1 else ""


def _proposed(schema: SetSchema, messages: Sequence[LoopThere], thresholds: Thresholds, layer: Beneath) -> ProposedSet:
    said = [*structure_lines(schema, messages), *relation_lines(schema, messages)]
    surprised = thresholds.surprised(one for one in said if isinstance(one, Surprise))
    may_reject = thresholds.may_reject(len(messages), surprised)
    lines = [one for one in said if isinstance(one, Line)]
    judged = [(line, standing_on(layer, line, thresholds.standing(line, may_reject=may_reject))) for line in lines]
    return ProposedSet(schema.id, len(messages), surprised, tuple(_bounded(judged)))


def _bounded(judged: list[tuple[Line, Standing]]) -> list[tuple[Line, Standing]]:
    """No more lines that count than a guide may have: those with the least evidence become comments."""
    counting = [n for n, (_, standing) in enumerate(judged) if standing in (Standing.RULE, Standing.REMARK)]
    ranked = sorted(counting, key=lambda n: (judged[n][0].gentle, -judged[n][0].evidence.confidence, n))
    beyond = set(ranked[_MOST_LINES:])
    return [(line, Standing.THOUGHT if n in beyond else standing) for n, (line, standing) in enumerate(judged)]


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
