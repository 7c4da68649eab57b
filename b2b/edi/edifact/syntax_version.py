"""The version of an EDIFACT interchange as headers and rows have it: identifier and version of S001, as `UNOC:3`.

One tells which syntax it is of: this has a colon whatever a damaged UNB holds, and the header of an X12 interchange has
none in its version (ISA12, `00401`), whatever a damaged ISA holds.
"""

from __future__ import annotations

VERSIONS = frozenset("1234")
_BETWEEN = ":"


def written(identifier: str, version: str) -> str:
    """Identifier (0001) and version (0002) in one."""
    return f"{identifier}{_BETWEEN}{version}"


def parts(of: str) -> tuple[str, str]:
    """Identifier and version of such a one, the identifier "" where it is none."""
    identifier, _, version = of.rpartition(_BETWEEN)
    return identifier, version


def is_edifact(version: str) -> bool:
    """Whether the version of an interchange is that of an EDIFACT syntax."""
    return _BETWEEN in version
