"""How we would write X12 to the partner: as it writes itself."""

from __future__ import annotations

from typing import Any

from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.writer import STANDARD
from b2b.onboarding.answers import Answers
from b2b.onboarding.found import Found

_SPARE = "^!|`"


def table(found: Found, answers: Answers) -> dict[str, Any]:
    """The table `[partner.x12]`."""
    envelopes, parting = found.envelopes, found.envelopes.parting
    if len(set(parting.in_use)) < len(parting.in_use) or not "".join(parting.in_use).isascii():
        parting = STANDARD
    component = parting.component or next(one for one in ">:|" if one not in parting.in_use)
    used = {parting.element, component, parting.terminator}
    repetition = parting.repetition or next(one for one in _SPARE if one not in used)
    x12: dict[str, Any] = {
        "release": found.release,
        "element_separator": parting.element,
        "component_separator": component,
        "repetition_separator": repetition,
        "segment_terminator": parting.terminator,
        "newline": envelopes.newline,
        "character_set": "utf-8" if envelopes.characters == CharacterSet.UTF8 else "extended",
        "test": envelopes.tests == envelopes.interchanges,
    }
    if "999" in {one.set_id for one in found.content.sets}:
        x12["acknowledgment"] = "999"
    if answers.tolerate:
        x12["tolerate"] = list(answers.tolerate)
    return x12
