"""Releases of X12 and directories of EDIFACT as settings name them, however they are written (`D.96A`, `4010`)."""

from __future__ import annotations

import re

from b2b.edi.load import DIRECTORY, X12_RELEASE, available_releases, release_named
from b2b.store.settings.section import Section


def x12_release(table: Section, standard: str, why: str = "") -> str:
    """The release of X12 at `release`, `standard` where there is none; `why` ends what is said of a wrong one."""
    return _release(table, X12_RELEASE, "an X12 release", "x12", standard, why)


def directory(table: Section, standard: str, why: str = "") -> str:
    """The same for a directory of EDIFACT."""
    return _release(table, DIRECTORY, "a directory of EDIFACT", "edifact", standard, why)


def _release(table: Section, form: re.Pattern[str], called: str, syntax: str, standard: str, why: str) -> str:
    typed = table.text("release", standard)
    name = release_named(typed)
    if form.fullmatch(name):
        return name
    shipped = ", ".join(one for one in available_releases(syntax) if form.fullmatch(one))
    table.wrong("release", f"{typed!r} is not {called} (there are {shipped}){why}")
    return standard
