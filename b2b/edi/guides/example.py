"""Messages that are valid under a guide: for its page, taken from a sample or made up, and as samples to send."""

from __future__ import annotations

import random
from collections.abc import Sequence

from b2b.edi.edifact import sample as edifact
from b2b.edi.edifact.service_characters import COMPONENT, REPETITION, ServiceCharacters
from b2b.edi.findings import Finding, Verdict
from b2b.edi.guides import example_edifact, example_x12
from b2b.edi.guides.example_choice import MadeUp
from b2b.edi.guides.example_usual import Usual, taken_apart
from b2b.edi.guides.guide import Guide
from b2b.edi.guides.held import Held
from b2b.edi.load import load_release, syntax_of
from b2b.edi.sampling.documents import ends, known
from b2b.edi.sampling.usual import usual_body, usual_message
from b2b.edi.schema import Release
from b2b.edi.validation import validate_bytes
from b2b.edi.x12.sampling import message as x12
from b2b.errors import NotFound, NotWritable

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
    return of_sample(usual_message(set_id, release.name), set_id)


def of_guide(guide: Guide, set_id: str) -> tuple[str, ...]:
    """A message with what the guide asks for, the same each time; none where its conditions are not met by chance."""
    try:
        return of_sample(message(guide, set_id), set_id, guide)
    except NotWritable:
        return ()


def message(guide: Guide, set_id: str, *, seed: int = 0, sets: int = 1) -> bytes:
    """A test interchange with so many sets that are valid under the guide and have what it asks for, the same for the
    same arguments.

    Errors: NotFound, the guide says nothing of the set; NotWritable names the line that no set made up would keep.
    """
    if set_id not in guide.sets:
        spoken_of = ", ".join(guide.sets)
        raise NotFound(f"it has no set {set_id!r}", where=f"guide {guide.name}", next_step=f"use one of: {spoken_of}")
    made = [_fitting(guide, set_id, seed, number) for number in range(sets)]
    chance = random.Random(f"{guide.name} {set_id} {seed}")  # noqa: S311 - the same again
    return _interchange(guide, set_id, seed, made, chance)


def _fitting(guide: Guide, set_id: str, seed: int, number: int) -> MadeUp:
    """The first of those tried that is valid under the guide: on the basis of a usual message, or of nothing but the
    guide. NotWritable: none is.
    """
    syntax = syntax_of(guide.release)
    release = load_release(guide.release, syntax)
    schema = release.sets[set_id]
    made_up = example_edifact.made_up if syntax == "edifact" else example_x12.made_up
    nearest: list[Finding] = []
    usual = Usual()
    if known(set_id, guide.release):
        body, day = usual_body(set_id, guide.release, seed=seed, number=number)
        usual = taken_apart(body, day, schema, release.segments)
    for attempt in range(_TRIES):
        chance = random.Random(f"{guide.name} {set_id} {seed} {number} {attempt}")  # noqa: S311 - the same again
        basis = usual if attempt < _TRIES // 2 else Usual()
        made = made_up(guide, schema, release, chance, basis, wide=attempt % 4 < 3)
        report = validate_bytes(_interchange(guide, set_id, seed, [made], chance), guides=Held(guide))
        wrong = [finding for one in report.sets for finding in one.findings]
        if not wrong:
            return made
        if not nearest or len(wrong) < len(nearest):
            nearest = wrong
    asked = next((one for one in nearest if one.guide is not None), nearest[0])
    raise NotWritable(
        f"no message made up by chance keeps {asked.guide or 'the standard'}: {asked.message}",
        where=f"guide {guide.name}",
        next_step=f"b2b edi guide show --set {set_id} tells what the guide asks for: make a message by hand",
    )


def _interchange(guide: Guide, set_id: str, seed: int, made: Sequence[MadeUp], chance: random.Random) -> bytes:
    bodies, day = [one.body for one in made], made[0].day
    between = ends(set_id, guide.release, seed=seed)
    if syntax_of(guide.release) == "edifact":
        release = load_release(guide.release, "edifact")
        return edifact.sample_interchange(
            set_id, release, bodies, chance, day, between, association=made[0].association
        )
    return x12.sample_interchange(set_id, load_release(guide.release), bodies, chance, day, between)


def _edifact_line(elements: Sequence[str]) -> str:
    """A segment as it is sent with the usual service characters."""
    released = {ord(one): f"{_USUAL.release}{one}" for one in _USUAL.special if one != _USUAL.repetition}
    apart = {ord(COMPONENT): _USUAL.component, ord(REPETITION): _USUAL.repetition}
    return _USUAL.element.join(element.translate(released | apart) for element in elements)
