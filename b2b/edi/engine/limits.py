"""How much of one thing the reader and the validator take before they say no."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps that keep memory and time bounded whatever a file contains; each one that is passed is a named finding.

    `segment_bytes` also bounds an element, a binary segment (BIN, BDS) excepted: `binary_bytes` bounds that.
    `set_bytes` and `set_segments` bound one transaction set, `group_sets` one functional group, `hl_depth` the
    nesting of HL segments, `set_findings` the findings listed for one set (the rest is counted), `interchange_ta1` the
    TA1 segments that are read.
    """

    segment_bytes: int = 1 << 20
    binary_bytes: int = 16 << 20
    set_bytes: int = 32 << 20
    set_segments: int = 250_000
    group_sets: int = 999_999
    hl_depth: int = 100
    set_findings: int = 200
    interchange_ta1: int = 10_000


DEFAULT = Limits()


def passed(limits: Limits, name: str, kept: str) -> str:
    """How a finding says that a file passes one of them: that it is ours and not the standard's, and what to do.

    `kept` says what the limit allows, with {} for the number: "a segment may have {} bytes".
    """
    allowed = kept.format(f"{getattr(limits, name):,}")
    return f"{allowed} here; not the standard but {name} of [limits] in b2b.toml says so, and may say more"
