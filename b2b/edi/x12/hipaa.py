"""The sets of the HIPAA guides (835, 837 and others) in a validation: pyx12 ships these guides and checks them.

It is slow, and asked only where no schema of ours has the set.

    validate(source, elsewhere=Hipaa())
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.headers import GroupHeader
from b2b.edi.findings import Finding, Severity

# A release and the number of a guide; so pyx12 is not imported for files that have none.
_GUIDE = re.compile(r"\d{6}X\d{3}")
# What a validation finds in ST and SE by itself: codes of element 718.
_CONTROL = frozenset({"1", "2", "3", "4", "5", "6", "7", "23"})
# Separators at the end of a segment say nothing; as in every other set that does not reject.
_TRAILING = "pyx12-ak3-seg1"


class Hipaa:
    """Sets of guides that pyx12 ships; the form is `set_check.Elsewhere`."""

    def knows(self, header: GroupHeader) -> bool:
        """Whether there is a guide for sets of this group."""
        from b2b.edi.x12.second_opinion import knows_guide

        return bool(_GUIDE.match(header.version)) and knows_guide(header.functional_id, header.version)

    def findings(
        self, header: GroupHeader, delimiters: Delimiters, segments: Sequence[Sequence[str]]
    ) -> Sequence[Finding] | None:
        """What is wrong with a whole set, placed by segment and element; None where there is no opinion of it."""
        from b2b.edi.x12.second_opinion import opinion_of

        opinion = opinion_of(segments, delimiters, (header.functional_id, header.version))
        if opinion.accepted is None:
            return None
        return [_noted(one) for one in opinion.findings if not _of_control(one)]


def _of_control(finding: Finding) -> bool:
    (said,) = finding.ack
    return said.ack == "AK9" or (said.ack == "AK5" and said.code in _CONTROL)


def _noted(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.WARNING, ack=()) if finding.code == _TRAILING else finding
