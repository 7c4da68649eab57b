"""An example for a page: a message that is valid under the guide, taken from a sample, or made up from its lines."""

from __future__ import annotations

import random
from collections.abc import Sequence

from b2b.edi.edifact import sample as edifact
from b2b.edi.edifact.service_characters import COMPONENT, REPETITION, ServiceCharacters
from b2b.edi.findings import Verdict
from b2b.edi.guides import example_edifact, example_x12
from b2b.edi.guides.guide import Guide
from b2b.edi.guides.held import Held
from b2b.edi.load import load_release, syntax_of
from b2b.edi.schema import Release
from b2b.edi.validation import validate_bytes
from b2b.edi.x12.sampling import message as x12

_TRIES = 40
_USUAL = ServiceCharacters(repetition="*")


def of_sample(data: bytes, set_id: str, guide: Guide | None = None) -> tuple[str, ...]:
    """The segments of the first set of that id in a file that has no finding; none where there is no such set."""
    sets = validate_bytes(data, guides=Held(guide) if guide is not None else None).sets
    good = (one for one in sets if one.set == set_id and one.verdict is Verdict.ACCEPTED and not one.findings)
    found = next(good, None)
    if found is None:
        return ()
    line = _edifact_line if syntax_of(found.release) == "edifact" else "*".join
    return tuple(line(elements) for elements in found.segments)


def of_standard(release: Release, set_id: str) -> tuple[str, ...]:
    """A usual message of a set."""
    made = edifact.sample_message if syntax_of(release.name) == "edifact" else x12.sample_message
    return of_sample(made(set_id, release.name), set_id)


def of_guide(guide: Guide, set_id: str) -> tuple[str, ...]:
    """A message with what the guide asks for, the same each time; none where its conditions are not met by chance."""
    syntax = syntax_of(guide.release)
    release = load_release(guide.release, syntax)
    schema = release.sets[set_id]
    made_up = example_edifact.made_up if syntax == "edifact" else example_x12.made_up
    for number in range(_TRIES):
        chance = random.Random(f"{guide.name} {set_id} {number}")  # noqa: S311 - an example is to be the same again
        if found := of_sample(made_up(guide, schema, release, chance, wide=number % 2 == 0), set_id, guide):
            return found
    return ()


def _edifact_line(elements: Sequence[str]) -> str:
    """A segment as it is sent with the usual service characters."""
    released = {ord(one): f"{_USUAL.release}{one}" for one in _USUAL.special if one != _USUAL.repetition}
    apart = {ord(COMPONENT): _USUAL.component, ord(REPETITION): _USUAL.repetition}
    return _USUAL.element.join(element.translate(released | apart) for element in elements)
