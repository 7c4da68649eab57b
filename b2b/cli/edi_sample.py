"""`b2b edi sample`: which message is made up, of which release."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from b2b.edi.edifact import sample as edifact
from b2b.edi.guides import example
from b2b.edi.guides.shelf import open_guide
from b2b.edi.load import release_for, release_named, syntax_of
from b2b.edi.sampling.breadth import Breadth
from b2b.edi.sampling.usual import usual_message
from b2b.edi.x12.sampling import message as x12


def of_release(set_id: str, release: str, *, seed: int, sets: int, breadth: Breadth | None) -> bytes:
    """A sample of a release, "" for the usual one: drawn from the schema with that breadth, without one a usual
    message. NotFound: there is no such release, or no such set in it.
    """
    release = release_for(set_id, release)
    if breadth is None:
        return usual_message(set_id, release, seed=seed, sets=sets)
    if syntax_of(release) == "edifact":
        return edifact.sample_message(set_id, release, seed=seed, messages=sets, breadth=breadth)
    return x12.sample_message(set_id, release, seed=seed, sets=sets, breadth=breadth)


def of_guide(set_id: str, name: str, searched: Sequence[Path], *, release: str, seed: int, sets: int) -> bytes:
    """A sample that fits a guide, by its name or file. NotFound: there is none, or it says nothing of the set."""
    guide = open_guide(name, searched).guide
    if release and release_named(release) != guide.release:
        raise typer.BadParameter(f"guide {guide.name} is of release {guide.release}", param_hint="--release")
    return example.message(guide, set_id, seed=seed, sets=sets)
