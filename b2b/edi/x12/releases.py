"""Which release a set is held to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from b2b.edi.engine.elements import at
from b2b.edi.load import available_releases, load_release
from b2b.edi.schema import Release, Releases


@lru_cache(maxsize=64)  # asked for every group, with names that come from files
def shipped(name: str) -> Release | None:
    """The release of that name that ships with b2b, None if none does."""
    return load_release(name) if name in available_releases() else None


def named_by(st: Sequence[str]) -> str:
    """The release that ST03 names, such as that of an implementation guide, "" where it names none."""
    implementation = at(st, 3)[:6]
    return implementation if implementation.startswith("00") else ""


def release_of(st: Sequence[str], version: str, releases: Releases = shipped) -> Release | None:
    """The release of a set in a group whose GS08 is `version`; None where there is none.

    ST03, where it is given, takes precedence over GS08 (X12.22, element 1705); one that nobody has does not.
    """
    named = named_by(st)
    return (releases(named) if named else None) or releases(version[:6])
