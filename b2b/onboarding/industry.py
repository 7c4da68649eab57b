"""Which of the shipped guides of industries a partner's messages say they follow, by the association codes in UNH."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from b2b.edi.guides import against, shelf
from b2b.edi.guides.guide import Guide, Kind
from b2b.edi.guides.held import Held
from b2b.edi.guides.infer import Inference
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.guides.load import read_guide
from b2b.edi.guides.place import Place, Step
from b2b.edi.validation import validate_bytes
from b2b.errors import ConfigError
from b2b.onboarding.found import Found

_ASSOCIATION = Place((Step("UNH"),), 2, 5)


@dataclass(frozen=True, slots=True)
class Industry:
    """A guide that partners of an industry share; `messages` of the partner say that they follow it."""

    guide: Guide
    messages: int

    @property
    def name(self) -> str:
        """As other guides name it for their base."""
        return self.guide.name

    def association(self, message: str) -> str:
        """The code that a message has in UNH by this guide, the first of several; "" where it says none."""
        return next(iter(_associations(self.guide, message)), "")


def industry_of(found: Found) -> Industry | None:
    """The guide that most of the partner's messages say they follow; None where they say so of none that ships."""
    habits = found.envelopes.unb
    if habits is None:
        return None
    there = [
        Industry(
            guide,
            sum(
                count
                for message, seen in habits.associations.items()
                for code, count in seen.items()
                if code in _associations(guide, message)
            ),
        )
        for guide in _layers(found.release)
    ]
    best = max(there, key=lambda one: one.messages, default=None)
    return best if best is not None and best.messages else None


def keeps_all(inference: Inference, industry: Industry, samples: Sequence[Sample], tolerate: Collection[str]) -> bool:
    """Whether the guide that stands on that of the industry goes together with it, and rejects no sample that is right
    otherwise.
    """
    for one in inference.proposals:
        if one.release == industry.guide.release:
            try:
                guide = read_guide(one.text, "the proposed guide", shelf.finder())
                against.require(guide)
            except ConfigError:
                return False
            return all(_keeps(sample, guide, tolerate) for sample in samples)
    return True


def _keeps(sample: Sample, guide: Guide, tolerate: Collection[str]) -> bool:
    """Whether the guide rejects no message that is right otherwise."""
    alone = validate_bytes(sample.data, tolerate=frozenset(tolerate)).sets
    held = validate_bytes(sample.data, tolerate=frozenset(tolerate), guides=Held(guide)).sets
    return all(two.verdict.accepted for one, two in zip(alone, held, strict=True) if one.verdict.accepted)


def _layers(release: str) -> list[Guide]:
    """The shipped guides of a directory that stand on no other: examples of partners stand on one."""
    guides = (shelf.read_file(file).guide for file in shelf.files())
    return [guide for guide in guides if guide.release == release and not guide.bases]


def _associations(guide: Guide, message: str) -> tuple[str, ...]:
    held = guide.sets.get(message)
    rules = held.rules if held is not None else ()
    codes = [rule.value for rule in rules if rule.kind is Kind.CODES and rule.place == _ASSOCIATION]
    return tuple(str(code) for value in codes if isinstance(value, tuple) for code in value)
